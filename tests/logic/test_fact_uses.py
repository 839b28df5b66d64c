"""When facts matter, against the advice: where no rule reads a fact, no answer to it changes anything."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation import Conclusions, Consultation
from advisor.errors import FactsError
from advisor.logic.fact_uses import FactUse, find_fact_uses
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind


@pytest.fixture(scope="module")
def uses(builtin: RuleBase) -> dict[str, FactUse]:
    return find_fact_uses(builtin)


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


@cache
def values_of(kind: Kind, values: tuple[str, ...]) -> st.SearchStrategy[Value]:
    if kind is Kind.COUNT:
        return st.sampled_from([1, 49, 50, 249, 250, 1000])
    if kind is Kind.MANY:
        return st.frozensets(st.sampled_from(values), max_size=4)
    return st.sampled_from(values)


def draw_value(data: st.DataObject, fact: Fact) -> Value:
    return data.draw(values_of(fact.kind, tuple(fact.values)))


def summarize(conclusions: Conclusions) -> tuple[object, ...]:
    """Return what a reader of the advice sees, without the words that repeat the answers."""
    return (
        conclusions.verdict,
        conclusions.possible_verdicts,
        conclusions.move,
        [(step.id, step.variant, [detail.id for detail in step.details]) for step in conclusions.steps],
        [note.id for note in (*conclusions.done, *conclusions.not_yet)],
        [caution.id for caution in conclusions.cautions],
        sorted(firing.rule.id for firing in conclusions.record.firings if firing.rule.stage in ("weigh", "decide")),
    )


@given(data=st.data())
def test_an_answer_changes_nothing_at_a_level_where_no_rule_reads_it(
    data: st.DataObject, builtin: RuleBase, uses: dict[str, FactUse], consultation: Consultation
) -> None:
    state = data.draw(st.sampled_from(builtin.states))
    unread = [name for name, use in uses.items() if state not in use.levels]
    name = data.draw(st.sampled_from(unread))
    others = data.draw(st.lists(st.sampled_from([each for each in uses if each != name]), unique=True, max_size=8))
    stated = {other: draw_value(data, builtin.facts[other]) for other in others} | {"relationship": state}
    try:
        without = summarize(consultation.conclude(Company(stated)))
        given_one = summarize(consultation.conclude(Company({**stated, name: draw_value(data, builtin.facts[name])})))
    except FactsError:  # the drawn answers exclude each other
        return
    assert given_one == without


@given(data=st.data())
def test_an_answer_keeps_the_verdict_at_a_level_where_it_does_not_decide(
    data: st.DataObject, builtin: RuleBase, uses: dict[str, FactUse], consultation: Consultation
) -> None:
    state = data.draw(st.sampled_from(builtin.states))
    name = data.draw(st.sampled_from([name for name, use in uses.items() if state not in use.deciding_levels]))
    others = data.draw(st.lists(st.sampled_from([each for each in uses if each != name]), unique=True, max_size=8))
    stated = {other: draw_value(data, builtin.facts[other]) for other in others} | {"relationship": state}
    try:
        without = consultation.conclude(Company(stated))
        given_one = consultation.conclude(Company({**stated, name: draw_value(data, builtin.facts[name])}))
    except FactsError:
        return
    assert (given_one.verdict, given_one.possible_verdicts) == (without.verdict, without.possible_verdicts)


def test_every_fact_matters_somewhere(uses: dict[str, FactUse]) -> None:
    assert [name for name, use in uses.items() if not use.levels] == []


def test_a_fact_matters_where_it_decides(uses: dict[str, FactUse]) -> None:
    for use in uses.values():
        assert set(use.deciding_levels) <= set(use.levels)


def test_facts_of_one_column_of_the_table_matter_at_its_level(uses: dict[str, FactUse]) -> None:
    assert uses["traditional_roles_work"].levels == ("defined",)
    assert uses["landscape_complex"].levels == ("aligned",)
    assert uses["relationship"].finds_level
    assert uses["sign_rules_agreed"].finds_level
    assert not uses["employees"].finds_level


def test_calculated_facts_are_left_out(builtin: RuleBase, uses: dict[str, FactUse]) -> None:
    assert list(uses) == [name for name, fact in builtin.facts.items() if not fact.computed]
