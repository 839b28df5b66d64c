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

from advisor.errors import Place
from advisor.loading.input_files import read_text
from advisor.loading.mapping_reader import MappingReader
from advisor.loading.nodes import SHAPE_NAMES, FindingList, MappingNode, ScalarNode, format_excerpt
from advisor.loading.yaml_reader import UnreadableError, read_yaml
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, MAX_RATING, MIN_RATING, ROLES, STATEMENT_COUNT
from advisor.model.word_lists import join_quoted
from advisor.survey.answer_scale import normalize_answer
from advisor.survey.text_normalization import build_key

FUNCTION, ROLE, IGNORE = "function", "role", "ignore"
_SECTIONS = ("columns", "answers", "functions", "roles")
_MISSING_WORDS = ("missing", "unknown")


class ColumnMeaning(NamedTuple):
    """What a column holds: the number of a statement, FUNCTION, ROLE or IGNORE; and where that is said."""

    name: str
    content: int | str
    place: Place


class SurveyMapping(NamedTuple):
    """A mapping file as read; texts are keys (words.key), so that they are compared as everything else.

    `answers_at` is where each key of `answers` stands.
    """

    columns: tuple[ColumnMeaning, ...] = ()
    answers: Mapping[str, int | None] = {}
    functions: Mapping[str, str] = {}
    roles: Mapping[str, str] = {}
    answer_places: Mapping[str, Place] = {}


def read_mapping(path: str, findings: FindingList) -> SurveyMapping:
    """The mapping in the file at `path`; what is not understood is added to `findings`."""
    try:
        text, name = read_text(path)
        node = read_yaml(text, name, findings)
    except UnreadableError as error:
        findings.append(error.finding)
        return SurveyMapping()
    if not isinstance(node, MappingNode):
        shape = "empty" if node is None else SHAPE_NAMES[type(node)]
        findings.add(
            Place(name, 1, 1),
            f"this is {shape}; write a mapping with any of {join_quoted(_SECTIONS)}",
        )
        return SurveyMapping()
    table = MappingReader(node, "this file", findings)
    columns = tuple(_iter_columns(table, findings))
    said = [(normalize_answer(word.text), value, word.place) for word, value in _iter_answers(table, findings)]
    functions = dict(_iter_words(table, "functions", (*FUNCTIONS, BOTH_FUNCTIONS), findings))
    roles = dict(_iter_words(table, "roles", ROLES, findings))
    table.report_unknown_keys()
    answers, places = ({text: value for text, value, _ in said}, {text: place for text, _, place in said})
    return SurveyMapping(columns, answers, functions, roles, places)


def _iter_entries(table: MappingReader, section: str, findings: FindingList) -> Iterator[tuple[ScalarNode, ScalarNode]]:
    entries = table.read_mapping(section)
    seen: set[str] = set()
    for name, value in entries.items if entries else ():
        same = normalize_answer(name.text)
        if same in seen:
            findings.add(
                name, f"`{format_excerpt(name.text)}` stands twice in `{section}`, since case and spaces do not count"
            )
        elif isinstance(value, ScalarNode):
            seen.add(same)
            yield name, value
        else:
            findings.add(
                value,
                f"`{format_excerpt(name.text)}` in `{section}` must be a single value, not {SHAPE_NAMES[type(value)]}",
            )


def _iter_columns(table: MappingReader, findings: FindingList) -> Iterator[ColumnMeaning]:
    held: dict[int | str, str] = {}
    for name, value in _iter_entries(table, "columns", findings):
        holds = _parse_number(value.text)
        what: int | str = value.text if holds is None else holds
        if what not in (FUNCTION, ROLE, IGNORE, *range(1, STATEMENT_COUNT + 1)):
            findings.add(
                value,
                f"`{format_excerpt(value.text)}` is not what a column can hold: the number of a statement (1 to {STATEMENT_COUNT}), "
                f"{join_quoted([FUNCTION, ROLE, IGNORE])}",
            )
        elif what in held and what != IGNORE:
            findings.add(
                value, f"two columns cannot both hold {what}; `{format_excerpt(held[what])}` is already said to"
            )
        else:
            held[what] = name.text
            yield ColumnMeaning(name.text, what, name.place)


def _iter_answers(table: MappingReader, findings: FindingList) -> Iterator[tuple[ScalarNode, int | None]]:
    for word, value in _iter_entries(table, "answers", findings):
        number = _parse_number(value.text)
        if number is not None and MIN_RATING <= number <= MAX_RATING:
            yield word, number
        elif value.text in _MISSING_WORDS:
            yield word, None
        else:
            findings.add(
                value,
                f"`{format_excerpt(word.text)}` must stand for an answer from {MIN_RATING} to {MAX_RATING}, or for `missing`",
            )


def _iter_words(
    table: MappingReader, section: str, allowed: tuple[str, ...], findings: FindingList
) -> Iterator[tuple[str, str]]:
    for word, value in _iter_entries(table, section, findings):
        if value.text in allowed:
            yield build_key(word.text), value.text
        else:
            findings.add(value, f"`{format_excerpt(word.text)}` in `{section}` must stand for {join_quoted(allowed)}")


def _parse_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
