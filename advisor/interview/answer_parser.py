"""What a user types in answer to a question, by number, letter or word, to a value. What is unclear is not guessed."""

from __future__ import annotations

import re

from advisor.errors import listing, nearest
from advisor.model.answers import Value
from advisor.model.vocabulary import Fact, Kind

MAX_COUNT = 10**12
NOT_KNOWN = ("unknown", "don't know", "dont know", "i don't know", "i dont know", "not known")
_YES_NO = {"true": "yes", "false": "no"}


class EntryError(Exception):
    """An entry that is no answer; carries the one sentence that says what would be."""


def understood(fact: Fact, typed: str) -> Value | None:
    """The value that was typed; None where the user does not know. Raises EntryError."""
    text = " ".join(typed.split()).lower().replace("\u2019", "'")
    if not text:
        raise EntryError(f"nothing was typed; {_wanted(fact)}")
    if text in NOT_KNOWN:
        return None
    if fact.kind is Kind.COUNT:
        return _count(fact, text)
    if fact.kind is Kind.MANY:
        return _many(fact, text)
    return _one(fact, text)


def options(fact: Fact) -> list[str]:
    """The answers to choose from, in the order in which they are numbered."""
    return list(fact.values)


def _count(fact: Fact, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 13 and fact.minimum <= int(text) <= MAX_COUNT:
        return int(text)
    raise EntryError(f"`{_shown(text)}` is not a whole number of {fact.minimum} or more; {_wanted(fact)}")


def _many(fact: Fact, text: str) -> frozenset[str]:
    if text in ("none", "0", "nothing"):
        return frozenset()
    parts = [part for part in re.split(r"[,;\s]+|\band\b", text) if part]
    return frozenset(_one(fact, part) for part in parts)


def _one(fact: Fact, text: str) -> str:
    known = options(fact)
    if text.isascii() and text.isdigit():
        number = int(text[:9])
        if 1 <= number <= len(known):
            return known[number - 1]
        raise EntryError(f"`{_shown(text)}` is not a number from 1 to {len(known)}; {_wanted(fact)}")
    word = _YES_NO.get(text, text) if fact.kind is Kind.YES_NO else text
    word = re.sub(r"[\s-]+", "_", word)
    if word in known:
        return word
    begun = [value for value in known if value.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise EntryError(f"`{_shown(text)}` could be {listing(begun)}; type more of it, or its number")
    raise EntryError(f"`{_shown(text)}` is none of the answers{nearest(word, known)}; {_wanted(fact)}")


def _wanted(fact: Fact) -> str:
    if fact.kind is Kind.COUNT:
        return "type a whole number, or `unknown`"
    if fact.kind is Kind.YES_NO:
        return "type `yes`, `no` or `unknown`"
    if fact.kind is Kind.MANY:
        return f"type one or more numbers from 1 to {len(fact.values)}, `none` or `unknown`"
    return f"type a number from 1 to {len(fact.values)}, a word such as `{options(fact)[0]}`, or `unknown`"


def _shown(text: str) -> str:
    plain = "".join(char if char.isprintable() else "?" for char in text)
    return plain if len(plain) <= 40 else plain[:37] + "..."
