"""Hints for facts and values: each leads to something that can be written, and taking it makes the file valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import FactsError, Finding
from advisor.loading.documents.document_parser import parse_document
from advisor.loading.documents.nodes import FindingList
from advisor.loading.facts.facts_file import read_company, read_facts
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.value_names import map_value_names
from advisor.model.vocabulary import Kind


def read(text: str, rulebase: RuleBase, name: str = "facts.yaml") -> tuple[Company, list[Finding]]:
    findings = FindingList()
    node = parse_document(text, name, findings)
    assert node is not None
    return read_company(node, rulebase, findings), findings


HINTS = {
    "a score": ("score: 63", "`assessment: {totals: {sales: 63, marketing: 58}}`"),
    "statements": ("statements: 3", "`assessment: {totals: {sales: 63, marketing: 58}}`"),
    "a calculated fact": ("score_state: defined", "`assessment: {totals: {sales: 63, marketing: 58}}`"),
    "a statement": ("statement.3: 4", "`assessment: {totals: {sales: 63, marketing: 58}}`"),
    "conflicts with a value": ("conflicts: frequent", "mean `current_conflicts`?"),
    "conflicts with a list": ("conflicts: [pricing, roles]", "mean `conflict_topics`?"),
    "part of a name": ("funnel: yes", "mean `common_funnel_possible` or `common_funnel_in_use`?"),
    "part of a name with one fitting value": ("market: commoditized", "mean `market_commoditization`?"),
    "another word, but a telling value": ("rivalry: commoditized", "mean `market_commoditization`?"),
    "another spelling of a name": ("Company-Size: small", "mean `company_size`?"),
    "facts one level too deep": ("facts: {employees: 3}", "at the top level"),
    "none with other values": ("conflict_topics: [none, pricing]", "remove it, or write `none` alone"),
    "unknown with other values": ("conflict_topics: [pricing, unknown]", "remove it, or write `unknown` alone"),
    "a text with several values": ("conflict_topics: lead_quality, pricing", "list: `[lead_quality, pricing]`"),
    "several values in words": ("conflict_topics: prices and the budget", "list: `[pricing, budget]`"),
    "several values, one of them wrong": ("conflict_topics: pricing; budgte", "`budgte` is none of them"),
    "a number with a comma": ("employees: 1,200", "mean `1200`?"),
    "a number with a point": ("employees: 1.200", "mean `1200`?"),
    "a number with words": ("employees: about 120 people", "mean `120`?"),
    "a number in quotes": ('employees: "120"', "without quotes"),
    "a range": ("employees: 100-200", "one number"),
    "a level by its number": ("relationship: 2", "mean `defined`?"),
    "y": ("colocated: Y", "mean `yes`?"),
    "not sure": ("colocated: Not sure", "mean `unknown`?"),
    "a misspelt task": ("checklist_done: [shared dtabases]", "mean `shared databases`?"),
    "part of a task": ("checklist_done: [product planning]", "mean `joint product planning and target setting`?"),
    "too many values to list": ("checklist_done: [foo]", "`advisor facts --search checklist_done`"),
}


@pytest.mark.parametrize(("text", "hint"), HINTS.values(), ids=HINTS)
def test_a_refusal_has_a_hint(text: str, hint: str, builtin: RuleBase) -> None:
    _, [finding] = read(text, builtin)
    assert hint in finding.sentence


def test_a_hint_is_in_the_language_of_the_file(builtin: RuleBase, tmp_path: Path) -> None:
    files = {
        "facts.toml": ('score = 63\nconflict_topics = "pricing, roles"\n', "assessment = {totals = {sales = 63"),
        "facts.json": ('{"score": 63, "conflict_topics": "pricing, roles"}', '"assessment": {"totals": {"sales": 63'),
    }
    for name, (text, expected) in files.items():
        path = tmp_path / name
        path.write_text(text)
        with pytest.raises(FactsError) as error:
            read_facts(str(path), builtin)
        totals, values = (finding.sentence for finding in error.value.findings)
        assert expected in totals
        assert '`["pricing", "roles"]`' in values


def test_the_example_of_totals_can_be_read(builtin: RuleBase) -> None:
    for name, text in (("a.yaml", "score: 1"), ("a.toml", "score = 1"), ("a.json", '{"score": 1}')):
        _, [finding] = read(text, builtin, name)
        match = re.search("`([^`]*totals[^`]*)`", finding.sentence)
        assert match
        company, findings = read(f"{{{match[1]}}}" if name == "a.json" else match[1], builtin, name)
        assert not findings
        assert len(company.assessed) == 2


@given(data=st.data())
def test_a_hint_leads_only_to_what_can_be_stated(data: st.DataObject, builtin: RuleBase) -> None:
    known = [*builtin.facts, *(value for fact in builtin.facts.values() for value in fact.values), "conflicts", "score"]
    name = data.draw(st.sampled_from(known))
    position = data.draw(st.integers(0, len(name) - 1))
    key = name[:position] + data.draw(st.sampled_from(["", "x", "s", "_"])) + name[position + 1 :]
    value = data.draw(st.sampled_from(["yes", "frequent", "[pricing]", "12", "steady", "defined", "x"]))
    _, findings = read(f"'{key}': {value}", builtin)
    for finding in findings:
        if finding.sentence.startswith(f"`{key}` is not a fact; did you mean"):
            for offered in re.findall("`([a-z_.]+)`", finding.sentence.partition("did you mean")[2]):
                assert offered in ("company", "assessment") or not builtin.facts[offered].computed


FORGIVEN: dict[str, tuple[str, dict[str, Value]]] = {
    "capitals": ("relationship: DEFINED", {"relationship": "defined"}),
    "blanks": ("marketing_role: Sales support", {"marketing_role": "sales_support"}),
    "hyphens": ("marketing_role: sales-support", {"marketing_role": "sales_support"}),
    "a list": (
        "conflict_topics: [Lead quality, LEAD-FOLLOW-UP]",
        {"conflict_topics": frozenset(("lead_quality", "lead_follow_up"))},
    ),
    "a task in words": ("checklist_done: Shared databases", {"checklist_done": frozenset(("processes_2",))}),
    "a task without its brackets": (
        "checklist_done: [joint value propositions]",
        {"checklist_done": frozenset(("activities_2",))},
    ),
    "a task without its article": (
        "checklist_done: [emphasis on measures]",
        {"checklist_done": frozenset(("culture_2",))},
    ),
    "none": ("checklist_done: None", {"checklist_done": frozenset()}),
    "a list of none": ("checklist_done: [none]", {"checklist_done": frozenset()}),
    "unknown": ("relationship: Unknown", {}),
    "a list of unknown": ("checklist_done: [unknown]", {}),
    "true": ("colocated: TRUE", {"colocated": "yes"}),
}


@pytest.mark.parametrize(("text", "stated"), FORGIVEN.values(), ids=FORGIVEN)
def test_a_value_is_understood_however_it_is_written(text: str, stated: dict[str, Value], builtin: RuleBase) -> None:
    company, findings = read(text, builtin)
    assert not findings
    assert company.stated == stated


def spell(value: str, case: int, joint: str) -> str:
    return (str.lower, str.upper, str.title)[case](value.replace("_", joint))


@given(case=st.integers(0, 2), joint=st.sampled_from(["_", " ", "-", "  "]), data=st.data())
def test_every_value_is_understood_in_every_spelling(
    case: int, joint: str, data: st.DataObject, builtin: RuleBase
) -> None:
    fact = data.draw(st.sampled_from([each for each in builtin.facts.values() if not each.computed and each.values]))
    value = data.draw(st.sampled_from(list(fact.values)))
    words = data.draw(
        st.sampled_from([value, *(name for name, named in map_value_names(fact).items() if named == value)])
    )
    company, findings = read(f'{fact.name}: "{spell(words, case, joint)}"', builtin)
    assert not findings
    assert company.stated[fact.name] == (frozenset((value,)) if fact.kind is Kind.MANY else value)


def test_every_task_of_the_checklist_has_words_of_its_own(builtin: RuleBase) -> None:
    for name in ("checklist_done", "checklist_under_way"):
        fact = builtin.facts[name]
        for value, words in fact.values.items():
            company, findings = read(f'{name}: ["{words}"]', builtin)
            assert not findings
            assert company.stated[name] == frozenset((value,))
