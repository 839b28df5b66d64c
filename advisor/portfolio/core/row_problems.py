"""Why rows cannot be advised: a cell that is no answer, answers that exclude each other, rules that contradict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import narwhals as nw

from advisor.loading.facts.fact_values import describe_allowed_values
from advisor.logic.circuit import FALSE, Literal
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.word_lists import join_words
from advisor.portfolio.core.row_conclusions import RowConclusions
from advisor.portfolio.core.table_answers import PART_SIGN, TableAnswers

PROBLEM_COLUMN, PROBLEM = "problem_column", "problem"


class RowProblem(NamedTuple):
    """The formula of the rows with a problem, its column ("" if it is in none), and the sentence.

    `shows_cell` says that the sentence follows the content of the cell.
    """

    literal: Literal
    column: str
    sentence: str
    shows_cell: bool = False


def list_row_problems(
    answers: TableAnswers, clashes: Mapping[str, Literal], conclusions: RowConclusions
) -> list[RowProblem]:
    """List all problems that rows can have. `clashes` has, for each rule that infers facts, the rows it contradicts."""
    rulebase = conclusions.rulebase
    problems = [
        RowProblem(
            answers.read_wrong(key),
            reading.column,
            f"a value in the list {sentence}" if reading.is_list else sentence,
            shows_cell=not reading.is_list,
        )
        for key, reading in answers.readings.items()
        for sentence in [_describe_wrong_cell(rulebase, key)]
    ]
    for rule_id, literal in clashes.items():
        names = _list_stated_facts(rulebase.rules_by_id[rule_id], answers)
        problems.append(
            RowProblem(literal, answers.readings[names[0]].column if names else "", _describe_clash(rule_id, names))
        )
    for name, literal in conclusions.list_contradictions().items():
        sentence = f"rules conclude two values of `{name}`; advise this company alone to see which rules"
        problems.append(RowProblem(literal, "", sentence))
    return [problem for problem in problems if problem.literal != FALSE]


def build_problem_columns(problems: list[RowProblem], read: Callable[[Literal], nw.Expr]) -> list[nw.Expr]:
    """Build the columns with all problems of each row: the columns they are in, and what is wrong; else null."""
    columns, sentences = [], []
    for problem in problems:
        holds = read(problem.literal)
        text = nw.lit(problem.sentence)
        if problem.shows_cell:
            shown = nw.concat_str(nw.lit("`"), nw.col(problem.column).cast(nw.String), nw.lit(f"` {problem.sentence}"))
            text = nw.when(~shown.is_null()).then(shown).otherwise(nw.lit(f"the value {problem.sentence}"))
        if problem.column:
            columns.append(nw.when(holds).then(nw.lit(problem.column)))
        sentences.append(nw.when(holds).then(text))
    return [_join(columns).alias(PROBLEM_COLUMN), _join(sentences).alias(PROBLEM)]


def _join(texts: Sequence[nw.Expr]) -> nw.Expr:
    if not texts:
        return nw.lit(None, nw.String)
    joined = nw.concat_str(*texts, separator="; ", ignore_nulls=True)
    return nw.when(joined != "").then(joined)


def _describe_wrong_cell(rulebase: RuleBase, key: str) -> str:
    name, _, value = key.partition(PART_SIGN)
    allowed = "`yes`, `no` or `unknown`" if value else describe_allowed_values(rulebase.facts[name])
    return f"is no answer to `{key}`; it can be {allowed}"


def _list_stated_facts(rule: Rule, answers: TableAnswers) -> list[str]:
    names = dict.fromkeys([*(name for name, _ in rule.then), *(leaf.name for leaf in iter_leaves(rule.condition))])
    return [name for name in names if name in answers.readings]


def _describe_clash(rule_id: str, names: list[str]) -> str:
    if len(names) < 2:
        return f"answers of this row exclude each other by rule `{rule_id}`; correct one of them"
    return f"{join_words(f'`{name}`' for name in names)} do not fit together, by rule `{rule_id}`; correct one of them"
