"""What is said, as HTML: texts with their weight and their marks, each character that was typed taken literally."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from advisor.reporting.view.text_layout import CitedText

JOINER = "\N{WORD JOINER}"
"""It keeps marks on the line of the word they follow."""
_MARK = re.compile(r"\[([^\[\]]+)\]")
_CLOSING_MARKS = re.compile(r"\s*((?:\[[^\[\]\s]+\])+)\Z")


def render_inline_html(line: CitedText | str) -> Markup:
    """A line with what deserves weight as <strong> and its marks raised; a number leads to its note (`anchor`).

    In a plain text, the marks that close it are its marks.
    """
    if not isinstance(line, CitedText):
        found = _CLOSING_MARKS.search(line)
        line = CitedText(line[: found.start()], found[1]) if found else CitedText(line)
    text = Markup("").join(
        Markup("<strong>{}</strong>").format(words) if weighty else escape(words)
        for words, weighty in _iter_weighted_parts(line.text, line.strong)
    )
    return Markup("{}{}<sup>{}</sup>").format(text, JOINER, _link_marks(line.marks)) if line.marks else text


def build_note_anchor(text: str) -> str:
    """The name of the place that the first mark of a text leads to, such as `note-1`; empty where it has none."""
    found = _MARK.search(text)
    return f"note-{found[1]}" if found and found[1].isascii() and found[1].isdigit() else ""


def _iter_weighted_parts(text: str, strong: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it deserves weight: the first place of each of some words, if still free."""
    spans: list[tuple[int, int]] = []
    for words in filter(None, strong):
        start = text.find(words)
        while start >= 0 and any(start < end and begin < start + len(words) for begin, end in spans):
            start = text.find(words, start + 1)
        if start >= 0:
            spans.append((start, start + len(words)))
    at = 0
    for start, end in sorted(spans):
        yield text[at:start], False
        yield text[start:end], True
        at = end
    yield text[at:], False


def _link_marks(marks: str) -> Markup:
    """Marks, each that is a number with a link to its note."""
    pieces, at = [], 0
    for found in _MARK.finditer(marks):
        name = build_note_anchor(found[0])
        shown = Markup('<a href="#{}">{}</a>').format(name, found[0]) if name else escape(found[0])
        pieces += [escape(marks[at : found.start()]), shown]
        at = found.end()
    return Markup("").join([*pieces, escape(marks[at:])])
