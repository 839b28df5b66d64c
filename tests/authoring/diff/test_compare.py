"""Which companies are looked at when guidance changes, the smallest example of each difference, and what is told."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from advisor.authoring.diff.advice_differences import OTHER_WORDS, AdviceDifference
from advisor.authoring.diff.compare import ComparedCompany, VersionComparison, compare_versions
from advisor.authoring.diff.example_text import collect_answers, format_example
from advisor.authoring.diff.population import BASIS_SCORES
from advisor.authoring.diff.rulebase_changes import RuleBaseChange, compare_rulebases
from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.consultation import Consultation
from advisor.errors import ContradictionError
from advisor.loading.facts_file import read_facts
from advisor.loading.load_rulebase import load, load_only
from advisor.loading.pack_reader import PackReader
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal, Respondent
from advisor.model.rulebase import RuleBase
from tests.authoring.small_packs import CORE, MINE, write

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


def core(folder: Path, more: dict[str, str] | None = None, *changes: tuple[str, str]) -> RuleBase:
    """The small core with further files, and with changes in all of them."""
    texts = {**CORE, **(more or {})}
    for old, new in changes:
        assert any(old in text for text in texts.values()), old
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    return load_only(str(write(folder, texts)))


def shown(found: VersionComparison, difference: AdviceDifference) -> Company:
    """The example of a difference that no company at hand shows."""
    (kind,) = [each for each in found.kinds if each.difference == difference]
    assert kind.companies == ()
    return kind.example


def test_a_new_rule_that_no_company_at_hand_reaches_has_an_example(tmp_path: Path) -> None:
    old, new = core(tmp_path / "old"), core(tmp_path / "new", {"rules/caution.yaml": CAUTION})
    wanted = Company({"relationship": "defined", "sales_cycle": "long"})
    assert shown(compare_versions(old, new, []), LONG) == wanted
    assert shown(compare_versions(new, old, []), LONG._replace(before="", after=None)) == wanted


def test_so_has_one_of_which_the_words_or_the_condition_change(tmp_path: Path) -> None:
    old = core(tmp_path / "old", {"rules/caution.yaml": CAUTION})
    words = core(tmp_path / "words", {"rules/caution.yaml": CAUTION}, ("take care", "beware"))
    wider = core(
        tmp_path / "wider", {"rules/caution.yaml": CAUTION}, ("sales_cycle: long}", "sales_cycle: [long, short]}")
    )
    long, short = (Company({"relationship": "defined", "sales_cycle": each}) for each in ("long", "short"))
    assert shown(compare_versions(old, words, []), LONG._replace(before="", after=OTHER_WORDS)) == long
    assert shown(compare_versions(old, wider, []), LONG) == short


def test_a_rule_for_which_no_company_is_found_is_named(tmp_path: Path) -> None:
    never = CAUTION.replace("{verdict: stay,", "{verdict: stay, relationship: undefined,")
    found = compare_versions(core(tmp_path / "old"), core(tmp_path / "new", {"rules/caution.yaml": never}), [])
    assert found.unreached == ("caution/long",)
    assert not found.is_unchanged


def test_guidance_that_comes_to_contradict_itself_is_shown_and_so_is_one_without_a_verdict(tmp_path: Path) -> None:
    old = core(tmp_path / "old")
    both = core(
        tmp_path / "both", None, ("when: {state: defined}\n", "when: {any: [{state: defined}, {sales_cycle: long}]}\n")
    )
    none = core(tmp_path / "none", None, ("when: {state: defined}\n", "when: {state: defined, sales_cycle: short}\n"))
    (kind,) = compare_versions(old, both, []).kinds
    assert kind.difference.part == "advice"
    assert str(kind.difference).startswith(
        "no advice can be given any more: rule `decide/stay`: concludes verdict `stay`"
    )
    assert kind.example == Company({"relationship": "undefined", "sales_cycle": "long"})
    assert kind.causing_rules.changed == ("decide/stay",)
    with pytest.raises(ContradictionError):
        Consultation(both).advise(kind.example)
    assert [str(each.difference).split(":")[0] for each in compare_versions(both, old, []).kinds] == [
        "advice is given where none could be before"
    ]
    found = {str(each.difference): each.example for each in compare_versions(old, none, []).kinds}
    assert found["the verdict changes from `stay` to no verdict at all"] == Company(
        {"relationship": "defined", "sales_cycle": "long"}
    )


def test_no_answer_of_any_example_can_be_left_out(tmp_path: Path) -> None:
    reader = PackReader()
    for folder in (write(tmp_path / "core", CORE), write(tmp_path / "mine", MINE)):
        reader.read_pack(folder)
    old, new = load_only(str(tmp_path / "core")), reader.build_rulebase()
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


def test_an_example_has_few_values_where_several_were_chosen(tmp_path: Path) -> None:
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
        core(tmp_path / "old", {"knowledge/topics.yaml": more["knowledge/topics.yaml"]}),
        core(tmp_path / "new", more),
    )
    company = Company({"relationship": "defined", "topics": frozenset({"price", "roles"})})
    (kind,) = [
        each for each in compare_versions(old, new, [ComparedCompany("one", company)]).kinds if each.difference == LONG
    ]
    assert kind.example.stated["topics"] == frozenset()


def without_a_band() -> tuple[RuleBase, RuleBase]:
    """The built-in rule base, and one whose second band begins two points later."""
    old = load()
    bands = {
        "bands/undefined": ("below", "42"),
        "bands/defined": ("from", "42"),
    }
    entries = {
        name: each._replace(extra={**each.extra, bands[name][0]: bands[name][1]}) if name in bands else each
        for name, each in old.entries.items()
    }
    return old, replace(old, entries=entries)


def test_an_example_by_scores_can_be_put_into_a_facts_file(tmp_path: Path) -> None:
    old, new = without_a_band()
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


def test_what_people_answered_is_told_of_those_of_a_library_alone() -> None:
    person = Respondent("sales", "head", (3, None, *(4,) * 18))
    company = Company({"employees": 12}, assessed=(person,))
    assert collect_answers(company) == {
        "employees": 12,
        "assessment": {"respondents": [{"function": "sales", "role": "head", "answers": "3-" + "4" * 18}]},
    }
    assert collect_answers(company, include_assessment=False) == {"employees": 12}
    assert (
        format_example(company, "acme.yaml") == "{employees: 12} beside the answers to the 20 statements of acme.yaml"
    )


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
def test_what_changes_in_the_guidance_itself_is_named(
    tmp_path: Path, old: str, new: str, change: RuleBaseChange
) -> None:
    one, other = core(tmp_path / "one", WORDED), core(tmp_path / "other", WORDED, (old, new))
    assert change in compare_rulebases(one, other)
    assert not compare_versions(one, other, []).is_unchanged
    assert compare_rulebases(one, one) == ()


def test_another_order_is_a_change_and_ids_are_told_once(tmp_path: Path) -> None:
    swapped = core(
        tmp_path / "swapped",
        None,
        (
            "{short: the sales cycle is short, long: the sales cycle is long}",
            "{long: the sales cycle is long, short: the sales cycle is short}",
        ),
    )
    rulebase = core(tmp_path / "core")
    (change,) = compare_rulebases(rulebase, swapped)
    assert (change.section, change.id) == ("facts", "sales_cycle")
    backwards = replace(rulebase, rules=rulebase.rules[::-1])
    assert compare_rulebases(rulebase, backwards) == (RuleBaseChange("rules", "", "changed", ("order",)),)
    more = core(tmp_path / "more", {"rules/caution.yaml": CAUTION})
    assert compare_rulebases(rulebase, more) == (RuleBaseChange("rules", "caution/long", "new"),)


def test_companies_of_equal_answers_are_asked_about_once_and_all_named(tmp_path: Path) -> None:
    old, new = core(tmp_path / "old"), core(tmp_path / "new", {"rules/caution.yaml": CAUTION})
    facts = {"relationship": "defined", "sales_cycle": "long"}
    named = [ComparedCompany(name, Company(facts)) for name in ("one", "two", "one")]
    found = compare_versions(old, new, [*named, ComparedCompany("three", Company({**facts, "sales_cycle": "short"}))])
    assert (found.looked_at, found.differing) == (3, ("one", "two"))
    assert [each.companies for each in found.kinds if each.difference == LONG] == [("one", "two")]
    both = RuleBasePair(old, new)
    assert len({*chain.from_iterable(both.find_differences(each.company) for each in named)}) > 0
    assert both.comparison_count == 1


def test_scores_are_unknown_to_guidance_that_does_not_know_them(tmp_path: Path) -> None:
    scored = ComparedCompany(
        "scored", Company({}, assessed=(FunctionTotal("sales", 40), FunctionTotal("marketing", 62)))
    )
    found = compare_versions(load(), core(tmp_path / "core"), [scored])
    assert found.differing == ("scored",)
    assert [share.share for share in found.shares or () if share.way == BASIS_SCORES] == [1]
    assert AdviceDifference("state", "", "defined", "unknown") in [each.difference for each in found.kinds]
