"""The meaning of a foreign table's columns: facts and conclusions, by their names or as the user maps them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from advisor.authoring.dmn.importing.feel_strings import STRING_BODY, InvalidEscapeError, decode_string
from advisor.authoring.dmn.importing.output_values import OutputValueMapper, ValueMapping
from advisor.authoring.dmn.importing.table_model import EMPTY, Heading
from advisor.authoring.dmn.importing.unary_tests import ColumnDomain
from advisor.authoring.dmn.table_rows import InputColumn, find_conclusion_values
from advisor.errors import Place
from advisor.loading.documents.nodes import format_excerpt
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import REASON, RuleBase
from advisor.model.vocabulary import Conclusion, Kind, Stage

_LIST_CONTAINS = re.compile(rf'list contains\(\s*([A-Za-z_][A-Za-z0-9_]*)\s*,\s*"({STRING_BODY})"\s*\)', re.DOTALL)
_NAME_PATTERN = re.compile(r"[^\W\d][\w.]*(?: [\w.]+)*")
"""A possible name, not an expression: one or more words, as FEEL allows blanks in names."""


def extract_name(text: str) -> str:
    """Return the name in a heading: `list contains(topics, "churn")` gives `topics`, `Our  cycle` gives `Our cycle`."""
    call = match_list_contains(text)
    return call[0] if call else " ".join(text.split())


def match_list_contains(text: str) -> tuple[str, str] | None:
    """Return the name and the value of `list contains(name, "value")`; None for any other text."""
    call = _LIST_CONTAINS.fullmatch(text)
    try:
        return (call[1], decode_string(call[2])) if call else None
    except InvalidEscapeError:
        return None


class UnmappedError(Exception):
    """A column without a meaning in the rule base; the text is a clause that follows the words "column `…`"."""


class OutputColumn(NamedTuple):
    """An output: its conclusion, and the value that `true` means (None: the cells name the value)."""

    conclusion: Conclusion
    value: str | None


class ColumnMapper:
    """Finds the meaning of columns, and remembers which names of the mapping had an effect.

    `mapping` has `name` or `name:value` for names of columns, as given with --map. `marks` has the same for names of a
    DMN model that we exported; unlike `mapping`, it does not apply to labels. `values` is what `--values` says of
    outputs. `spellings` has the values of new facts by the words of the table.
    """

    def __init__(
        self,
        rulebase: RuleBase,
        mapping: Mapping[str, str],
        marks: Mapping[str, str] = EMPTY,
        values: ValueMapping = EMPTY,
        spellings: Mapping[str, Mapping[str, str]] = EMPTY,
    ) -> None:
        self.rulebase = rulebase
        self.mapping = mapping
        self.marks = marks
        self.output_values = OutputValueMapper(values)
        self.spellings = spellings
        self.used: set[str] = set()

    def find_target(self, heading: Heading, *, bare: bool = False) -> tuple[str, str | None]:
        """Return the name that a column means, and the one value it asks for (None: any).

        Raises:
            UnmappedError: The column has no name that the rule base or the mapping has.
        """
        target = self._find_mapping(heading) or self.marks.get(heading.text)
        if target is not None:
            name, _, value = target.partition(":")
            return name.strip(), value.strip() or None
        if call := match_list_contains(heading.text):
            return self._find_mapping(heading, call[0]) or self.marks.get(call[0], call[0]), call[1]
        known = (*self.rulebase.facts, *self.rulebase.conclusions)
        if heading.text in known:
            return heading.text, None
        hint = f"`--map '{format_excerpt(heading.text) or 'COLUMN'}=NAME'`"
        if bare or not heading.text or _NAME_PATTERN.fullmatch(heading.text):
            near = suggest_name(heading.text, known)
            raise UnmappedError(f"is not a fact or a conclusion; map it to one with {hint}{near}")
        raise UnmappedError(f"is an expression, not the name of a fact; if it means the same as a fact, use {hint}")

    def is_mapped(self, heading: Heading) -> bool:
        """Check whether the user maps a column with --map."""
        call = match_list_contains(heading.text)
        return self._find_mapping(heading) is not None or (call is not None and call[0] in self.mapping)

    def _find_mapping(self, heading: Heading, *more_names: str) -> str | None:
        name = next((name for name in (*heading.names, *more_names) if name in self.mapping), None)
        if name is None:
            return None
        self.used.add(name)
        return self.mapping[name]

    def is_output(self, heading: str) -> bool:
        """Check whether a spreadsheet column is an output: a conclusion by name or by --map, but not the state.

        A column that asks whether a list contains a value is an input, as in a model that we exported.
        """
        column = Heading(heading, (heading,), Place(""))
        if match_list_contains(heading) and self._find_mapping(column) is None:
            return False
        try:
            name, _ = self.find_target(column, bare=True)
        except UnmappedError:
            return False
        conclusion = self.rulebase.conclusions.get(name)
        return conclusion is not None and conclusion.stage.rank > Stage.CLASSIFY.rank

    def resolve_input(self, heading: Heading, *, bare: bool) -> tuple[InputColumn, ColumnDomain]:
        """Return the question of an input column and its allowed values; raise UnmappedError if it has no meaning."""
        name, value = self.find_target(heading, bare=bare)
        fact, conclusion = self.rulebase.facts.get(name), self.rulebase.conclusions.get(name)
        if fact is not None:
            several, values = fact.kind is Kind.MANY, tuple(fact.values)
        elif conclusion is not None:
            several, values = not conclusion.single, tuple(sorted(find_conclusion_values(self.rulebase, name)))
        else:
            hint = suggest_name(name, (*self.rulebase.facts, *self.rulebase.conclusions))
            raise UnmappedError(f"is mapped to `{name}`, which is not a fact or a conclusion{hint}")
        if value is not None:
            _check_value(name, value, values)
            return InputColumn(name, value), ColumnDomain(heading.text, is_boolean=True, bare=bare)
        if several:
            target = f"{format_excerpt(heading.text)}={name}:{values[0] if values else 'value'}"
            raise UnmappedError(
                f"is `{name}`, which can have several values at once; map it to one of them, such as "
                f"`--map '{target}'`, and write true or false in its cells"
            )
        is_count = fact is not None and fact.kind is Kind.COUNT
        spellings = self.spellings.get(name, EMPTY)
        domain = ColumnDomain(name, values, is_count=is_count, bare=bare, spellings=spellings)
        return InputColumn(name), domain._replace(minimum=fact.minimum, maximum=fact.maximum) if fact else domain

    def resolve_output(self, heading: Heading) -> OutputColumn:
        """Return the conclusion of an output column; raise UnmappedError if it has none."""
        name, value = self.find_target(heading)
        conclusion = self.rulebase.conclusions.get(name)
        if conclusion is None:
            what = "is a fact, not" if name in self.rulebase.facts else "is not"
            hint = suggest_name(name, self.rulebase.conclusions)
            raise UnmappedError(f"is an output, but `{name}` {what} a conclusion{hint}")
        if name == REASON:
            raise UnmappedError("is `reason`, which each rule of the stage weigh concludes anyway; remove the column")
        if value is not None and conclusion.values is not None:
            _check_value(name, value, conclusion.values)
        return OutputColumn(conclusion, value)


def _check_value(name: str, value: str, values: tuple[str, ...] | frozenset[str]) -> None:
    if value not in values:
        raise UnmappedError(f"names `{value}`, which is not a value of `{name}`{suggest_name(value, values)}")
