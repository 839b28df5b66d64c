"""What cases have shown of rules, and which rules almost fired, told from a small rule base and from generated ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.authoring.almost import behind
from advisor.authoring.cases import Case, run_case
from advisor.authoring.coverage import Counted, Coverage, PackCoverage
from advisor.consultation import Consultation
from advisor.errors import Place
from advisor.loading.packs import load_only
from advisor.model.company import Company
from tests.authoring.small_packs import CORE, write

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
    coverage.add(consultation.rulebase)
    coverage.hear(consultation, [run_case(consultation, case({}, **each)) for each in companies])
    (pack,) = coverage.packs()
    return pack


def test_nothing_is_seen_without_cases(small: Consultation) -> None:
    pack = covered(small)
    assert (pack.whole.seen, pack.rules, pack.verdicts) == (0, Counted(0, 5), Counted(0, 3))
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
    assert pack.rules == Counted(5, 5)
    assert pack.verdicts == Counted(3, 3)
    assert {each.rsplit(" in which ")[1] for each in pack.missing} == {"`state_basis: stated` fails"}


def test_a_test_of_a_fact_is_not_seen_in_cases_that_the_guard_rules_out(small: Consultation) -> None:
    sentence = "rule `weigh/short`: no case in which `sales_cycle: short` holds or fails"
    assert sentence in covered(small, {"relationship": "undefined", "sales_cycle": "short"}).missing
    assert sentence not in covered(small, {"relationship": "defined", "sales_cycle": "short"}).missing


def test_an_unknown_answer_shows_neither_outcome(small: Consultation) -> None:
    sentence = "rule `weigh/short`: no case in which `sales_cycle: short` holds or fails"
    assert sentence in covered(small, {"relationship": "defined"}).missing


@given(st.lists(COMPANIES, max_size=4), COMPANIES)
@settings(max_examples=30, deadline=None)
def test_a_further_case_never_lessens_what_was_seen(
    small: Consultation, companies: list[dict[str, str]], further: dict[str, str]
) -> None:
    before, after = covered(small, *companies), covered(small, *companies, further)
    pairs = ((before.rules, after.rules), (before.true, after.true), (before.false, after.false))
    assert all(one.seen <= other.seen and one.total == other.total for one, other in pairs)
    assert before.verdicts.seen <= after.verdicts.seen


def test_the_rules_behind_a_failing_case_are_those_of_its_stages(small: Consultation) -> None:
    result = run_case(small, case({"verdict": ("stay",)}, relationship="undefined", sales_cycle="short"))
    told = behind(small, result)
    assert [stage.value for stage in told.stages] == ["weigh", "decide"]
    assert told.fired == ("decide/tighten",)
    assert [str(each) for each in told.almost] == [
        "rule `decide/stay` needs the conclusion `state` to be `defined`; it is `undefined`"
    ]


def test_an_unknown_answer_is_told_as_unknown(small: Consultation) -> None:
    result = run_case(small, case({"fires": ("weigh/short",)}, relationship="defined"))
    assert [str(each) for each in behind(small, result).almost] == [
        "rule `weigh/short` needs `sales_cycle` to be `short`; it is unknown"
    ]


def test_a_rule_that_was_expected_is_told_of_however_far_it_was_away(small: Consultation) -> None:
    result = run_case(small, case({"fires": ("weigh/short",)}, relationship="undefined", sales_cycle="long"))
    assert [str(each) for each in behind(small, result).almost] == ["rule `weigh/short` lacks more than one thing"]


@given(COMPANIES, st.sampled_from(["stay", "tighten"]))
@settings(max_examples=30, deadline=None)
def test_a_rule_never_both_fired_and_almost_did(small: Consultation, facts: dict[str, str], verdict: str) -> None:
    told = behind(small, run_case(small, case({"verdict": (verdict,)}, **facts)))
    assert {each.rule for each in told.almost}.isdisjoint(told.fired)


def test_everything_of_nothing_is_seen() -> None:
    assert Counted(0, 0).percent == 100
