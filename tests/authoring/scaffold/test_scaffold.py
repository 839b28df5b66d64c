"""A new rule loads and passes its cases at birth, whatever is said of it; and where it cannot, nothing is made."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.cases.case_files import read_cases, run_case
from advisor.authoring.scaffold.append_entry import append_entry
from advisor.authoring.scaffold.draft import build_draft
from advisor.authoring.scaffold.flags import NewRuleOptions, Vocabulary, load_vocabulary
from advisor.authoring.scaffold.review import ScaffoldError
from advisor.authoring.scaffold.scaffold import ScaffoldResult, create_rule_files
from advisor.cli.output_files import write_files
from advisor.consultation import Consultation
from advisor.loading.load_rulebase import load
from advisor.loading.yaml_comments import list_comments
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


def made(flags: NewRuleOptions, folder: Path, known: Vocabulary = CORE) -> ScaffoldResult:
    """The rule, made and put in place."""
    result = create_rule_files(build_draft(flags, known), folder, (), "ours")
    write_files(folder, result.files)
    return result


def passed(folder: Path) -> RuleBase:
    """The rule base with the pack, after all cases of the pack have passed."""
    rulebase = load([str(folder)])
    consultation = Consultation(rulebase)
    results = [run_case(consultation, case) for case in read_cases(folder, rulebase)]
    assert [failure for result in results for failure in result.failures] == []
    assert results
    return rulebase


def conditions_on(fact: Fact) -> st.SearchStrategy[str]:
    """A condition on one fact, as somebody types it."""
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
    """What somebody may say of a rule that can fire."""
    facts = draw(st.lists(st.sampled_from(FREE), min_size=1, max_size=3, unique_by=lambda fact: fact.name))
    when = [draw(conditions_on(fact)) for fact in facts]
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
def test_whatever_is_said_the_pack_loads_and_its_cases_pass(flags: NewRuleOptions) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "pack"
        result = made(flags, folder)
        rule = passed(folder).rules_by_id[flags.id]
        assert rule.title == " ".join((flags.title or "").split())
        assert rule.because == " ".join((flags.because or "").split())
        assert result.silent is not None
        assert result.fires != result.silent


@examples(3)
@given(first=flags(), second=flags())
def test_a_second_rule_leaves_every_byte_of_the_first_where_it_is(
    first: NewRuleOptions, second: NewRuleOptions
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made(first, folder)
        before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
        known = load_vocabulary((str(folder),))
        later = second._replace(id="ours/later", new_facts=(), new_steps=())
        made(later, folder, known)
        assert all(path.read_bytes().startswith(content) for path, content in before.items())
        assert {"ours/cycle", "ours/later"} <= set(passed(folder).rules_by_id)


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
def test_a_file_keeps_its_comments_its_indentation_and_its_line_ends(tmp_path: Path, end: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "pack.yaml").write_text("name: ours\nversion: 1.0.0\n")
    text = (COMMENTED + end).replace("\n", "\r\n" if end == "\r\n" else "\n").replace("\r\r", "\r")
    file = tmp_path / "rules" / "weigh.yaml"
    file.write_bytes(text.encode())
    made(PLAIN, tmp_path)
    now = file.read_bytes().decode()
    assert now.startswith(text)
    assert list_comments(now) == list_comments(text)
    assert "    - id: ours/cycle" in now
    assert ("\r\n" in now[len(text) :]) == (end == "\r\n")
    assert passed(tmp_path).rules_by_id["ours/cycle"].guard == load([str(tmp_path)]).rules_by_id["ours/first"].guard


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
def test_a_list_that_cannot_grow_at_its_end_is_told_from_one_that_can(content: str) -> None:
    assert append_entry(content.encode(), "f", "rules", lambda indent: f"{' ' * indent}- id: b\n") is None
    assert append_entry(b"stage: weigh\nrules:\n- id: a\n", "f", "rules", lambda indent: "- id: b\n") is not None


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"when": ("all: [{sales_cycle: short}, {sales_cycle: long}]",)}, "no company was found"),
        (
            {"then": ("verdict: stay",), "when": ("state: undefined", "current_conflicts: frequent")},
            "no company was found",
        ),
        ({"file": "plan"}, "holds rules of stage `plan`"),
    ],
)
def test_where_a_rule_does_not_fit_nothing_is_made_and_it_is_told(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    made(PLAIN._replace(id="ours/plan", then=("step: rules-of-engagement",)), tmp_path)
    before = everything(tmp_path)
    with pytest.raises(ScaffoldError, match=said) as error:
        made(PLAIN._replace(**change), tmp_path)  # type: ignore[arg-type]
    assert all(each.place.file.startswith(str(tmp_path)) for each in error.value.findings)
    assert everything(tmp_path) == before


def test_a_case_of_the_pack_that_would_fail_stands_against_the_rule(tmp_path: Path) -> None:
    made(PLAIN._replace(id="ours/first"), tmp_path)
    cases = tmp_path / "rules" / "weigh.cases.yaml"
    cases.write_text(
        cases.read_text() + "  - name: It stays\n    facts: {relationship: undefined, sales_cycle: long}\n"
        "    expect: {verdict: undetermined}\n"
    )
    before = everything(tmp_path)
    tighten = PLAIN._replace(when=("sales_cycle: long",), then=("{favours: tighten, tighten_by: table}",))
    with pytest.raises(ScaffoldError, match="expected the verdict `undetermined`, got `tighten`"):
        made(tighten, tmp_path)
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"id": "Ours"}, "ID", "cannot be an id"),
        ({"id": "defined/life-cycles-shorten"}, "ID", "there is a rule `defined/life-cycles-shorten` already"),
        ({"title": "  "}, "--title", "is missing"),
        ({"source": "Page 3"}, "--source", "is no locator"),
        ({"when": ("sales_cycel: short",)}, "--when", "did you mean `sales_cycle`"),
        ({"when": ("sales_cycle",)}, "--when", "is no condition"),
        ({"when": ("a: [",)}, "--when", "is not understood"),
        ({"then": ("favors: stay",)}, "--then", "did you mean `favours`"),
        ({"then": ("step: rules-of-engagment",)}, "--then", "did you mean `rules-of-engagement`"),
        ({"because": "You report that {conflicts}."}, "--because", "names `conflicts`, which is not a fact"),
        ({"because": "You report {that."}, "--because", "does not close"),
        (
            {"when": ("any: [{sales_cycle: short}, {change_rapid: yes}]",), "because": "That {sales_cycle}."},
            "--because",
            "may be unknown when the rule fires",
        ),
        ({"then": ("favours: stay", "caution: x")}, "--then", "concludes for one stage"),
        ({"stage": "plan"}, "--then", "a rule of stage plan cannot conclude `favours` of stage weigh"),
        ({"new_facts": ("sales_cycle",)}, "--new-fact", "already"),
        ({"new_facts": ("pace: slow, slow",)}, "--new-fact", "of `pace`, the value `slow` stands twice"),
        ({"overrides": "plan/defined/distanze", "reason": "r"}, "--overrides", "did you mean `plan/defined/distance`"),
        ({"overrides": "defined/life-cycles-shorten"}, "--reason", "say why"),
        ({"reason": "r"}, "--overrides", "is missing"),
        ({"new_facts": ("pace: [slow]",)}, "--new-fact", "a choice needs two values"),
        ({"new_facts": ("pace: slow",)}, "--new-fact", "is neither"),
        ({"new_steps": ("visit: tomorrow",)}, "--new-step", "names no move"),
    ],
)
def test_what_is_not_understood_is_told_at_its_flag(change: dict[str, object], place: str, said: str) -> None:
    with pytest.raises(ScaffoldError) as error:
        build_draft(PLAIN._replace(**change), CORE)  # type: ignore[arg-type]
    assert [(each.place.file, said in each.sentence) for each in error.value.findings] == [(place, True)]
