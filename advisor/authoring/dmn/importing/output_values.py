"""The meaning of output values that are no values of a conclusion, as the user gives it with `--values`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from advisor.authoring.dmn.importing.unary_tests import UnsupportedCellError, is_number, parse_word

NOTHING = "-"
"""The target of an output value that concludes nothing."""

ValueMapping = Mapping[tuple[str, str], str]
"""Conclusion values by column and output value: `("limit", "500")` gives `low`."""


class OutputValueMapper:
    """Translates output values, and remembers which entries of the mapping had an effect."""

    def __init__(self, mapping: ValueMapping) -> None:
        self.mapping = {(column, normalize_output(value)): target for (column, value), target in mapping.items()}
        self.used: set[tuple[str, str]] = set()

    def find_value(self, columns: tuple[str, ...], text: str) -> str | None:
        """Return what an output cell concludes (NOTHING for nothing), or None if the user says nothing about it.

        Args:
            columns: The names of the column.
            text: The cell.
        """
        value = normalize_output(text)
        key = next(((column, value) for column in columns if (column, value) in self.mapping), None)
        if key is None:
            return None
        self.used.add(key)
        return self.mapping[key]

    def iter_unused(self) -> Iterator[tuple[str, str]]:
        """Yield the entries that no cell had so far."""
        yield from (key for key in self.mapping if key not in self.used)


def normalize_output(text: str) -> str:
    """Return an output in one form: `500.0` gives `500`, `"low"` gives `low`, `TRUE` gives `true`."""
    text = text.strip()
    if is_number(text):
        number = Decimal(text)
        return str(int(number)) if number == int(number) else str(number.normalize())
    try:
        word = parse_word(text, bare=True)
    except UnsupportedCellError:
        word = None
    if word is None:
        return text
    return word.lower() if word.lower() in ("true", "false") else word
