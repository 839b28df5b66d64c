"""The instrument as data: its statements, the labels of its scale, who can answer, and the words each goes by.

Questionnaires are written from it and answers are read back by it, so that both go by the same words (instrument/…).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.model.knowledge import Entry
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, ROLES
from advisor.model.rulebase import RuleBase


class Statement(NamedTuple):
    """One statement: its number (1 to 20), a short title for tables, and the sentence people rate."""

    number: int
    title: str
    text: str
    source: str


class Theme(NamedTuple):
    """Statements read together (policy/themes/…)."""

    id: str
    title: str
    text: str
    statements: tuple[int, ...]
    source: str


class Instrument(NamedTuple):
    """`labels` gives the words of each point of the scale (1 to 5), `functions` and `roles` those of who answers.

    The first of the words is the one that is printed; the others are understood as well.
    """

    statements: tuple[Statement, ...]
    labels: Mapping[int, tuple[str, ...]]
    functions: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, tuple[str, ...]]
    themes: tuple[Theme, ...]


def build_instrument(rulebase: RuleBase) -> Instrument:
    """The instrument that a rule base holds."""
    groups = {entry.id: _list_words(entry) for entry in rulebase.iter_entries("groups")}
    return Instrument(
        statements=tuple(
            Statement(int(entry.id), entry.title, entry.text, entry.source)
            for entry in rulebase.iter_entries("statements")
        ),
        labels={int(entry.id): _list_words(entry) for entry in rulebase.iter_entries("labels")},
        functions={name: words for name, words in groups.items() if name in (*FUNCTIONS, BOTH_FUNCTIONS)},
        roles={name: words for name, words in groups.items() if name in ROLES},
        themes=tuple(
            Theme(entry.id, entry.title, entry.text, tuple(map(int, entry.extra["statements"].split())), entry.source)
            for entry in rulebase.iter_entries("themes")
        ),
    )


def _list_words(entry: Entry) -> tuple[str, ...]:
    also = (word.strip() for word in entry.extra.get("also", "").split(";"))
    return (entry.title, *filter(None, also))
