"""What cases have shown of rules, and which rules almost fired, told from a small rule base and from generated ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.cases.case_files import Case, run_case
from advisor.authoring.cases.coverage import Coverage, CoverageCount, PackCoverage
from advisor.authoring.cases.failure_explanation import explain_failure
from advisor.authoring.cases.unmet_conditions import find_unmet_tests
from advisor.consultation import Consultation
from advisor.errors import Place
from advisor.loading.load_rulebase import load_only
from advisor.model.company import Company
from advisor.model.conditions import All, Any, Condition, Not, Status, Test, evaluate, iter_negated_leaves
from advisor.model.rulebase import RuleBase
from tests.authoring.small_packs import CORE, write
from tests.profiles import examples

VALUES = {
    "relationship": ("undefined", "defined"),
    "sales_cycle": ("short", "long"),
}
COMPANIES = st.fixed_dictionaries({}, optional={name: st.sampled_from(each) for name, each in VALUES.items()})
WEIGHING = """\
stage: weigh
guard: {state: defined}
rules:
  - id: weigh/short
    title: Sales are short and not watched
    status: stable
    source: table/short
    when: {any: [{sales_cycle: short}], not: {state: undefined}}
    then: {favours: stay}
    because: You report that {grounds}.
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Consultation:
    folder = write(tmp_path_factory.mktemp("packs") / "core", {**CORE, "rules/weigh.yaml": WEIGHING})
    return Consultation(load_only(str(folder)))


def case(expect: dict[str, tuple[str, ...]], **facts: str) -> Case:
    return Case("A case", Place("own.cases.yaml"), Company(facts), expect)


def covered(consultation: Consultation, *companies: dict[str, str]) -> PackCoverage:
    coverage = Coverage()
    coverage.add_pack(consultation.rulebase)
    coverage.record_results(consultation, [run_case(consultation, case({}, **each)) for each in companies])
    (pack,) = coverage.summarize_packs()
    return pack


def test_nothing_is_seen_without_cases(small: Consultation) -> None:
    pack = covered(small)
    assert (pack.total.seen, pack.rules, pack.verdicts) == (0, CoverageCount(0, 5), CoverageCount(0, 3))
    assert "verdict `undetermined` is reached in no case" in pack.missing
    assert "rule `weigh/short`: no case in which `sales_cycle: short` holds or fails" in pack.missing


def test_everything_can_be_seen_but_what_never_happens(small: Consultation) -> None:
    pack = covered(
        small,
        {},
        {"relationship": "undefined"},
        {"relationship": "defined", "sales_cycle": "short"},
        {"relationship": "defined", "sales_cycle": "long"},
    )
    assert pack.rules == CoverageCount(5, 5)
    assert pack.verdicts == CoverageCount(3, 3)
    assert {each.rsplit(" in which ")[1] for each in pack.missing} == {"`state_basis: stated` fails"}


def test_a_test_of_a_fact_is_not_seen_in_cases_that_the_guard_rules_out(small: Consultation) -> None:
    sentence = "rule `weigh/short`: no case in which `sales_cycle: short` holds or fails"
    assert sentence in covered(small, {"relationship": "undefined", "sales_cycle": "short"}).missing
    assert sentence not in covered(small, {"relationship": "defined", "sales_cycle": "short"}).missing


def test_an_unknown_answer_shows_neither_outcome(small: Consultation) -> None:
    sentence = "rule `weigh/short`: no case in which `sales_cycle: short` holds or fails"
    assert sentence in covered(small, {"relationship": "defined"}).missing


@given(st.lists(COMPANIES, max_size=4), COMPANIES)
@examples(30)
def test_a_further_case_never_lessens_what_was_seen(
    small: Consultation, companies: list[dict[str, str]], further: dict[str, str]
) -> None:
    before, after = covered(small, *companies), covered(small, *companies, further)
    pairs = ((before.rules, after.rules), (before.true, after.true), (before.false, after.false))
    assert all(one.seen <= other.seen and one.total == other.total for one, other in pairs)
    assert before.verdicts.seen <= after.verdicts.seen


def test_behind_a_failing_case_are_the_rules_that_could_conclude_what_was_expected_and_those_that_did_not(
    small: Consultation,
) -> None:
    result = run_case(small, case({"verdict": ("stay",)}, relationship="undefined", sales_cycle="short"))
    told = explain_failure(small, result)
    assert [str(each) for each in told.almost] == [
        "rule `decide/stay` needs the conclusion `state` to be `defined`; it is `undefined`"
    ]
    assert [str(each) for each in told.fired] == ["rule `decide/tighten`, since `state` is `undefined`"]


def test_a_rule_that_had_to_stay_silent_is_told_with_what_it_rests_on(small: Consultation) -> None:
    result = run_case(small, case({"silent": ("weigh/short",)}, relationship="defined", sales_cycle="short"))
    told = explain_failure(small, result)
    assert told.almost == ()
    assert [str(each) for each in told.fired] == [
        "rule `weigh/short`, since `state` is `defined`, `sales_cycle` is `short` and `state` is not `undefined`"
    ]


def test_an_unknown_answer_is_told_as_unknown(small: Consultation) -> None:
    result = run_case(small, case({"fires": ("weigh/short",)}, relationship="defined"))
    assert [str(each) for each in explain_failure(small, result).almost] == [
        "rule `weigh/short` needs `sales_cycle` to be `short`; it is unknown"
    ]


def test_a_rule_that_was_expected_is_told_of_however_far_it_was_away(small: Consultation) -> None:
    result = run_case(small, case({"fires": ("weigh/short",)}, relationship="undefined", sales_cycle="long"))
    assert [str(each) for each in explain_failure(small, result).almost] == [
        "rule `weigh/short` needs the conclusion `state` to be `defined` (it is `undefined`), `sales_cycle` to be "
        "`short` (it is `long`) and the conclusion `state` not to be `undefined` (`undefined` is concluded)"
    ]


@given(COMPANIES, st.sampled_from(["stay", "tighten"]))
@examples(30)
def test_a_rule_never_both_fired_and_almost_did(small: Consultation, facts: dict[str, str], verdict: str) -> None:
    told = explain_failure(small, run_case(small, case({"verdict": (verdict,)}, **facts)))
    assert {each.rule for each in told.almost}.isdisjoint(each.rule for each in told.fired)
    assert all(each.lacks for each in told.almost)


TESTS = st.sampled_from([Test(name, frozenset({"x"})) for name in "abcd"])
CONDITIONS = st.recursive(
    TESTS,
    lambda part: st.one_of(
        st.builds(lambda parts: All(tuple(parts)), st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda parts: Any(tuple(parts)), st.lists(part, min_size=1, max_size=3)),
        st.builds(Not, part),
    ),
    max_leaves=8,
)


@given(CONDITIONS, st.fixed_dictionaries({name: st.sampled_from(Status) for name in "abcd"}))
def test_were_all_that_a_condition_lacks_otherwise_it_would_hold(
    condition: Condition, known: dict[str, Status]
) -> None:
    lacking = dict(find_unmet_tests(condition, lambda test: known[test.name]))
    if len(lacking) < len(find_unmet_tests(condition, lambda test: known[test.name])):
        return  # it needs one thing both to hold and to fail
    if evaluate(condition, lambda test: known[test.name]) is Status.HOLDS:
        assert not lacking
    changed = {test.name: Status.HOLDS if holds else Status.FAILS for test, holds in lacking.items()}
    after = evaluate(condition, lambda test: changed.get(test.name, known[test.name]))
    assert after is Status.HOLDS or not _monotone(condition)


def _monotone(condition: Condition) -> bool:
    """Whether no test stands both as itself and below a `not`."""
    return set(iter_negated_leaves(condition)).isdisjoint(_plain_leaves(condition))


def _plain_leaves(condition: Condition) -> set[Test]:
    return set(iter_negated_leaves(condition, negated=True))


def test_everything_of_nothing_is_seen() -> None:
    assert CoverageCount(0, 0).percent == 100


@pytest.fixture(scope="module")
def whole(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def test_behind_a_verdict_are_only_rules_that_bear_on_it_in_this_state(whole: Consultation) -> None:
    expected = case({"verdict": ("stay",)}, relationship="defined", market_customizing="yes")
    told = explain_failure(whole, run_case(whole, expected))
    assert [str(each) for each in told.almost] == [
        "rule `defined/no-compelling-reason` needs the conclusion `favours` not to be `tighten`; `tighten` is concluded"
    ]
    assert [each.rule for each in told.fired] == [
        "defined/market-or-gaps-press",
        "defined/commoditizing-or-customizing",
    ]


def test_of_several_things_expected_each_has_its_nearest_rule_told_first(whole: Consultation) -> None:
    expected = {"steps": ("liaison", "colocation"), "cautions": ("only-the-summary",), "done": ("liaison",)}
    result = run_case(whole, case(expected, relationship="defined"))
    told = explain_failure(whole, result)
    first = [whole.rulebase.rules_by_id[each.rule].then for each in told.almost[:4]]
    assert [atom in then for atom, then in zip(result.missing, first, strict=True)] == [True] * 4


def test_a_rule_that_was_expected_comes_before_those_that_lack_less(whole: Consultation) -> None:
    expected = {"verdict": ("stay",), "fires": ("undefined/small-company",)}
    told = explain_failure(whole, run_case(whole, case(expected, relationship="defined", market_customizing="yes")))
    assert told.almost[0].rule == "undefined/small-company"
    assert [each.needs.split("`")[1] for each in told.almost[0].lacks] == ["state", "company_size"]
