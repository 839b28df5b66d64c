"""Which column holds which statement, the function and the role: as a mapping says, by our wording, by number.

A heading whose number and wording point to different statements, and a statement with no column or with two, is
refused. Columns that hold none of these are left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.loading.nodes import FindingList, format_excerpt
from advisor.model.instrument import Instrument
from advisor.model.name_suggestion import suggest_name
from advisor.model.responses import STATEMENT_COUNT
from advisor.survey.mapping_file import FUNCTION, IGNORE, ROLE, ColumnMeaning
from advisor.survey.text_normalization import build_key, format_column, normalize_text, parse_column, trim_text
from advisor.survey.tool_formats import ColumnHeader, Layout
from advisor.tabular.tables import TextTable

_NUMBER_PREFIX = r"(?:q|s|st|statement|question|item|no\.?|nr\.?|#)?"
_NUMBERED_HEADING = re.compile(_NUMBER_PREFIX + r" ?0*([0-9]{1,3})(?:(?: ?[.):](?! ?[0-9])| [-|]) ?(.*))?")
_LOOSE_NUMBER = re.compile(r"0*([0-9]{1,3}) (.+)")
_CODE = re.compile(
    r"[a-z][a-z0-9]*(?:\[(?:[a-z]+[0-9]*_)?[a-z]*0*([0-9]{1,3})\]|_[a-z]*0*([0-9]{1,3}))(?:(?:[.:]| -) ?(.*))?"
)
_CODE_AND_TEXT = re.compile(r"([a-z][a-z0-9_\[\]]*)[.:)] (.*)")
_ROW_LABEL = re.compile(r"(.*)\[([^\[\]]+)\]")
_MIN_PREFIX = 8
_MAX_HEADING = 2_000
"""No heading that says something is longer."""


class SurveyColumns(NamedTuple):
    """Where the 20 answers stand, in the order of the statements, and who gave them; columns are counted from 0.

    `others` are the headings of columns left alone.
    """

    statements: tuple[int, ...]
    function: int | None
    role: int | None
    ignored_headings: tuple[str, ...]
    is_renumbered: bool


class HeadingMatch(NamedTuple):
    """The statements that a heading's wording and its number point to."""

    wording: int | None = None
    number: int | None = None


class StatementMatcher:
    """The sentences and short titles of the statements, to be found in headings."""

    def __init__(self, instrument: Instrument) -> None:
        self._known = {
            build_key(text): each.number for each in instrument.statements for text in (each.title, each.text)
        }

    def match_heading(self, heading: str) -> HeadingMatch:
        """What one text of a heading points to."""
        text = normalize_text(heading)
        if len(text) > _MAX_HEADING:
            return HeadingMatch()
        if number := self._find_statement(text):
            return HeadingMatch(number)
        bare = trim_text(text)
        for pattern in (_CODE, _NUMBERED_HEADING):
            if found := pattern.fullmatch(bare):
                *numbers, rest = found.groups()
                inner = self._match_row_label(rest or "")
                if pattern is _NUMBERED_HEADING and _ROW_LABEL.fullmatch(rest or "") and inner != HeadingMatch():
                    return inner  # the number is that of the question, not of its row
                return HeadingMatch(inner.wording, _parse_statement_number(next(filter(None, numbers))))
        if (found := _LOOSE_NUMBER.fullmatch(bare)) and (number := self._find_statement(found[2])):
            return HeadingMatch(number, _parse_statement_number(found[1]))
        if found := _CODE_AND_TEXT.fullmatch(text):
            return self._match_row_label(found[2])
        return self._match_row_label(text)

    def _match_row_label(self, text: str) -> HeadingMatch:
        """What a text points to, or the row label at its end: `question [label]`, `question - label`."""
        if number := self._find_statement(text):
            return HeadingMatch(number)
        if found := _ROW_LABEL.fullmatch(trim_text(text)):
            inner = self.match_heading(found[2])
            return inner if inner != HeadingMatch() else HeadingMatch(self._find_statement(found[1]))
        at = text.find("-")
        while at >= 0:
            if number := self._find_statement(text[at + 1 :]):
                return HeadingMatch(number)
            at = text.find("-", at + 1)
        return HeadingMatch()

    def _find_statement(self, text: str) -> int | None:
        bare = trim_text(text)
        number = self._known.get(bare)
        if number is None and len(bare) >= _MIN_PREFIX and text.rstrip().endswith(".."):
            begun = {number for known, number in self._known.items() if known.startswith(bare)}
            return begun.pop() if len(begun) == 1 else None
        return number


def _parse_statement_number(digits: str) -> int | None:
    return number if 1 <= (number := int(digits)) <= STATEMENT_COUNT else None


def list_names(header: ColumnHeader) -> set[str]:
    """All that a column can be called by."""
    names: set[str] = set()
    for text in (header.label, *header.texts, header.question_id):
        names.add(build_key(text))
        if found := _NUMBERED_HEADING.fullmatch(normalize_text(text)):
            names.add(build_key(found[2] or ""))
        if found := _CODE_AND_TEXT.fullmatch(normalize_text(text)):
            names |= {build_key(found[1]), build_key(found[2])}
    return names - {""}


def find_columns(name: str, headers: Sequence[ColumnHeader]) -> list[int]:
    """The columns that a name (heading, wording, letter or number) stands for."""
    wanted = build_key(name)
    whole = [
        at for at, header in enumerate(headers) if wanted in (build_key(header.label), *map(build_key, header.texts))
    ]
    named = whole or [at for at, header in enumerate(headers) if wanted in list_names(header)]
    if named:
        return named
    at = parse_column(name)
    return [at] if at is not None and at < len(headers) else []


def _is_truncated_heading(header: ColumnHeader, names: set[str]) -> bool:
    """Whether a heading is one of the known ones, cut off as LimeSurvey does it."""
    text = normalize_text(header.label)
    bare = text.rstrip(" .")
    return text.endswith("..") and len(bare) >= _MIN_PREFIX and any(word.startswith(bare) for word in names)


class ColumnRequest(NamedTuple):
    """What was said of columns: by a mapping, by options, and the headings that a function and a role go by."""

    meanings: tuple[ColumnMeaning, ...]
    function: str | None
    role: str | None
    function_words: tuple[str, ...]
    role_words: tuple[str, ...]


def match_columns(
    table: TextTable,
    layout: Layout,
    matcher: StatementMatcher,
    request: ColumnRequest,
    used_names: set[str],
    findings: FindingList,
) -> SurveyColumns | None:
    """The columns of a table, or None where the statements have not one each (said). `used`: names that were found."""
    before = len(findings)
    fixed = _assign_requested_columns(table, layout, request, used_names, findings)
    for what, words in ((FUNCTION, request.function_words), (ROLE, request.role_words)):
        if what not in fixed.values():
            _assign_by_heading(what, words, table, layout, fixed, findings)
    taken = {holds: at for at, holds in fixed.items()}
    found, renumbered = _find_statement_columns(table, layout, matcher, fixed, findings)
    statements = {number: taken[number] for number in range(1, STATEMENT_COUNT + 1) if number in taken}
    missing = []
    for number in range(1, STATEMENT_COUNT + 1):
        columns = [statements[number]] if number in statements else found.get(number, [])
        if len(columns) > 1:
            where = " and ".join(format_column(at) for at in columns[:2])
            findings.add(
                table.locate(layout.header_row, columns[1]),
                f"statement {number} has two columns, {where}; say which one it is under `columns` of `--map`",
            )
        elif columns:
            statements[number] = columns[0]
        else:
            missing.append(number)
    if len(findings) == before and missing:
        findings.add(table.locate(layout.header_row), _describe_missing(missing))
    if len(findings) > before:
        return None
    held = {*statements.values(), *layout.metadata_columns, *fixed}
    others = (header.label for at, header in enumerate(layout.headers) if at not in held)
    return SurveyColumns(
        tuple(statements[number] for number in range(1, STATEMENT_COUNT + 1)),
        taken.get(FUNCTION),
        taken.get(ROLE),
        tuple(name for name in others if name.strip()),
        renumbered,
    )


def _describe_missing(missing: Sequence[int]) -> str:
    way_out = "name its column, or each of theirs, under `columns` of `--map`, such as `C: 7`"
    if len(missing) == STATEMENT_COUNT:
        return f"no column here is known to hold a statement, by our wording or by number; {way_out}"
    numbers = ", ".join(map(str, missing))
    return f"no column is known to hold {'statement' if len(missing) == 1 else 'statements'} {numbers}; {way_out}"


def _assign_requested_columns(
    table: TextTable, layout: Layout, request: ColumnRequest, used_names: set[str], findings: FindingList
) -> dict[int, int | str]:
    """The columns that somebody named, and what they hold."""
    fixed: dict[int, int | str] = {}
    wanted: list[tuple[str, int | str, ColumnMeaning | None]] = [
        (each.name, each.content, each) for each in request.meanings
    ]
    options = ((request.function, FUNCTION), (request.role, ROLE))
    wanted += [(name, what, None) for name, what in options if name is not None]
    for name, holds, said in wanted:
        columns = find_columns(name, layout.headers)
        where = said.place if said else table.locate(layout.header_row)
        if len(columns) > 1:
            letters = " and ".join(format_column(at) for at in columns[:2])
            findings.add(where, f"`{format_excerpt(name)}` names two columns, {letters}; name one by its letter")
        elif columns and columns[0] in fixed:
            findings.add(
                where,
                f"`{format_excerpt(name)}` is column {format_column(columns[0])}, of which something else is said too",
            )
        elif columns:
            fixed[columns[0]] = holds
            used_names.add(name)
        elif said is None:
            near = suggest_name(
                name, [header.label for at, header in enumerate(layout.headers) if at not in layout.metadata_columns]
            )
            findings.add(
                where, f"no column is called `{format_excerpt(name)}`{near}; name it by its heading or its letter"
            )
    return fixed


def _assign_by_heading(
    category: str,
    words: Sequence[str],
    table: TextTable,
    layout: Layout,
    contents: dict[int, int | str],
    findings: FindingList,
) -> None:
    """The column of the function, or the role, by its heading."""
    known = {build_key(word) for word in words}
    columns = [
        at
        for at, header in enumerate(layout.headers)
        if at not in contents
        and at not in layout.metadata_columns
        and (known & list_names(header) or _is_truncated_heading(header, known))
    ]
    if len(columns) > 1:
        letters = " and ".join(format_column(at) for at in columns[:2])
        findings.add(
            table.locate(layout.header_row, columns[1]),
            f"two columns could hold the {category}, {letters}; say which one with `--{category}-column`",
        )
    elif columns:
        contents[columns[0]] = category


def _find_statement_columns(
    table: TextTable,
    layout: Layout,
    matcher: StatementMatcher,
    contents: Mapping[int, int | str],
    findings: FindingList,
) -> tuple[dict[int, list[int]], bool]:
    """The columns of each statement: those with its wording, else those with its number.

    Ids that a tool gave its questions count for nothing in a table in which one of them contradicts a wording (second
    value returned).
    """
    worded: dict[int, list[int]] = defaultdict(list)
    numbered: dict[int, list[int]] = defaultdict(list)
    by_id: dict[int, list[int]] = defaultdict(list)
    renumbered = False
    for at, header in _iter_free_columns(layout, contents):
        reads = [matcher.match_heading(text) for text in header.texts]
        wording = _resolve_wording({read.wording for read in reads}, at, table, layout, findings)
        number = next((read.number for read in reads if read.number), None)
        given = matcher.match_heading(header.question_id).number if header.question_id else None
        if wording and number and wording != number:
            findings.add(
                table.locate(layout.header_row, at),
                f"the heading of column {format_column(at)} has the number {number} and the wording of statement {wording}; "
                "say which one it is under `columns` of `--map`",
            )
        if wording:
            worded[wording].append(at)
            renumbered |= given not in (None, wording)
        elif number:
            numbered[number].append(at)
        elif given:
            by_id[given].append(at)
    for number, columns in by_id.items():
        if not renumbered:
            numbered[number] += columns
    return {number: worded.get(number) or sorted(numbered[number]) for number in {*worded, *numbered}}, renumbered


def _iter_free_columns(layout: Layout, contents: Mapping[int, int | str]) -> Iterator[tuple[int, ColumnHeader]]:
    for at, header in enumerate(layout.headers):
        if at not in contents and at not in layout.metadata_columns:
            yield at, header


def _resolve_wording(
    wordings: set[int | None], column: int, table: TextTable, layout: Layout, findings: FindingList
) -> int | None:
    numbers = sorted(number for number in wordings if number)
    if len(numbers) > 1:
        findings.add(
            table.locate(layout.header_row, column),
            f"the heading of column {format_column(column)} has the wordings of statements {numbers[0]} and {numbers[1]}; "
            "say which one it is under `columns` of `--map`",
        )
    return numbers[0] if numbers else None


__all__ = [
    "IGNORE",
    "ColumnRequest",
    "HeadingMatch",
    "StatementMatcher",
    "SurveyColumns",
    "find_columns",
    "match_columns",
]
