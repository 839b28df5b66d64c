"""Join one thing that is spread over several columns: a section for each function, or a column for each option.

In each response at most one of the columns is filled; otherwise nobody knows which one counts, and it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from advisor.survey.completion import NO_WORDS, YES_WORDS
from advisor.survey.text_normalization import build_key


class ColumnJoin(NamedTuple):
    """Columns that hold one thing (`content`: the number of a statement, or a category) for different responses.

    `options` has the value that a mark in each column means, such as `sales` or `4`; "" where the cell itself counts.
    """

    content: int | str
    columns: tuple[int, ...]
    options: tuple[str, ...]

    def join_cells(self, cells: Sequence[str], meanings: Mapping[str, object]) -> str | None:
        """Return the one text that counts, "" if there is none; None if several columns are filled.

        Args:
            cells: The cells of a response.
            meanings: What a text means; None if it means that an answer is missing.
        """
        chosen = [
            text
            for column, option in zip(self.columns, self.options, strict=True)
            if (text := _choose_text(cells[column], option)) and meanings[text] is not None
        ]
        return None if len(chosen) > 1 else "".join(chosen)


def _choose_text(cell: str, option: str) -> str:
    """Return what a cell says: itself, or in a column of one option that option if it is marked."""
    text = cell.strip()
    if not option or not text:
        return text
    key = build_key(text)
    if key == build_key(option) or key in YES_WORDS:
        return option
    return "" if key in NO_WORDS else text
