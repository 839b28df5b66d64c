"""The pack `packs/revops`: its cases come true, it moves no verdict, and what contradicts itself never meets."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.authoring.cases import Case, CaseResult, read_cases, run_case
from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.loading.packs import builtin_folder, load
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import leaves
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Kind
from tests.knowledge.test_texts import BLAME, UNTRACED
from tests.strategies import partial_values, settled_values

ROOT = Path(builtin_folder())
PACK = ROOT / "packs" / "revops"
RESEARCH = ROOT.parent / "shared" / "research" / "new_guidance.yaml"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
BUILTIN = load()
RULEBASE = load([str(PACK)])
PLAIN, ADVISOR = Consultation(BUILTIN), Consultation(RULEBASE)
RULES = [rule for rule in RULEBASE.rules if rule.pack == "revops"]
BY_ID = {rule.id: rule for rule in RULES}
CASES = read_cases(PACK, RULEBASE)

# What each item of guidance became.
ITEMS = {
    "G01": ["two-way-promise"],
    "G02": ["ground-before-promise"],
    "G03": ["lead-definition"],
    "G04": ["lead-acceptance"],
    "G05": ["response-target"],
    "G06": ["intent-commitment"],
    "G07": ["buying-groups", "buying-groups-beside-leads"],
    "G08": ["joint-account-list"],
    "G09": ["revenue-operations"],
    "G10": ["pay-share-heads", "pay-share-downstream"],
    "G11": ["pay-limits"],
    "G12": ["pipeline-source"],
    "G13": ["informal-contact-at-a-distance"],
    "G14": ["missing-closeness"],
    "G15": ["usage-signal"],
    "G16": ["light-feedback"],
    "G17": ["future-buyers"],
    "G18": ["software-before-definition", "planning-on-poor-data", "operations-before-dashboard"],
    "G19": ["answer-apart", "compare-statements"],
    "G20": ["ask-staff"],
    "G21": ["revenue-officer-fits", "revenue-officer-waits", "revenue-officer-brand"],
    "G22": ["start-agreement"],
    "G23": ["constraint-search"],
    "G24": ["strategy-session", "market-knowledge", "strategy-friction"],
}

# Each side of a contradiction: no company may hear from both.
CONTRADICTIONS = {
    "pay on bookings": (ITEMS["G10"], ITEMS["G11"]),
    "a chief revenue officer": (["revenue-officer-fits"], ["revenue-officer-waits", "revenue-officer-brand"]),
    "a promise about leads": (ITEMS["G01"], ITEMS["G02"]),
    "what a qualified lead is": (ITEMS["G03"], ITEMS["G15"]),
    "single leads": (["buying-groups"], ["buying-groups-beside-leads"]),
    "revenue operations": (ITEMS["G09"], ["operations-before-dashboard"]),
    "meetings": (ITEMS["G14"], ITEMS["G23"]),
}
# An aligned company that moves or prepares to, so that the rules of the contested pairs can speak.
MOVING: dict[str, Value] = {
    "relationship": "aligned",
    "common_funnel_possible": "yes",
    "landscape_complex": "yes",
    "change_rapid": "yes",
    "shared_responsibility_culture": "yes",
    "report_separately": "yes",
}


@cache
def result(number: int) -> CaseResult:
    """What came of the case of this number."""
    return run_case(ADVISOR, CASES[number])


def fired(stated: dict[str, Value]) -> set[str]:
    """The rules of the pack that fire for a company."""
    return {entry.rule for entry in ADVISOR.advise(Company(stated)).trace if entry.rule in BY_ID}


def facts_of(*rules: Rule) -> list[str]:
    """The facts that conditions read."""
    names = {leaf.name for rule in rules for leaf in leaves(rule.condition)}
    return sorted(name for name in names if name in RULEBASE.facts and not RULEBASE.facts[name].computed)


def test_the_pack_is_loaded_beside_the_builtin_one() -> None:
    assert [pack.name for pack in RULEBASE.packs] == ["core", "revops"]
    assert len(RULES) == sum(map(len, ITEMS.values()))
    assert [rule.id for rule in BUILTIN.rules if rule.id.startswith("revops")] == []


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.name for case in CASES])
def test_a_case_comes_true(number: int) -> None:
    assert result(number).failures == ()


@pytest.mark.parametrize("rule_id", BY_ID)
def test_every_rule_is_seen_to_fire_and_to_be_held_back(rule_id: str) -> None:
    def expecting(key: str) -> list[Case]:
        return [case for case in CASES if rule_id in case.expect.get(key, ())]

    assert expecting("fires")
    assert expecting("silent")


def held_back() -> list[Case]:
    """The cases that show rules stay silent and none fire."""
    return [case for case in CASES if "silent" in case.expect and "fires" not in case.expect]


def test_a_case_that_holds_a_rule_back_does_so_where_the_rule_could_speak() -> None:
    """The move is there, so that what holds the rule back is the counter-condition and not the state."""
    idle = {case.name for case in held_back() if ADVISOR.advise(case.company).verdict not in ("tighten", "prepare")}
    assert idle <= {
        "A company that stays as it is has nothing to put on paper",
        "Simple selling needs no joint plans for accounts",
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_no_example_changes_its_verdict(example: Path) -> None:
    plain, more = (each.advise(read_facts(str(example), each.rulebase)) for each in (PLAIN, ADVISOR))
    assert (more.verdict, more.possible_verdicts, more.move) == (plain.verdict, plain.possible_verdicts, plain.move)


def test_nothing_is_concluded_that_a_verdict_could_rest_on() -> None:
    concluded = {atom.name for rule in RULES for atom in rule.then}
    assert concluded == {"step", "detail", "variant", "place", "caution", "friction", "reason"}
    assert [rule.id for rule in BUILTIN.rules for leaf in leaves(rule.condition) if leaf.name in own_facts()] == []


def own_facts() -> set[str]:
    return set(RULEBASE.facts) - set(BUILTIN.facts)


@settings(max_examples=25)
@given(st.data())
def test_no_company_changes_its_verdict(data: st.DataObject) -> None:
    builtin = [name for name, fact in BUILTIN.facts.items() if not fact.computed]
    known = data.draw(st.lists(st.sampled_from(builtin), unique=True, max_size=25))
    own = data.draw(st.lists(st.sampled_from(sorted(own_facts())), unique=True))
    stated = {name: data.draw(settled_values(RULEBASE.facts[name])) for name in known}
    added = {name: data.draw(settled_values(RULEBASE.facts[name])) for name in own}
    plain, more = PLAIN.advise(Company(stated)), ADVISOR.advise(Company({**stated, **added}))
    assert (more.verdict, more.possible_verdicts, more.move) == (plain.verdict, plain.possible_verdicts, plain.move)


@pytest.mark.parametrize("topic", CONTRADICTIONS)
@settings(max_examples=50)
@given(data=st.data())
def test_no_company_hears_both_sides_of_a_contradiction(topic: str, data: st.DataObject) -> None:
    """Companies near those of which one side speaks: a few answers of theirs changed, withdrawn or known in part."""
    sides = [{f"revops/{slug}" for slug in side} for side in CONTRADICTIONS[topic]]
    starts = [case.company.stated for case in CASES if set().union(*sides) & set(case.expect.get("fires", ()))]
    stated = dict(data.draw(st.sampled_from(starts)))
    names = facts_of(*(BY_ID[rule_id] for side in sides for rule_id in side))
    for name in data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=3)):
        fact = RULEBASE.facts[name]
        value = data.draw(st.none() | settled_values(fact) | partial_values(fact), label=name)
        stated.pop(name, None)
        if value is not None:
            stated[name] = value
    assert not all(side & fired(stated) for side in sides)


@pytest.mark.parametrize("topic", ["pay on bookings", "a chief revenue officer"])
def test_the_contested_pairs_are_settled_for_every_company_that_answers_in_full(topic: str) -> None:
    sides = [{f"revops/{slug}" for slug in side} for side in CONTRADICTIONS[topic]]
    names = facts_of(*(BY_ID[rule_id] for side in sides for rule_id in side))
    seen = set()
    for values in product(*(RULEBASE.facts[name].values for name in names)):
        heard = fired({**MOVING, **dict(zip(names, values, strict=True))})
        assert not all(side & heard for side in sides)
        seen |= heard
    assert set().union(*sides) <= seen


def test_the_contradictions_are_reached_on_both_sides() -> None:
    told = {rule_id for number in range(len(CASES)) for rule_id in result(number).fired}
    for sides in CONTRADICTIONS.values():
        for side in sides:
            assert any(f"revops/{slug}" in told for slug in side)


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_of_guidance_has_its_rules(item: str) -> None:
    for slug in ITEMS[item]:
        rule = BY_ID[f"revops/{slug}"]
        assert item.lower() in rule.source.split("/")


@pytest.mark.skipif(not RESEARCH.is_file(), reason="needs the research file beside the checkout")
def test_every_item_of_the_research_file_is_covered() -> None:
    found = yaml.safe_load(RESEARCH.read_text(encoding="utf-8"))["items"]
    assert [item["id"] for item in found] == list(ITEMS)


def test_every_rule_tells_how_well_it_is_founded() -> None:
    grade = re.compile(r"opinion|experience|survey|interviews|research|rule for its own|vendors|benchmarks", re.I)
    assert [rule.id for rule in RULES if not grade.search(rule.because)] == []


def test_only_what_rests_on_a_study_is_more_than_an_experiment() -> None:
    studies = {"revops-biemans", "revops-gothenburg", "revops-homburg", "revops-avlonitis"}
    for rule in RULES:
        expected = RuleStatus.TEST if rule.source.split("/")[0] in studies else RuleStatus.EXPERIMENTAL
        assert rule.status is expected, rule.id


def texts() -> list[str]:
    """Everything of the pack that a reader sees."""
    found = [text for rule in RULES for text in (rule.title, rule.because)]
    for name in own_facts():
        fact = RULEBASE.facts[name]
        found += [fact.question, fact.label, fact.help, fact.clause, fact.empty, *fact.values.values()]
    for step_id in set(RULEBASE.steps) - set(BUILTIN.steps):
        step = RULEBASE.steps[step_id]
        found += [step.title, step.short, step.what, step.first, step.owner, step.sign]
        found += [practice.text for practice in step.practices.values()]
        found += [text for each in step.variants.values() for text in (each.title, each.what, each.first)]
    return [text for text in found if text]


@pytest.mark.parametrize("pattern", [*BLAME.values(), UNTRACED, r"\d"], ids=[*BLAME, "untraced figures", "any figure"])
def test_no_text_takes_sides_or_repeats_a_figure(pattern: str) -> None:
    assert [text for text in texts() if re.search(pattern, text, re.IGNORECASE)] == []


def test_every_locator_leads_to_a_named_place() -> None:
    works = {first: work for work in RULEBASE.works for first in work.prefix}
    own = [RULEBASE.facts[name].source for name in own_facts()] + [rule.source for rule in RULES]
    own += [step.source for step_id, step in RULEBASE.steps.items() if step_id not in BUILTIN.steps]
    assert [locator for locator in own if locator not in works[locator.split("/")[0]].places] == []


def test_every_question_of_the_pack_is_read_by_one_of_its_rules() -> None:
    assert own_facts() == own_facts() & set(facts_of(*RULES))
    assert {RULEBASE.facts[name].kind for name in own_facts()} <= {Kind.YES_NO, Kind.CHOICE, Kind.MANY}


def test_no_two_cases_share_facts_and_expectations() -> None:
    assert [
        (one.name, two.name)
        for one, two in combinations(CASES, 2)
        if one.company == two.company and one.expect == two.expect
    ] == []
