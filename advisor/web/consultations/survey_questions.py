"""What a page asks about survey files that the reader does not understand, and what the sender answers.

Each question shows the headings or the words of the file to choose from. Nothing here names an option of a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.errors import Finding
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import format_excerpt
from advisor.model.instrument import Instrument
from advisor.tabular.tables import choose_codec
from advisor.web.consultations.column_questions import TableQuestions, build_table_questions, name_table, shorten_label
from advisor.web.security.forms import Upload

if TYPE_CHECKING:
    from advisor.survey.collection import TableReading
    from advisor.survey.open_points import OpenPoint

ENCODINGS = {
    "cp1252": "Western Europe (Windows)",
    "cp1250": "Central Europe (Windows)",
    "cp1251": "Cyrillic (Windows)",
    "cp1254": "Turkish (Windows)",
    "mac-roman": "Western Europe (older Mac)",
    "utf-16": "Unicode (UTF-16)",
}
_ASKED = {
    "answers": codes.INVALID_ANSWER,
    "functions": codes.INVALID_GROUP,
    "roles": codes.INVALID_GROUP,
    "statuses": codes.UNKNOWN_STATUS,
}
_SAME = re.compile(r" \(the same (?:in|for) [^)]*\)\Z")
_OPTION = re.compile(r"`--[a-z]")


class WordQuestion(NamedTuple):
    """A word whose meaning is asked: its kind (`answers`, `functions`, `roles`, `statuses`), and where it is first."""

    kind: str
    text: str
    shown: str
    where: str
    table: str
    column: int | None


class Example(NamedTuple):
    """An encoding, and how a word of the file looks in it."""

    encoding: str
    name: str
    word: str


class SurveyQuestions(NamedTuple):
    """Everything that is asked about files; empty if nothing but a better file helps."""

    tables: tuple[TableQuestions, ...] = ()
    words: tuple[WordQuestion, ...] = ()
    encodings: tuple[Example, ...] = ()
    sheets: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not any(self)

    def list_words(self, kind: str) -> list[WordQuestion]:
        """List the words of one kind."""
        return [each for each in self.words if each.kind == kind]


def build_questions(
    findings: Sequence[Finding],
    readings: Sequence[TableReading],
    points: Sequence[OpenPoint],
    files: Sequence[Upload],
    instrument: Instrument,
    chosen: Mapping[tuple[str, int], int | str],
    *,
    knows_team: bool,
) -> tuple[SurveyQuestions, list[Finding]]:
    """Build the questions, and list the findings that they do not cover.

    Args:
        findings: all findings; the files of their places are named like the tables.
        readings: how each table was understood.
        points: what is open.
        files: the files that were sent.
        instrument: the statements.
        chosen: the columns that the sender has chosen before.
        knows_team: whether the sender said from which team everybody in a file is.
    """
    rest = list(findings)
    tables = []
    for reading in readings:
        kinds = {each.kind: each for each in points if each.table == reading.place.file}
        if not kinds.keys() & {"function", "role", "statements"}:
            continue
        here = [each for each in rest if each.place.file == reading.place.file]
        is_ambiguous = any(each.code == codes.AMBIGUOUS_COLUMN for each in here)
        table = build_table_questions(reading, kinds, instrument, chosen, is_ambiguous=is_ambiguous)
        has_team = knows_team or any(use.content == "function" for use in reading.uses)
        tables.append(table._replace(asks_team=table.asks_team or not has_team))
        covered = (codes.UNKNOWN_COLUMN, codes.AMBIGUOUS_COLUMN)
        rest = [each for each in rest if each not in here or each.code not in covered]
    words = []
    for point in points:
        if point.kind in _ASKED:
            words.append(_build_word(point, findings))
            rest = [each for each in rest if not _is_about(each, point)]
    encodings: list[Example] = []
    if any(each.code == codes.NOT_TEXT for each in findings):
        encodings = [example for file in files for example in _list_examples(file)][: len(ENCODINGS)]
        rest = [each for each in rest if each.code != codes.NOT_TEXT]
    sheets = _list_sheets(files) if any(each.code == codes.UNKNOWN_SHEET for each in findings) else []
    if sheets:
        rest = [each for each in rest if each.code != codes.UNKNOWN_SHEET]
    return SurveyQuestions(tuple(tables), tuple(words), tuple(encodings), tuple(sheets)), rest


def _is_about(finding: Finding, point: OpenPoint) -> bool:
    if not point.table:
        return finding.code == codes.INVALID_MAPPING
    is_here = finding.place.file == point.table and finding.code == _ASKED[point.kind]
    return (
        is_here
        and f"`{format_excerpt(point.text)}`" in finding.sentence
        and " you say that all" not in finding.sentence
    )


def _build_word(point: OpenPoint, findings: Iterable[Finding]) -> WordQuestion:
    line = next((each.place.line for each in findings if point.table and _is_about(each, point)), None)
    where = f"row {line} of {name_table(point.table)}" if line else ""
    return WordQuestion(point.kind, point.text, shorten_label(point.text), where, point.table, point.column)


def _list_examples(file: Upload) -> list[Example]:
    """List the encodings that a file can have, each with the first word in which they differ."""
    if choose_codec(file.data, file.name, None) != "utf-8":
        return []
    match = re.search(rb"[^\s,;\"]*[\x80-\xff][^\s,;\"]*", file.data)
    examples = []
    for encoding, name in ENCODINGS.items():
        try:
            file.data.decode(encoding)
            word = match[0].decode(encoding) if match and encoding != "utf-16" else ""
        except UnicodeError:
            continue
        if encoding != "utf-16" or b"\0" in file.data:
            examples.append(Example(encoding, name, shorten_label(word)))
    return examples


def _list_sheets(files: Iterable[Upload]) -> list[str]:
    from advisor.tabular.workbook import is_workbook, read_sheets  # here, since most visits need no workbook

    names: dict[str, None] = {}
    for file in files:
        if is_workbook(file.data, file.name):
            names |= {sheet.name: None for sheet in read_sheets(file.data, file.name, None)[0] if sheet.is_visible}
    return list(names)


def say_without_options(finding: Finding) -> str:
    """Return the sentence of a finding with a remedy for a page instead of one that names options of a command."""
    same = _SAME.search(finding.sentence)
    sentence = finding.sentence[: same.start()] if same else finding.sentence
    clauses = sentence.split("; ")
    kept = [each for each in clauses if not _OPTION.search(each)]
    if len(kept) < len(clauses):
        is_team = finding.code == codes.INVALID_GROUP
        remedy = "choose another answer to `Who is in the files?`" if is_team else "correct the file, and send it again"
        kept = [*(kept or ["this cannot be read"]), remedy]
    return "; ".join(kept) + (same[0] if same else "")
