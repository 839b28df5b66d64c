"""What a run will do: which columns answer facts, which are keys, and which results are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import narwhals as nw

from advisor.errors import BatchError, FactsError, Finding, Place
from advisor.loading import finding_codes as codes
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import format_count, join_some_quoted
from advisor.portfolio.core.table_advice import TableAdvice
from advisor.portfolio.runs.chosen_results import LISTS, choose_results, list_known_results
from advisor.portfolio.runs.column_plan import ColumnPlan, plan_columns
from advisor.portfolio.runs.list_columns import list_flags

FEW_FACTS = 12


class BatchPlan(NamedTuple):
    """The columns of a run.

    `lists` are the lists among the results, and `flags` the columns of yes or no that they are made of. `notes` are
    what the user should know before the run.
    """

    facts: Mapping[str, str]
    keys: tuple[str, ...]
    results: tuple[str, ...]
    lists: tuple[str, ...]
    flags: tuple[str, ...]
    notes: tuple[str, ...]


def build_plan(
    rulebase: RuleBase,
    names: Sequence[str],
    schema: nw.Schema,
    file: str,
    mapping: Sequence[tuple[str, str]],
    wanted: str | None,
    *,
    as_lists: bool,
) -> tuple[BatchPlan, TableAdvice]:
    """Plan a run.

    Args:
        rulebase: the rule base.
        names: the columns of the table.
        schema: the same with their types.
        file: the name of the table.
        mapping: facts and columns, as the user said.
        wanted: the results that the user named; None for all.
        as_lists: whether lists replace the columns of yes or no.

    Raises:
        BatchError: columns that cannot be used, or results that do not exist.
    """
    columns = plan_columns(names, mapping, rulebase, file)
    try:
        advice = TableAdvice(rulebase, columns.facts, schema)
    except FactsError as error:
        raise BatchError(
            finding._replace(place=Place(f"{file}: {finding.place.file}")) for finding in error.findings
        ) from None
    known = list_known_results(rulebase)
    results, absent = choose_results(wanted, advice.outputs, known, as_lists=as_lists)
    _check_clashes(columns.keys, results, file)
    lists = tuple(name for name in results if name in LISTS)
    flags = list_flags(lists, advice.outputs)
    needed = {*results, *flags}
    if set(advice.outputs) != needed:
        advice.keep_results(needed)
    notes = (*columns.questions, *_describe_unknown(advice.unknown_facts, columns, rulebase), *_describe_absent(absent))
    return BatchPlan(columns.facts, columns.keys, results, lists, flags, notes), advice


def _check_clashes(keys: Sequence[str], results: Sequence[str], file: str) -> None:
    sentence = "a result column has this name; rename your column, or leave out the result with `--columns`"
    taken = set(results)
    findings = [
        Finding(Place(f"{file}: column `{name}`"), sentence, codes.DUPLICATE_COLUMN) for name in keys if name in taken
    ]
    if findings:
        raise BatchError(findings)


def _describe_unknown(unknown: Sequence[str], columns: ColumnPlan, rulebase: RuleBase) -> list[str]:
    if not unknown:
        return []
    askable = sum(not fact.computed for fact in rulebase.facts.values())
    if len(unknown) <= FEW_FACTS:
        return [f"no column answers {join_some_quoted(unknown, ' and ')}, so the advice takes this as unknown"]
    given = askable - len(unknown)
    answered = f"{format_count(given, 'fact has', 'facts have')} a column"
    return [f"{answered}; the other {len(unknown)} are unknown in every row (`advisor facts` lists them)"]


def _describe_absent(absent: Sequence[str]) -> list[str]:
    if not absent:
        return []
    return [f"with these columns, no row can have {join_some_quoted(absent)}, so there is no such column"]
