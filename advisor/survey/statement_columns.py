"""Find the columns of the statements by their headings: those with a statement's wording, else those with its number.

Numbers are trusted less than wordings. They are ignored if the numbers of a tool contradict a wording, and refused if
the numbering has more than 20 entries, since nobody knows then which of them are the statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from advisor.model.responses import STATEMENT_COUNT
from advisor.survey.answer_scale import AnswerScale
from advisor.survey.heading_matching import HeadingNumber, StatementMatcher, find_number, iter_row_labels
from advisor.survey.text_normalization import build_key
from advisor.survey.tool_formats import ColumnHeader
from advisor.tabular.tables import format_column

_UNDER_COLUMNS = "under `columns` in the `--map` file"
FreeColumn = tuple[int, ColumnHeader]


class StatementColumns(NamedTuple):
    """The columns of each statement, in order of their numbers.

    `options` has the label of the answer that a mark in a column means, for columns of one option. `numbered` are the
    statements known only by number. `conflicts` are headings that nobody can understand, each as column and sentence.
    """

    columns: dict[int, list[int]]
    options: dict[int, str]
    numbered: frozenset[int]
    is_renumbered: bool
    conflicts: list[tuple[int, str]]


class _Numbered(NamedTuple):
    """A column with a number in its heading (`is_id`: in the id that the tool gave to the question)."""

    column: int
    number: HeadingNumber
    is_id: bool
    label: str


def find_statement_columns(
    columns: Iterable[FreeColumn], matcher: StatementMatcher, scale: AnswerScale, mapped: Collection[int]
) -> StatementColumns:
    """Find the columns of each statement.

    Args:
        columns: The columns that may hold a statement, with their headings.
        matcher: The wordings of the statements.
        scale: The labels of the answers, for columns of one option.
        mapped: The statements whose column is known already.
    """
    found = StatementColumns({}, {}, frozenset(), is_renumbered=False, conflicts=[])
    worded: defaultdict[int, list[int]] = defaultdict(list)
    numbered: list[_Numbered] = []
    is_renumbered = is_beyond = False
    conflicts: list[tuple[int, str]] = []
    for column, header in columns:
        if option := _match_option(header, matcher, scale):
            worded[option[0]].append(column)
            found.options[column] = option[1]
            continue
        wording, conflict = _match_wording(column, header, matcher)
        if conflict:
            conflicts.append((column, conflict))
        id_number = find_number(header.question_id) if header.question_id else None
        own = next(filter(None, map(find_number, header.texts)), None)
        is_beyond |= bool(wording and own and own.number > STATEMENT_COUNT)
        if wording:
            worded[wording].append(column)
            id_match = matcher.match_heading(header.question_id).number if id_number else None
            is_renumbered |= id_match not in (None, wording)
        elif number := own or id_number:
            numbered.append(_Numbered(column, number, own is None, build_key(header.label)))
    if is_beyond:  # the tool also numbers other questions, so its numbers are not ours
        is_renumbered, conflicts = True, []
    if is_renumbered:
        numbered = [each for each in numbered if not each.is_id]
    needed = {*range(1, STATEMENT_COUNT + 1)}.difference(worded, mapped)
    chosen = _choose_series(numbered, needed)
    conflicts = [*_name_first(conflicts), *_find_long_series(chosen, numbered), *_find_other_texts(chosen)]
    by_number: defaultdict[int, list[int]] = defaultdict(list)
    for each in chosen:
        by_number[each.number.number].append(each.column)
    return found._replace(
        columns={**worded, **by_number}, numbered=frozenset(by_number), is_renumbered=is_renumbered, conflicts=conflicts
    )


def _match_option(header: ColumnHeader, matcher: StatementMatcher, scale: AnswerScale) -> tuple[int, str] | None:
    """Match a column of one option, `We meet often. [Agree]`: the statement, and the label that a mark means."""
    for text in dict.fromkeys((*header.texts, header.label)):
        for question, label in iter_row_labels(text):
            if scale.is_label(label) and (statement := matcher.match_heading(question).wording):
                return statement, label
    return None


def _match_wording(column: int, header: ColumnHeader, matcher: StatementMatcher) -> tuple[int | None, str]:
    """Match the wording of a heading; also return a sentence if the heading contradicts itself."""
    matches = [matcher.match_heading(text) for text in header.texts]
    wordings = sorted({match.wording for match in matches if match.wording})
    number = next((match.number for match in matches if match.number), None)
    heading, hint = f"the heading of column {format_column(column)} has the", f"map it {_UNDER_COLUMNS}"
    if len(wordings) > 1:
        return wordings[0], f"{heading} wordings of statements {wordings[0]} and {wordings[1]}; {hint}"
    wording = wordings[0] if wordings else None
    if wording and number and wording != number:
        return wording, f"{heading} number {number} and the wording of statement {wording}; {hint}"
    return wording, ""


def _name_first(conflicts: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Keep the first of several conflicts, as they nearly always have one cause."""
    more = f" (the same for {len(conflicts) - 1} more)" if conflicts[1:] else ""
    return [(column, sentence + more) for column, sentence in conflicts[:1]]


def _choose_series(numbered: Sequence[_Numbered], needed: Collection[int]) -> list[_Numbered]:
    """Choose the columns whose numbers are those of statements; of several numberings, those with all that we need."""
    series: defaultdict[tuple[str, bool], set[int]] = defaultdict(set)
    for each in numbered:
        series[each.number.series, each.is_id].add(each.number.number)
    complete = {name for name, numbers in series.items() if numbers.issuperset(needed)}
    return [
        each
        for each in numbered
        if each.number.number in needed and (not complete or (each.number.series, each.is_id) in complete)
    ]


def _find_long_series(chosen: Sequence[_Numbered], numbered: Sequence[_Numbered]) -> list[tuple[int, str]]:
    """Find a numbering that goes past the last statement; list its first column too many, with a sentence."""
    names = {(each.number.series, each.is_id) for each in chosen}
    beyond = [
        each for each in numbered if (each.number.series, each.is_id) in names and each.number.number > STATEMENT_COUNT
    ]
    if not beyond:
        return []
    last = max(each.number.number for each in beyond)
    sentence = (
        f"the headings are numbered up to {last}, but there are {STATEMENT_COUNT} statements, so their numbers do not "
        f"show which is which; map the column of each statement {_UNDER_COLUMNS}, such as "
        f"`{format_column(chosen[0].column)}: 1`, or other numbered columns to `ignore`"
    )
    return [(beyond[0].column, sentence)]


def _find_other_texts(chosen: Sequence[_Numbered]) -> list[tuple[int, str]]:
    """Find two columns of one numbering with the same number and different texts, such as an answer and a comment."""
    first: dict[tuple[HeadingNumber, bool], _Numbered] = {}
    pairs = []
    for each in chosen:
        other = first.setdefault((each.number, each.is_id), each)
        if other.label != each.label:
            pairs.append((other, each))
    if not pairs:
        return []
    other, each = pairs[0]
    more = f" (the same for {len(pairs) - 1} more)" if pairs[1:] else ""
    names = f"{format_column(other.column)} and {format_column(each.column)}"
    sentence = (
        f"the headings of columns {names} have the same number {each.number.number} and different texts; map one of "
        f"them to `ignore` {_UNDER_COLUMNS}{more}"
    )
    return [(each.column, sentence)]
