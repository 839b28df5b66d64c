"""The mapping file (`--map`): what a person says of columns and values that cannot be recognised.

    columns: {"Team": function, "C": 7, "Level": role, "Remarks": ignore}
    answers: {"21": 5, "n/a": missing}
    functions: {"Vertrieb": sales}
    roles: {"Leitung": head}

All of it may be left out. A column goes by its header or wording, or by its letter or number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.errors import Place, listing
from advisor.loading.input_files import read_text
from advisor.loading.mapping_reader import Table
from advisor.loading.nodes import SHAPES, Findings, Mapped, Scalar, shown
from advisor.loading.yaml_reader import UnreadableError, read_yaml
from advisor.model.responses import BOTH, FUNCTIONS, HIGHEST, LOWEST, ROLES, STATEMENTS
from advisor.survey.answer_scale import answer_key
from advisor.survey.text_normalization import key

FUNCTION, ROLE, IGNORE = "function", "role", "ignore"
_SECTIONS = ("columns", "answers", "functions", "roles")
_MISSING = ("missing", "unknown")


class Said(NamedTuple):
    """What a column holds: the number of a statement, FUNCTION, ROLE or IGNORE; and where that is said."""

    name: str
    holds: int | str
    place: Place


class Meanings(NamedTuple):
    """A mapping file as read; texts are keys (words.key), so that they are compared as everything else.

    `answers_at` is where each key of `answers` stands.
    """

    columns: tuple[Said, ...] = ()
    answers: Mapping[str, int | None] = {}
    functions: Mapping[str, str] = {}
    roles: Mapping[str, str] = {}
    answers_at: Mapping[str, Place] = {}


def read_mapping(path: str, findings: Findings) -> Meanings:
    """The mapping in the file at `path`; what is not understood is added to `findings`."""
    try:
        text, name = read_text(path)
        node = read_yaml(text, name, findings)
    except UnreadableError as error:
        findings.append(error.finding)
        return Meanings()
    if not isinstance(node, Mapped):
        shape = "empty" if node is None else SHAPES[type(node)]
        findings.say(
            Place(name, 1, 1),
            f"this is {shape}; write a mapping with any of {listing(_SECTIONS)}",
        )
        return Meanings()
    table = Table(node, "this file", findings)
    columns = tuple(_columns(table, findings))
    said = [(answer_key(word.text), value, word.place) for word, value in _answers(table, findings)]
    functions = dict(_words(table, "functions", (*FUNCTIONS, BOTH), findings))
    roles = dict(_words(table, "roles", ROLES, findings))
    table.close()
    answers, places = ({text: value for text, value, _ in said}, {text: place for text, _, place in said})
    return Meanings(columns, answers, functions, roles, places)


def _entries(table: Table, section: str, findings: Findings) -> Iterator[tuple[Scalar, Scalar]]:
    entries = table.table(section)
    seen: set[str] = set()
    for name, value in entries.items if entries else ():
        same = answer_key(name.text)
        if same in seen:
            findings.say(name, f"`{shown(name.text)}` stands twice in `{section}`, since case and spaces do not count")
        elif isinstance(value, Scalar):
            seen.add(same)
            yield name, value
        else:
            findings.say(
                value, f"`{shown(name.text)}` in `{section}` must be a single value, not {SHAPES[type(value)]}"
            )


def _columns(table: Table, findings: Findings) -> Iterator[Said]:
    held: dict[int | str, str] = {}
    for name, value in _entries(table, "columns", findings):
        holds = _whole(value.text)
        what: int | str = value.text if holds is None else holds
        if what not in (FUNCTION, ROLE, IGNORE, *range(1, STATEMENTS + 1)):
            findings.say(
                value,
                f"`{shown(value.text)}` is not what a column can hold: the number of a statement (1 to {STATEMENTS}), "
                f"{listing([FUNCTION, ROLE, IGNORE])}",
            )
        elif what in held and what != IGNORE:
            findings.say(value, f"two columns cannot both hold {what}; `{shown(held[what])}` is already said to")
        else:
            held[what] = name.text
            yield Said(name.text, what, name.place)


def _answers(table: Table, findings: Findings) -> Iterator[tuple[Scalar, int | None]]:
    for word, value in _entries(table, "answers", findings):
        number = _whole(value.text)
        if number is not None and LOWEST <= number <= HIGHEST:
            yield word, number
        elif value.text in _MISSING:
            yield word, None
        else:
            findings.say(
                value, f"`{shown(word.text)}` must stand for an answer from {LOWEST} to {HIGHEST}, or for `missing`"
            )


def _words(table: Table, section: str, allowed: tuple[str, ...], findings: Findings) -> Iterator[tuple[str, str]]:
    for word, value in _entries(table, section, findings):
        if value.text in allowed:
            yield key(word.text), value.text
        else:
            findings.say(value, f"`{shown(word.text)}` in `{section}` must stand for {listing(allowed)}")


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
