"""Texts as they are compared: without case, tags, typographic signs and what else tools change on the way."""

from __future__ import annotations

import html
import re
import unicodedata

_BLOCK_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|td|tr|table|h[1-6])\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CHARACTER_MAP = str.maketrans(
    {
        **dict.fromkeys("’‘‚‛`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    }
)
_ESCAPED_FORMULA = re.compile(r"'(?=[=+\-@\t])")
MAX_EXCERPT = 40


def normalize_text(text: str) -> str:
    """A text as it is compared, with its closing signs still there."""
    text = unescape_formula(text)
    if "<" in text or "&" in text:
        text = html.unescape(_strip_tags(text))
        text = _strip_tags(text)  # tags that were written as entities
    text = unicodedata.normalize("NFKC", text.translate(_CHARACTER_MAP)).translate(_CHARACTER_MAP).casefold()
    return " ".join(text.split())


def _strip_tags(text: str) -> str:
    return _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", text))


def build_key(text: str) -> str:
    """A text as it is looked up: see `trimmed`."""
    return trim_text(normalize_text(text))


def trim_text(text: str) -> str:
    """A plain text without its closing period or colon, and without the stars of bold type or a required question."""
    return text.rstrip(" .:*").lstrip(" *")


def unescape_formula(text: str) -> str:
    """Without the `'` that some tools put before a sign which a spreadsheet would take for a formula."""
    return text[1:] if text[:1] == "'" and _ESCAPED_FORMULA.match(text) else text


def shorten_text(text: str) -> str:
    """What somebody chose or typed, short and printable enough for a sentence."""
    line = "".join(char if char.isprintable() else "?" for char in " ".join(text.split()))
    return line if len(line) <= MAX_EXCERPT else line[: MAX_EXCERPT - 3] + "..."


def format_column(column: int) -> str:
    """The letters of a column, as spreadsheets name it; columns are counted from 0."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name


def parse_column(name: str) -> int | None:
    """The column that letters (`C`, `AB`) or a number counted from 1 name, counted from 0; None for other texts."""
    name = name.strip()
    if re.fullmatch(r"[A-Za-z]{1,3}", name):
        number = 0
        for char in name.upper():
            number = number * 26 + ord(char) - ord("A") + 1
        return number - 1
    return int(name) - 1 if re.fullmatch(r"[1-9][0-9]{0,4}", name) else None
