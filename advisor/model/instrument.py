"""The instrument as data: its statements, the labels of its scale, and the functions and roles of respondents.

Questionnaires are written from it and answers are read with it, so that both use the same words (instrument/…).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.model.knowledge import Entry
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, ROLES
from advisor.model.rulebase import RuleBase


class Statement(NamedTuple):
    """One statement: its number (1 to 20), a short title for tables, and the sentence that people rate."""

    number: int
    title: str
    text: str
    source: str


class Theme(NamedTuple):
    """A group of statements on one subject (policy/themes/…)."""

    id: str
    title: str
    text: str
    statements: tuple[int, ...]
    source: str


class Instrument(NamedTuple):
    """The questionnaire: statements and themes, and the words for each point of the scale, function and role.

    The first word of each is printed; the others are also understood.
    """

    statements: tuple[Statement, ...]
    labels: Mapping[int, tuple[str, ...]]
    functions: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, tuple[str, ...]]
    themes: tuple[Theme, ...]


def build_instrument(rulebase: RuleBase) -> Instrument:
    """Build the instrument from the entries of a rule base."""
    entries = rulebase.iter_entries
    groups = {entry.id: _list_words(entry) for entry in entries("groups")}
    return Instrument(
        statements=tuple(Statement(int(each.id), each.title, each.text, each.source) for each in entries("statements")),
        labels={int(entry.id): _list_words(entry) for entry in entries("labels")},
        functions={name: words for name, words in groups.items() if name in (*FUNCTIONS, BOTH_FUNCTIONS)},
        roles={name: words for name, words in groups.items() if name in ROLES},
        themes=tuple(
            Theme(entry.id, entry.title, entry.text, tuple(map(int, entry.extra["statements"].split())), entry.source)
            for entry in entries("themes")
        ),
    )


def _list_words(entry: Entry) -> tuple[str, ...]:
    synonyms = (word.strip() for word in entry.extra.get("also", "").split(";"))
    return (entry.title, *filter(None, synonyms))
