"""The annotations of a decision table: whole sentences go into the `because` of a rule, and a remark lists the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from advisor.errors import Finding, Place
from advisor.loading.documents.nodes import format_excerpt
from advisor.loading.finding_codes import IGNORED_PART
from advisor.model.word_lists import join_words

NOTE_HEADINGS = ("title", "because", "source")
MAX_LISTED = 10
_SENTENCES = re.compile(r"[^{}<>\[\]*_`|#~\\]{3,400}[.!?]")
"""Whole sentences without signs that have a meaning in a rule or in a report."""


class AnnotationReader:
    """Reads the annotations of the rows of one table.

    Args:
        headings: The names of the annotation columns, as written; "" for none.
    """

    def __init__(self, headings: Sequence[str]) -> None:
        self.headings = headings
        self._dropped: dict[str, list[int]] = {}

    def read_notes(self, number: int, texts: Sequence[str], description: str) -> Mapping[str, str]:
        """Return the notes of a row: `title`, `because` and `source`, and `annotation` for sentences of other columns.

        Args:
            number: The number of the row, from 1.
            texts: Its annotations, in the order of the columns.
            description: Its description, which is its title unless a column gives one; "" for none.
        """
        notes: dict[str, str] = {}
        others: list[tuple[str, str]] = []
        for position, text in enumerate(texts):
            heading = self.headings[position] if position < len(self.headings) else ""
            key = heading.lower()
            if key in NOTE_HEADINGS and text:
                notes[key] = text
            elif text:
                others.append((heading, " ".join(text.split())))
        if "title" in notes and description:
            others.append(("description", description))
        elif description:
            notes["title"] = description
        sentences = []
        for heading, text in others:
            if "because" not in notes and text[0].isupper() and text.isprintable() and _SENTENCES.fullmatch(text):
                sentences.append(text)
            else:
                self._dropped.setdefault(heading, []).append(number)
        return notes | ({"annotation": " ".join(sentences)} if sentences else {})

    def iter_remarks(self, table: str, place: Place) -> Iterator[Finding]:
        """Yield a remark for each column with annotations that became no part of a rule."""
        for heading, rows in self._dropped.items():
            more = [f"{len(rows) - MAX_LISTED} more"] if len(rows) > MAX_LISTED else []
            listed = join_words([*map(str, rows[:MAX_LISTED]), *more])
            subject = f"the annotation `{format_excerpt(heading)}`" if heading else "the annotation without a name"
            where = f"row{'s' if len(rows) > 1 else ''} {listed}"
            sentence = f"decision `{table}`: {subject} of {where} was left out; to keep it, write whole sentences"
            yield Finding(place, sentence, IGNORED_PART)
