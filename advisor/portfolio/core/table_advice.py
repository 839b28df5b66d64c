"""The advice for whole tables: the expressions that add the conclusions of the rules to a frame."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

import narwhals as nw

from advisor.consultation import Consultation
from advisor.logic.circuit import Literal
from advisor.model.rulebase import RuleBase
from advisor.portfolio.core.answer_formulas import AnswerFormulas
from advisor.portfolio.core.conclusion_formulas import ConclusionFormulas
from advisor.portfolio.core.expression_layers import ExpressionLayers
from advisor.portfolio.core.result_columns import (
    POSSIBLE_VERDICTS,
    TEXT_COLUMNS,
    TextColumn,
    build_flags,
    build_texts,
    list_result_atoms,
    read_possible_verdicts,
)
from advisor.portfolio.core.row_problems import build_problem_columns, list_row_problems
from advisor.portfolio.core.table_answers import PART_SIGN, TableAnswers

REFUSED = "advisor:refused"
"""The column that is true in rows that cannot be advised."""


REPEATED_IN_QUERIES = 16
"""The size up to which databases repeat a shared formula; then the built-in rules need 10 layers instead of 25."""


class TableAdvice:
    """The advice for all rows of tables with the same columns.

    Args:
        rulebase: the rule base.
        columns: for each fact that a column answers, the column. For one value of a list, the key is `fact=value`.
        schema: the columns of the table with their types.
        wanted: the result columns; by default all.
        further: conclusions whose values have a column as well, `name:value`; by default none.

    Raises:
        FactsError: a column has a type that cannot answer its fact.
        TooManyCasesError: the rules leave more cases open than can be computed.
    """

    def __init__(
        self,
        rulebase: RuleBase,
        columns: Mapping[str, str],
        schema: nw.Schema,
        wanted: Collection[str] | None = None,
        further: Collection[str] = (),
    ) -> None:
        self.rulebase = rulebase
        self.columns = dict(columns)
        given = {key.partition(PART_SIGN)[0] for key in columns}
        self.unknown_facts = tuple(
            name for name, fact in rulebase.facts.items() if name not in given and not fact.computed
        )
        self._answers = TableAnswers(rulebase, columns, schema)
        formulas = AnswerFormulas(rulebase, self._answers, Consultation(rulebase).sign_facts)
        self._conclusions = ConclusionFormulas(rulebase, formulas, list_result_atoms(rulebase, further))
        self._problems = list_row_problems(self._answers, formulas.clashes, self._conclusions)
        self._flags: dict[str, Literal] = build_flags(self._conclusions, further)
        self._texts: dict[str, TextColumn] = build_texts(self._conclusions)
        self._verdicts = read_possible_verdicts(self._conclusions)
        self.outputs = tuple(name for name in (*TEXT_COLUMNS, *self._flags) if wanted is None or name in wanted)

    def conclude(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Add the result columns, and the column `advisor:refused`, to a frame; its own columns stay as they are.

        The texts are `state`, `verdict` (`undetermined` if open answers can still turn it), `possible_verdicts` (joined
        by `;`), `strength` and `move_to`. In refused rows, results have no meaning.
        """
        own = frame.collect_schema().names()
        layers = self._build_layers(1 if frame.implementation.is_polars() else REPEATED_IN_QUERIES)
        results = [self._build_output(name, layers).alias(name) for name in self.outputs]
        return layers.add_columns(frame).select(*own, *results, layers.read(self._refused).alias(REFUSED))

    def describe_problems(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Add to refused rows which column is wrong and what is wrong with it; the first problem of each row."""
        own = frame.collect_schema().names()
        literals = [problem.literal for problem in self._problems]
        layers = ExpressionLayers(self._conclusions.circuit, self._answers.expressions, literals)
        return layers.add_columns(frame).select(*own, *build_problem_columns(self._problems, layers.read))

    @cached_property
    def _refused(self) -> Literal:
        return self._conclusions.circuit.join_any(problem.literal for problem in self._problems)

    def _build_layers(self, repeated: int) -> ExpressionLayers:
        literals = [self._flags[name] for name in self.outputs if name in self._flags]
        literals += [
            literal for name in self.outputs if name in self._texts for _, literal in self._texts[name].choices
        ]
        literals += self._verdicts.values() if POSSIBLE_VERDICTS in self.outputs else ()
        roots = [*literals, self._refused]
        return ExpressionLayers(self._conclusions.circuit, self._answers.expressions, roots, repeated)

    def _build_output(self, name: str, layers: ExpressionLayers) -> nw.Expr:
        if name in self._flags:
            return layers.read(self._flags[name])
        if name == POSSIBLE_VERDICTS:
            parts = [nw.when(layers.read(literal)).then(nw.lit(text)) for text, literal in self._verdicts.items()]
            return nw.concat_str(*parts, separator=";", ignore_nulls=True)
        text = self._texts[name]
        expression = nw.lit(text.otherwise, nw.String)
        for choice, literal in reversed(text.choices):
            expression = nw.when(layers.read(literal)).then(nw.lit(choice)).otherwise(expression)
        return expression
