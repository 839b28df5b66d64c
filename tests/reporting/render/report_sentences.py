"""The sentences of a report in any format, without marks and white space, with quotes of one kind."""

from __future__ import annotations

import re

_SUP = re.compile(r"</?sup>")
_ESCAPED = re.compile(r"\\(.)")


def strip_marks(text: str) -> str:
    """Reduce a text to what all formats have in common."""
    for curly, straight in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'")):
        text = text.replace(curly, straight)
    return re.sub(r"[\s\u200b\u2060•]+", "", text)


def list_sentences(markdown: str) -> list[str]:
    """Split a Markdown report into lines and cells, bare."""
    texts = []
    for line in markdown.splitlines():
        if re.fullmatch(r"[|\-]*", line):
            continue
        cells = re.split(r"(?<!\\)\|", line.strip("|")) if line.startswith("|") else [line]
        for cell in cells:
            words = re.sub(r"^\s*(?:#+|-) ", "", cell)
            words = re.sub(r"^\*(?!\*)|(?<!\*)\*$", "", _SUP.sub("", words).replace("**", ""))
            texts.append(strip_marks(_ESCAPED.sub(r"\1", words)))
    return [text for text in texts if text]
