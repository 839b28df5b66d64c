"""A new rule loads and passes its first cases for all options; if it cannot, nothing is written."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.cases.case_files import read_cases, run_case
from advisor.authoring.scaffold.append_entry import append_entry
from advisor.authoring.scaffold.draft import build_draft
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.authoring.scaffold.rule_options import NewRuleOptions, Vocabulary, load_vocabulary
from advisor.authoring.scaffold.scaffold import ScaffoldResult, create_rule_files
from advisor.cli.output_files import write_files
from advisor.consultation import Consultation
from advisor.loading.documents.yaml_trivia import list_comments
from advisor.loading.finding_codes import (
    CASE_FAILS,
    DUPLICATE_ID,
    INVALID_LOCATOR,
    INVALID_OPTION,
    INVALID_OVERRIDE,
    INVALID_PLACEHOLDER,
    INVALID_SYNTAX,
    MISSING_OPTION,
    NEVER_FIRES,
    NO_CONDITION,
    NOT_IN_ONE_STAGE,
    UNKNOWN_CONCLUSION,
    UNKNOWN_NAME,
    UNKNOWN_VALUE,
    WRONG_STAGE_FILE,
)
from advisor.loading.packs.load_rulebase import load
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from tests.profiles import examples

CORE = load_vocabulary(())
STATES = ("undefined", "defined", "aligned", "integrated")
PLAIN = NewRuleOptions(
    id="ours/cycle",
    title="A short cycle",
    stage=None,
    status="experimental",
    source="policy/ours",
    when=("sales_cycle: short",),
    then=("favours: stay",),
    because="You report that {grounds}; that is enough.",
    file="",
    new_facts=(),
    new_steps=(),
)


def create_rule(flags: NewRuleOptions, folder: Path, known: Vocabulary = CORE) -> ScaffoldResult:
    """Create a rule and write its files."""
    result = create_rule_files(build_draft(flags, known), folder, (), "ours")
    write_files(folder, result.files)
    return result


def load_and_run_cases(folder: Path) -> RuleBase:
    """Load the rule base with the pack, and check that all cases of the pack pass."""
    rulebase = load([str(folder)])
    consultation = Consultation(rulebase)
    results = [run_case(consultation, case) for case in read_cases(folder, rulebase)]
    assert [failure for result in results for failure in result.failures] == []
    assert results
    return rulebase


def build_conditions(fact: Fact) -> st.SearchStrategy[str]:
    """Build conditions on one fact, as an author types them."""
    if fact.kind is Kind.COUNT:
        bound = st.integers(fact.minimum, fact.minimum + 400)
        return st.one_of(
            bound.map(lambda least: f"{fact.name}: {{at_least: {least}}}"),
            bound.map(lambda most: f"{fact.name}: {{at_most: {most}}}"),
            bound.map(lambda exact: f"{fact.name}: {exact}"),
        )
    values = st.lists(st.sampled_from(list(fact.values)), min_size=1, max_size=2, unique=True)
    return values.map(lambda chosen: f"{fact.name}: [{', '.join(chosen)}]")


FREE = [
    fact
    for fact in CORE.rulebase.facts.values()
    if not fact.computed and fact.name not in ("relationship", "employees", "company_size")
]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp"), exclude_characters="{}"), min_size=1)
TYPED = TEXTS.filter(lambda text: bool(text.split()))


@st.composite
def flags(draw: st.DrawFn) -> NewRuleOptions:
    """Draw options for a rule that can fire."""
    facts = draw(st.lists(st.sampled_from(FREE), min_size=1, max_size=3, unique_by=lambda fact: fact.name))
    when = [draw(build_conditions(fact)) for fact in facts]
    if len(when) > 1 and draw(st.booleans()):
        one, two, *others = when
        when = [f"any: [{{{one}}}, {{not: {{{two}}}}}]", *others]
    stage, then = draw(
        st.sampled_from(
            [
                ("weigh", "favours: stay"),
                ("weigh", "{favours: tighten, tighten_by: table}"),
                ("plan", "step: rules-of-engagement"),
                ("plan", "{step: [liaison], place: first}"),
                ("caution", "caution: something-of-ours"),
            ]
        )
    )
    when += draw(st.sampled_from([[], ["state: aligned"], ["state: [undefined, defined]"]]))
    if stage == "plan":
        when += draw(st.sampled_from([[], ["verdict: tighten"], ["not: {verdict: stay}"]]))
    new = draw(st.sampled_from([(), ("site_visits",), ("pace: [slow, fast-moving, 3rd]",), ("visits: count",)]))
    return PLAIN._replace(
        title=draw(TYPED),
        stage=draw(st.sampled_from([stage, None])),
        status=draw(st.sampled_from(["experimental", "test", "stable", "deprecated"])),
        source=draw(st.sampled_from(["policy/ours", "ours/notes/1", "table/defined/stay/1", "interviews-2026"])),
        when=tuple(when),
        then=(then,),
        because=draw(TYPED) + draw(st.sampled_from(["", " {grounds}"])),
        file=draw(st.sampled_from(["", "market", "deep/er"])),
        new_facts=new,
        new_steps=draw(st.sampled_from([(), ("visit-sites",), ("a/b-1: upkeep",)])),
    )


@examples(8)
@given(flags=flags())
def test_a_pack_loads_and_its_cases_pass_for_all_options(flags: NewRuleOptions) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "pack"
        result = create_rule(flags, folder)
        rule = load_and_run_cases(folder).rules_by_id[flags.id]
        assert rule.title == " ".join((flags.title or "").split())
        assert rule.because == " ".join((flags.because or "").split())
        assert result.silent is not None
        assert result.fires != result.silent


@examples(3)
@given(first=flags(), second=flags())
def test_a_second_rule_changes_no_byte_of_the_first(first: NewRuleOptions, second: NewRuleOptions) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        create_rule(first, folder)
        before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
        known = load_vocabulary((str(folder),))
        later = second._replace(id="ours/later", new_facts=(), new_steps=())
        create_rule(later, folder, known)
        assert all(path.read_bytes().startswith(content) for path, content in before.items())
        assert {"ours/cycle", "ours/later"} <= set(load_and_run_cases(folder).rules_by_id)


COMMENTED = """\
# Above.
stage: weigh   # the stage
guard: {state: defined}
rules:

    # A first one.
    - id: ours/first      # its id
      title: The first
      status: test
      source: policy/ours
      when: {sales_cycle: long}
      then: {favours: stay}
      because: It is long.
    # Below."""


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_file_keeps_its_comments_indentation_and_line_ends(tmp_path: Path, end: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "pack.yaml").write_text("name: ours\nversion: 1.0.0\n")
    text = (COMMENTED + end).replace("\n", "\r\n" if end == "\r\n" else "\n").replace("\r\r", "\r")
    file = tmp_path / "rules" / "weigh.yaml"
    file.write_bytes(text.encode())
    create_rule(PLAIN, tmp_path)
    now = file.read_bytes().decode()
    assert now.startswith(text)
    assert list_comments(now) == list_comments(text)
    assert "    - id: ours/cycle" in now
    assert ("\r\n" in now[len(text) :]) == (end == "\r\n")
    assert (
        load_and_run_cases(tmp_path).rules_by_id["ours/cycle"].guard
        == load([str(tmp_path)]).rules_by_id["ours/first"].guard
    )


@pytest.mark.parametrize(
    "content",
    [
        "stage: weigh\nrules: []\n",
        "stage: weigh\nrules: [{id: a}]\n",
        "rules:\n  - id: a\nstage: weigh\n",
        "[1]\n",
        "{",
    ],
)
def test_refuses_to_append_to_a_list_that_is_not_the_end_of_the_file(content: str) -> None:
    assert append_entry(content.encode(), "rules", lambda indent: f"{' ' * indent}- id: b\n") is None
    assert append_entry(b"stage: weigh\nrules:\n- id: a\n", "rules", lambda indent: "- id: b\n") is not None


def read_all_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"when": ("all: [{sales_cycle: short}, {sales_cycle: long}]",)}, NEVER_FIRES),
        ({"then": ("verdict: stay",), "when": ("state: undefined", "current_conflicts: frequent")}, NEVER_FIRES),
        ({"file": "plan"}, WRONG_STAGE_FILE),
    ],
)
def test_refuses_a_rule_that_does_not_fit_and_writes_nothing(
    tmp_path: Path, change: dict[str, object], code: str
) -> None:
    create_rule(PLAIN._replace(id="ours/plan", then=("step: rules-of-engagement",)), tmp_path)
    before = read_all_files(tmp_path)
    with pytest.raises(ScaffoldError) as error:
        create_rule(PLAIN._replace(**change), tmp_path)  # type: ignore[arg-type]
    assert all(each.place.file.startswith(str(tmp_path)) for each in error.value.findings)
    assert [each.code for each in error.value.findings] == [code]
    assert read_all_files(tmp_path) == before


def test_refuses_a_rule_that_makes_an_existing_case_fail(tmp_path: Path) -> None:
    create_rule(PLAIN._replace(id="ours/first"), tmp_path)
    cases = tmp_path / "rules" / "weigh.cases.yaml"
    cases.write_text(
        cases.read_text() + "  - name: It stays\n    facts: {relationship: undefined, sales_cycle: long}\n"
        "    expect: {verdict: undetermined}\n"
    )
    before = read_all_files(tmp_path)
    tighten = PLAIN._replace(when=("sales_cycle: long",), then=("{favours: tighten, tighten_by: table}",))
    with pytest.raises(ScaffoldError) as error:
        create_rule(tighten, tmp_path)
    (finding,) = error.value.findings
    assert (finding.place.file, finding.code) == (str(cases), CASE_FAILS)
    assert re.findall("`([a-z]+)`", finding.sentence) == ["undetermined", "tighten"]
    assert read_all_files(tmp_path) == before


@pytest.mark.parametrize(
    ("change", "place", "code", "names"),
    [
        ({"id": "Ours"}, "ID", INVALID_OPTION, ["Ours"]),
        ({"id": "defined/life-cycles-shorten"}, "ID", DUPLICATE_ID, ["defined/life-cycles-shorten"]),
        ({"title": "  "}, "--title", MISSING_OPTION, []),
        ({"source": "Page 3"}, "--source", INVALID_LOCATOR, ["Page 3"]),
        ({"when": ("sales_cycel: short",)}, "--when", UNKNOWN_NAME, ["sales_cycel", "sales_cycle"]),
        ({"when": ("sales_cycle",)}, "--when", NO_CONDITION, ["sales_cycle"]),
        ({"when": ("a: [",)}, "--when", INVALID_SYNTAX, ["a: ["]),
        ({"then": ("favors: stay",)}, "--then", UNKNOWN_CONCLUSION, ["favors", "favours"]),
        ({"then": ("step: rules-of-engagment",)}, "--then", UNKNOWN_VALUE, ["step", "rules-of-engagement"]),
        ({"because": "You report that {conflicts}."}, "--because", INVALID_PLACEHOLDER, ["conflicts"]),
        ({"because": "You report {that."}, "--because", INVALID_PLACEHOLDER, []),
        (
            {"when": ("any: [{sales_cycle: short}, {change_rapid: yes}]",), "because": "That {sales_cycle}."},
            *("--because", INVALID_PLACEHOLDER, ["sales_cycle"]),
        ),
        ({"then": ("favours: stay", "caution: x")}, "--then", NOT_IN_ONE_STAGE, ["favours", "caution"]),
        ({"stage": "plan"}, "--then", NOT_IN_ONE_STAGE, ["favours"]),
        ({"new_facts": ("sales_cycle",)}, "--new-fact", DUPLICATE_ID, ["sales_cycle"]),
        ({"new_facts": ("pace: slow, slow",)}, "--new-fact", INVALID_OPTION, ["pace", "slow"]),
        (
            {"overrides": "plan/defined/distanze", "reason": "r"},
            *("--overrides", INVALID_OVERRIDE, ["plan/defined/distanze", "plan/defined/distance"]),
        ),
        ({"overrides": "defined/life-cycles-shorten"}, "--reason", MISSING_OPTION, []),
        ({"reason": "r"}, "--overrides", MISSING_OPTION, ["--reason"]),
        ({"new_facts": ("pace: [slow]",)}, "--new-fact", INVALID_OPTION, ["pace"]),
        ({"new_facts": ("pace: slow",)}, "--new-fact", INVALID_OPTION, ["pace: slow"]),
        ({"new_steps": ("visit: tomorrow",)}, "--new-step", INVALID_OPTION, ["visit: tomorrow"]),
    ],
)
def test_reports_each_problem_at_its_option(change: dict[str, object], place: str, code: str, names: list[str]) -> None:
    with pytest.raises(ScaffoldError) as error:
        build_draft(PLAIN._replace(**change), CORE)  # type: ignore[arg-type]
    assert [(finding.place.file, finding.code) for finding in error.value.findings] == [(place, code)]
    assert {f"`{name}`" for name in names} <= set(re.findall("`[^`]*`", error.value.findings[0].sentence))
