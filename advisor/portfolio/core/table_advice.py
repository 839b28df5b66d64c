"""The advice for whole tables: the expressions that add the conclusions of the rules to a frame."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

import narwhals as nw

from advisor.logic.circuit import Literal
from advisor.model.rulebase import RuleBase
from advisor.portfolio.core.expression_layers import ExpressionLayers
from advisor.portfolio.core.result_columns import TEXT_COLUMNS, build_flags, build_texts, list_result_atoms
from advisor.portfolio.core.row_answers import RowAnswers
from advisor.portfolio.core.row_conclusions import RowConclusions
from advisor.portfolio.core.row_problems import build_problem_columns, list_row_problems
from advisor.portfolio.core.table_answers import PART_SIGN, TableAnswers
from advisor.portfolio.core.text_columns import TextColumn, name_codes

REFUSED = "advisor:refused"
"""The column that is true in rows that cannot be advised."""


REPEATED_IN_QUERIES = 16
"""The size up to which databases repeat a shared formula; then the built-in rules need 10 layers instead of 25."""


class TableAdvice:
    """The advice for all rows of tables with the same columns.

    `outputs` are the names of the result columns, `flags` the formulas of those of yes or no. `unknown_facts` have no
    column.

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
        self.answers = TableAnswers(rulebase, columns, schema)
        formulas = RowAnswers(rulebase, self.answers)
        self.conclusions = RowConclusions(rulebase, formulas, list_result_atoms(rulebase, further))
        self._problems = list_row_problems(self.answers, formulas.clashes, self.conclusions)
        flags, texts = build_flags(self.conclusions, further), build_texts(self.conclusions)
        self.outputs = (*TEXT_COLUMNS, *flags)
        self.flags: dict[str, Literal] = flags
        self._texts: dict[str, TextColumn] = texts
        if wanted is not None:
            self.keep_results(wanted)

    def keep_results(self, wanted: Collection[str]) -> None:
        """Leave out all result columns but those wanted; what they rest on stays."""
        self.outputs = tuple(name for name in self.outputs if name in wanted)
        self.flags = {name: literal for name, literal in self.flags.items() if name in wanted}
        self._texts = {name: text for name, text in self._texts.items() if name in wanted}

    def conclude(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Add the result columns, and the column `advisor:refused`, to a frame; its own columns stay as they are.

        The texts are `state`, `verdict` (`undetermined` if open answers can still turn it), `possible_verdicts` (joined
        by `;`), `strength` and `move_to`. In refused rows, results have no meaning.
        """
        return self.name_texts(self.compute(frame))

    def compute(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Add the same columns, but texts as numbers in polars, until `name_texts` gives them their names.

        Polars computes a plan that two others share only once if no names of categories are in it.
        """
        own = frame.collect_schema().names()
        is_polars = frame.implementation.is_polars()
        layers = self._build_layers(1 if is_polars else REPEATED_IN_QUERIES)
        results = {name: layers.read(literal) for name, literal in self.flags.items()}
        for name, text in self._texts.items():
            results[name] = text.build_code(layers.read) if is_polars else text.build_text(layers.read)
        columns = [results[name].alias(name) for name in self.outputs]
        return layers.add_columns(frame).select(*own, *columns, layers.read(self._refused).alias(REFUSED))

    def name_texts(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Replace the numbers of texts that `compute` left by categories; nothing to do for other engines."""
        return name_codes(frame, self._texts) if frame.implementation.is_polars() else frame

    def describe_problems(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Add to refused rows which columns are wrong and what is wrong with them."""
        own = frame.collect_schema().names()
        literals = [problem.literal for problem in self._problems]
        layers = ExpressionLayers(self.conclusions.circuit, self.answers.expressions, literals)
        return layers.add_columns(frame).select(*own, *build_problem_columns(self._problems, layers.read))

    @cached_property
    def _refused(self) -> Literal:
        return self.conclusions.circuit.join_any(problem.literal for problem in self._problems)

    def _build_layers(self, repeated: int) -> ExpressionLayers:
        roots = [*self.flags.values(), self._refused]
        roots += [literal for text in self._texts.values() for _, literal in text.choices]
        return ExpressionLayers(self.conclusions.circuit, self.answers.expressions, roots, repeated)
