"""Scores of single statements: low ones add details to a plan, and no score has any other effect."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import All, Any, Condition, Not, Test, iter_leaves
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage
from tests.profiles import examples

BUILTIN = load()
CONSULTATION = Consultation(BUILTIN)
STATEMENTS = [f"statement.{number}" for number in range(1, 21)]
LOW = 2
READERS = [rule for rule in BUILTIN.rules if any(leaf.name in STATEMENTS for leaf in iter_leaves(rule.when))]
COMPANIES: dict[str, dict[str, Value]] = {
    "undefined, to be tightened": {"relationship": "undefined", "current_conflicts": "frequent"},
    "defined, to be tightened": {"relationship": "defined", "customized_during_sale": "yes"},
    "aligned, to be prepared": {
        "relationship": "aligned",
        "landscape_complex": "yes",
        "change_rapid": "yes",
        "report_separately": "yes",
    },
    "integrated": {"relationship": "integrated"},
    "aligned, to stay": {
        "relationship": "aligned",
        "common_funnel_possible": "no",
        "landscape_complex": "no",
        "marketing_split": "no",
    },
}


def iter_negated(condition: Condition, below: bool = False) -> Iterator[Test]:
    """Iterate over the leaves below some `not`."""
    if isinstance(condition, Test):
        if below:
            yield condition
    elif isinstance(condition, Not):
        yield from iter_negated(condition.part, below=True)
    else:
        assert isinstance(condition, All | Any)
        for part in condition.parts:
            yield from iter_negated(part, below)


def list_steps(advice: Advice) -> list[str]:
    return [step.id for step in advice.steps]


@pytest.mark.parametrize("rule", READERS, ids=lambda rule: rule.id)
def test_a_rule_reads_a_statement_only_as_low(rule: Rule) -> None:
    bounds = {(leaf.at_least, leaf.at_most) for leaf in iter_leaves(rule.when) if leaf.name in STATEMENTS}
    assert bounds == {(None, LOW)}
    assert [leaf.name for leaf in iter_negated(rule.when) if leaf.name in STATEMENTS] == []


@pytest.mark.parametrize("rule", READERS, ids=lambda rule: rule.id)
def test_a_low_statement_adds_a_detail_to_a_step_and_concludes_nothing_else(rule: Rule) -> None:
    assert rule.stage is Stage.PLAN
    assert {atom.name for atom in rule.then} == {"step", "detail"}
    assert "{" not in rule.because


def test_rules_for_the_move_to_integration_read_every_statement() -> None:
    read = {leaf.name for rule in READERS if rule.id.startswith("plan/aligned/") for leaf in iter_leaves(rule.when)}
    assert read.issuperset(STATEMENTS)


@pytest.mark.parametrize("known", COMPANIES.values(), ids=COMPANIES)
@examples(15)
@given(st.dictionaries(st.sampled_from(STATEMENTS), st.integers(LOW + 1, 5)))
def test_a_statement_that_is_not_low_changes_nothing(known: dict[str, Value], scores: dict[str, int]) -> None:
    plain = CONSULTATION.advise(Company(known))
    scored = CONSULTATION.advise(Company({**known, **scores}))
    assert (scored.verdict, scored.steps, scored.cautions) == (plain.verdict, plain.steps, plain.cautions)


@pytest.mark.parametrize("known", COMPANIES.values(), ids=COMPANIES)
@examples(15)
@given(st.dictionaries(st.sampled_from(STATEMENTS), st.integers(1, 5)))
def test_scores_change_neither_the_verdict_nor_the_order_of_steps(
    known: dict[str, Value], scores: dict[str, int]
) -> None:
    plain = CONSULTATION.advise(Company(known))
    scored = CONSULTATION.advise(Company({**known, **scores}))
    assert (scored.verdict, scored.possible_verdicts) == (plain.verdict, plain.possible_verdicts)
    assert list_steps(scored) == list_steps(plain)
    for before, after in zip(plain.steps, scored.steps, strict=True):
        assert set(before.because) <= set(after.because)
        assert (after.place, after.variant) == (before.place, before.variant)
