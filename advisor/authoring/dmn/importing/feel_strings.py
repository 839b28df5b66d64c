r"""Text literals of FEEL: the text between the quotation marks, with its escapes (`\"`, `\n`, `\u006c`) decoded."""

from __future__ import annotations

import re

STRING_BODY = r'(?:[^"\\]|\\.)*'
"""The pattern of what may be between two quotation marks."""
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|.)", re.DOTALL)
_CHARACTERS = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
_MAX_CODE = 0x10FFFF


class InvalidEscapeError(ValueError):
    """An escape that FEEL does not have; the text is the escape."""


def decode_string(body: str) -> str:
    r"""Return the text that a literal means: `go\u006cd` gives `gold`, `\"a\"` gives `"a"`.

    Args:
        body: What is between the quotation marks.

    Raises:
        InvalidEscapeError: An escape is not one of FEEL, or names no character.
    """
    decoded = _ESCAPE.sub(_decode_escape, body)
    try:  # two halves of one character (`\uD83D\uDE00`) become this character; a half alone is an error
        return decoded.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        half = next(escape[0] for escape in _ESCAPE.finditer(body) if escape[1][:3].lower() in _HALVES)
        raise InvalidEscapeError(half) from None


_HALVES = frozenset(f"u{first}{second}" for first in "d" for second in "89abcdef")


def _decode_escape(escape: re.Match[str]) -> str:
    code = escape[1]
    if len(code) == 1:
        if code not in _CHARACTERS:
            raise InvalidEscapeError(escape[0])
        return _CHARACTERS[code]
    number = int(code[1:], 16)
    if number > _MAX_CODE:
        raise InvalidEscapeError(escape[0])
    return chr(number)
