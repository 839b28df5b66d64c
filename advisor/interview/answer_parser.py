"""The parser of typed answers: a number, a word or the beginning of a word becomes a value. It never guesses."""

from __future__ import annotations

import re

from advisor.loading.nodes import format_excerpt
from advisor.model.answers import Value
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import Fact, Kind
from advisor.model.word_lists import join_quoted

MAX_COUNT = 10**12
UNKNOWN_WORDS = ("unknown", "don't know", "dont know", "i don't know", "i dont know", "not known")
_YES_NO = {"true": "yes", "false": "no"}


class AnswerError(Exception):
    """A typed text that is not an answer; the message is one sentence that says what to type."""


def parse_answer(fact: Fact, entry: str) -> Value | None:
    """Parse a typed answer; None if the user does not know. Raises AnswerError.

    Example:
        parse_answer(fact, " 2 ") and parse_answer(fact, "occ") both return "occasional", the second answer.
    """
    text = " ".join(entry.split()).lower().replace("\u2019", "'")
    if not text:
        raise AnswerError(f"you typed nothing; {_describe_expected(fact)}")
    if text in UNKNOWN_WORDS:
        return None
    if fact.kind is Kind.COUNT:
        return _parse_count(fact, text)
    if fact.kind is Kind.MANY:
        return _parse_values(fact, text)
    return _parse_value(fact, text)


def list_options(fact: Fact) -> list[str]:
    """Return the answers to choose from, in the order of their numbers."""
    return list(fact.values)


def _parse_count(fact: Fact, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 13 and fact.minimum <= int(text) <= MAX_COUNT:
        return int(text)
    raise _build_error(fact, text, f"is not a whole number of {fact.minimum} or more")


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
        raise _build_error(fact, text, f"is not a number from 1 to {len(known)}")
    word = _YES_NO.get(text, text) if fact.kind is Kind.YES_NO else text
    word = re.sub(r"[\s-]+", "_", word)
    if word in known:
        return word
    matches = [value for value in known if value.startswith(word)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise AnswerError(f"`{format_excerpt(text, 40)}` could be {join_quoted(matches)}; type more, or its number")
    raise _build_error(fact, text, f"is not one of the answers{suggest_name(word, known)}")


def _build_error(fact: Fact, text: str, problem: str) -> AnswerError:
    return AnswerError(f"`{format_excerpt(text, 40)}` {problem}; {_describe_expected(fact)}")


def _describe_expected(fact: Fact) -> str:
    if fact.kind is Kind.COUNT:
        return "type a whole number, or `unknown`"
    if fact.kind is Kind.YES_NO:
        return "type `yes`, `no` or `unknown`"
    if fact.kind is Kind.MANY:
        return f"type one or more numbers from 1 to {len(fact.values)}, `none` or `unknown`"
    return f"type a number from 1 to {len(fact.values)}, a word such as `{list_options(fact)[0]}`, or `unknown`"
