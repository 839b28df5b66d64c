"""Files that cannot be understood are refused with the place and the kind of each fault."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from advisor.errors import Finding, SurveyError
from advisor.loading import finding_codes as codes
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.reader import SurveyOptions, read_surveys
from advisor.tabular import xlsx_archive
from tests.survey.exporters import (
    TOOLS,
    Dialect,
    Grid,
    Style,
    build_form,
    build_own_sheet,
    list_sentences,
    write_csv,
    write_xlsx,
)

PEOPLE = [Respondent("sales", "head", (1, 2, 3, 4, 5) * 4), Respondent("marketing", None, (5, 4, None, 2, 1) * 4)]


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


def find_refusals(instrument: Instrument, *paths: Path, **options: object) -> list[Finding]:
    """Return the findings of a refusal, with places but without the folder."""
    with pytest.raises(SurveyError) as caught:
        read_surveys(map(str, paths), instrument, SurveyOptions(**options))  # type: ignore[arg-type]
    folder = f"{paths[0].parent}/"
    return [
        finding._replace(
            place=finding.place._replace(file=finding.place.file.removeprefix(folder)),
            sentence=finding.sentence.replace(folder, ""),
        )
        for finding in caught.value.findings
    ]


def list_places(findings: list[Finding]) -> list[tuple[str, str]]:
    """List the place and the code of each finding."""
    return [(str(finding.place), finding.code) for finding in findings]


def build_plain_grid(instrument: Instrument) -> Grid:
    """Build a table of two people, with these headings: function, role, 1 to 20."""
    return TOOLS["plain"](PEOPLE, instrument, Style())


def change_row(grid: Grid, number: int, **cells: str) -> Grid:
    """Change cells of one row of a table, named by their column."""
    columns = {name: column for column, name in enumerate(grid[0])}
    changed = list(grid[number - 1])
    for name, text in cells.items():
        changed[columns[name.removeprefix("_")]] = text
    return [*grid[: number - 1], changed, *grid[number:]]


class Case(NamedTuple):
    """A file that must be refused, the place and the code of the one finding, and names its sentence contains."""

    id: str
    data: Callable[[Instrument], bytes]
    place: str
    code: str
    names: tuple[str, ...] = ()
    options: dict[str, object] = {}  # noqa: RUF012
    file: str = "a.csv"


OLD_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WRONG_ANSWERS = (
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


def _build_own(instrument: Instrument) -> Grid:
    return build_own_sheet(PEOPLE[0], instrument, "both")


def _build_answer(text: str) -> Callable[[Instrument], bytes]:
    return lambda i: write_csv(change_row(build_plain_grid(i), 3, _7=text))


CASES = [
    Case("nothing", lambda _: b"", "a.csv", codes.EMPTY_FILE),
    Case("blank lines only", lambda _: b"\r\n \r\n", "a.csv", codes.EMPTY_FILE),
    Case("a byte order mark only", lambda _: b"\xef\xbb\xbf", "a.csv", codes.EMPTY_FILE),
    Case("a header only", lambda i: write_csv(build_plain_grid(i)[:1]), "a.csv", codes.NO_RESPONSES),
    Case("a null byte", lambda i: write_csv(build_plain_grid(i)) + b"\0", "a.csv:4", codes.NOT_TEXT),
    Case("UTF-32", lambda i: write_csv(build_plain_grid(i), Dialect(encoding="utf-32-be")), "a.csv:1", codes.NOT_TEXT),
    Case(
        "not UTF-8",
        lambda i: write_csv([*build_plain_grid(i), ["\xe9"]], Dialect(encoding="latin-1")),
        "a.csv:4",
        codes.NOT_TEXT,
        names=("UTF-8",),
    ),
    Case(
        "an unknown encoding",
        lambda i: write_csv(build_plain_grid(i)),
        "a.csv",
        codes.INVALID_OPTION,
        names=("`utf-9`",),
        options={"encoding": "utf-9"},
    ),
    Case(
        "an encoding that is not of text",
        lambda i: write_csv(build_plain_grid(i)),
        "a.csv",
        codes.INVALID_OPTION,
        names=("`rot13`",),
        options={"encoding": "rot13"},
    ),
    Case(
        "an encoding of names",
        lambda i: write_csv(build_plain_grid(i)),
        "a.csv",
        codes.INVALID_OPTION,
        names=("`idna`",),
        options={"encoding": "idna"},
    ),
    Case("an open quotation mark", lambda i: write_csv(build_plain_grid(i)) + b'"open', "a.csv:4", codes.BROKEN_TABLE),
    Case(
        "quotation marks that do not match",
        lambda i: write_csv(build_plain_grid(i)) + b'"a"b,"c"\n',
        "a.csv:4",
        codes.BROKEN_TABLE,
    ),
    Case(
        "too few cells",
        lambda i: write_csv([*build_plain_grid(i), ["sales", "", "4"]]),
        "a.csv:4",
        codes.INVALID_ROW,
        names=(" 3 ", " 22"),
    ),
    Case(
        "too many cells",
        lambda i: write_csv([*build_plain_grid(i), [*build_plain_grid(i)[1], "x"]]),
        "a.csv:4",
        codes.INVALID_ROW,
        names=(" 23 ", " 22"),
    ),
    *(
        Case(
            f"the answer {text!r}",
            _build_answer(text),
            "a.csv:3:9",
            codes.INVALID_ANSWER,
            ("column I", "statement 7", f"`{text}`"),
        )
        for text in WRONG_ANSWERS
    ),
    Case(
        "a number and another label",
        _build_answer("4 - Disagree"),
        "a.csv:3:9",
        codes.INVALID_ANSWER,
        names=("`4 - Disagree`", "4 and 2"),
    ),
    Case(
        "no function",
        lambda i: write_csv([row[1:] for row in build_plain_grid(i)]),
        "a.csv:1",
        codes.UNKNOWN_COLUMN,
        names=("--function-column",),
    ),
    Case(
        "a blank function",
        lambda i: write_csv(change_row(build_plain_grid(i), 3, function=" ")),
        "a.csv:3:1",
        codes.INVALID_GROUP,
        names=("column A",),
    ),
    Case(
        "an unknown function",
        lambda i: write_csv(change_row(build_plain_grid(i), 3, function="HR")),
        "a.csv:3:1",
        codes.INVALID_GROUP,
        names=("column A", "`HR`", "`functions`"),
    ),
    Case(
        "an unknown role",
        lambda i: write_csv(change_row(build_plain_grid(i), 3, role="Guru")),
        "a.csv:3:2",
        codes.INVALID_GROUP,
        names=("column B", "`Guru`", "`roles`"),
    ),
    Case(
        "a function that contradicts the option",
        lambda i: write_csv(build_plain_grid(i)),
        "a.csv:3:1",
        codes.INVALID_GROUP,
        names=("`marketing`", "`sales`"),
        options={"function": "sales"},
    ),
    Case(
        "an unknown column",
        lambda i: write_csv(build_plain_grid(i)),
        "a.csv:1",
        codes.UNKNOWN_COLUMN,
        names=("`Team`",),
        options={"function_column": "Team"},
    ),
    Case(
        "two columns of functions",
        lambda i: write_csv([["Function", *row] for row in build_plain_grid(i)]),
        "a.csv:1:2",
        codes.AMBIGUOUS_COLUMN,
        names=("A and B", "--function-column"),
    ),
    Case(
        "a name of two columns",
        lambda i: write_csv([["Team", "Team", *row] for row in build_plain_grid(i)]),
        "a.csv:1:2",
        codes.AMBIGUOUS_COLUMN,
        names=("A and B", "row 2"),
        options={"function_column": "Team"},
    ),
    Case(
        "another format",
        lambda i: write_csv(build_plain_grid(i)),
        "a.csv:1",
        codes.WRONG_FILE_TYPE,
        names=("Qualtrics",),
        options={"format": "qualtrics"},
    ),
    Case(
        "not our spreadsheet",
        lambda i: write_csv(build_plain_grid(i)),
        "a.csv",
        codes.WRONG_FILE_TYPE,
        names=("--format",),
        options={"format": "advisor-sheet"},
    ),
    Case(
        "a header that ends early",
        lambda _: b"function,1\n",
        "a.csv:1",
        codes.BROKEN_TABLE,
        options={"format": "surveymonkey"},
    ),
    Case(
        "header rows of two widths",
        lambda _: b"function,1\nsales\n",
        "a.csv:2",
        codes.BROKEN_TABLE,
        names=(" 1 ", " 2"),
        options={"format": "surveymonkey"},
    ),
    Case(
        "a statement without a column",
        lambda i: write_csv([row[:-1] for row in build_plain_grid(i)]),
        "a.csv:1",
        codes.UNKNOWN_COLUMN,
        names=("statement 20;", "`C: 20`"),
    ),
    Case(
        "two statements without a column",
        lambda i: write_csv([row[:-2] for row in build_plain_grid(i)]),
        "a.csv:1",
        codes.UNKNOWN_COLUMN,
        names=("statements 19 and 20;",),
    ),
    Case("no statements", lambda _: b"function,mood\nsales,4\n", "a.csv:1", codes.UNKNOWN_COLUMN, names=("`columns`",)),
    Case(
        "a statement with two columns",
        lambda i: write_csv([[*row, row[-1]] for row in build_plain_grid(i)]),
        "a.csv:1:23",
        codes.AMBIGUOUS_COLUMN,
        names=("statement 20", "V and W"),
    ),
    Case(
        "a number against a wording",
        lambda i: write_csv([[*build_plain_grid(i)[0][:-1], f"3. {list_sentences(i)[7]}"], *build_plain_grid(i)[1:]]),
        "a.csv:1:22",
        codes.AMBIGUOUS_COLUMN,
        names=("column V", "number 3", "statement 7"),
    ),
    Case(
        "two responses with one id",
        lambda i: write_csv([["id", *build_plain_grid(i)[0]], *(["R", *row] for row in build_plain_grid(i)[1:])]),
        "a.csv:3",
        codes.DUPLICATE_RESPONSE,
        names=("a.csv:2",),
    ),
    Case(
        "unfinished responses only",
        lambda i: write_csv(_build_unfinished(i)),
        "a.csv",
        codes.NO_RESPONSES,
        names=("1 response ", "unfinished"),
    ),
    Case(
        "an unknown word for finished",
        lambda i: write_csv(_build_unknown_status(i)),
        "a.csv:4:7",
        codes.UNKNOWN_STATUS,
        names=("column G", "`Vielleicht`", "`statuses`"),
        options={"function_column": "Where do you work?"},
    ),
    Case("not a workbook", lambda _: b"a,b\n1,2\n", "a.xlsx", codes.WRONG_FILE_TYPE, file="a.xlsx"),
    Case(
        "an old workbook",
        lambda _: OLD_SIGNATURE + b"\0" * 600,
        "a.xls",
        codes.WRONG_FILE_TYPE,
        names=(".xls",),
        file="a.xls",
    ),
    Case(
        "a protected workbook",
        lambda _: OLD_SIGNATURE + "EncryptedPackage".encode("utf-16-le"),
        "a.xlsx",
        codes.WRONG_FILE_TYPE,
        names=("password",),
        file="a.xlsx",
    ),
    Case(
        "a broken workbook",
        lambda i: write_xlsx(build_plain_grid(i))[:3000],
        "a.xlsx",
        codes.BROKEN_TABLE,
        file="a.xlsx",
    ),
    Case(
        "an archive",
        lambda _: _build_archive({"answers.csv": b"1,2"}),
        "a.zip",
        codes.WRONG_FILE_TYPE,
        names=("ZIP",),
        file="a.zip",
    ),
    Case("an empty workbook", lambda _: write_xlsx([]), "a.xlsx", codes.EMPTY_FILE, file="a.xlsx"),
    Case(
        "several sheets",
        lambda i: write_xlsx({"May": build_plain_grid(i), "June": build_plain_grid(i)}),
        "a.xlsx",
        codes.UNKNOWN_SHEET,
        names=("`May` or `June`",),
        file="a.xlsx",
    ),
    Case(
        "an unknown sheet",
        lambda i: write_xlsx({"May": build_plain_grid(i)}),
        "a.xlsx",
        codes.UNKNOWN_SHEET,
        names=("`July`", "`May`"),
        options={"sheet": "July"},
        file="a.xlsx",
    ),
    Case(
        "a date for an answer",
        lambda i: _change_cell(i, date(2026, 1, 4)),
        "a.xlsx:3:9",
        codes.INVALID_ANSWER,
        names=("column I", "statement 7", "`2026-01-04`"),
        file="a.xlsx",
    ),
    Case(
        "a formula without its value",
        lambda i: _change_cell(i, "=1+3"),
        "a.xlsx:3:9",
        codes.INVALID_ANSWER,
        names=("`(a formula without its value)`",),
        file="a.xlsx",
    ),
    Case(
        "an error in a cell",
        lambda i: _change_cell(i, "#N/A"),
        "a.xlsx:3:9",
        codes.INVALID_ANSWER,
        names=("`#N/A`",),
        file="a.xlsx",
    ),
    Case(
        "yes for an answer",
        lambda i: _change_cell(i, True),
        "a.xlsx:3:9",
        codes.INVALID_ANSWER,
        names=("`True`",),
        file="a.xlsx",
    ),
    Case(
        "a cell far away",
        lambda i: _add_distant_cell(i),
        "a.xlsx",
        codes.TOO_LARGE,
        names=("1,048,576 rows", "16,384 columns"),
        file="a.xlsx",
    ),
    Case(
        "our spreadsheet without answers",
        lambda i: write_xlsx({"Answers": build_own_sheet(Respondent("sales", None, (None,) * 20), i, "number")}),
        "a.xlsx:6:3",
        codes.NO_RESPONSES,
        file="a.xlsx",
    ),
    Case(
        "our spreadsheet without a function",
        lambda i: write_xlsx(
            {"Answers": [row if row[0] != "Function" else ["Function", "", ""] for row in _build_own(i)]}
        ),
        "a.xlsx:3:2",
        codes.INVALID_GROUP,
        file="a.xlsx",
    ),
    Case(
        "our spreadsheet against the option",
        lambda i: write_xlsx({"Answers": _build_own(i)}),
        "a.xlsx",
        codes.INVALID_GROUP,
        names=("`sales`", "`marketing`"),
        options={"function": "marketing"},
        file="a.xlsx",
    ),
    Case(
        "our spreadsheet with a wrong answer",
        lambda i: write_xlsx({"Answers": [*_build_own(i)[:-1], ["20", list_sentences(i)[20], "maybe"]]}),
        "a.xlsx:26:3",
        codes.INVALID_ANSWER,
        names=("statement 20", "`maybe`"),
        file="a.xlsx",
    ),
    Case(
        "our spreadsheet with a moved sentence",
        lambda i: write_xlsx({"Answers": [*_build_own(i)[:-1], ["20", list_sentences(i)[3], "4"]]}),
        "a.xlsx:26",
        codes.INVALID_ROW,
        file="a.xlsx",
    ),
    Case(
        "our spreadsheet with a repeated row",
        lambda i: write_xlsx({"Answers": [*_build_own(i), ["3", list_sentences(i)[3], "4"]]}),
        "a.xlsx:27",
        codes.INVALID_ROW,
        names=("statement 3 ",),
        file="a.xlsx",
    ),
    Case(
        "our spreadsheet without a row",
        lambda i: write_xlsx({"Answers": _build_own(i)[:-1]}),
        "a.xlsx:6",
        codes.INVALID_ROW,
        names=("statement 20",),
        file="a.xlsx",
    ),
]


def _build_archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _read_parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _build_unfinished(instrument: Instrument) -> Grid:
    head, first, *_ = TOOLS["limesurvey code"](PEOPLE, instrument, Style())
    return [head, ["1", "", *first[2:]]]


def _build_unknown_status(instrument: Instrument) -> Grid:
    grid = TOOLS["qualtrics"](PEOPLE, instrument, Style())
    return [*grid[:3], [*grid[3][:6], "Vielleicht", *grid[3][7:]]]


def _change_cell(instrument: Instrument, value: object) -> bytes:
    """Write the plain table as a workbook of another program, with one cell changed."""
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(build_plain_grid(instrument))))
    cell = book.active["I3"]
    cell.value = value
    if value == "#N/A":
        cell.data_type = "e"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def _add_rows(instrument: Instrument, rows: bytes, **parts: bytes) -> bytes:
    """Write the plain table as a workbook, add rows to its only sheet, and change other parts."""
    known = _read_parts(write_xlsx(build_plain_grid(instrument)))
    return _build_archive({**known, SHEET: known[SHEET].replace(b"</sheetData>", rows + b"</sheetData>"), **parts})


def _add_distant_cell(instrument: Instrument) -> bytes:
    return _add_rows(instrument, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_refuses_with_place_and_code(case: Case, instrument: Instrument, tmp_path: Path) -> None:
    path = tmp_path / case.file
    path.write_bytes(case.data(instrument))
    findings = find_refusals(instrument, path, **case.options)
    assert list_places(findings) == [(case.place, case.code)], findings
    assert [name for name in case.names if name not in findings[0].sentence] == [], findings


@pytest.mark.parametrize(("option", "value"), [("format", "exel"), ("function", "finance")])
def test_refuses_an_unknown_choice(option: str, value: str, instrument: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(write_csv(build_plain_grid(instrument)))
    findings = find_refusals(instrument, path, **{option: value})
    assert list_places(findings)[0] == (f"--{option}", codes.INVALID_OPTION)
    assert f"`{value}`" in findings[0].sentence


def test_reports_all_faults_at_once_up_to_a_limit(instrument: Instrument, tmp_path: Path) -> None:
    path, grid = tmp_path / "a.csv", build_plain_grid(instrument)
    path.write_bytes(write_csv(change_row(change_row(grid, 2, _1="9", function="HR"), 3, _2="8")))
    assert list_places(find_refusals(instrument, path)) == [
        ("a.csv:2:1", codes.INVALID_GROUP),
        ("a.csv:2:3", codes.INVALID_ANSWER),
        ("a.csv:3:4", codes.INVALID_ANSWER),
    ]
    many = [["sales", "", *(f"no {row} {column}" for column in range(20))] for row in range(3)]
    path.write_bytes(write_csv([grid[0], grid[1], *many]))
    findings = find_refusals(instrument, path)
    assert len(findings) == 51
    assert findings[-1].code == codes.TOO_MANY_FINDINGS
    assert " 50 " in findings[-1].sentence


def test_refuses_a_response_in_two_files_with_both_places(instrument: Instrument, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_bytes(write_csv(build_form(PEOPLE[0], "token")))
    (finding,) = find_refusals(instrument, tmp_path / "one.csv", tmp_path / "two.csv")
    assert list_places([finding]) == [("two.csv:2", codes.DUPLICATE_RESPONSE)]
    assert "one.csv:2" in finding.sentence
    assert "token" not in finding.sentence


def test_names_all_missing_files(instrument: Instrument, tmp_path: Path) -> None:
    findings = find_refusals(instrument, tmp_path / "none.csv", tmp_path / "nor.csv", tmp_path)
    assert [finding.place.file for finding in findings] == ["none.csv", "nor.csv", str(tmp_path)]


def test_refuses_a_workbook_that_unpacks_to_a_huge_size(
    instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    with monkeypatch.context() as patch:
        patch.setattr(xlsx_archive, "MAX_UNPACKED", 4_000_000)
        path.write_bytes(_add_rows(instrument, b"", **{"xl/theme/theme1.xml": b" " * 4_000_001}))
        (finding,) = find_refusals(instrument, path)
    assert list_places([finding]) == [("a.xlsx", codes.TOO_LARGE)]
    assert " 4 MB" in finding.sentence
    monkeypatch.setattr(xlsx_archive, "MAX_TEXT", 5_000)
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>2</v></c></row>' for at in range(4, 9)).encode()
    shared = _read_parts(write_xlsx(build_plain_grid(instrument)))["xl/sharedStrings.xml"]
    long = shared.replace(b"<t>sales</t>", b"<t>" + b"x" * 4_000 + b"</t>")
    path.write_bytes(_add_rows(instrument, rows, **{"xl/sharedStrings.xml": long}))
    assert list_places(find_refusals(instrument, path)) == [("a.xlsx", codes.TOO_LARGE)]


def test_refuses_a_part_that_is_larger_than_it_claims(instrument: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    data = _add_rows(instrument, b"", **{"xl/big.xml": b"x" * 70_000})
    path.write_bytes(data.replace(struct.pack("<L", 70_000), struct.pack("<L", 70)))
    assert list_places(find_refusals(instrument, path)) == [("a.xlsx", codes.BROKEN_TABLE)]


@pytest.mark.parametrize("rewrite", [(b' r="', b" r='"), (b"<c r=", b"<c  r="), (b"<c ", b"<c\n")])
def test_sees_a_distant_cell_however_it_is_written(
    rewrite: tuple[bytes, bytes], instrument: Instrument, tmp_path: Path
) -> None:
    parts = _read_parts(_add_distant_cell(instrument))
    sheet = parts[SHEET].replace(*rewrite)
    if rewrite[1].endswith(b"'"):
        sheet = sheet.replace(b'XFD1048576"', b"XFD1048576'")
    path = tmp_path / "a.xlsx"
    path.write_bytes(_build_archive({**parts, SHEET: sheet}))
    ((place, code),) = list_places(find_refusals(instrument, path))
    assert place == "a.xlsx"
    assert code in (codes.TOO_LARGE, codes.BROKEN_TABLE)


def test_counts_cells_without_names(instrument: Instrument, tmp_path: Path) -> None:
    wide = b"<row>" + b"<c><v>1</v></c>" * 4_000 + b"</row>"
    tall = b"<row><c><v>1</v></c></row>" * 4_000
    path = tmp_path / "a.xlsx"
    path.write_bytes(_add_rows(instrument, wide + tall))
    assert list_places(find_refusals(instrument, path)) == [("a.xlsx", codes.TOO_LARGE)]


def test_reports_a_blank_function_and_a_wrong_answer_in_one_run(instrument: Instrument, tmp_path: Path) -> None:
    token, _, *rest = build_form(PEOPLE[0], "a")[1]
    (tmp_path / "a.csv").write_bytes(write_csv([build_form(PEOPLE[0], "a")[0], [token, "", *rest[:-1], "9"]]))
    grid = build_own_sheet(PEOPLE[0], instrument, "both")
    for function, name in (("", "blank.xlsx"), ("HR", "wrong.xlsx")):
        sheet = [["Function", function, ""] if row[0] == "Function" else row for row in grid]
        (tmp_path / name).write_bytes(write_xlsx({"Answers": [*sheet[:-1], [*sheet[-1][:2], "maybe"]]}))
    findings = find_refusals(instrument, tmp_path / "a.csv", tmp_path / "blank.xlsx", tmp_path / "wrong.xlsx")
    places = ("a.csv:2:2", "a.csv:2:23", "blank.xlsx:3:2", "blank.xlsx:26:3", "wrong.xlsx:3:2", "wrong.xlsx:26:3")
    kinds = (codes.INVALID_GROUP, codes.INVALID_ANSWER) * 3
    assert list_places(findings) == list(zip(places, kinds, strict=True))


def test_refuses_a_sheet_name_if_no_file_is_a_workbook(instrument: Instrument, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(write_csv(build_plain_grid(instrument)))
    (finding,) = find_refusals(instrument, tmp_path / "a.csv", sheet="May")
    assert list_places([finding]) == [("--sheet", codes.UNKNOWN_SHEET)]
    assert "`May`" in finding.sentence
    (tmp_path / "b.xlsx").write_bytes(write_xlsx({"May": build_plain_grid(instrument)}))
    files = [str(tmp_path / "a.csv"), str(tmp_path / "b.xlsx")]
    assert len(read_surveys(files, instrument, SurveyOptions(sheet="May")).respondents) == 4
