"""What a report says, whatever its form: its sentences without marks, quotes of one kind, no white space."""

from __future__ import annotations

import re

_SUP = re.compile(r"</?sup>")
_ESCAPED = re.compile(r"\\(.)")


def bare(text: str) -> str:
    """A text as it can be compared between forms."""
    for curly, straight in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'")):
        text = text.replace(curly, straight)
    return re.sub(r"[\s\u200b\u2060•]+", "", text)


def sentences(markdown: str) -> list[str]:
    """Everything a Markdown report says, line by line and cell by cell, bare."""
    told = []
    for line in markdown.splitlines():
        if re.fullmatch(r"[|\-]*", line):
            continue
        cells = re.split(r"(?<!\\)\|", line.strip("|")) if line.startswith("|") else [line]
        for cell in cells:
            words = re.sub(r"^\s*(?:#+|-) ", "", cell)
            words = re.sub(r"^\*(?!\*)|(?<!\*)\*$", "", _SUP.sub("", words).replace("**", ""))
            told.append(bare(_ESCAPED.sub(r"\1", words)))
    return [each for each in told if each]
