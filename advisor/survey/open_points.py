"""What somebody has to say before files of answers can be read, in a form that a page can ask for."""

from __future__ import annotations

from typing import NamedTuple

STATEMENTS = "statements"
"""The kind of a point about the columns of the statements; the other kinds of columns are FUNCTION and ROLE."""
ANSWER_WORD, FUNCTION_WORD, ROLE_WORD, STATUS_WORD = WORD_KINDS = ("answers", "functions", "roles", "statuses")
"""The kinds of words whose meaning can be unknown, as a mapping file names them."""


class OpenPoint(NamedTuple):
    """One thing that is unclear: which columns of a table hold something, or what a word in its cells means.

    `kind` is FUNCTION, ROLE or STATEMENTS for columns, and one of WORD_KINDS for a word (`text`). `table` is the file,
    with its sheet if it has several. `column`, counted from 0, is where the word is.
    """

    kind: str
    table: str
    column: int | None = None
    text: str = ""
