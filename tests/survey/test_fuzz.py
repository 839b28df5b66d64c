"""Whatever the bytes are: a clear refusal, or a result with only functions, roles and answers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import SurveyError
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import BOTH_FUNCTIONS, FUNCTIONS, ROLES, STATEMENT_COUNT, Respondent
from advisor.model.rulebase import RuleBase
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from tests.survey.exporters import PRIVATE, TOOLS, Dialect, Style, build_own_sheet, write_csv, write_xlsx

PEOPLE = [
    Respondent("sales", "head", (1, 2, 3, 4, 5) * 4),
    Respondent("marketing", None, (5, None, 3, None, 1) * 4),
    Respondent("both", "staff", (3,) * 20),
]
NAMES = ("answers.csv", "answers.xlsx", "answers.tsv", "answers")


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def check(data: bytes, path: Path, instrument: Instrument, **options: object) -> None:
    """Check that reading ends in a refusal with printable sentences, or in respondents."""
    path.write_bytes(data)
    outcome = read(path, instrument, SurveyOptions(**options))  # type: ignore[arg-type]
    if isinstance(outcome, SurveyError):
        assert outcome.findings
        for finding in outcome.findings:
            assert finding.code
            assert finding.sentence.isprintable()
            assert not finding.sentence.endswith(".")
            assert len(finding.sentence) < 1000
        return
    assert outcome.respondents
    for person in outcome.respondents:
        assert person.function in (*FUNCTIONS, BOTH_FUNCTIONS)
        assert person.role in (None, *ROLES)
        assert len(person.answers) == STATEMENT_COUNT
        assert {*person.answers} <= {None, 1, 2, 3, 4, 5}


def read(path: Path, instrument: Instrument, options: SurveyOptions) -> SurveyResponses | SurveyError:
    """Read a file; any error other than a refusal is a failure."""
    try:
        return read_surveys([str(path)], instrument, options)
    except SurveyError as error:
        return error


def mutate(draw: st.DrawFn, data: bytes) -> bytes:
    """Remove, insert, change or double some bytes."""
    for _ in range(draw(st.integers(1, 4))):
        at, size = draw(st.integers(0, len(data))), draw(st.integers(0, 40))
        piece = draw(st.sampled_from([b"", b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"[", b"4", data[at : at + size]]))
        cut = draw(st.sampled_from([0, 1, size]))
        data = data[:at] + piece + data[at + cut :]
    return data


@given(data=st.binary(max_size=300), name=st.sampled_from(NAMES), encoding=st.sampled_from([None, "utf-16", "cp1252"]))
def test_reads_or_refuses_random_bytes(
    data: bytes, name: str, encoding: str | None, folder: Path, instrument: Instrument
) -> None:
    check(data, folder / name, instrument, encoding=encoding)


@given(rows=st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6), kind=st.sampled_from([*TOOLS, None]))
def test_reads_or_refuses_random_tables(
    rows: list[list[str]], kind: str | None, folder: Path, instrument: Instrument
) -> None:
    data = write_csv(rows).decode("utf-8", "replace").encode() if not _has_lone_surrogate(rows) else b""
    form = None if kind is None or kind == "titled" else kind.split()[0]
    check(data, folder / "answers.csv", instrument, format=form, function="sales")


def _has_lone_surrogate(rows: list[list[str]]) -> bool:
    """Return whether there is half a character, which no file can contain."""
    return any("\ud800" <= char <= "\udfff" for row in rows for cell in row for char in cell)


@given(data=st.data(), tool=st.sampled_from(list(TOOLS)), separator=st.sampled_from(",;\t"))
def test_reads_or_refuses_mutated_text(
    data: st.DataObject, tool: str, separator: str, folder: Path, instrument: Instrument
) -> None:
    good = write_csv(TOOLS[tool](PEOPLE, instrument, Style()), Dialect(separator, quoted=False))
    check(
        data.draw(st.composite(mutate)(good)), folder / "answers.csv", instrument, function_column="Where do you work?"
    )


@given(data=st.data())
def test_reads_or_refuses_mutated_workbooks(data: st.DataObject, folder: Path, instrument: Instrument) -> None:
    good = write_xlsx(TOOLS["plain"](PEOPLE, instrument, Style()))
    check(data.draw(st.composite(mutate)(good)), folder / "answers.xlsx", instrument)


@given(data=st.data(), ours=st.booleans())
def test_reads_or_refuses_workbooks_with_mutated_parts(
    data: st.DataObject, ours: bool, folder: Path, instrument: Instrument
) -> None:
    grid = build_own_sheet(PEOPLE[0], instrument, "both") if ours else TOOLS["plain"](PEOPLE, instrument, Style())
    source = zipfile.ZipFile(io.BytesIO(write_xlsx(grid)))
    target = io.BytesIO()
    chosen = data.draw(st.sampled_from([name for name in source.namelist() if name.startswith("xl/")]))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            content = source.read(name)
            packed.writestr(name, data.draw(st.composite(mutate)(content)) if name == chosen else content)
    check(target.getvalue(), folder / "answers.xlsx", instrument)


@given(data=st.data())
def test_reads_or_refuses_mutated_mappings(data: st.DataObject, folder: Path, instrument: Instrument) -> None:
    good = b'columns: {"C": 7, "Team": function}\nanswers: {"21": 5}\nfunctions: {"V": sales}\nroles: {X: head}\n'
    (folder / "map.yaml").write_bytes(data.draw(st.composite(mutate)(good)))
    table = write_csv(TOOLS["plain"](PEOPLE, instrument, Style()))
    check(table, folder / "answers.csv", instrument, map=str(folder / "map.yaml"))


def test_nothing_private_is_in_a_refusal_or_a_note(folder: Path, instrument: Instrument) -> None:
    for tool, grid in TOOLS.items():
        rows = grid(PEOPLE, instrument, Style())
        spoilt = [*rows[:-1], [cell.replace("3", "33") if cell == "3" else cell for cell in rows[-1]]]
        for number, table in enumerate((rows, spoilt, [*rows, rows[-1][:-1]], rows[1:], [*rows, rows[-1]])):
            path = folder / f"{tool.replace(' ', '-')}-{number}.csv"
            path.write_bytes(write_csv(table))
            words = SurveyOptions(function_words=("Where do you work?",), role_words=("What is your role there?",))
            outcome = read(path, instrument, words)
            text = str(outcome) if isinstance(outcome, SurveyError) else "\n".join(outcome.notes)
            assert PRIVATE not in text
            assert "x.example" not in text
