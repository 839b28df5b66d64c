"""Which column holds which statement, the function and the role: as a mapping says, by our wording, by number.

A heading whose number and wording point to different statements, and a statement with no column or with two, is
refused. Columns that hold none of these are left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.errors import nearest
from advisor.loading.nodes import Findings, shown
from advisor.model.instrument import Instrument
from advisor.model.responses import STATEMENTS
from advisor.survey.mapping_file import FUNCTION, IGNORE, ROLE, Said
from advisor.survey.text_normalization import column_of, key, letter, plain, trimmed
from advisor.survey.tool_formats import Header, Layout
from advisor.tabular.tables import Table

_MARK = r"(?:q|s|st|statement|question|item|no\.?|nr\.?|#)?"
_NUMBERED = re.compile(_MARK + r" ?0*([0-9]{1,3})(?:(?: ?[.):](?! ?[0-9])| [-|]) ?(.*))?")
_LOOSELY = re.compile(r"0*([0-9]{1,3}) (.+)")
_CODE = re.compile(
    r"[a-z][a-z0-9]*(?:\[(?:[a-z]+[0-9]*_)?[a-z]*0*([0-9]{1,3})\]|_[a-z]*0*([0-9]{1,3}))(?:(?:[.:]| -) ?(.*))?"
)
_NAMED = re.compile(r"([a-z][a-z0-9_\[\]]*)[.:)] (.*)")
_LABELLED = re.compile(r"(.*)\[([^\[\]]+)\]")
_SHORTENED = 8
_LONGEST = 2_000
"""No heading that says something is longer."""


class Columns(NamedTuple):
    """Where the 20 answers stand, in the order of the statements, and who gave them; columns are counted from 0.

    `others` are the headings of columns left alone.
    """

    statements: tuple[int, ...]
    function: int | None
    role: int | None
    others: tuple[str, ...]
    renumbered: bool


class Read(NamedTuple):
    """The statements that a heading's wording and its number point to."""

    wording: int | None = None
    number: int | None = None


class Wordings:
    """The sentences and short titles of the statements, to be found in headings."""

    def __init__(self, instrument: Instrument) -> None:
        self._known = {key(text): each.number for each in instrument.statements for text in (each.title, each.text)}

    def read(self, heading: str) -> Read:
        """What one text of a heading points to."""
        text = plain(heading)
        if len(text) > _LONGEST:
            return Read()
        if number := self._exact(text):
            return Read(number)
        bare = trimmed(text)
        for pattern in (_CODE, _NUMBERED):
            if found := pattern.fullmatch(bare):
                *numbers, rest = found.groups()
                inner = self._within(rest or "")
                if pattern is _NUMBERED and _LABELLED.fullmatch(rest or "") and inner != Read():
                    return inner  # the number is that of the question, not of its row
                return Read(inner.wording, _statement(next(filter(None, numbers))))
        if (found := _LOOSELY.fullmatch(bare)) and (number := self._exact(found[2])):
            return Read(number, _statement(found[1]))
        if found := _NAMED.fullmatch(text):
            return self._within(found[2])
        return self._within(text)

    def _within(self, text: str) -> Read:
        """What a text points to, or the row label at its end: `question [label]`, `question - label`."""
        if number := self._exact(text):
            return Read(number)
        if found := _LABELLED.fullmatch(trimmed(text)):
            inner = self.read(found[2])
            return inner if inner != Read() else Read(self._exact(found[1]))
        at = text.find("-")
        while at >= 0:
            if number := self._exact(text[at + 1 :]):
                return Read(number)
            at = text.find("-", at + 1)
        return Read()

    def _exact(self, text: str) -> int | None:
        bare = trimmed(text)
        number = self._known.get(bare)
        if number is None and len(bare) >= _SHORTENED and text.rstrip().endswith(".."):
            begun = {number for known, number in self._known.items() if known.startswith(bare)}
            return begun.pop() if len(begun) == 1 else None
        return number


def _statement(digits: str) -> int | None:
    return number if 1 <= (number := int(digits)) <= STATEMENTS else None


def names_of(header: Header) -> set[str]:
    """All that a column can be called by."""
    names: set[str] = set()
    for text in (header.shown, *header.texts, header.given):
        names.add(key(text))
        if found := _NUMBERED.fullmatch(plain(text)):
            names.add(key(found[2] or ""))
        if found := _NAMED.fullmatch(plain(text)):
            names |= {key(found[1]), key(found[2])}
    return names - {""}


def find_column(name: str, headers: Sequence[Header]) -> list[int]:
    """The columns that a name (heading, wording, letter or number) stands for."""
    wanted = key(name)
    whole = [at for at, header in enumerate(headers) if wanted in (key(header.shown), *map(key, header.texts))]
    named = whole or [at for at, header in enumerate(headers) if wanted in names_of(header)]
    if named:
        return named
    at = column_of(name)
    return [at] if at is not None and at < len(headers) else []


def _begins(header: Header, known: set[str]) -> bool:
    """Whether a heading is one of the known ones, cut off as LimeSurvey does it."""
    text = plain(header.shown)
    bare = text.rstrip(" .")
    return text.endswith("..") and len(bare) >= _SHORTENED and any(word.startswith(bare) for word in known)


class Asked(NamedTuple):
    """What was said of columns: by a mapping, by options, and the headings that a function and a role go by."""

    said: tuple[Said, ...]
    function: str | None
    role: str | None
    function_words: tuple[str, ...]
    role_words: tuple[str, ...]


def match(
    table: Table, layout: Layout, wordings: Wordings, asked: Asked, used: set[str], findings: Findings
) -> Columns | None:
    """The columns of a table, or None where the statements have not one each (said). `used`: names that were found."""
    before = len(findings)
    fixed = _fixed(table, layout, asked, used, findings)
    for what, words in ((FUNCTION, asked.function_words), (ROLE, asked.role_words)):
        if what not in fixed.values():
            _by_itself(what, words, table, layout, fixed, findings)
    taken = {holds: at for at, holds in fixed.items()}
    found, renumbered = _statements(table, layout, wordings, fixed, findings)
    statements = {number: taken[number] for number in range(1, STATEMENTS + 1) if number in taken}
    missing = []
    for number in range(1, STATEMENTS + 1):
        columns = [statements[number]] if number in statements else found.get(number, [])
        if len(columns) > 1:
            where = " and ".join(letter(at) for at in columns[:2])
            findings.say(
                table.place(layout.header_row, columns[1]),
                f"statement {number} has two columns, {where}; say which one it is under `columns` of `--map`",
            )
        elif columns:
            statements[number] = columns[0]
        else:
            missing.append(number)
    if len(findings) == before and missing:
        findings.say(table.place(layout.header_row), _lacking(missing))
    if len(findings) > before:
        return None
    held = {*statements.values(), *layout.about, *fixed}
    others = (header.shown for at, header in enumerate(layout.headers) if at not in held)
    return Columns(
        tuple(statements[number] for number in range(1, STATEMENTS + 1)),
        taken.get(FUNCTION),
        taken.get(ROLE),
        tuple(name for name in others if name.strip()),
        renumbered,
    )


def _lacking(missing: Sequence[int]) -> str:
    way_out = "name its column, or each of theirs, under `columns` of `--map`, such as `C: 7`"
    if len(missing) == STATEMENTS:
        return f"no column here is known to hold a statement, by our wording or by number; {way_out}"
    numbers = ", ".join(map(str, missing))
    return f"no column is known to hold {'statement' if len(missing) == 1 else 'statements'} {numbers}; {way_out}"


def _fixed(table: Table, layout: Layout, asked: Asked, used: set[str], findings: Findings) -> dict[int, int | str]:
    """The columns that somebody named, and what they hold."""
    fixed: dict[int, int | str] = {}
    wanted: list[tuple[str, int | str, Said | None]] = [(each.name, each.holds, each) for each in asked.said]
    options = ((asked.function, FUNCTION), (asked.role, ROLE))
    wanted += [(name, what, None) for name, what in options if name is not None]
    for name, holds, said in wanted:
        columns = find_column(name, layout.headers)
        where = said.place if said else table.place(layout.header_row)
        if len(columns) > 1:
            letters = " and ".join(letter(at) for at in columns[:2])
            findings.say(where, f"`{shown(name)}` names two columns, {letters}; name one by its letter")
        elif columns and columns[0] in fixed:
            findings.say(where, f"`{shown(name)}` is column {letter(columns[0])}, of which something else is said too")
        elif columns:
            fixed[columns[0]] = holds
            used.add(name)
        elif said is None:
            near = nearest(name, [header.shown for at, header in enumerate(layout.headers) if at not in layout.about])
            findings.say(where, f"no column is called `{shown(name)}`{near}; name it by its heading or its letter")
    return fixed


def _by_itself(
    what: str, words: Sequence[str], table: Table, layout: Layout, fixed: dict[int, int | str], findings: Findings
) -> None:
    """The column of the function, or the role, by its heading."""
    known = {key(word) for word in words}
    columns = [
        at
        for at, header in enumerate(layout.headers)
        if at not in fixed and at not in layout.about and (known & names_of(header) or _begins(header, known))
    ]
    if len(columns) > 1:
        letters = " and ".join(letter(at) for at in columns[:2])
        findings.say(
            table.place(layout.header_row, columns[1]),
            f"two columns could hold the {what}, {letters}; say which one with `--{what}-column`",
        )
    elif columns:
        fixed[columns[0]] = what


def _statements(
    table: Table, layout: Layout, wordings: Wordings, fixed: Mapping[int, int | str], findings: Findings
) -> tuple[dict[int, list[int]], bool]:
    """The columns of each statement: those with its wording, else those with its number.

    Ids that a tool gave its questions count for nothing in a table in which one of them contradicts a wording (second
    value returned).
    """
    worded: dict[int, list[int]] = defaultdict(list)
    numbered: dict[int, list[int]] = defaultdict(list)
    by_id: dict[int, list[int]] = defaultdict(list)
    renumbered = False
    for at, header in _free(layout, fixed):
        reads = [wordings.read(text) for text in header.texts]
        wording = _agreed({read.wording for read in reads}, at, table, layout, findings)
        number = next((read.number for read in reads if read.number), None)
        given = wordings.read(header.given).number if header.given else None
        if wording and number and wording != number:
            findings.say(
                table.place(layout.header_row, at),
                f"the heading of column {letter(at)} has the number {number} and the wording of statement {wording}; "
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


def _free(layout: Layout, fixed: Mapping[int, int | str]) -> Iterator[tuple[int, Header]]:
    for at, header in enumerate(layout.headers):
        if at not in fixed and at not in layout.about:
            yield at, header


def _agreed(found: set[int | None], at: int, table: Table, layout: Layout, findings: Findings) -> int | None:
    numbers = sorted(number for number in found if number)
    if len(numbers) > 1:
        findings.say(
            table.place(layout.header_row, at),
            f"the heading of column {letter(at)} has the wordings of statements {numbers[0]} and {numbers[1]}; "
            "say which one it is under `columns` of `--map`",
        )
    return numbers[0] if numbers else None


__all__ = ["IGNORE", "Asked", "Columns", "Read", "Wordings", "find_column", "match"]
