"""The answers to choose from, as a person sees them: a sentence for each, never an identifier."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from advisor.errors import lower_first
from advisor.interview.opening_questions import ROUTE
from advisor.model.answers import Value
from advisor.model.clauses import format_clause
from advisor.model.rulebase import STATED_STATE
from advisor.model.vocabulary import Fact, Kind
from advisor.model.word_lists import join_words

NOT_SURE = "not sure"
_MARK = "level-"
"""The beginning of the names of the words that say what marks a level."""


class AnswerOption(NamedTuple):
    """One answer to choose: its value, its text on the screen, and all phrases that mean it, normalized."""

    value: str
    text: str
    phrases: tuple[str, ...]


def build_options(fact: Fact, wording: Mapping[str, str] = MappingProxyType({})) -> list[AnswerOption]:
    """Build the answers to choose from, in the order of their numbers.

    Args:
        fact: the fact that is asked.
        wording: the wording of the rule base, with what marks each level (`level-defined`).

    Example:
        The text of the answer `yes` is "Yes: your market changes fast".
    """
    return [_build_option(fact, value, words, wording) for value, words in fact.values.items()]


def _build_option(fact: Fact, value: str, words: str, wording: Mapping[str, str]) -> AnswerOption:
    mark = wording.get(_MARK + value, "") if fact.name in (STATED_STATE, ROUTE) else ""
    name = value.replace("_", " ")
    if mark:
        text = f"{name}: {mark}"
    elif fact.kind is Kind.YES_NO:
        text = f"{name}: {words}"
    else:
        text = words
    phrases = dict.fromkeys(map(normalize_text, (value, words, mark, text)))
    return AnswerOption(value, text[:1].upper() + text[1:], tuple(filter(None, phrases)))


def normalize_text(text: str) -> str:
    """Return a text in lower case, with single spaces in place of everything that is no letter, digit or apostrophe.

    Example:
        normalize_text("Lead-quality ") returns "lead quality".
    """
    return re.sub(r"[^\w']+|_", " ", text.casefold().replace("\u2019", "'")).strip()


def format_answer(fact: Fact, value: Value | None, options: Sequence[AnswerOption]) -> str:
    """Return an answer in words, for use after a colon; None is "not sure"."""
    if value is None:
        return NOT_SURE
    if isinstance(value, frozenset):
        return join_words(fact.values[each] for each in fact.values if each in value) or "none of them"
    if fact.kind is Kind.YES_NO or not isinstance(value, str | int):
        return str(value) if isinstance(value, str) else format_clause(fact, value)
    return next(
        (lower_first(option.text) for option in options if option.value == value),
        f"{value:,}" if isinstance(value, int) else value,
    )
