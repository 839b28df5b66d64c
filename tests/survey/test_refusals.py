"""What cannot be understood is refused with its place, in a sentence with a way out."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from advisor.errors import SurveyError
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.reader import SurveyOptions, read_surveys
from advisor.tabular import xlsx_archive as unpacking
from tests.survey.exporters import TOOLS, Dialect, Grid, Style, as_csv, as_xlsx, form, own_sheet, texts

PEOPLE = [Respondent("sales", "head", (1, 2, 3, 4, 5) * 4), Respondent("marketing", None, (5, 4, None, 2, 1) * 4)]


@pytest.fixture(scope="module")
def asked(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


def refused(asked: Instrument, *paths: Path, **options: object) -> list[str]:
    """The sentences of a refusal, with places but without the folder."""
    with pytest.raises(SurveyError) as caught:
        read_surveys(map(str, paths), asked, SurveyOptions(**options))  # type: ignore[arg-type]
    return [str(finding).replace(f"{paths[0].parent}/", "") for finding in caught.value.findings]


def plain(asked: Instrument) -> Grid:
    """Two people in a table with the numbers as headings: function, role, 1 to 20."""
    return TOOLS["plain"](PEOPLE, asked, Style())


def row(grid: Grid, number: int, **cells: str) -> Grid:
    """The table with cells of one row changed, named by their column."""
    at = {name: column for column, name in enumerate(grid[0])}
    changed = list(grid[number - 1])
    for name, text in cells.items():
        changed[at[name.removeprefix("_")]] = text
    return [*grid[: number - 1], changed, *grid[number:]]


class Case(NamedTuple):
    """A file that must be refused, the beginning of what is said, and the options."""

    id: str
    data: Callable[[Instrument], bytes]
    said: tuple[str, ...]
    options: dict[str, object] = {}  # noqa: RUF012
    name: str = "a.csv"


def _cell(text: str) -> Callable[[Instrument], bytes]:
    return lambda asked: as_csv(row(plain(asked), 3, _7=text))


CASES = [
    Case("nothing", lambda _: b"", ("a.csv: this file is empty",)),
    Case("blank lines only", lambda _: b"\r\n \r\n", ("a.csv: this file is empty",)),
    Case("a mark of UTF-8 only", lambda _: b"\xef\xbb\xbf", ("a.csv: this file is empty",)),
    Case("a heading only", lambda a: as_csv(plain(a)[:1]), ("a.csv: this file has a heading and no responses",)),
    Case("NUL", lambda a: as_csv(plain(a)) + b"\0", ("a.csv:4: this is not text (it holds a NUL)",)),
    Case("UTF-16 without a mark", lambda a: as_csv(plain(a), Dialect(encoding="utf-16-le")), ("a.csv:1: this is not",)),
    Case(
        "not UTF-8", lambda a: as_csv([*plain(a), ["\xe9"]], Dialect(encoding="latin-1")), ("a.csv:4: this is not UTF",)
    ),
    Case("no such encoding", lambda a: as_csv(plain(a)), ("a.csv: `utf-9` is not an enc",), {"encoding": "utf-9"}),
    Case("no text encoding", lambda a: as_csv(plain(a)), ("a.csv: `rot13` is not an enc",), {"encoding": "rot13"}),
    Case(
        "an open quotation mark", lambda a: as_csv(plain(a)) + b'"open', ("a.csv:4: a quotation mark that opens here",)
    ),
    Case(
        "quotation marks astray", lambda a: as_csv(plain(a)) + b'"a"b,"c"\n', ("a.csv:4: the quotation marks of this",)
    ),
    Case(
        "too few cells", lambda a: as_csv([*plain(a), ["sales", "", "4"]]), ("a.csv:4: this row has 3 cells, not 22",)
    ),
    Case(
        "too many cells", lambda a: as_csv([*plain(a), [*plain(a)[1], "x"]]), ("a.csv:4: this row has 23 cells, not",)
    ),
    *(
        Case(f"the answer {text!r}", _cell(text), ("a.csv:3:9: in column I (statement 7), `" + text,))
        for text in (
            "0",
            "6",
            "2.5",
            "21",
            "n/a",
            "-",
            "4 - Disagree",
            "Agree (2)",
            "Totally agree",
            "44",
            "4 Agree!",
            "=4",
        )
    ),
    Case(
        "number and label", _cell("4 - Disagree"), ("a.csv:3:9: in column I (statement 7), `4 - Disagree` names two",)
    ),
    Case(
        "no function", lambda a: as_csv([each[1:] for each in plain(a)]), ("a.csv:1: no column tells which function",)
    ),
    Case(
        "a blank function", lambda a: as_csv(row(plain(a), 3, function=" ")), ("a.csv:3:1: column A is blank, so that",)
    ),
    Case(
        "another function",
        lambda a: as_csv(row(plain(a), 3, function="HR")),
        ("a.csv:3:1: in column A, `HR` is not a",),
    ),
    Case(
        "another role",
        lambda a: as_csv(row(plain(a), 3, role="Guru")),
        ("a.csv:3:2: in column B, `Guru` is not a role",),
    ),
    Case(
        "two sides said", lambda a: as_csv(plain(a)), ("a.csv:3:1: this response is from mark",), {"function": "sales"}
    ),
    Case(
        "no such column",
        lambda a: as_csv(plain(a)),
        ("a.csv:1: no column is called `Team`",),
        {"function_column": "Team"},
    ),
    Case(
        "no such format",
        lambda a: as_csv(plain(a)),
        ("a.csv:1: this is no export of Qualtrics",),
        {"format": "qualtrics"},
    ),
    Case(
        "not our sheet",
        lambda a: as_csv(plain(a)),
        ("a.csv: this is not our spreadsheet",),
        {"format": "advisor-sheet"},
    ),
    Case(
        "a statement missing",
        lambda a: as_csv([each[:-1] for each in plain(a)]),
        ("a.csv:1: no column is known to hold statement 20;",),
    ),
    Case(
        "no statements",
        lambda _: b"function,mood\nsales,4\n",
        ("a.csv:1: no column here is known to hold a statement",),
    ),
    Case(
        "a statement twice",
        lambda a: as_csv([[*each, each[-1]] for each in plain(a)]),
        ("a.csv:1:23: statement 20 has two columns, V and W",),
    ),
    Case(
        "number against wording",
        lambda a: as_csv([[*plain(a)[0][:-1], f"3. {texts(a)[7]}"], *plain(a)[1:]]),
        ("a.csv:1:22: the heading of column V has the number 3 and the wording of statement 7",),
    ),
    Case(
        "an id twice",
        lambda a: as_csv([["id", *plain(a)[0]], *(["R", *each] for each in plain(a)[1:])]),
        ("a.csv:3: the response of ",),
    ),
    Case(
        "unfinished only",
        lambda a: as_csv(
            [
                *TOOLS["limesurvey code"](PEOPLE, a, Style())[:1],
                ["1", "", *TOOLS["limesurvey code"](PEOPLE, a, Style())[1][2:]],
            ]
        ),
        ("a.csv: no response is left to be read: 1 response left out as unfinished",),
    ),
    Case(
        "an unknown word for finished",
        lambda a: as_csv(_unknown_finished(a)),
        ("a.csv:4:7: column G does not tell",),
        {"function_column": "Where do you work?"},
    ),
    Case("not a workbook", lambda _: b"a,b\n1,2\n", ("a.xlsx: this is not a workbook, though",), name="a.xlsx"),
    Case(
        "an old workbook",
        lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        ("a.xls: this is an old workbook",),
        name="a.xls",
    ),
    Case(
        "a protected workbook",
        lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        ("a.xlsx: this workbook is protected",),
        name="a.xlsx",
    ),
    Case("a broken workbook", lambda a: as_xlsx(plain(a))[:3000], ("a.xlsx: this workbook is broken",), name="a.xlsx"),
    Case(
        "an archive",
        lambda _: _archive({"answers.csv": b"1,2"}),
        ("a.zip: this is a ZIP archive, not an XLSX",),
        name="a.zip",
    ),
    Case("an empty workbook", lambda _: as_xlsx([]), ("a.xlsx: this workbook is empty",), name="a.xlsx"),
    Case(
        "several sheets",
        lambda a: as_xlsx({"May": plain(a), "June": plain(a)}),
        ("a.xlsx: several sheets of this workbook are filled in; name one with `--sheet`: `May` or `June`",),
        name="a.xlsx",
    ),
    Case(
        "no such sheet",
        lambda a: as_xlsx({"May": plain(a)}),
        ("a.xlsx: there is no sheet `July`; its sheets are `May`",),
        {"sheet": "July"},
        "a.xlsx",
    ),
    Case(
        "a date for an answer",
        lambda a: _changed(a, "2026-01-04"),
        ("a.xlsx:3:9: in column I (statement 7), `2026-01-04`",),
        name="a.xlsx",
    ),
    Case(
        "a formula without its value",
        lambda a: _changed(a, "=1+3"),
        ("a.xlsx:3:9: in column I (statement 7), `(a formula without its value)`",),
        name="a.xlsx",
    ),
    Case(
        "an error in a cell",
        lambda a: _changed(a, "#N/A"),
        ("a.xlsx:3:9: in column I (statement 7), `#N/A`",),
        name="a.xlsx",
    ),
    Case(
        "yes for an answer",
        lambda a: _changed(a, True),
        ("a.xlsx:3:9: in column I (statement 7), `True`",),
        name="a.xlsx",
    ),
    Case("a cell far away", lambda a: _far(a), ("a.xlsx: a sheet of this workbook spreads over ",), name="a.xlsx"),
    Case(
        "our spreadsheet, not filled in",
        lambda a: as_xlsx({"Answers": own_sheet(Respondent("sales", None, (None,) * 20), a, "number")}),
        ("a.xlsx:6:3: nothing is filled in here",),
        name="a.xlsx",
    ),
    Case(
        "our spreadsheet, of nobody",
        lambda a: as_xlsx(
            {
                "Answers": [
                    each if each[0] != "Function" else ["Function", "", ""] for each in own_sheet(PEOPLE[0], a, "both")
                ]
            }
        ),
        ("a.xlsx:3: the function of this person is not",),
        name="a.xlsx",
    ),
    Case(
        "our spreadsheet, with a wrong answer",
        lambda a: as_xlsx({"Answers": [*own_sheet(PEOPLE[0], a, "both")[:-1], ["20", texts(a)[20], "maybe"]]}),
        ("a.xlsx:26:3: statement 20: `maybe` is not an answer",),
        name="a.xlsx",
    ),
    Case(
        "our spreadsheet, with sentences moved",
        lambda a: as_xlsx({"Answers": [*own_sheet(PEOPLE[0], a, "both")[:-1], ["20", texts(a)[3], "4"]]}),
        ("a.xlsx:26: the statement of this row cannot be told",),
        name="a.xlsx",
    ),
]


def _archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _unknown_finished(asked: Instrument) -> Grid:
    grid = TOOLS["qualtrics"](PEOPLE, asked, Style())
    return [*grid[:3], [*grid[3][:6], "Wahr", *grid[3][7:]]]


def _changed(asked: Instrument, value: object) -> bytes:
    """The plain table as a workbook of another program, with one cell changed."""
    from datetime import date

    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(plain(asked))))
    cell = book.active["I3"]
    if value == "2026-01-04":
        cell.value = date(2026, 1, 4)
    else:
        cell.value = value
    if value == "#N/A":
        cell.data_type = "e"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _far(asked: Instrument) -> bytes:
    parts = _parts(as_xlsx(plain(asked)))
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _archive({**parts, sheet: parts[sheet].replace(b"</sheetData>", far)})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_is_refused_with_its_place(case: Case, asked: Instrument, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.data(asked))
    said = refused(asked, path, **case.options)
    assert len(said) == len(case.said), said
    for line, beginning in zip(said, case.said, strict=True):
        assert line.startswith(beginning), line


def test_all_that_is_wrong_is_told_at_once_up_to_a_bound(asked: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(row(row(plain(asked), 2, _1="9", function="HR"), 3, _2="8")))
    assert len(refused(asked, path)) == 3
    path.write_bytes(as_csv([plain(asked)[0], *([["sales", "", *["9"] * 20]] * 100)]))
    said = refused(asked, path)
    assert len(said) == 51
    assert said[-1].endswith("more than 50 things are wrong; mend those told first")


def test_a_response_in_two_files_is_refused_with_both_places(asked: Instrument, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_bytes(as_csv(form(PEOPLE[0], "same")))
    (said,) = refused(asked, tmp_path / "one.csv", tmp_path / "two.csv")
    assert said.startswith("two.csv:2: the response of one.csv:2 stands here a second time")
    assert "same" not in said


def test_files_that_are_not_there_are_all_named(asked: Instrument, tmp_path: Path) -> None:
    assert len(refused(asked, tmp_path / "none.csv", tmp_path / "nor.csv", tmp_path)) == 3


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    asked: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    parts = _parts(as_xlsx(plain(asked)))
    path.write_bytes(_archive({**parts, "xl/theme/theme1.xml": b" " * 401_000_000}))
    assert refused(asked, path)[0].startswith("a.xlsx: this workbook unpacks to more than 400 MB")
    monkeypatch.setattr(unpacking, "MAX_TEXT", 5_000)
    shared = parts["xl/sharedStrings.xml"].replace(b"<t>sales</t>", b"<t>" + b"x" * 4_000 + b"</t>")
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>2</v></c></row>' for at in range(4, 9)).encode()
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", rows + b"</sheetData>")
    path.write_bytes(_archive({**parts, "xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheet}))
    assert refused(asked, path)[0].startswith("a.xlsx: the texts of this workbook are longer than can be read")


def test_a_part_that_is_larger_than_it_says_is_refused(asked: Instrument, tmp_path: Path) -> None:
    data = _archive({**_parts(as_xlsx(plain(asked))), "xl/big.xml": b"x" * 70_000})
    path = tmp_path / "a.xlsx"
    path.write_bytes(data.replace(struct.pack("<L", 70_000), struct.pack("<L", 70)))
    assert refused(asked, path)[0].startswith("a.xlsx: this workbook is broken")


@pytest.mark.parametrize("rewrite", [(b' r="', b" r='"), (b"<c r=", b"<c  r="), (b"<c ", b"<c\n")])
def test_a_cell_far_away_is_seen_however_it_is_written(
    rewrite: tuple[bytes, bytes], asked: Instrument, tmp_path: Path
) -> None:
    parts = _parts(_far(asked))
    sheet = parts["xl/worksheets/sheet1.xml"].replace(*rewrite)
    if rewrite[1].endswith(b"'"):
        sheet = sheet.replace(b'XFD1048576"', b"XFD1048576'")
    path = tmp_path / "a.xlsx"
    path.write_bytes(_archive({**parts, "xl/worksheets/sheet1.xml": sheet}))
    assert refused(asked, path)[0].startswith(
        ("a.xlsx: a sheet of this workbook spreads", "a.xlsx: this workbook is br")
    )


def test_cells_without_names_are_counted(asked: Instrument, tmp_path: Path) -> None:
    parts = _parts(as_xlsx(plain(asked)))
    wide = b"<row>" + b"<c><v>1</v></c>" * 4_000 + b"</row>"
    tall = b"<row><c><v>1</v></c></row>" * 4_000
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", wide + tall + b"</sheetData>")
    path = tmp_path / "a.xlsx"
    path.write_bytes(_archive({**parts, "xl/worksheets/sheet1.xml": sheet}))
    assert refused(asked, path)[0].startswith("a.xlsx: a sheet of this workbook spreads over ")


def test_a_blank_function_and_a_wrong_answer_are_told_in_one_run(asked: Instrument, tmp_path: Path) -> None:
    token, _, *rest = form(PEOPLE[0], "a")[1]
    (tmp_path / "a.csv").write_bytes(as_csv([form(PEOPLE[0], "a")[0], [token, "", *rest[:-1], "9"]]))
    grid = own_sheet(PEOPLE[0], asked, "both")
    for function, name in (("", "blank.xlsx"), ("HR", "wrong.xlsx")):
        sheet = [["Function", function, ""] if each[0] == "Function" else each for each in grid]
        (tmp_path / name).write_bytes(as_xlsx({"Answers": [*sheet[:-1], [*sheet[-1][:2], "maybe"]]}))
    said = refused(asked, tmp_path / "a.csv", tmp_path / "blank.xlsx", tmp_path / "wrong.xlsx")
    assert [line.split(": ")[0] for line in said] == [
        *("a.csv:2:2", "a.csv:2:23"),
        *("blank.xlsx:3", "blank.xlsx:26:3"),
        *("wrong.xlsx:3:2", "wrong.xlsx:26:3"),
    ]


def test_a_sheet_named_where_no_file_is_a_workbook_is_refused(asked: Instrument, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(as_csv(plain(asked)))
    assert refused(asked, tmp_path / "a.csv", sheet="May") == [
        "--sheet: no file here is a workbook, so that there is no sheet `May`; leave it out"
    ]
    (tmp_path / "b.xlsx").write_bytes(as_xlsx({"May": plain(asked)}))
    files = [str(tmp_path / "a.csv"), str(tmp_path / "b.xlsx")]
    assert len(read_surveys(files, asked, SurveyOptions(sheet="May")).respondents) == 4
