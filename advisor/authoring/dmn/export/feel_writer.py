"""FEEL, the expression language of DMN: values and the cells of a table as it writes them."""

from __future__ import annotations

from advisor.authoring.dmn.table_rows import Cell, InputColumn, Span
from advisor.model.vocabulary import Kind

BOOLEANS = {"yes": "true", "no": "false"}
ANY_VALUE = "-"


def format_string(text: str) -> str:
    """A text as a literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def format_value(word: str, kind: Kind) -> str:
    """A value of a fact as a literal: yes and no are booleans."""
    return BOOLEANS[word] if kind is Kind.YES_NO else format_string(word)


def format_unary_tests(column: InputColumn, cell: Cell | None, kind: Kind) -> str:
    """The unary tests that a cell comes to. All are met by known values alone, as the condition is."""
    if cell is None:
        return ANY_VALUE
    if isinstance(cell, tuple):
        return ", ".join(_format_span(each) for each in cell)
    if column.value is not None:
        return ", ".join(sorted(cell, reverse=True))
    return ", ".join(format_value(word, kind) for word in sorted(cell, reverse=kind is Kind.YES_NO))


def _format_span(span: Span) -> str:
    low, high = span
    if low is None and high is None:
        return "< 0, >= 0"
    if low is None:
        return f"<= {high}"
    if high is None:
        return f">= {low}"
    return str(low) if low == high else f"[{low}..{high}]"
