"""What the columns of a foreign table are to the rule base: facts and conclusions, as the user maps them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from advisor.authoring.dmn.importing.table_model import Heading
from advisor.authoring.dmn.importing.unary_tests import ColumnDomain
from advisor.authoring.dmn.table_rows import InputColumn, find_conclusion_values
from advisor.errors import Place
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import REASON, RuleBase
from advisor.model.vocabulary import Conclusion, Kind

_LIST_CONTAINS = re.compile(r'list contains\(\s*([A-Za-z_][A-Za-z0-9_]*)\s*,\s*"([^"\\]*)"\s*\)')


_NAME_PATTERN = re.compile(r"[^\W\d][\w.]*(?: [\w.]+)*")
"""What may be a name and is no expression: words, also several with a blank between them, which FEEL allows."""
_NO_PLACE = Place("")
_NO_MARKS: Mapping[str, str] = MappingProxyType({})


def extract_name(text: str) -> str:
    """The name that the head of a column asks for: the head itself, or the list in which it looks for a value."""
    found = _LIST_CONTAINS.fullmatch(text)
    return found[1] if found else " ".join(text.split())


class UnmappedError(Exception):
    """A column that is nothing to the rule base, with the reason and a way out."""


class OutputColumn(NamedTuple):
    """What an output concludes: a conclusion, and the value that `true` stands for (None: the cell names it)."""

    conclusion: Conclusion
    value: str | None


class ColumnMapper:
    """Finds what columns are. `mapping` leads from the names of columns to `name` or `name:value`.

    `marks` does so too, for names in a model that we exported; they speak of what a column asks and not of its label.
    """

    def __init__(self, rulebase: RuleBase, mapping: Mapping[str, str], marks: Mapping[str, str] = _NO_MARKS) -> None:
        self.rulebase = rulebase
        self.mapping = mapping
        self.marks = marks

    def find_target(self, heading: Heading, *, bare: bool = False) -> tuple[str, str | None]:
        """The name that a column stands for, and the one value it asks for, where it does."""
        said = self._find_mapping(heading)
        said = self.marks.get(heading.text) if said is None else said
        if said is not None:
            name, _, value = said.partition(":")
            return name.strip(), value.strip() or None
        if found := _LIST_CONTAINS.fullmatch(heading.text):
            return self.mapping.get(found[1]) or self.marks.get(found[1], found[1]), found[2]
        known = (*self.rulebase.facts, *self.rulebase.conclusions)
        if heading.text in known:
            return heading.text, None
        shown = heading.text or "a column without a name"
        if bare or not shown or _NAME_PATTERN.fullmatch(shown):
            near = suggest_name(heading.text, known)
            raise UnmappedError(f"is neither a fact nor a conclusion; say which with `--map '{shown}=NAME'`{near}")
        raise UnmappedError(
            "is an expression, and what it works out may differ from any fact; a column is taken where it asks for a "
            f"fact by its name, or where you say that it means the same as one, with `--map '{shown}=NAME'`"
        )

    def is_mapped(self, heading: Heading) -> bool:
        """Whether the user says what a column is."""
        found = _LIST_CONTAINS.fullmatch(heading.text)
        return self._find_mapping(heading) is not None or (found is not None and found[1] in self.mapping)

    def _find_mapping(self, heading: Heading) -> str | None:
        return next((self.mapping[name] for name in heading.names if name in self.mapping), None)

    def is_output(self, heading: str) -> bool:
        """Whether a column of a sheet is an output: where it is a conclusion that no fact shares its name with.

        The state, which is what tables ask for first, is an input.
        """
        try:
            name, _ = self.find_target(Heading(heading, (heading,), _NO_PLACE), bare=True)
        except UnmappedError:
            return False
        conclusion = self.rulebase.conclusions.get(name)
        return conclusion is not None and conclusion.stage.rank > 0

    def resolve_input(self, heading: Heading, *, bare: bool) -> tuple[InputColumn, ColumnDomain]:
        """What an input asks. Raises UnmappedError."""
        name, value = self.find_target(heading, bare=bare)
        fact = self.rulebase.facts.get(name)
        if fact is None and name not in self.rulebase.conclusions:
            raise UnmappedError(
                f"is mapped to `{name}`, which is neither a fact nor a conclusion{self._suggest_names(name)}"
            )
        if fact is not None:
            several, values = fact.kind is Kind.MANY, tuple(fact.values)
        else:
            conclusion = self.rulebase.conclusions[name]
            several, values = not conclusion.single, tuple(sorted(find_conclusion_values(self.rulebase, name)))
        if value is not None:
            if value not in values:
                raise UnmappedError(
                    f"asks for `{value}`, which is not a value of `{name}`{suggest_name(value, values)}"
                )
            return InputColumn(name, value), ColumnDomain(heading.text, is_boolean=True, bare=bare)
        if several:
            raise UnmappedError(
                f"is `{name}`, which can have several values at once; map it to one of them, such as "
                f"`--map '{heading.text}={name}:{values[0] if values else 'value'}'`, with true or false in its cells"
            )
        counted = fact is not None and fact.kind is Kind.COUNT
        minimum = fact.minimum if fact is not None else 0
        return InputColumn(name), ColumnDomain(name, values, is_count=counted, bare=bare, minimum=minimum)

    def resolve_output(self, heading: Heading) -> OutputColumn:
        """What an output concludes. Raises UnmappedError."""
        name, value = self.find_target(heading)
        conclusion = self.rulebase.conclusions.get(name)
        if conclusion is None:
            what = "a fact, which no rule concludes" if name in self.rulebase.facts else "no conclusion"
            raise UnmappedError(f"is an output, and `{name}` is {what}{suggest_name(name, self.rulebase.conclusions)}")
        if name == REASON:
            raise UnmappedError("is `reason`, which every rule that weighs concludes by itself")
        if value is not None and conclusion.values is not None and value not in conclusion.values:
            raise UnmappedError(
                f"gives `{value}`, which is not a value of `{name}`{suggest_name(value, conclusion.values)}"
            )
        return OutputColumn(conclusion, value)

    def _suggest_names(self, name: str) -> str:
        return suggest_name(name, (*self.rulebase.facts, *self.rulebase.conclusions))
