"""Which companies are looked at when guidance changes, the smallest example of each difference, and what is told."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from advisor.authoring.diff.advice_differences import OTHER_WORDS, Difference
from advisor.authoring.diff.compare import Comparison, Named, compare
from advisor.authoring.diff.example_text import answers, flow
from advisor.authoring.diff.population import SCORES
from advisor.authoring.diff.rulebase_changes import Change, revised
from advisor.authoring.diff.rulebase_pair import Twofold
from advisor.consultation import Consultation
from advisor.errors import ContradictionError
from advisor.loading.facts_file import read_facts
from advisor.loading.pack_reader import PackReader
from advisor.loading.packs import load, load_only
from advisor.model.company import Company
from advisor.model.responses import Respondent, Total
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
LONG = Difference("caution", "long", None, "")


def core(folder: Path, more: dict[str, str] | None = None, *changes: tuple[str, str]) -> RuleBase:
    """The small core with further files, and with changes in all of them."""
    texts = {**CORE, **(more or {})}
    for old, new in changes:
        assert any(old in text for text in texts.values()), old
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    return load_only(str(write(folder, texts)))


def shown(found: Comparison, difference: Difference) -> Company:
    """The example of a difference that no company at hand shows."""
    (kind,) = [each for each in found.kinds if each.difference == difference]
    assert kind.companies == ()
    return kind.example


def test_a_new_rule_that_no_company_at_hand_reaches_has_an_example(tmp_path: Path) -> None:
    old, new = core(tmp_path / "old"), core(tmp_path / "new", {"rules/caution.yaml": CAUTION})
    wanted = Company({"relationship": "defined", "sales_cycle": "long"})
    assert shown(compare(old, new, []), LONG) == wanted
    assert shown(compare(new, old, []), LONG._replace(before="", after=None)) == wanted


def test_so_has_one_of_which_the_words_or_the_condition_change(tmp_path: Path) -> None:
    old = core(tmp_path / "old", {"rules/caution.yaml": CAUTION})
    words = core(tmp_path / "words", {"rules/caution.yaml": CAUTION}, ("take care", "beware"))
    wider = core(
        tmp_path / "wider", {"rules/caution.yaml": CAUTION}, ("sales_cycle: long}", "sales_cycle: [long, short]}")
    )
    long, short = (Company({"relationship": "defined", "sales_cycle": each}) for each in ("long", "short"))
    assert shown(compare(old, words, []), LONG._replace(before="", after=OTHER_WORDS)) == long
    assert shown(compare(old, wider, []), LONG) == short


def test_a_rule_for_which_no_company_is_found_is_named(tmp_path: Path) -> None:
    never = CAUTION.replace("{verdict: stay,", "{verdict: stay, relationship: undefined,")
    found = compare(core(tmp_path / "old"), core(tmp_path / "new", {"rules/caution.yaml": never}), [])
    assert found.unreached == ("caution/long",)
    assert not found.alike


def test_guidance_that_comes_to_contradict_itself_is_shown_and_so_is_one_without_a_verdict(tmp_path: Path) -> None:
    old = core(tmp_path / "old")
    both = core(
        tmp_path / "both", None, ("when: {state: defined}\n", "when: {any: [{state: defined}, {sales_cycle: long}]}\n")
    )
    none = core(tmp_path / "none", None, ("when: {state: defined}\n", "when: {state: defined, sales_cycle: short}\n"))
    (kind,) = compare(old, both, []).kinds
    assert kind.difference.part == "advice"
    assert str(kind.difference).startswith(
        "no advice can be given any more: rule `decide/stay`: concludes verdict `stay`"
    )
    assert kind.example == Company({"relationship": "undefined", "sales_cycle": "long"})
    assert kind.behind.changed == ("decide/stay",)
    with pytest.raises(ContradictionError):
        Consultation(both).advise(kind.example)
    assert [str(each.difference).split(":")[0] for each in compare(both, old, []).kinds] == [
        "advice is given where none could be before"
    ]
    found = {str(each.difference): each.example for each in compare(old, none, []).kinds}
    assert found["the verdict changes from `stay` to no verdict at all"] == Company(
        {"relationship": "defined", "sales_cycle": "long"}
    )


def test_no_answer_of_any_example_can_be_left_out(tmp_path: Path) -> None:
    reader = PackReader()
    for folder in (write(tmp_path / "core", CORE), write(tmp_path / "mine", MINE)):
        reader.pack(folder)
    old, new = load_only(str(tmp_path / "core")), reader.finish()
    large = Company(
        {"relationship": "undefined", "sales_cycle": "long", "meetings": "no", "people": 4, "crew": "small"}
    )
    found, both = compare(old, new, [Named("large", large)]), Twofold(old, new)
    assert found.kinds
    for kind in found.kinds:
        stated = kind.example.stated
        assert kind.difference in both.differences(kind.example)
        for name in stated:
            less = Company({each: value for each, value in stated.items() if each != name})
            assert kind.difference not in both.differences(less)


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
    (kind,) = [each for each in compare(old, new, [Named("one", company)]).kinds if each.difference == LONG]
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
    found = compare(old, new, [Named("acme.yaml", Company({"employees": 12}, assessed=people))])
    (kind,) = [each for each in found.kinds if each.difference == Difference("state", "", "defined", "undefined")]
    assert kind.companies == ("acme.yaml",)
    assert kind.example.stated == {}
    assert all(isinstance(each, Total) for each in kind.example.assessed)
    file = tmp_path / "example.yaml"
    file.write_text(flow(kind.example, kind.answers_of) + "\n", encoding="utf-8")
    company = read_facts(str(file), old)
    assert [Consultation(each).advise(company).relationship.state for each in (old, new)] == ["defined", "undefined"]


def test_what_people_answered_is_told_of_those_of_a_library_alone() -> None:
    person = Respondent("sales", "head", (3, None, *(4,) * 18))
    company = Company({"employees": 12}, assessed=(person,))
    assert answers(company) == {
        "employees": 12,
        "assessment": {"respondents": [{"function": "sales", "role": "head", "answers": "3-" + "4" * 18}]},
    }
    assert answers(company, shown=False) == {"employees": 12}
    assert flow(company, "acme.yaml") == "{employees: 12} beside the answers to the 20 statements of acme.yaml"


RULES, REST, FACTS = "rules/decide.yaml", "knowledge/rest.yaml", "knowledge/facts.yaml"
WORDED = {"knowledge/words.yaml": "wording: {move: It goes up.}\n", "templates/own.txt.j2": "Hello\n"}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("title: A reason holds", "title: It holds", Change("rules", "decide/tighten", "changed", ("title",))),
        ("because: Something", "because: Much", Change("rules", "decide/tighten", "changed", ("words",))),
        ("{verdict: stay}", "{verdict: tighten}", Change("rules", "decide/stay", "changed", ("conclusion",))),
        ("id: decide/stay", "id: decide/leave", Change("rules", "decide/leave", "new")),
        ("text: Leave it.", "text: Let it be.", Change("entries", "verdicts/stay", "changed", ("words",))),
        ("title: The article", "title: An article", Change("sources", "article", "changed", ("title",))),
        ("How long does", "How long will", Change("facts", "sales_cycle", "changed", ("question",))),
        ("move: It goes up.", "move: It rises.", Change("wording", "move", "changed", ("words",))),
        ("Hello", "Goodbye", Change("templates", "own.txt.j2", "changed", ("content",))),
    ],
)
def test_what_changes_in_the_guidance_itself_is_named(tmp_path: Path, old: str, new: str, change: Change) -> None:
    one, other = core(tmp_path / "one", WORDED), core(tmp_path / "other", WORDED, (old, new))
    assert change in revised(one, other)
    assert not compare(one, other, []).alike
    assert revised(one, one) == ()


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
    (change,) = revised(rulebase, swapped)
    assert (change.section, change.id) == ("facts", "sales_cycle")
    backwards = replace(rulebase, rules=rulebase.rules[::-1])
    assert revised(rulebase, backwards) == (Change("rules", "", "changed", ("order",)),)
    more = core(tmp_path / "more", {"rules/caution.yaml": CAUTION})
    assert revised(rulebase, more) == (Change("rules", "caution/long", "new"),)


def test_companies_of_equal_answers_are_asked_about_once_and_all_named(tmp_path: Path) -> None:
    old, new = core(tmp_path / "old"), core(tmp_path / "new", {"rules/caution.yaml": CAUTION})
    facts = {"relationship": "defined", "sales_cycle": "long"}
    named = [Named(name, Company(facts)) for name in ("one", "two", "one")]
    found = compare(old, new, [*named, Named("three", Company({**facts, "sales_cycle": "short"}))])
    assert (found.looked_at, found.differing) == (3, ("one", "two"))
    assert [each.companies for each in found.kinds if each.difference == LONG] == [("one", "two")]
    both = Twofold(old, new)
    assert len({*chain.from_iterable(both.differences(each.company) for each in named)}) > 0
    assert both.asked == 1


def test_scores_are_unknown_to_guidance_that_does_not_know_them(tmp_path: Path) -> None:
    scored = Named("scored", Company({}, assessed=(Total("sales", 40), Total("marketing", 62))))
    found = compare(load(), core(tmp_path / "core"), [scored])
    assert found.differing == ("scored",)
    assert [share.share for share in found.shares or () if share.way == SCORES] == [1]
    assert Difference("state", "", "defined", "unknown") in [each.difference for each in found.kinds]
