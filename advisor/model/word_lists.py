"""Lists of words and names, joined for use within a sentence, and numbers with their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MAX_LISTED = 12
"""Maximum number of names that `join_some_quoted` lists."""


def format_count(number: int, singular: str, plural: str = "") -> str:
    """Format a number with its word: `1 rule`, `2,000 rules`; without `plural`, with an s."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def join_words(words: Iterable[str]) -> str:
    """Join with "and": `a`, `a and b`, `a, b and c`; with semicolons if the parts contain commas."""
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    if any(", " in part for part in parts):
        return f"{'; '.join(parts[:-1])}; and {parts[-1]}"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def join_alternatives(words: Sequence[str], conjunction: str = " or ") -> str:
    """Join with "or": `a`, `a or b`, `a, b or c`; "" for no words."""
    return conjunction.join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def join_quoted(words: Iterable[str], conjunction: str = " or ") -> str:
    """Join names in backticks: "`a`, `b` or `c`"; "nothing" for no names."""
    return join_alternatives([f"`{word}`" for word in words], conjunction) or "nothing"


def join_some_quoted(words: Iterable[str], conjunction: str = " or ") -> str:
    """Join names in backticks, at most MAX_LISTED of them: "`a`, `b`, … and 40 more"."""
    names = list(words)
    more = len(names) - MAX_LISTED
    if more <= 1:
        return join_quoted(names, conjunction)
    return f"{', '.join(f'`{name}`' for name in names[:MAX_LISTED])}, … and {more} more"


def split_words(*texts: str) -> frozenset[str]:
    """Return the words of some texts as a set; long sets of names read better as text."""
    return frozenset(word for text in texts for word in text.split())
