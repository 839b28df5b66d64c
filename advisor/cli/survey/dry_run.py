"""The text of `advisor survey read --dry-run`: how each column was understood, and the first respondents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.errors import Place, replace_unprintable
from advisor.loading.documents.nodes import format_excerpt
from advisor.model.instrument import Instrument
from advisor.model.responses import Respondent
from advisor.model.word_lists import format_count
from advisor.survey.collection import FIRST_PEOPLE, TableReading
from advisor.survey.column_matching import BY_HEADING, BY_MAP, BY_NUMBER, BY_OPTION, BY_WORDING
from advisor.survey.mapping_file import IGNORE
from advisor.survey.tool_formats import FORMAT_NAMES, SHEET
from advisor.tabular.tables import format_column

_ORIGINS = {
    BY_MAP: "by `--map`",
    BY_OPTION: "by an option",
    BY_HEADING: "by its heading",
    BY_WORDING: "by its wording",
    BY_NUMBER: "by its number only",
}
_LABEL_WIDTH = 40


def iter_dry_run_lines(readings: Sequence[TableReading], instrument: Instrument) -> Iterator[str]:
    """Yield the lines for all tables that were read; answers are digits, `-` for a missing one."""
    for group in _group_readings(readings):
        first = group[0]
        others = f" and {format_count(len(group) - 1, 'more file')}" if len(group) > 1 else ""
        yield f"{first.place}{others}: read as {FORMAT_NAMES[first.format]}; its columns:"
        yield from _iter_columns(first, instrument)
        people = [person for reading in group for person in reading.first_people][:FIRST_PEOPLE]
        if people:
            yield "  The first respondents, with their 20 answers:"
            yield from _iter_people(people)
        yield ""
    yield "Nothing was written, as this was a dry run."


def _group_readings(readings: Iterable[TableReading]) -> list[list[TableReading]]:
    """Group our own spreadsheets that are alike: each holds one person, so there are many of them."""
    groups: list[list[TableReading]] = []
    for reading in readings:
        last = groups[-1][-1] if groups else None
        if last and reading.format == SHEET == last.format and reading.uses == last.uses:
            groups[-1].append(reading)
        else:
            groups.append([reading])
    return groups


def _iter_columns(reading: TableReading, instrument: Instrument) -> Iterator[str]:
    titles = {each.number: each.title for each in instrument.statements}
    for use in reading.uses:
        label = format_excerpt(" ".join(use.label.split()), _LABEL_WIDTH)
        if not use.content and use.column in reading.status_columns:
            meaning = "says which responses count"
        elif not use.content or use.content == IGNORE:
            meaning = "not read"
        elif isinstance(use.content, int):
            meaning = f"statement {use.content}, {titles[use.content]}"
        else:
            meaning = use.content
        origin = f" ({_ORIGINS[use.origin]})" if use.origin else ""
        yield f"  {format_column(use.column):<3} {label:<{_LABEL_WIDTH}}  {meaning}{origin}"


def _iter_people(people: Iterable[tuple[Place, Respondent]]) -> Iterator[str]:
    for place, person in people:
        answers = "".join("-" if answer is None else str(answer) for answer in person.answers)
        where = f"row {place.line}" if place.line else str(place)
        yield f"  {where}: {replace_unprintable(person.function)}, {person.role or 'no role'}, {answers}"
