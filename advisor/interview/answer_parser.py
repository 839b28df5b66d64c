"""What a user types in answer to a question, by number, letter or word, to a value. What is unclear is not guessed."""

from __future__ import annotations

import re

from advisor.model.answers import Value
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import Fact, Kind
from advisor.model.word_lists import join_quoted

MAX_COUNT = 10**12
UNKNOWN_WORDS = ("unknown", "don't know", "dont know", "i don't know", "i dont know", "not known")
_YES_NO = {"true": "yes", "false": "no"}


class AnswerError(Exception):
    """An entry that is no answer; carries the one sentence that says what would be."""


def parse_answer(fact: Fact, entry: str) -> Value | None:
    """The value that was typed; None where the user does not know. Raises EntryError."""
    text = " ".join(entry.split()).lower().replace("\u2019", "'")
    if not text:
        raise AnswerError(f"nothing was typed; {_describe_expected(fact)}")
    if text in UNKNOWN_WORDS:
        return None
    if fact.kind is Kind.COUNT:
        return _parse_count(fact, text)
    if fact.kind is Kind.MANY:
        return _parse_values(fact, text)
    return _parse_value(fact, text)


def list_options(fact: Fact) -> list[str]:
    """The answers to choose from, in the order in which they are numbered."""
    return list(fact.values)


def _parse_count(fact: Fact, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 13 and fact.minimum <= int(text) <= MAX_COUNT:
        return int(text)
    raise AnswerError(
        f"`{_shorten_entry(text)}` is not a whole number of {fact.minimum} or more; {_describe_expected(fact)}"
    )


def _parse_values(fact: Fact, text: str) -> frozenset[str]:
    if text in ("none", "0", "nothing"):
        return frozenset()
    parts = [part for part in re.split(r"[,;\s]+|\band\b", text) if part]
    return frozenset(_parse_value(fact, part) for part in parts)


def _parse_value(fact: Fact, text: str) -> str:
    known = list_options(fact)
    if text.isascii() and text.isdigit():
        number = int(text[:9])
        if 1 <= number <= len(known):
            return known[number - 1]
        raise AnswerError(
            f"`{_shorten_entry(text)}` is not a number from 1 to {len(known)}; {_describe_expected(fact)}"
        )
    word = _YES_NO.get(text, text) if fact.kind is Kind.YES_NO else text
    word = re.sub(r"[\s-]+", "_", word)
    if word in known:
        return word
    begun = [value for value in known if value.startswith(word)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise AnswerError(f"`{_shorten_entry(text)}` could be {join_quoted(begun)}; type more of it, or its number")
    raise AnswerError(
        f"`{_shorten_entry(text)}` is none of the answers{suggest_name(word, known)}; {_describe_expected(fact)}"
    )


def _describe_expected(fact: Fact) -> str:
    if fact.kind is Kind.COUNT:
        return "type a whole number, or `unknown`"
    if fact.kind is Kind.YES_NO:
        return "type `yes`, `no` or `unknown`"
    if fact.kind is Kind.MANY:
        return f"type one or more numbers from 1 to {len(fact.values)}, `none` or `unknown`"
    return f"type a number from 1 to {len(fact.values)}, a word such as `{list_options(fact)[0]}`, or `unknown`"


def _shorten_entry(text: str) -> str:
    plain = "".join(char if char.isprintable() else "?" for char in text)
    return plain if len(plain) <= 40 else plain[:37] + "..."
