"""Texts as they are compared: without case, tags, typographic signs and what else tools change on the way."""

from __future__ import annotations

import html
import re
import unicodedata

_BLOCK = re.compile(r"</?(?:br|p|div|li|ul|ol|td|tr|table|h[1-6])\b[^<>]*>", re.IGNORECASE)
_INLINE = re.compile(r"</?[a-zA-Z][^<>]*>")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("’‘‚‛`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    }
)
_MASKED = re.compile(r"'(?=[=+\-@\t])")
SHOWN = 40


def plain(text: str) -> str:
    """A text as it is compared, with its closing signs still there."""
    text = unmasked(text)
    if "<" in text or "&" in text:
        text = html.unescape(_untagged(text))
        text = _untagged(text)  # tags that were written as entities
    text = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE).casefold()
    return " ".join(text.split())


def _untagged(text: str) -> str:
    return _INLINE.sub("", _BLOCK.sub(" ", text))


def key(text: str) -> str:
    """A text as it is looked up: see `trimmed`."""
    return trimmed(plain(text))


def trimmed(text: str) -> str:
    """A plain text without its closing period or colon, and without the stars of bold type or a required question."""
    return text.rstrip(" .:*").lstrip(" *")


def unmasked(text: str) -> str:
    """Without the `'` that some tools put before a sign which a spreadsheet would take for a formula."""
    return text[1:] if text[:1] == "'" and _MASKED.match(text) else text


def short(text: str) -> str:
    """What somebody chose or typed, short and printable enough for a sentence."""
    line = "".join(char if char.isprintable() else "?" for char in " ".join(text.split()))
    return line if len(line) <= SHOWN else line[: SHOWN - 3] + "..."


def letter(column: int) -> str:
    """The letters of a column, as spreadsheets name it; columns are counted from 0."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name


def column_of(name: str) -> int | None:
    """The column that letters (`C`, `AB`) or a number counted from 1 name, counted from 0; None for other texts."""
    name = name.strip()
    if re.fullmatch(r"[A-Za-z]{1,3}", name):
        number = 0
        for char in name.upper():
            number = number * 26 + ord(char) - ord("A") + 1
        return number - 1
    return int(name) - 1 if re.fullmatch(r"[1-9][0-9]{0,4}", name) else None
