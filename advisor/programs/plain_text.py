"""A text as a reader sees it: without markup, with one form of each letter; and what hides something from a reader."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from advisor.errors import HIDDEN_CHARACTERS

_STRUCK_TAG = re.compile(r"</?(?:del|s|strike)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|big|br|code|div|em|h[1-6]|hr|i|ins|li|mark|ol|p|small|span|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_ESCAPED = re.compile(r"\\(?=[^\w\s\[\]])")
_WITHIN_WORDS = re.compile(
    f"(?<=\\w)(?:{HIDDEN_CHARACTERS.pattern}|[\u00ad\u034f\u115f\u200c\u200d\ufe00-\ufe0f])+(?=\\w)"
)
_INVISIBLE = re.compile(f"{HIDDEN_CHARACTERS.pattern}|[\u00ad\u034f\u115f\u200c\u200d\ufe00-\ufe0f]")
_WORD = re.compile(r"[^\W\d_]+")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def read_plain(text: str) -> str:
    """Return a text without tags, entities, link targets, invisible characters and unusual forms of letters.

    What is struck through stays between `~~`.
    """
    visible = unescape(_TAG.sub(" ", _STRUCK_TAG.sub("~~", text)))
    visible = _ESCAPED.sub("", _LINK.sub(lambda link: f"[{link[1]}]" if ";" in link[1] else link[1], visible))
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", visible.replace("\r\n", "\n")))


def find_disguise(text: str) -> str:
    """Return the first word that looks like another one, by an invisible character or by letters of two alphabets.

    "" if there is none.
    """
    seen = unescape(text)
    if hidden := _WITHIN_WORDS.search(seen):
        start = max(0, hidden.start() - 20)
        return _WITHIN_WORDS.sub("|", seen[start : hidden.end() + 20]).strip()
    return next(
        (match[0] for match in _WORD.finditer(seen) if not match[0].isascii() and _has_two_alphabets(match[0])), ""
    )


def _has_two_alphabets(word: str) -> bool:
    names = [unicodedata.name(letter, "").partition(" ")[0] for letter in word]
    return len({name for name in names if name in _ALPHABETS}) > 1
