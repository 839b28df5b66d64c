"""New facts for columns that name none (`--new-fact`): the cells of a column say its kind and its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.authoring.dmn.export.feel_writer import make_slug
from advisor.authoring.dmn.importing.table_model import EMPTY, Grid, ImportChoices
from advisor.authoring.dmn.importing.unary_tests import UnsupportedCellError, iter_cell_members, parse_word
from advisor.authoring.pack_source.stubs import NewFact
from advisor.errors import Finding, Place
from advisor.loading.documents.nodes import format_excerpt
from advisor.loading.finding_codes import DUPLICATE_ID, INVALID_OPTION
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from advisor.model.word_lists import join_quoted

MAX_VALUES = 50
_NUMBER_CELL = re.compile(r"[<>=\[\](]*\s*-?[0-9.]+.*")
_TRUTHS = frozenset({"true", "false", "yes", "no"})
_FACT_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_OPTION = "--new-fact"


class NewColumn(NamedTuple):
    """A column that becomes a fact: its name in the table, that of the fact, and what the user says of its values."""

    column: str
    name: str
    values: str = ""


class NewFacts(NamedTuple):
    """The facts of the new columns, their values by the words of the table, and what is wrong with them."""

    facts: tuple[NewFact, ...] = ()
    spellings: Mapping[str, Mapping[str, str]] = EMPTY
    refusals: tuple[Finding, ...] = ()

    def extend_rulebase(self, facts: Mapping[str, Fact]) -> dict[str, Fact]:
        """Return the facts of a rule base with the new ones, as far as conditions need them."""
        added = (Fact(each.name, each.kind, "", "", "", dict.fromkeys(_list_values(each), "")) for each in self.facts)
        return {**facts, **{fact.name: fact for fact in added}}


def _list_values(fact: NewFact) -> Sequence[str]:
    return ("yes", "no") if fact.kind is Kind.YES_NO else fact.values


def parse_new_columns(choices: ImportChoices, rulebase: RuleBase, file: str) -> tuple[list[NewColumn], list[Finding]]:
    """Parse the options `COLUMN`, `COLUMN: value, value`, `COLUMN: yes_no` or `COLUMN: count`.

    Args:
        choices: The user's options.
        rulebase: The names that exist already.
        file: The imported file, for findings.

    Returns:
        The new columns, and what is wrong with options.
    """
    columns: list[NewColumn] = []
    findings: list[Finding] = []
    for text in choices.new_facts:
        column, _, values = (part.strip() for part in text.partition(": "))
        name = make_slug(column).replace("-", "_")
        problem, code = "", INVALID_OPTION
        if not _FACT_NAME.fullmatch(name) or name == "table" != column.lower():
            problem = "no fact can have this name; rename the column"
        elif name in rulebase.facts or name in rulebase.conclusions:
            hint = f"use `--map '{column}={name}'`" if column != name else "leave this option out"
            problem, code = f"`{name}` exists already; {hint}", DUPLICATE_ID
        elif column in choices.mapping:
            problem = f"`--map` says what this column is; leave `{_OPTION}` or `--map` out"
        elif any(name == other.name for other in columns):
            problem = f"another `{_OPTION}` has the same name; leave one out"
        if problem:
            findings.append(Finding(Place(file), f"{_OPTION} `{format_excerpt(column)}`: {problem}", code))
        else:
            columns.append(NewColumn(column, name, values))
    return columns, findings


def build_new_facts(columns: Iterable[NewColumn], grids: Sequence[Grid], file: str) -> NewFacts:
    """Build the facts of new columns from their cells in all tables of a file."""
    facts: list[NewFact] = []
    spellings: dict[str, Mapping[str, str]] = {}
    refusals: list[Finding] = []
    names = {name for grid in grids for heading in grid.inputs for name in heading.names}
    for column in (each for each in columns if each.column in names):  # others are reported as options without effect
        members = list(dict.fromkeys(_iter_members(column.column, grids)))
        kind, words = _choose_kind(column.values, members)
        values = {word: make_slug(word) for word in words}
        problem = _find_problem(kind, values)
        if problem:
            sentence = f"{_OPTION} `{format_excerpt(column.column)}`: {problem}"
            refusals.append(Finding(Place(file), sentence, INVALID_OPTION))
            continue
        texts = {value: " ".join(word.split()) for word, value in values.items()}
        facts.append(NewFact(column.name, kind, tuple(values.values()), " ".join(column.column.split()), texts))
        spellings[column.name] = values
    return NewFacts(tuple(facts), spellings, tuple(refusals))


def _iter_members(column: str, grids: Sequence[Grid]) -> Iterator[str]:
    """Yield what the cells of a column name, as text: words without quotation marks, numbers and comparisons."""
    for grid in grids:
        for position, heading in enumerate(grid.inputs):
            if column in heading.names:
                for row in grid.rows:
                    for member in iter_cell_members(row.cells[position]):
                        try:
                            yield parse_word(member, bare=True) or member
                        except UnsupportedCellError:
                            continue  # reported with its cell


def _choose_kind(stated: str, members: Sequence[str]) -> tuple[Kind, Sequence[str]]:
    if stated in (Kind.COUNT, Kind.YES_NO):
        return Kind(stated), ()
    if stated:
        return Kind.CHOICE, [word.strip() for word in stated.split(",")]
    if members and all(member.lower() in _TRUTHS for member in members):
        return Kind.YES_NO, ()
    if members and all(_NUMBER_CELL.fullmatch(member) for member in members):
        return Kind.COUNT, ()
    return Kind.CHOICE, members


def _find_problem(kind: Kind, values: Mapping[str, str]) -> str:
    """Return why words cannot be the values of a fact; "" if they can."""
    if kind is not Kind.CHOICE:
        return ""
    example = ", ".join([*values, "one value", "another value"][: max(2, len(values) + 1)])
    if len(values) < 2:
        return f"its cells name fewer than two values; list them all, such as `{_OPTION} 'COLUMN: {example}'`"
    if len(values) > MAX_VALUES:
        return f"its cells name {len(values)} values, but the maximum is {MAX_VALUES}; use other columns"
    if clashing := [word for word, value in values.items() if list(values.values()).count(value) > 1]:
        return f"{join_quoted(clashing)} would be the same value; change one of them"
    reserved = [word for word, value in values.items() if value in ("unknown", "null", *_TRUTHS, "on", "off")]
    return f"`{reserved[0]}` cannot be a value of a choice; use another word" if reserved else ""
