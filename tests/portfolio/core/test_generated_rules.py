"""Generated rule bases: every rule fires in the rows in which the engine fires it, and single values are exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import narwhals as nw
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from advisor.engine.engine import Engine
from advisor.logic.circuit import Literal
from advisor.logic.possible_values import PossibleValues
from advisor.logic.semantics import Semantics
from advisor.model.answers import PartialChoice, Value
from advisor.model.rulebase import RuleBase
from advisor.portfolio.core.expression_layers import ExpressionLayers
from advisor.portfolio.core.row_answers import RowAnswers
from advisor.portfolio.core.row_conclusions import RowConclusions
from advisor.portfolio.core.table_answers import TableAnswers
from tests.portfolio.core.tables import build_table
from tests.profiles import examples
from tests.strategies import FACTS, SINGLE, agreeing_rule_bases, partial_values, settled_values

Company = Mapping[str, Value]


class RowResult(NamedTuple):
    """Whether answers exclude each other, else the rules that fire and the exact values."""

    clashes: bool
    firings: frozenset[str] = frozenset()
    exact: frozenset[tuple[str, str | None]] = frozenset()


def known_in_full() -> st.SearchStrategy[dict[str, Value]]:
    """Draw answers to some facts."""
    return st.fixed_dictionaries({}, optional={name: settled_values(fact) for name, fact in FACTS.items()})


def known_in_parts() -> st.SearchStrategy[dict[str, Value]]:
    """Draw answers to some facts; of the list, single values are known."""
    others = {name: settled_values(fact) for name, fact in FACTS.items() if name != "topics"}
    return st.fixed_dictionaries({}, optional={**others, "topics": partial_values(FACTS["topics"])})


def conclude_one(rulebase: RuleBase, company: Company) -> RowResult:
    """Return what the engine concludes for one company."""
    if rulebase.find_clashes(company):
        return RowResult(clashes=True)
    answers = rulebase.build_answers(company)
    exact = {name: PossibleValues(rulebase, name).compute_values(answers) for name in SINGLE}
    firings = Engine(rulebase).infer(answers, Semantics(rulebase).evaluate(answers, exact).evidence)
    pairs = frozenset((name, value) for name, values in exact.items() for value in values)
    return RowResult(clashes=False, firings=frozenset(firing.rule.id for firing in firings), exact=pairs)


def conclude_all(rulebase: RuleBase, table: pl.DataFrame) -> list[RowResult]:
    """Return what the expressions conclude for each row."""
    frame = nw.from_native(table.lazy())
    given_answers = TableAnswers(rulebase, {name: name for name in table.columns}, frame.collect_schema())
    formulas = RowAnswers(rulebase, given_answers)
    conclusions = RowConclusions(rulebase, formulas, list(rulebase.rules_by_atom))
    wanted: dict[object, Literal] = {rule.id: conclusions.read_firing(rule) for rule in rulebase.rules}
    for name, values in conclusions.exact.items():
        wanted |= {(name, value): literal for value, literal in values.items()}
    wanted["clashes"] = given_answers.circuit.join_any(formulas.clashes.values())
    layers = ExpressionLayers(given_answers.circuit, given_answers.expressions, wanted.values())
    columns = {str(number): (key, layers.read(literal)) for number, (key, literal) in enumerate(wanted.items())}
    rows = layers.add_columns(frame).select(
        nw.col(table.columns[0]), *(expression.alias(number) for number, (_, expression) in columns.items())
    )
    results = []
    for row in rows.to_native().collect().to_dicts():
        held = {key for number, (key, _) in columns.items() if row[number]}
        exact = frozenset(key for key in held if isinstance(key, tuple))
        firings = frozenset(key for key in held if key in rulebase.rules_by_id)
        results.append(RowResult(True) if "clashes" in held else RowResult(False, firings, exact))
    return results


def without_fact_rules(rulebase: RuleBase, result: RowResult) -> RowResult:
    """Return a result without the rules that infer facts, whose work the answers have already."""
    return result._replace(firings=result.firings - {rule.id for rule in rulebase.fact_rules})


def check_rows(rulebase: RuleBase, companies: Sequence[Company], table: pl.DataFrame) -> None:
    """Compare each row with the engine."""
    for company, row in zip(companies, conclude_all(rulebase, table), strict=True):
        expected = without_fact_rules(rulebase, conclude_one(rulebase, company))
        assert without_fact_rules(rulebase, row) == expected, company


@examples(120)
@given(agreeing_rule_bases(infer=True), st.lists(known_in_full(), min_size=1, max_size=12), st.integers(0, 99))
def test_generated_rules_fire_in_the_rows_in_which_the_engine_fires_them(
    rulebase: RuleBase, companies: list[Company], seed: int
) -> None:
    check_rows(rulebase, companies, build_table(rulebase, companies, seed))


@examples(60)
@given(agreeing_rule_bases(infer=True), st.lists(known_in_parts(), min_size=1, max_size=12))
def test_a_list_can_have_a_column_for_each_value(rulebase: RuleBase, companies: list[Company]) -> None:
    table = build_table(rulebase, [{**each, "topics": frozenset()} for each in companies]).drop("topics")
    parts = [each.get("topics", PartialChoice()) for each in companies]
    for value in FACTS["topics"].values:
        cells = [
            True if value in part.yes else False if value in part.no else None
            for part in parts
            if isinstance(part, PartialChoice)
        ]
        table = table.with_columns(pl.Series(f"topics={value}", cells, dtype=pl.Boolean))
    check_rows(rulebase, companies, table)
