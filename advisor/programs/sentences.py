"""The blocks and sentences of a text, and where a sentence has the words of a claim."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.programs.claims import Claim
from advisor.programs.mentions import normalize
from advisor.programs.polarity import Span

EDGES = " .!?,;:-–—>*#\"'()"
"""The characters around a sentence that are no part of its words."""
_BLOCK_END = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+•]\s|\(?\d{1,3}[.)]\s|#{1,6}\s|\|))")
_SENTENCE_END = re.compile(r"(?<=[.!?])[*_`\"”')]*\s+")
_TABLE_ROW = re.compile(r"\s*\|")


class Sentence:
    """A sentence of a text: as it is, normalized, and where it has whole sentences of the claim.

    Args:
        text: the sentence.
        own_sentences: the sentences of the claim, normalized.
        is_asking: whether the claim is a question.
    """

    def __init__(self, text: str, own_sentences: Sequence[str] = (), *, is_asking: bool = False) -> None:
        self.text = text
        self.words = normalize(text)
        self.bare = self.words.strip(EDGES)
        self.own: list[Span] = []
        for each in sorted(own_sentences, key=len, reverse=True):
            for match in re.finditer(rf"(?<![\w-]){re.escape(each)}(?![\w-])", self.words):
                if not any(match.start() < end and start < match.end() for start, end in self.own):
                    self.own.append(match.span())
        self.own.sort()
        ends_own = bool(self.own) and self.own[-1][1] >= len(self.words.rstrip(EDGES))
        self.is_question = self.words.rstrip(" )\"'").endswith("?") and not (ends_own and is_asking)

    @property
    def rest(self) -> str:
        """The words that are not those of the claim."""
        parts, position = [], 0
        for start, end in self.own:
            parts.append(self.words[position:start])
            position = end
        return " ".join([*parts, self.words[position:]])


def split_blocks(text: str) -> list[str]:
    """Split a text into paragraphs, headings, list items and rows of tables."""
    return [block for block in _BLOCK_END.split(text.replace("\r\n", "\n")) if block.strip()]


def is_table_row(block: str) -> bool:
    """Return whether a block is the row of a table."""
    return _TABLE_ROW.match(block) is not None


def split_sentences(text: str) -> list[str]:
    """Split a block into its sentences."""
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def list_own_sentences(claim: Claim) -> list[str]:
    """List the sentences of a claim, normalized; of a reason, also the words after "For moving up:"."""
    sentences = [normalize(each).strip(EDGES) for each in split_sentences(claim.text)]
    if claim.part == "reasons":
        sentences += [each.partition(": ")[2] for each in sentences if each.partition(": ")[2]]
    return [each for each in sentences if each]


def shorten_text(text: str, limit: int = 300) -> str:
    """Return a text in one line; of a long one, its whole words at the end, which are next to the mark."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return f"… {line[-limit:].partition(' ')[2]}"
