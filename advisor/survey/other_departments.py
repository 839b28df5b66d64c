"""The column `Other (please specify)` of the question about the function: what people wrote there is a department."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from advisor.survey.text_normalization import build_key
from advisor.survey.tool_formats import ColumnHeader

_WORDS = (
    "others?|anderes?|andere abteilung|sonstiges?|autres?|otros?|otras?|altro|altra|outros?|outras?|overige?|anders|"
    "inny|inna|inne|annat|annet|andet|muu"
)
_OTHER = re.compile(rf"(?:{_WORDS})\b.{{0,60}}")
_CHOICE = re.compile(r"[\s:|>/-]*(?:selected choice|response)\Z")
_SIGNS = " :|>/[](-"
_MAX_DISTANCE = 15
"""Maximum number of columns between a question and its column for another answer."""


OTHER_TEXT = "function, of people who chose another one"
"""What the column holds, in the words of a dry run."""


def is_other_answer(cell: str) -> bool:
    """Return whether a cell is the option `Other`, in one of many languages: its text may be in another column."""
    return _OTHER.fullmatch(build_key(cell)) is not None


def find_other_column(headers: Sequence[ColumnHeader], function: int, taken: Container[int]) -> int | None:
    """Find the column with the text of people who chose `Other` as their function; None if there is none.

    Args:
        headers: the headings of all columns.
        function: the column of the function.
        taken: the columns that hold something else.
    """
    question = _CHOICE.sub("", build_key(headers[function].label))
    for column in range(function + 1, min(function + 1 + _MAX_DISTANCE, len(headers))):
        label = build_key(headers[column].label)
        is_of_question = bool(question) and label.startswith(question)
        rest = label.removeprefix(question).strip(_SIGNS) if is_of_question else label
        if column not in taken and (is_of_question or column == function + 1) and _OTHER.fullmatch(rest):
            return column
    return None
