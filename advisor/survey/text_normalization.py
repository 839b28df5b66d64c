"""Texts as they are compared: without case, tags, typographic signs and other changes that tools make."""

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
"""The `'` that some tools put before a sign which a spreadsheet would read as a formula."""


def normalize_text(text: str) -> str:
    """Return a text as it is compared, with its closing signs: ` <b>We</b>  agree.` is `we agree.`."""
    text = text[1:] if _ESCAPED_FORMULA.match(text) else text
    if "<" in text or "&" in text:
        text = html.unescape(_strip_tags(text))
        text = _strip_tags(text)  # tags that were written as entities
    text = unicodedata.normalize("NFKC", text.translate(_CHARACTER_MAP)).translate(_CHARACTER_MAP).casefold()
    return " ".join(text.split())


def _strip_tags(text: str) -> str:
    return _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", text))


def build_key(text: str) -> str:
    """Return the key under which a text is looked up: normalized and trimmed."""
    return trim_text(normalize_text(text))


def trim_text(text: str) -> str:
    """Remove a closing period or colon, and the stars of bold type or of a required question."""
    return text.rstrip(" .:*").lstrip(" *")


def restore_spaces(cell: str) -> str:
    """Restore the spaces of a heading that a tool has written with underscores."""
    return cell.replace("_", " ") if cell.count("_") > _MAX_UNDERSCORES and " " not in cell.strip() else cell


_MAX_UNDERSCORES = 3
"""A heading with more underscores is a sentence, not a code."""
