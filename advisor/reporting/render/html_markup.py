"""Lines as HTML: bold words, and marks that link to their notes. Every character of a text is escaped."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from advisor.reporting.render.text_parts import split_into_runs
from advisor.reporting.view.text_layout import CitedText

JOINER = "\N{WORD JOINER}"
"""Keeps marks on the line of the word before them."""
_MARK = re.compile(r"(\[[^\[\]]+\])")
_CLOSING_MARKS = re.compile(r"\s*((?:\[[^\[\]\s]+\])+)\Z")


def render_inline_html(line: CitedText | str) -> Markup:
    """Render a line with bold words as <strong>, and its marks raised and linked to their notes.

    The marks at the end of a plain text count as its marks. Example: `So it is. [2]` becomes
    `So it is.<sup><a href="#note-2">[2]</a></sup>`, with a word joiner before <sup>.
    """
    if not isinstance(line, CitedText):
        closing = _CLOSING_MARKS.search(line)
        line = CitedText(line[: closing.start()], closing[1]) if closing else CitedText(line)
    text = Markup("").join(
        Markup("<strong>{}</strong>").format(run.text) if run.bold else escape(run.text)
        for run in split_into_runs(line)
    )
    if line.marks:
        text = Markup("{}{}<sup>{}</sup>").format(text, JOINER, _link_marks(line.marks))
    return Markup("{} {}").format(render_inline_html(line.before), text) if line.before else text


def build_note_anchor(text: str) -> str:
    """Return the anchor that the first mark of a text links to, such as `note-1`; "" if it has none."""
    number = (mark := _MARK.search(text)) and mark[1][1:-1]
    return f"note-{number}" if number and number.isascii() and number.isdigit() else ""


def _link_marks(marks: str) -> Markup:
    """Link each mark that is a number to its note."""
    return Markup("").join(
        Markup('<a href="#{}">{}</a>').format(anchor, part) if (anchor := build_note_anchor(part)) else escape(part)
        for part in _MARK.split(marks)
    )
