"""The coverage of rules by cases, and the rules that almost fired, in a small and in the built-in rule base."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.cases.case_files import Case, run_case
from advisor.authoring.cases.coverage import Coverage, CoverageCount, PackCoverage
from advisor.authoring.cases.failure_explanation import explain_failure
from advisor.authoring.cases.unmet_conditions import find_unmet_tests
from advisor.consultation import Consultation
from advisor.errors import Place
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.model.conditions import All, Any, Condition, Not, Status, Test, evaluate, iter_negated_leaves
from advisor.model.rulebase import RuleBase
from tests.authoring.small_packs import CORE, write_pack
from tests.profiles import examples

VALUES = {"relationship": ("undefined", "defined"), "sales_cycle": ("short", "long")}
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


SHORT_UNSEEN = ["weigh/short", "sales_cycle: short"]


def find_quoted(text: object) -> list[str]:
    """Return the words in backticks."""
    return re.findall("`([^`]*)`", str(text))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Consultation:
    folder = write_pack(tmp_path_factory.mktemp("packs") / "core", {**CORE, "rules/weigh.yaml": WEIGHING})
    return Consultation(load(core=str(folder)))


def build_case(expect: dict[str, tuple[str, ...]], **facts: str) -> Case:
    return Case("A case", Place("own.cases.yaml"), Company(facts), expect)


def compute_coverage(consultation: Consultation, *companies: dict[str, str]) -> PackCoverage:
    coverage = Coverage()
    coverage.add_pack(consultation.rulebase)
    coverage.record_results(consultation, [run_case(consultation, build_case({}, **each)) for each in companies])
    (pack,) = coverage.summarize_packs()
    return pack


def test_nothing_is_covered_without_cases(small: Consultation) -> None:
    pack = compute_coverage(small)
    assert (pack.total.seen, pack.rules, pack.verdicts) == (0, CoverageCount(0, 5), CoverageCount(0, 3))
    assert ["undetermined"] in map(find_quoted, pack.missing)
    assert SHORT_UNSEEN in map(find_quoted, pack.missing)


def test_cases_can_cover_everything_that_can_happen(small: Consultation) -> None:
    pack = compute_coverage(
        small,
        {},
        {"relationship": "undefined"},
        {"relationship": "defined", "sales_cycle": "short"},
        {"relationship": "defined", "sales_cycle": "long"},
    )
    assert pack.rules == CoverageCount(5, 5)
    assert pack.verdicts == CoverageCount(3, 3)
    assert {(find_quoted(each)[1], each.split()[-1]) for each in pack.missing} == {("state_basis: stated", "fails")}


def test_a_test_is_not_covered_by_cases_that_the_guard_excludes(small: Consultation) -> None:
    missing, covered = (
        compute_coverage(small, {"relationship": state, "sales_cycle": "short"}).missing
        for state in ("undefined", "defined")
    )
    assert [each.split()[-3:] for each in missing if find_quoted(each) == SHORT_UNSEEN] == [["holds", "or", "fails"]]
    assert [each.split()[-1] for each in covered if find_quoted(each) == SHORT_UNSEEN] == ["fails"]


def test_an_unknown_answer_shows_neither_outcome(small: Consultation) -> None:
    missing = compute_coverage(small, {"relationship": "defined"}).missing
    assert [each.split()[-3:] for each in missing if find_quoted(each) == SHORT_UNSEEN] == [["holds", "or", "fails"]]


@given(st.lists(COMPANIES, max_size=4), COMPANIES)
@examples(30)
def test_another_case_never_lowers_the_coverage(
    small: Consultation, companies: list[dict[str, str]], further: dict[str, str]
) -> None:
    before, after = compute_coverage(small, *companies), compute_coverage(small, *companies, further)
    pairs = ((before.rules, after.rules), (before.true, after.true), (before.false, after.false))
    assert all(one.seen <= other.seen and one.total == other.total for one, other in pairs)
    assert before.verdicts.seen <= after.verdicts.seen


def test_explains_a_failure_by_rules_that_could_conclude_the_expected_and_rules_that_fired(small: Consultation) -> None:
    result = run_case(small, build_case({"verdict": ("stay",)}, relationship="undefined", sales_cycle="short"))
    explanation = explain_failure(small, result)
    assert list(map(find_quoted, explanation.almost)) == [["decide/stay", "state", "defined", "undefined"]]
    assert list(map(find_quoted, explanation.fired)) == [["decide/tighten", "state", "undefined"]]


def test_explains_why_a_rule_fired_that_should_be_silent(small: Consultation) -> None:
    result = run_case(small, build_case({"silent": ("weigh/short",)}, relationship="defined", sales_cycle="short"))
    explanation = explain_failure(small, result)
    assert explanation.almost == ()
    pairs = ["state", "defined", "sales_cycle", "short", "state", "undefined"]
    assert list(map(find_quoted, explanation.fired)) == [["weigh/short", *pairs]]


def test_an_unmet_test_of_an_unknown_fact_is_unknown(small: Consultation) -> None:
    result = run_case(small, build_case({"fires": ("weigh/short",)}, relationship="defined"))
    (unfired,) = explain_failure(small, result).almost
    assert find_quoted(unfired) == ["weigh/short", "sales_cycle", "short"]
    assert "unknown" in unfired.lacks[0].got


def test_lists_all_unmet_tests_of_an_expected_rule(small: Consultation) -> None:
    result = run_case(small, build_case({"fires": ("weigh/short",)}, relationship="undefined", sales_cycle="long"))
    (unfired,) = explain_failure(small, result).almost
    assert [(find_quoted(each.needs), find_quoted(each.got)) for each in unfired.lacks] == [
        (["state", "defined"], ["undefined"]),
        (["sales_cycle", "short"], ["long"]),
        (["state", "undefined"], ["undefined"]),
    ]


@given(COMPANIES, st.sampled_from(["stay", "tighten"]))
@examples(30)
def test_no_rule_both_fired_and_almost_fired(small: Consultation, facts: dict[str, str], verdict: str) -> None:
    explanation = explain_failure(small, run_case(small, build_case({"verdict": (verdict,)}, **facts)))
    assert {each.rule for each in explanation.almost}.isdisjoint(each.rule for each in explanation.fired)
    assert all(each.lacks for each in explanation.almost)


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
def test_a_condition_holds_once_all_its_unmet_tests_change(condition: Condition, known: dict[str, Status]) -> None:
    unmet = dict(find_unmet_tests(condition, lambda test: known[test.name]))
    if len(unmet) < len(find_unmet_tests(condition, lambda test: known[test.name])):
        return  # one test would have to hold and to fail
    if evaluate(condition, lambda test: known[test.name]) is Status.HOLDS:
        assert not unmet
    changed = {test.name: Status.HOLDS if holds else Status.FAILS for test, holds in unmet.items()}
    after = evaluate(condition, lambda test: changed.get(test.name, known[test.name]))
    assert after is Status.HOLDS or not _is_monotone(condition)


def _is_monotone(condition: Condition) -> bool:
    """Return whether no test is both outside and inside a `not`."""
    return set(iter_negated_leaves(condition)).isdisjoint(_find_plain_leaves(condition))


def _find_plain_leaves(condition: Condition) -> set[Test]:
    return set(iter_negated_leaves(condition, negated=True))


def test_no_total_is_full_coverage() -> None:
    assert CoverageCount(0, 0).percent == 100


@pytest.fixture(scope="module")
def whole(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def test_explains_a_verdict_only_by_rules_for_this_state(whole: Consultation) -> None:
    expected = build_case({"verdict": ("stay",)}, relationship="defined", market_customizing="yes")
    explanation = explain_failure(whole, run_case(whole, expected))
    trouble = ["trouble", "conflicts", "duplication", "neglect", "resources"]
    names = ["defined/no-compelling-reason", "favours", "tighten", "tighten", *trouble]
    assert list(map(find_quoted, explanation.almost)) == [names]
    assert [each.rule for each in explanation.fired] == [
        "defined/market-or-gaps-press",
        "defined/commoditizing-or-customizing",
    ]


def test_lists_the_nearest_rule_of_each_expectation_first(whole: Consultation) -> None:
    expected = {"steps": ("liaison", "colocation"), "cautions": ("only-the-summary",), "done": ("liaison",)}
    result = run_case(whole, build_case(expected, relationship="defined"))
    explanation = explain_failure(whole, result)
    missing = [atom for each in result.mismatches for atom in each.missing]
    first = [whole.rulebase.rules_by_id[each.rule].then for each in explanation.almost[:4]]
    assert [atom in then for atom, then in zip(missing, first, strict=True)] == [True] * 4


def test_an_expected_rule_comes_before_rules_that_lack_less(whole: Consultation) -> None:
    expected = {"verdict": ("stay",), "fires": ("undefined/small-company",)}
    explanation = explain_failure(
        whole, run_case(whole, build_case(expected, relationship="defined", market_customizing="yes"))
    )
    assert explanation.almost[0].rule == "undefined/small-company"
    assert [each.needs.split("`")[1] for each in explanation.almost[0].lacks] == ["state", "company_size"]
