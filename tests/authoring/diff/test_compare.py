"""Companies that a comparison asks about, the smallest example of each difference, and its causes."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from advisor.authoring.diff.advice_differences import NO_VERDICT, OTHER_WORDS, AdviceDifference
from advisor.authoring.diff.compare import ComparedCompany, VersionComparison, compare_versions
from advisor.authoring.diff.count_changes import list_changed_counts
from advisor.authoring.diff.example_text import collect_answers, format_example
from advisor.authoring.diff.rulebase_changes import RuleBaseChange, compare_rulebases
from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.authoring.population.populations import BASIS_SCORES
from advisor.consultation import Consultation
from advisor.errors import ContradictionError
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal, Respondent
from advisor.model.rulebase import RuleBase
from tests.authoring.diff.scores_and_signs import SCORES_AND_SIGNS
from tests.authoring.small_packs import CORE, MINE, write_pack

CAUTION = """\
stage: caution
rules:
  - id: caution/long
    title: Selling takes long
    status: stable
    source: policy/caution
    when: {verdict: stay, sales_cycle: long}
    then: {caution: long}
    because: You report that {grounds}; take care.
"""
LONG = AdviceDifference("caution", "long", None, "")


def load_core(folder: Path, more: dict[str, str] | None = None, *changes: tuple[str, str]) -> RuleBase:
    """Load the small core with further files, and with changes in all of them."""
    texts = {**CORE, **(more or {})}
    for old, new in changes:
        assert any(old in text for text in texts.values()), old
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    return load(core=str(write_pack(folder, texts)))


def find_example(found: VersionComparison, difference: AdviceDifference) -> Company:
    """Return the example of a difference that no given company shows."""
    (kind,) = [each for each in found.kinds if each.difference == difference]
    assert kind.companies == ()
    return kind.example


def test_a_new_rule_that_no_given_company_fires_has_an_example(tmp_path: Path) -> None:
    old, new = load_core(tmp_path / "old"), load_core(tmp_path / "new", {"rules/caution.yaml": CAUTION})
    wanted = Company({"relationship": "defined", "sales_cycle": "long"})
    assert find_example(compare_versions(old, new, []), LONG) == wanted
    assert find_example(compare_versions(new, old, []), LONG._replace(before="", after=None)) == wanted


def test_a_rule_with_other_wording_or_another_condition_has_an_example(tmp_path: Path) -> None:
    old = load_core(tmp_path / "old", {"rules/caution.yaml": CAUTION})
    words = load_core(tmp_path / "words", {"rules/caution.yaml": CAUTION}, ("take care", "beware"))
    wider = load_core(
        tmp_path / "wider", {"rules/caution.yaml": CAUTION}, ("sales_cycle: long}", "sales_cycle: [long, short]}")
    )
    long, short = (Company({"relationship": "defined", "sales_cycle": each}) for each in ("long", "short"))
    assert find_example(compare_versions(old, words, []), LONG._replace(before="", after=OTHER_WORDS)) == long
    assert find_example(compare_versions(old, wider, []), LONG) == short


def test_names_a_rule_for_which_no_company_is_found(tmp_path: Path) -> None:
    never = CAUTION.replace("{verdict: stay,", "{verdict: stay, relationship: undefined,")
    found = compare_versions(
        load_core(tmp_path / "old"), load_core(tmp_path / "new", {"rules/caution.yaml": never}), []
    )
    assert found.unreached == ("caution/long",)
    assert not found.is_unchanged


def test_shows_a_contradiction_and_a_missing_verdict(tmp_path: Path) -> None:
    old = load_core(tmp_path / "old")
    both = load_core(
        tmp_path / "both", None, ("when: {state: defined}\n", "when: {any: [{state: defined}, {sales_cycle: long}]}\n")
    )
    none = load_core(
        tmp_path / "none", None, ("when: {state: defined}\n", "when: {state: defined, sales_cycle: short}\n")
    )
    (kind,) = compare_versions(old, both, []).kinds
    assert kind.difference.part == "advice"
    assert kind.difference.before == ""
    assert {"decide/stay", "tighten"} <= set(re.findall("`([^`]+)`", str(kind.difference.after)))
    assert kind.example == Company({"relationship": "undefined", "sales_cycle": "long"})
    assert kind.causing_rules.changed == ("decide/stay",)
    with pytest.raises(ContradictionError):
        Consultation(both).advise(kind.example)
    assert [(each.difference.part, each.difference.after) for each in compare_versions(both, old, []).kinds] == [
        ("advice", "")
    ]
    found = {each.difference: each.example for each in compare_versions(old, none, []).kinds}
    assert found[AdviceDifference("verdict", "", "stay", NO_VERDICT)] == Company(
        {"relationship": "defined", "sales_cycle": "long"}
    )


def test_every_answer_of_every_example_is_needed(tmp_path: Path) -> None:
    core, mine = write_pack(tmp_path / "core", CORE), write_pack(tmp_path / "mine", MINE)
    old, new = load(core=core), load([mine], core)
    large = Company(
        {"relationship": "undefined", "sales_cycle": "long", "meetings": "no", "people": 4, "crew": "small"}
    )
    found, both = compare_versions(old, new, [ComparedCompany("large", large)]), RuleBasePair(old, new)
    assert found.kinds
    for kind in found.kinds:
        stated = kind.example.stated
        assert kind.difference in both.find_differences(kind.example)
        for name in stated:
            less = Company({each: value for each, value in stated.items() if each != name})
            assert kind.difference not in both.find_differences(less)


def test_an_example_has_as_few_chosen_values_as_possible(tmp_path: Path) -> None:
    topics = """\
facts:
  topics:
    kind: many
    question: Which?
    label: topics
    clause: you disagree about {value}
    empty: there is no topic
    values: {price: price, roles: roles}
    source: body/topics
"""
    known = CAUTION.replace("sales_cycle: long", "not: {topics: leads}")
    more = {"knowledge/topics.yaml": topics.replace("{price", "{leads: leads, price"), "rules/caution.yaml": known}
    old, new = (
        load_core(tmp_path / "old", {"knowledge/topics.yaml": more["knowledge/topics.yaml"]}),
        load_core(tmp_path / "new", more),
    )
    company = Company({"relationship": "defined", "topics": frozenset({"price", "roles"})})
    (kind,) = [
        each for each in compare_versions(old, new, [ComparedCompany("one", company)]).kinds if each.difference == LONG
    ]
    assert kind.example.stated["topics"] == frozenset()


def load_with_moved_band() -> tuple[RuleBase, RuleBase]:
    """Load the built-in rule base, and one whose second band begins two points later."""
    old = load()
    bands = {"bands/undefined": ("below", "42"), "bands/defined": ("from", "42")}
    entries = {
        name: each._replace(extra={**each.extra, bands[name][0]: bands[name][1]}) if name in bands else each
        for name, each in old.entries.items()
    }
    return old, replace(old, entries=entries)


def test_an_example_with_scores_is_a_valid_facts_file(tmp_path: Path) -> None:
    old, new = load_with_moved_band()
    people = tuple(Respondent(each, None, (2,) * 20) for each in ("sales", "marketing"))
    found = compare_versions(old, new, [ComparedCompany("acme.yaml", Company({"employees": 12}, assessed=people))])
    (kind,) = [each for each in found.kinds if each.difference == AdviceDifference("state", "", "defined", "undefined")]
    assert kind.companies == ("acme.yaml",)
    assert kind.example.stated == {}
    assert all(isinstance(each, FunctionTotal) for each in kind.example.assessed)
    file = tmp_path / "example.yaml"
    file.write_text(format_example(kind.example, kind.answers_of) + "\n", encoding="utf-8")
    company = read_facts(str(file), old)
    assert [Consultation(each).advise(company).relationship.state for each in (old, new)] == ["defined", "undefined"]


def test_shows_survey_answers_only_if_everybody_may_read_them() -> None:
    person = Respondent("sales", "head", (3, None, *(4,) * 18))
    company = Company({"employees": 12}, assessed=(person,))
    assert collect_answers(company) == {
        "employees": 12,
        "assessment": {"respondents": [{"function": "sales", "role": "head", "answers": "3-" + "4" * 18}]},
    }
    assert collect_answers(company, include_assessment=False) == {"employees": 12}
    line = format_example(company, "acme.yaml")
    assert line.startswith("{employees: 12} ")
    assert line.endswith(" acme.yaml")
    assert "3-" not in line


RULES, REST, FACTS = "rules/decide.yaml", "knowledge/rest.yaml", "knowledge/facts.yaml"
WORDED = {"knowledge/words.yaml": "wording: {move: It goes up.}\n", "templates/own.txt.j2": "Hello\n"}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("title: A reason holds", "title: It holds", RuleBaseChange("rules", "decide/tighten", "changed", ("title",))),
        ("because: Something", "because: Much", RuleBaseChange("rules", "decide/tighten", "changed", ("words",))),
        ("{verdict: stay}", "{verdict: tighten}", RuleBaseChange("rules", "decide/stay", "changed", ("conclusion",))),
        ("id: decide/stay", "id: decide/leave", RuleBaseChange("rules", "decide/leave", "new")),
        ("text: Leave it.", "text: Let it be.", RuleBaseChange("entries", "verdicts/stay", "changed", ("words",))),
        ("title: The article", "title: An article", RuleBaseChange("sources", "article", "changed", ("title",))),
        ("How long does", "How long will", RuleBaseChange("facts", "sales_cycle", "changed", ("question",))),
        ("move: It goes up.", "move: It rises.", RuleBaseChange("wording", "move", "changed", ("words",))),
        ("Hello", "Goodbye", RuleBaseChange("templates", "own.txt.j2", "changed", ("content",))),
    ],
)
def test_names_each_change_of_the_guidance_itself(tmp_path: Path, old: str, new: str, change: RuleBaseChange) -> None:
    one, other = load_core(tmp_path / "one", WORDED), load_core(tmp_path / "other", WORDED, (old, new))
    assert change in compare_rulebases(one, other)
    assert not compare_versions(one, other, []).is_unchanged
    assert compare_rulebases(one, one) == ()


def test_another_order_is_a_change_and_each_id_is_reported_once(tmp_path: Path) -> None:
    swapped = load_core(
        tmp_path / "swapped",
        None,
        (
            "{short: the sales cycle is short, long: the sales cycle is long}",
            "{long: the sales cycle is long, short: the sales cycle is short}",
        ),
    )
    rulebase = load_core(tmp_path / "core")
    (change,) = compare_rulebases(rulebase, swapped)
    assert (change.section, change.id) == ("facts", "sales_cycle")
    backwards = replace(rulebase, rules=rulebase.rules[::-1])
    assert compare_rulebases(rulebase, backwards) == (RuleBaseChange("rules", "", "changed", ("order",)),)
    more = load_core(tmp_path / "more", {"rules/caution.yaml": CAUTION})
    assert compare_rulebases(rulebase, more) == (RuleBaseChange("rules", "caution/long", "new"),)


def test_compares_companies_with_the_same_answers_once_and_names_all(tmp_path: Path) -> None:
    old, new = load_core(tmp_path / "old"), load_core(tmp_path / "new", {"rules/caution.yaml": CAUTION})
    facts = {"relationship": "defined", "sales_cycle": "long"}
    named = [ComparedCompany(name, Company(facts)) for name in ("one", "two", "one")]
    found = compare_versions(old, new, [*named, ComparedCompany("three", Company({**facts, "sales_cycle": "short"}))])
    assert (found.company_count, found.differing) == (3, ("one", "two"))
    assert [each.companies for each in found.kinds if each.difference == LONG] == [("one", "two")]
    both = RuleBasePair(old, new)
    assert len({*chain.from_iterable(both.find_differences(each.company) for each in named)}) > 0
    assert both.comparison_count == 1


def test_scores_are_unknown_to_a_rule_base_without_bands(tmp_path: Path) -> None:
    scored = ComparedCompany(
        "scored", Company({}, assessed=(FunctionTotal("sales", 40), FunctionTotal("marketing", 62)))
    )
    old, new = load_core(tmp_path / "old", SCORES_AND_SIGNS), load_core(tmp_path / "new")
    found = compare_versions(old, new, [scored])
    assert found.differing == ("scored",)
    assert [share.share for share in found.shares or () if share.basis == BASIS_SCORES] == [1]
    assert AdviceDifference("state", "", "defined", "unknown") in [each.difference for each in found.kinds]


KIOSKS = """\
facts:
  kiosks: {kind: count, label: kiosks, question: How many?, clause: you run {value} kiosks, source: policy/k}
  reach:
    kind: choice
    label: reach
    question: How far?
    values: {few: the kiosks are few, lots: the kiosks are many}
    filled_from: {fact: kiosks, bands: {few: {at_most: 9}, lots: {at_least: 10}}, source: policy/k}
    source: policy/k
"""
REACH = """\
stage: caution
rules:
  - id: caution/lots
    title: Kiosks are many
    status: stable
    source: policy/k
    when: {reach: lots, sales_cycle: long}
    then: {caution: lots}
    because: You report that {grounds}.
"""


def load_kiosks(folder: Path, rule: str, *changes: tuple[str, str]) -> RuleBase:
    clause = KIOSKS.replace("clause: you run {value} kiosks", "clause: 'you run {value} kiosks'")
    return load_core(folder, {"knowledge/kiosks.yaml": clause, "rules/caution.yaml": rule}, *changes)


@pytest.mark.parametrize(
    ("bound", "counts"),
    [("{few: {at_most: 19}, lots: {at_least: 20}}", {10, 19}), ("{few: {at_most: 4}, lots: {at_least: 5}}", {5, 9})],
)
def test_tries_both_sides_of_a_changed_bound_for_every_rule_that_reads_it(
    bound: str, counts: set[int], tmp_path: Path
) -> None:
    old = load_kiosks(tmp_path / "old", REACH)
    new = load_kiosks(tmp_path / "new", REACH, ("{few: {at_most: 9}, lots: {at_least: 10}}", bound))
    assert {each.number for each in list_changed_counts(old, new)} == counts
    found = compare_versions(old, new, ())
    (kind,) = [each for each in found.kinds if each.difference.part == "caution"]
    assert kind.example.stated.keys() == {"kiosks", "sales_cycle"}
    assert kind.example.stated["kiosks"] in counts
    rules = kind.causing_rules
    assert (*rules.only_before, *rules.only_after) == ("caution/lots",)
    assert (found.unreached, found.possible_count > 0) == ((), True)


def test_a_choice_that_no_longer_follows_from_a_count_is_a_changed_count(tmp_path: Path) -> None:
    old = load_kiosks(tmp_path / "old", REACH)
    new = load_kiosks(
        tmp_path / "new",
        REACH,
        ("    filled_from: {fact: kiosks, bands: {few: {at_most: 9}, lots: {at_least: 10}}, source: policy/k}\n", ""),
    )
    assert {each.values for each in list_changed_counts(old, new)} == {("few", None), ("lots", None)}
    assert any(each.difference.part == "caution" for each in compare_versions(old, new, ()).kinds)


def test_names_the_rules_of_all_companies_that_show_a_difference(tmp_path: Path) -> None:
    both = REACH + REACH.partition("rules:\n")[2].replace("caution/lots", "caution/short").replace(
        "{reach: lots, sales_cycle: long}", "{sales_cycle: short}"
    )
    old, new = load_kiosks(tmp_path / "old", CAUTION), load_kiosks(tmp_path / "new", both)
    one = ComparedCompany("one", Company({"sales_cycle": "short"}))
    two = ComparedCompany("two", Company({"sales_cycle": "long", "reach": "lots"}))
    (kind,) = [each for each in compare_versions(old, new, [one, two]).kinds if each.difference.id == "lots"]
    assert kind.companies == ("one", "two")
    assert kind.causing_rules.new == ("caution/lots", "caution/short")


def test_tries_companies_to_which_another_rule_advises_a_withdrawn_step(tmp_path: Path) -> None:
    conclusion = ("  detail:", "  hold_back: {stage: plan, values_from: steps, source: policy/p}\n  detail:")
    waits = """\
stage: plan
rules:
  - id: mine/wait
    title: It waits
    status: test
    source: policy/k
    when: {sales_cycle: long}
    then: {hold_back: sit-together}
    because: You report that {grounds}.
"""
    more = {name: text for name, text in MINE.items() if name != "pack.yaml"}
    old = load_core(tmp_path / "old", more, conclusion)
    new = load_core(tmp_path / "new", {**more, "rules/wait.yaml": waits}, conclusion)
    kinds = compare_versions(old, new, ()).kinds
    assert ("step", "sit-together", "") in {(e.difference.part, e.difference.id, e.difference.before) for e in kinds}
