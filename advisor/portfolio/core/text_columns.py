"""The result columns of texts: few texts in many rows, so polars gets them as categories and others as texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import narwhals as nw

from advisor.logic.circuit import Literal

Read = Callable[[Literal], nw.Expr]
SEPARATOR = ";"


class TextColumn(NamedTuple):
    """A column of texts: each with the formula of the rows that have it.

    `joined` says that a row can have several, with `;` between them; else at most one formula holds. `otherwise` is the
    text if none holds; None leaves the cell empty.
    """

    choices: tuple[tuple[str, Literal], ...]
    otherwise: str | None = None
    joined: bool = False

    def list_texts(self) -> list[str | None]:
        """List the texts by their codes (see `build_code`); None for an empty cell."""
        names = [text for text, _ in self.choices]
        if not self.joined:
            return [self.otherwise, *names]
        codes = range(1 << len(names))
        return [SEPARATOR.join(name for place, name in enumerate(names) if code >> place & 1) for code in codes]

    def build_code(self, read: Read) -> nw.Expr:
        """Build the number of each row's text in `list_texts`."""
        code = nw.lit(0, nw.UInt8)
        for place, (_, literal) in enumerate(self.choices):
            code = code + read(literal).cast(nw.UInt8) * nw.lit(1 << place if self.joined else place + 1, nw.UInt8)
        return code

    def build_text(self, read: Read) -> nw.Expr:
        """Build the text of each row."""
        if self.joined:
            parts = [nw.when(read(literal)).then(nw.lit(text)) for text, literal in self.choices]
            return nw.concat_str(*parts, separator=SEPARATOR, ignore_nulls=True)
        expression = nw.lit(self.otherwise, nw.String)
        for text, literal in reversed(self.choices):
            expression = nw.when(read(literal)).then(nw.lit(text)).otherwise(expression)
        return expression


def name_codes(frame: nw.LazyFrame[Any], columns: Mapping[str, TextColumn]) -> nw.LazyFrame[Any]:
    """Replace the codes in some columns of a polars frame by categories, which takes no time for each row."""
    import polars as pl

    named = []
    for name, column in columns.items():
        texts = column.list_texts()
        code = pl.col(name) if texts[0] is not None else pl.when(pl.col(name) > 0).then(pl.col(name))
        named.append(code.cat.to(pl.Enum([text or "" for text in texts])))
    native: pl.LazyFrame = frame.to_native()
    return nw.from_native(native.with_columns(named))
