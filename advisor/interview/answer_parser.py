"""The parser of typed answers: a number, a word or any phrase on the screen becomes a value. It never guesses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.interview.answer_matching import find_meant_values, split_phrases
from advisor.interview.answer_options import AnswerOption, build_options, normalize_text
from advisor.loading.documents.nodes import format_excerpt
from advisor.model.answers import Value
from advisor.model.choices_from_counts import find_band
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import CountBand, Fact, Kind
from advisor.model.word_lists import join_quoted

UNKNOWN_WORDS = frozenset(
    (
        *("unknown", "not known", "not sure", "unsure", "i'm not sure", "i am not sure", "skip", "pass", "no idea"),
        *("don't know", "dont know", "i don't know", "i dont know", "i do not know"),
    )
)
NONE_WORDS = frozenset(("none", "none of them", "none of these", "nothing"))
ALL_WORDS = frozenset(("all", "all of them", "all of these", "everything"))
_YES_NO = {"true": "yes", "false": "no"}
_RANGE = re.compile(r"(\d{1,9}) ?(?:-|–|—|to|\.\.+) ?(\d{1,9})")
_GROUPED = re.compile(r"\d{1,3}([,.'’ ]\d{3})+")
"""A number with separators of thousands."""


class AnswerError(Exception):
    """A typed text that is not an answer; the message is one sentence that says what to type."""


def parse_answer(fact: Fact, entry: str, options: Sequence[AnswerOption] | None = None) -> Value | None:
    """Parse a typed answer; None if the user does not know. Raises AnswerError.

    Args:
        fact: the fact that is asked.
        entry: what the user typed.
        options: the answers as the screen shows them.

    Example:
        parse_answer(fact, " 2 ") and parse_answer(fact, "occ") both return "occasional", the second answer.
    """
    text = " ".join(entry.split()).lower().replace("\u2019", "'")
    if not text:
        raise AnswerError(f"you typed nothing; {_describe_expected(fact)}")
    options = build_options(fact) if options is None else options
    if not any(text.replace(" ", "_") == option.value or text in option.phrases for option in options):
        if text in UNKNOWN_WORDS:
            return None
        if fact.kind is Kind.COUNT:
            return _parse_count(fact, text)
        if fact.kind is Kind.MANY and text in (*NONE_WORDS, "0"):
            return frozenset()
        if fact.kind is Kind.MANY and text in ALL_WORDS:
            return frozenset(fact.values)
    if fact.kind is Kind.MANY:
        return _parse_values(fact, text, options)
    if counted := find_typed_band(fact, text, options):
        return counted[1].value
    return _parse_value(fact, text, options)


def find_typed_band(fact: Fact, entry: str, options: Sequence[AnswerOption]) -> tuple[int, CountBand] | None:
    """Find the count that a typed answer names, such as 180 people, and the band of a choice that has it.

    The number of an option is no count.
    """
    text = entry.strip()
    is_option = text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= len(options)
    return None if is_option else find_band(fact, text)


def _parse_count(fact: Fact, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 13 and fact.takes_count(int(text)):
        return int(text)
    if _GROUPED.fullmatch(text):
        digits = re.sub(r"\D", "", text)
        raise AnswerError(
            f"`{format_excerpt(text, 40)}` can be read in two ways; type `{digits[:13]}` if you mean that"
        )
    raise _build_error(fact, text, f"is not {fact.describe_counts()}")


def _parse_values(fact: Fact, text: str, options: Sequence[AnswerOption]) -> frozenset[str]:
    """Parse several answers: `1, 3`, `1-3`, `pricing and lead quality`."""
    found = find_meant_values(text, options)
    if len(found) == 1:
        return frozenset(found)
    values: set[str] = set()
    for part in re.split(r"[,;+&]|\band\b", text):
        values.update(_parse_part(fact, part.strip(), options) if part.strip() else ())
    if not values:
        raise _build_error(fact, text, "has no answer in it")
    return frozenset(values)


def _parse_part(fact: Fact, part: str, options: Sequence[AnswerOption]) -> list[str]:
    """Parse one part of several answers; a part without commas can have several answers, too."""
    if limits := _RANGE.fullmatch(part):
        first, last = (_parse_number(fact, limit, options) for limit in limits.groups())
        if first > last:
            raise _build_error(fact, part, "counts down")
        return [option.value for option in options[first - 1 : last]]
    if part in (*NONE_WORDS, *ALL_WORDS) and normalize_text(part) not in {
        each for one in options for each in one.phrases
    }:
        raise AnswerError(f"`{part}` is a whole answer; type it alone, or only the other answers")
    if " " in part and not find_meant_values(part, options):
        several = split_phrases(part, options)
        if several:
            return [value for each in several for value in _parse_part(fact, each, options)]
    return [_parse_value(fact, part, options)]


def _parse_value(fact: Fact, text: str, options: Sequence[AnswerOption]) -> str:
    if text.isascii() and text.isdigit():
        return options[_parse_number(fact, text, options) - 1].value
    word = _YES_NO.get(text, text) if fact.kind is Kind.YES_NO else text
    found = find_meant_values(word, options)
    if len(found) == 1:
        return found[0]
    if found:
        meant = join_quoted(option.text for option in options if option.value in found)
        raise AnswerError(f"`{format_excerpt(text, 40)}` could be {meant}; type more, or its number")
    if fact.kind is not Kind.MANY and _RANGE.fullmatch(text):
        raise _build_error(fact, text, "is more than one answer")
    known = [phrase for option in options for phrase in option.phrases]
    raise _build_error(fact, text, f"is not one of the answers{suggest_name(normalize_text(word), known)}")


def _parse_number(fact: Fact, text: str, options: Sequence[AnswerOption]) -> int:
    number = int(text[:9])
    if 1 <= number <= len(options):
        return number
    raise _build_error(fact, text, f"is not a number from 1 to {len(options)}")


def _build_error(fact: Fact, text: str, problem: str) -> AnswerError:
    return AnswerError(f"`{format_excerpt(text, 40)}` {problem}; {_describe_expected(fact)}")


def _describe_expected(fact: Fact) -> str:
    if fact.kind is Kind.COUNT:
        return "type a whole number, or `not sure`"
    if fact.kind is Kind.YES_NO:
        return "type `yes`, `no` or `not sure`"
    if fact.kind is Kind.MANY:
        return f"type numbers from 1 to {len(fact.values)} such as `1, 3`, or `all`, `none` or `not sure`"
    return f"type a number from 1 to {len(fact.values)}, words from one answer, or `not sure`"
