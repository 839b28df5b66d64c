"""The mapping file (`--map`): the meaning of columns and values that the advisor cannot recognise.

    columns: {"Team": function, "C": 7, "Level": role, "Remarks": ignore}
    answers: {"21": 5, "n/a": missing}
    functions: {"Vertrieb": sales, "HR": other}
    roles: {"Leitung": head}
    statuses: {"abgebrochen": unfinished}

Every section is optional. A column is named by its header or wording, or by its letter or number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.mapping_reader import MappingReader
from advisor.loading.documents.nodes import SHAPE_NAMES, FindingList, MappingNode, ScalarNode, format_excerpt
from advisor.loading.documents.yaml_reader import UnreadableError, read_yaml
from advisor.loading.finding_codes import INVALID_MAPPING
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, MAX_RATING, MIN_RATING, ROLES, STATEMENT_COUNT
from advisor.model.word_lists import join_quoted
from advisor.survey.answer_scale import normalize_cell
from advisor.survey.completion import STATUS_WORDS
from advisor.survey.text_normalization import build_key

FUNCTION, ROLE, IGNORE = "function", "role", "ignore"
OPTIONS = {**dict.fromkeys((*FUNCTIONS, BOTH_FUNCTIONS), FUNCTION), **dict.fromkeys(ROLES, ROLE)}
"""The functions and roles that a mark in a column can mean, each with its category."""
OTHER_FUNCTION = "other"
"""The function of people from another department, who are left out."""
_SECTIONS = ("columns", "answers", "functions", "roles", "statuses")
_MISSING_WORDS = ("missing", "unknown")


class ColumnMeaning(NamedTuple):
    """What a column holds: the number of a statement, FUNCTION, ROLE, IGNORE or one of OPTIONS.

    `place` is in the mapping file.
    """

    name: str
    content: int | str
    place: Place


class SurveyMapping(NamedTuple):
    """The content of a mapping file, with normalized texts as keys. `answer_places` has the place of each answer.

    A role can be None, if a text says nothing about it.
    """

    columns: tuple[ColumnMeaning, ...] = ()
    answers: Mapping[str, int | None] = {}
    functions: Mapping[str, str] = {}
    roles: Mapping[str, str | None] = {}
    statuses: Mapping[str, str] = {}
    answer_places: Mapping[str, Place] = {}


def read_mapping(path: str, findings: FindingList) -> SurveyMapping:
    """Read a mapping file, such as `answers: {"21": 5}`; add everything that is wrong to `findings`."""
    try:
        text, name = read_text(path)
        node = read_yaml(text, name, findings)
    except UnreadableError as error:
        findings.append(error.finding)
        return SurveyMapping()
    if not isinstance(node, MappingNode):
        shape = "empty" if node is None else SHAPE_NAMES[type(node)]
        sentence = f"this is {shape}; write a mapping with any of {join_quoted(_SECTIONS)}"
        findings.add(Place(name, 1, 1), sentence, INVALID_MAPPING)
        return SurveyMapping()
    reader = MappingReader(node, "this file", findings)
    columns = tuple(_iter_columns(reader))
    answers = [(normalize_cell(word.text), value, word.place) for word, value in _iter_answers(reader)]
    functions = dict(_iter_words(reader, "functions", (*FUNCTIONS, BOTH_FUNCTIONS, OTHER_FUNCTION)))
    roles = dict(_iter_words(reader, "roles", ROLES))
    statuses = {word: STATUS_WORDS[name] for word, name in _iter_words(reader, "statuses", tuple(STATUS_WORDS))}
    reader.report_unknown_keys()
    places = {key: place for key, _, place in answers}
    return SurveyMapping(columns, {key: value for key, value, _ in answers}, functions, roles, statuses, places)


def _iter_entries(reader: MappingReader, section: str) -> Iterator[tuple[ScalarNode, ScalarNode]]:
    entries = reader.read_mapping(section)
    keys: set[str] = set()
    for name, value in entries.items if entries else ():
        key, label = normalize_cell(name.text), f"`{format_excerpt(name.text)}`"
        if key in keys:
            sentence = f"{label} appears twice in `{section}`, as case and spaces do not count; keep one"
            reader.findings.add(name, sentence, INVALID_MAPPING)
        elif isinstance(value, ScalarNode):
            keys.add(key)
            yield name, value
        else:
            sentence = f"{label} in `{section}` must be a single value, not {SHAPE_NAMES[type(value)]}"
            reader.findings.add(value, sentence, INVALID_MAPPING)


def _iter_columns(reader: MappingReader) -> Iterator[ColumnMeaning]:
    for name, value in _iter_entries(reader, "columns"):
        number = _parse_number(value.text)
        content: int | str = value.text if number is None else number
        if content in (FUNCTION, ROLE, IGNORE, *OPTIONS, *range(1, STATEMENT_COUNT + 1)):
            yield ColumnMeaning(name.text, content, name.place)
        else:
            choices = f"the number of a statement (1 to {STATEMENT_COUNT}), {join_quoted([FUNCTION, ROLE, IGNORE])}"
            sentence = f"`{format_excerpt(value.text)}` is not something a column can hold; use {choices}"
            reader.findings.add(value, sentence, INVALID_MAPPING)


def _iter_answers(reader: MappingReader) -> Iterator[tuple[ScalarNode, int | None]]:
    for word, value in _iter_entries(reader, "answers"):
        number = _parse_number(value.text)
        if number is not None and MIN_RATING <= number <= MAX_RATING:
            yield word, number
        elif value.text in _MISSING_WORDS:
            yield word, None
        else:
            choices = f"an answer from {MIN_RATING} to {MAX_RATING} or `missing`"
            reader.findings.add(value, f"`{format_excerpt(word.text)}` must mean {choices}", INVALID_MAPPING)


def _iter_words(reader: MappingReader, section: str, allowed: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for word, value in _iter_entries(reader, section):
        if value.text in allowed:
            yield build_key(word.text), value.text
        else:
            sentence = f"`{format_excerpt(word.text)}` in `{section}` must mean {join_quoted(allowed)}"
            reader.findings.add(value, sentence, INVALID_MAPPING)


def _parse_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None
