"""Options of an import that would have no effect, values of outputs, new facts, and what is left out with a remark."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.dmn.importing.feel_strings import InvalidEscapeError, decode_string
from advisor.authoring.dmn.importing.import_file import ImportedFile, read_tables
from advisor.authoring.dmn.importing.output_values import normalize_output
from advisor.authoring.dmn.importing.table_model import ImportChoices
from advisor.errors import TableError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.yaml_writer import format_condition
from advisor.model.vocabulary import Atom, Kind
from tests import strategies

DMN_16 = "https://www.omg.org/spec/DMN/20240513/MODEL/"
SHEET = "cycle,verdict\nshort,stay\n"


def read_text(text: str | bytes, folder: Path, name: str = "t.csv", **choices: Any) -> ImportedFile:
    """Read a table with the facts and conclusions of generated rule bases."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_tables(str(path), strategies.build_rule_base([]), ImportChoices(choices.pop("mapping", {}), **choices))


def write_model(cell: str = '"short"', value: str = '"stay"', **parts: str) -> str:
    """Return a DMN model with one table; `attributes`, `order`, `columns`, `notes` and `more` add to it."""
    return (
        f'<definitions xmlns="{DMN_16}" name="m"><decision name="D"><decisionTable {parts.get("attributes", "")}>'
        '<input label="Cycle" id="i"><inputExpression><text>cycle</text></inputExpression></input>'
        f'<output name="verdict">{parts.get("order", "")}</output>{parts.get("columns", "")}'
        f"<rule>{parts.get('title', '')}<inputEntry><text>{cell}</text></inputEntry>"
        f"<outputEntry><text>{value}</text></outputEntry>{parts.get('notes', '')}</rule>"
        f"{parts.get('more', '')}</decisionTable></decision></definitions>"
    )


def read_codes(imported: ImportedFile) -> list[str]:
    return [finding.code for finding in imported.refusals]


@pytest.mark.parametrize(
    ("choices", "name"),
    [
        ({"mapping": {"cyle": "cycle"}}, "cyle"),
        ({"mapping": {"state": "state"}}, "state"),
        ({"new_facts": ("mood",)}, "mood"),
        ({"new_facts": ("cycle",)}, "cycle"),
        ({"values": {("cycle", "short"): "stay"}}, "cycle:short"),
        ({"values": {("verdict", "500"): "stay"}}, "verdict:500"),
        ({"values": {("verdit", "stay"): "leave"}}, "verdit:stay"),
        ({"mapping": {"cycle": "cycle"}, "new_facts": ("cycle",)}, "cycle"),
    ],
)
def test_refuses_an_option_without_effect(choices: dict[str, Any], name: str, tmp_path: Path) -> None:
    imported = read_text(SHEET, tmp_path, **choices)
    (finding,) = (each for each in imported.refusals if each.code in (codes.INVALID_OPTION, codes.DUPLICATE_ID))
    assert name in finding.sentence
    assert finding.place.file.endswith("t.csv")


def test_refuses_two_mappings_of_one_column(tmp_path: Path) -> None:
    imported = read_text(write_model(), tmp_path, "m.dmn", mapping={"cycle": "cycle", "Cycle": "cycle"})
    assert [(each.code, "`Cycle=cycle`" in each.sentence) for each in imported.refusals] == [
        (codes.INVALID_OPTION, True)
    ]


def test_a_column_of_a_table_that_cannot_be_read_counts_as_named(tmp_path: Path) -> None:
    refused = write_model(attributes='hitPolicy="FIRST"', more="<rule/>")
    imported = read_text(refused, tmp_path, "m.dmn", mapping={"Cycle": "cycle"})
    assert codes.INVALID_OPTION not in read_codes(imported)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"sh\u006frt", "short"),
        (r"sh\U00006Frt", "short"),
        (r"a\n\t\r\"\'\\", "a\n\t\r\"'\\"),
        (r"\uD83D\uDE00", "\U0001f600"),
        (r"\\u006c", r"\u006c"),
    ],
)
def test_decodes_the_escapes_of_feel(body: str, text: str) -> None:
    assert decode_string(body) == text


@pytest.mark.parametrize("body", [r"\q", r"\u00", r"\uD83D", r"\UFFFFFF"])
def test_refuses_other_escapes(body: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidEscapeError):
        decode_string(body)
    assert read_codes(read_text(write_model(f'"{body}"'), tmp_path, "m.dmn")) == [codes.UNSUPPORTED_CELL]
    assert read_codes(read_text(write_model(value=f'"{body}"'), tmp_path, "m.dmn")) == [codes.UNSUPPORTED_CELL]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_can_be_written_with_escapes(text: str) -> None:
    assert decode_string("".join(f"\\U{ord(character):06x}" for character in text)) == text


def test_an_escape_means_its_character_wherever_a_text_is(tmp_path: Path) -> None:
    order = r'<outputValues><text>"tighten", "st\u0061y"</text></outputValues>'
    for parts in ({"cell": r'"sh\u006frt"'}, {"attributes": 'hitPolicy="PRIORITY"', "order": order}):
        imported = read_text(write_model(**parts), tmp_path, "m.dmn")
        assert imported.refusals == ()
        (rule,) = imported.tables[0][1]
        assert (format_condition(rule.when), rule.then) == ("{cycle: short}", (Atom("verdict", "stay"),))


@pytest.mark.parametrize(
    ("value", "words"), [("500", "is a number"), ("-0.5", "is a number"), ("true", "is a boolean"), ("now()", "")]
)
def test_names_what_an_output_is_and_how_to_map_it(value: str, words: str, tmp_path: Path) -> None:
    (finding,) = read_text(write_model(value=value), tmp_path, "m.dmn").refusals
    assert finding.code == codes.UNSUPPORTED_CELL
    assert words in finding.sentence
    assert ("--values" in finding.sentence) is bool(words)


@pytest.mark.parametrize(
    ("value", "option", "then"),
    [
        ("500", "500.0", "stay"),
        ("500.50", "500.5", "stay"),
        ("true", "TRUE", "stay"),
        ('"keep"', "keep", "stay"),
        ('"stay"', "stay", "tighten"),
    ],
)
def test_an_output_value_gets_the_meaning_that_the_user_gives_it(
    value: str, option: str, then: str, tmp_path: Path
) -> None:
    imported = read_text(write_model(value=value), tmp_path, "m.dmn", values={("verdict", option): then})
    assert imported.refusals == ()
    assert imported.tables[0][1][0].then == (Atom("verdict", then),)


def test_an_output_value_can_mean_nothing(tmp_path: Path) -> None:
    choices = {"values": {("verdict", "0"): "-", ("verdict", "1"): "stay"}}
    imported = read_text("cycle,verdict\nshort,0\nlong,1\n", tmp_path, **choices)
    assert imported.refusals == ()
    assert [rule.then for _, rules in imported.tables for rule in rules] == [(Atom("verdict", "stay"),)]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_has_one_form(number: Any) -> None:
    assert normalize_output(f"{number}0") == normalize_output(f" {number} ")


@pytest.mark.parametrize(
    ("parts", "because", "remarks"),
    [
        ({"columns": '<annotation name="Why"/>', "note": "The board said so."}, "The board said so.", 0),
        ({"columns": '<annotation name="Why"/>', "note": "as the board said"}, "the table D says so.", 1),
        ({"columns": '<annotation name="Why"/>', "note": "See {cycle}."}, "the table D says so.", 1),
        ({"columns": "", "note": "No heading."}, "No heading.", 0),
        ({"columns": '<annotation name="because"/>', "note": "Since {cycle}."}, "Since {cycle}.", 0),
        ({"columns": '<annotation name="Why"/>', "note": ""}, "the table D says so.", 0),
    ],
)
def test_an_annotation_becomes_part_of_the_reason_or_a_remark(
    parts: dict[str, str], because: str, remarks: int, tmp_path: Path
) -> None:
    notes = f"<annotationEntry><text>{parts['note']}</text></annotationEntry>"
    imported = read_text(write_model(columns=parts["columns"], notes=notes), tmp_path, "m.dmn")
    assert imported.refusals == ()
    assert imported.tables[0][1][0].because.endswith(because)
    assert [remark.code for remark in imported.remarks] == [codes.IGNORED_PART] * remarks


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "ANY"])
def test_a_left_over_aggregation_is_a_remark(policy: str, tmp_path: Path) -> None:
    imported = read_text(write_model(attributes=f'hitPolicy="{policy}" aggregation="SUM"'), tmp_path, "m.dmn")
    assert imported.refusals == ()
    assert [(each.code, "SUM" in each.sentence) for each in imported.remarks] == [(codes.IGNORED_PART, True)]


def write_workbook(merged: str, text: str, rows: list[tuple[str, ...]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("t")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.merge_range(merged, text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("merged", "first", "places"),
    [
        ("A2:A3", "short", [(3, 1)]),
        ("A2:A4", "short", [(3, 1), (4, 1)]),
        ("B3:B4", "stay", [(4, 2)]),
        ("D9:D10", "", []),
    ],
)
def test_a_part_of_merged_cells_is_refused_with_the_cell_that_counts(
    merged: str, first: str, places: list[tuple[int, int]], tmp_path: Path
) -> None:
    rows = [("cycle", "verdict"), ("short", "stay"), ("long", "stay"), ("long", "stay")]
    imported = read_text(write_workbook(merged, first, rows), tmp_path, "t.xlsx")
    merged_cells = [each for each in imported.refusals if each.code == codes.MERGED_CELLS]
    assert [each.place[1:] for each in merged_cells] == places
    for finding in merged_cells:
        assert all(part in finding.sentence for part in (merged, merged.split(":")[0], f"`{first}`"))


def test_a_merged_note_and_a_merged_heading_are_refused(tmp_path: Path) -> None:
    rows = [("cycle", "verdict", "because"), ("short", "stay", ""), ("long", "tighten", "")]
    imported = read_text(write_workbook("C2:C3", "So it is.", rows), tmp_path, "t.xlsx")
    assert [(each.code, each.place[1:]) for each in imported.refusals] == [(codes.MERGED_CELLS, (3, 3))]
    with pytest.raises(TableError) as error:
        read_text(write_workbook("A1:B1", "cycle", rows), tmp_path, "t.xlsx")
    assert [each.code for each in error.value.findings] == [codes.MERGED_CELLS]


@pytest.mark.parametrize(
    ("cells", "option", "kind", "values", "condition"),
    [
        (["Gold Card", "tin"], "Client grade", Kind.CHOICE, ("gold-card", "tin"), "{client_grade: gold-card}"),
        (['not("gold")', "tin, gold"], "Client grade", Kind.CHOICE, ("gold", "tin"), "{client_grade: tin}"),
        (["gold", "-"], "Client grade: gold, tin", Kind.CHOICE, ("gold", "tin"), "{client_grade: gold}"),
        (["true", "no"], "Client grade", Kind.YES_NO, (), "{client_grade: yes}"),
        ([">= 5", "3"], "Client grade", Kind.COUNT, (), "{client_grade: {at_least: 5}}"),
        (["7", "3"], "Client grade: 7, 3", Kind.CHOICE, ("7", "3"), '{client_grade: "7"}'),
    ],
)
def test_a_column_becomes_a_fact_of_the_kind_of_its_cells(
    cells: list[str], option: str, kind: Kind, values: tuple[str, ...], condition: str, tmp_path: Path
) -> None:
    lines = [
        "Client grade;verdict",
        *(f"{cell};{value}" for cell, value in zip(cells, ("stay", "tighten"), strict=True)),
    ]
    imported = read_text("\n".join(lines), tmp_path, new_facts=(option,), hit_policy="FIRST")
    assert imported.refusals == ()
    (fact,) = imported.facts
    assert (fact.name, fact.kind, fact.values) == ("client_grade", kind, values)
    assert format_condition(imported.tables[0][1][0].when) == condition


@pytest.mark.parametrize(
    ("cells", "option"),
    [
        (("gold", "-"), "Grade"),
        (("Gold", "gold"), "Grade"),
        (("gold", "unknown"), "Grade"),
        (("gold", "tin"), "State"),
        (("gold", "tin"), "!!"),
    ],
)
def test_refuses_a_new_fact_that_could_not_be_one(cells: tuple[str, str], option: str, tmp_path: Path) -> None:
    text = f"{option},verdict\n{cells[0]},stay\n{cells[1]},tighten\n"
    imported = read_text(text, tmp_path, new_facts=(option,), hit_policy="FIRST")
    assert {codes.INVALID_OPTION, codes.DUPLICATE_ID} & set(read_codes(imported))


def test_the_meaning_of_each_column_is_recorded(tmp_path: Path) -> None:
    imported = read_text("cycle,mood,Size,verdict\nshort,-,5,stay\n", tmp_path, mapping={"Size": "staff"})
    assert [(each.heading, each.is_output, each.name, each.kind) for each in imported.columns] == [
        ("cycle", False, "cycle", "fact"),
        ("mood", False, "", ""),
        ("Size", False, "staff", "fact"),
        ("verdict", True, "verdict", "conclusion"),
    ]
