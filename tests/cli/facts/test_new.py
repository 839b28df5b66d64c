"""`advisor facts new`: every file that it can write is a facts file, as it is and with any single answer filled in."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.loading.documents.document_parser import parse_document
from advisor.loading.documents.nodes import FindingList
from advisor.loading.facts.facts_file import read_company, read_facts
from advisor.loading.facts.facts_format import SUFFIXES, FactsFormat, detect_facts_format, format_fact_line
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from tests.cli.command import run

STATES = ("", "undefined", "defined", "aligned", "integrated")
FORMS = list(product(STATES, (False, True), SUFFIXES))
"""Every combination of --state, --brief and the file's ending."""


def write(folder: Path, state: str, brief: bool, suffix: str, *options: str) -> Path:
    path = folder / f"facts-{state}-{brief}{suffix}"
    words = [*(("--state", state) if state else ()), *(("--brief",) if brief else ()), *options]
    result = run("facts", "new", path, *words)
    assert (result.code, result.out) == (0, ""), result
    return path


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool, str], str]:
    """Write the file of every combination once."""
    folder = tmp_path_factory.mktemp("forms")
    return {form: write(folder, *form).read_text(encoding="utf-8") for form in FORMS}


def read(text: str, suffix: str, rulebase: RuleBase) -> Company:
    findings = FindingList()
    node = parse_document(text, f"facts{suffix}", findings)
    assert node is not None
    company = read_company(node, rulebase, findings)
    assert not findings, findings
    return company


@cache
def list_answers(name: str, kind: Kind, values: tuple[str, ...], minimum: int) -> list[object]:
    """List the answers to a fact that a file can have, as plain data; of a list, single values and all of them."""
    if kind is Kind.COUNT:
        return [minimum, 120, "unknown"]
    if kind is Kind.MANY:
        return ["none", "unknown", list(values), *([value] for value in values), *values]
    return [*values, "unknown"]


def answers_of(fact: Fact) -> list[object]:
    return list_answers(fact.name, fact.kind, tuple(fact.values), fact.minimum)


def fill_in(text: str, fact: str, answer: object, suffix: str) -> str:
    """Replace the value of one fact in the text, as a person would."""
    form = detect_facts_format(f"facts{suffix}")
    start = {FactsFormat.YAML: f"{fact}: ", FactsFormat.TOML: f"{fact} = ", FactsFormat.JSON: f'  "{fact}": '}[form]
    end = "," if form is FactsFormat.JSON else ""
    line = format_fact_line(fact, answer, form)
    lines = text.splitlines()
    [number] = [number for number, each in enumerate(lines) if each.startswith(start)]
    is_last = form is FactsFormat.JSON and not lines[number].endswith(",")
    lines[number] = f"  {line}{'' if is_last else end}" if form is FactsFormat.JSON else line
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_file_is_a_facts_file_as_it_is(
    form: tuple[str, bool, str], forms: dict[tuple[str, bool, str], str], builtin: RuleBase
) -> None:
    state, _, suffix = form
    company = read(forms[form], suffix, builtin)
    assert company == Company({"relationship": state} if state else {})


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_single_answer_can_be_filled_in(
    form: tuple[str, bool, str], forms: dict[tuple[str, bool, str], str], builtin: RuleBase
) -> None:
    text, suffix = forms[form], form[2]
    listed = list_facts_in(text, suffix, builtin)
    assert listed
    for fact in listed:
        for answer in answers_of(fact):
            company = read(fill_in(text, fact.name, answer, suffix), suffix, builtin)
            assert (fact.name in company.stated) is (answer != "unknown"), (fact.name, answer)


def list_facts_in(text: str, suffix: str, rulebase: RuleBase) -> list[Fact]:
    node = parse_document(text, f"facts{suffix}", FindingList())
    return [rulebase.facts[key.text] for key, _ in node.items if key.text in rulebase.facts]  # type: ignore[union-attr]


@given(data=st.data())
def test_any_answers_that_do_not_exclude_each_other_can_be_filled_in(
    data: st.DataObject, forms: dict[tuple[str, bool, str], str], builtin: RuleBase
) -> None:
    form = data.draw(st.sampled_from(FORMS))
    text, suffix = forms[form], form[2]
    listed = list_facts_in(text, suffix, builtin)
    for fact in data.draw(st.lists(st.sampled_from(listed), unique_by=lambda each: each.name, max_size=6)):
        text = fill_in(text, fact.name, data.draw(st.sampled_from(answers_of(fact))), suffix)
    findings = FindingList()
    node = parse_document(text, f"facts{suffix}", findings)
    assert node is not None
    read_company(node, builtin, findings)
    assert {finding.code for finding in findings} <= {"contradictory-answers"}


def test_a_list_in_words_can_be_filled_in(forms: dict[tuple[str, bool, str], str], builtin: RuleBase) -> None:
    text = forms["integrated", False, ".yaml"]
    filled = text.replace("checklist_done: unknown", "checklist_done: [Shared databases, common measures]")
    assert read(filled, ".yaml", builtin).stated["checklist_done"] == frozenset(("processes_2", "processes_3"))


@pytest.mark.parametrize("suffix", [".yaml", ".toml"])
def test_the_line_with_totals_can_be_uncommented(
    suffix: str, forms: dict[tuple[str, bool, str], str], builtin: RuleBase
) -> None:
    text = forms["", False, suffix].replace("# assessment", "assessment")
    assert [each.function for each in read(text, suffix, builtin).assessed] == ["sales", "marketing"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_brief_has_exactly_what_can_change_the_verdict(
    suffix: str, forms: dict[tuple[str, bool, str], str], builtin: RuleBase
) -> None:
    consultation = Consultation(builtin)
    for state in STATES[1:]:
        listed = {fact.name for fact in list_facts_in(forms[state, True, suffix], suffix, builtin)}
        advice = consultation.advise(Company({"relationship": state}))
        assert {each.fact for each in advice.open_questions if each.decides} <= listed
        assert listed <= {fact.name for fact in list_facts_in(forms[state, False, suffix], suffix, builtin)}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_facts_that_are_set_are_in_the_file(suffix: str, tmp_path: Path, builtin: RuleBase) -> None:
    options = ("--set", "employees=120", "--set", "conflict_topics=Lead quality, roles", "--company", 'A "B" {c} # d')
    path = write(tmp_path, "defined", True, suffix, *options)
    company = read_facts(str(path), builtin)
    assert company.name == 'A "B" {c} # d'
    assert company.stated == {
        "relationship": "defined",
        "employees": 120,
        "conflict_topics": frozenset(("lead_quality", "roles")),
    }


REFUSED = {
    "another ending": (("facts.txt",), "facts new facts.yaml"),
    "no ending": (("acme",), "facts new acme.yaml"),
    "another level": (("a.yaml", "--state", "alligned"), "`aligned`"),
    "two levels": (("a.yaml", "--state", "defined", "--set", "relationship=aligned"), "`--set relationship=aligned`"),
    "a fact that is none": (("a.yaml", "--set", "conflicts=frequent"), "`current_conflicts`"),
    "a calculated fact": (("a.yaml", "--set", "score_state=defined"), "totals"),
    "a value that is none": (("a.yaml", "--set", "employees=1,200"), "`1200`"),
    "no value": (("a.yaml", "--set", "employees"), "FACT=VALUE"),
    "answers that exclude each other": (
        ("a.yaml", "--set", "common_funnel_in_use=yes", "--set", "common_funnel_possible=no"),
        "common_funnel_possible: no",
    ),
}


@pytest.mark.parametrize(("args", "hint"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_has_a_way_out_and_writes_nothing(args: tuple[str, ...], hint: str, tmp_path: Path) -> None:
    result = run("facts", "new", *args, folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert hint in result.err
    assert not list(tmp_path.iterdir())


def test_a_file_that_exists_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("relationship: defined\n")
    result = run("facts", "new", path)
    assert result.code == 2
    assert "`advisor facts check" in result.err
    assert path.read_text() == "relationship: defined\n"


def test_a_dash_prints_yaml(builtin: RuleBase) -> None:
    result = run("facts", "new", "-", "--state", "DEFINED", "--brief")
    assert read(result.out, ".yaml", builtin).stated == {"relationship": "defined"}


def test_json_says_where_the_questions_are(tmp_path: Path) -> None:
    result = run("facts", "new", tmp_path / "facts.json", "--state", "defined")
    assert "`advisor facts --state defined`" in result.err
    assert json.loads((tmp_path / "facts.json").read_text())["relationship"] == "defined"


def test_facts_of_a_pack_are_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    assert run("facts", "new", path, "--pack", "packs/revops", folder=Path(__file__).parents[3]).code == 0
    assert re.search("^start_agreed: unknown$", path.read_text(), re.MULTILINE)
