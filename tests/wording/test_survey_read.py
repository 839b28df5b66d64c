"""The wording of `advisor survey read`: its help, its notes, and each refusal of a file of answers once."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.tabular import xlsx_archive
from tests.survey.exporters import (
    TOOLS,
    Grid,
    Style,
    build_form,
    build_own_sheet,
    list_sentences,
    write_csv,
    write_xlsx,
)
from tests.survey.test_refusals import CASES
from tests.wording.transcript import Scenario, check_wording

SALES, MARKETING = Respondent("sales", "head", (1, 2, 3, 4, 5) * 4), Respondent("marketing", None, (4,) * 20)
READ = ("survey", "read", "a.csv")
HEADER = ",".join(["function", *map(str, range(1, 21))])
ANSWERS = f"{HEADER}\nsales{',4' * 20}\n"


def write_answers(**cells: str) -> str:
    """Write a table of one person; `_7="9"` changes the cell of statement 7, `function=""` that of the function."""
    values = {"function": "sales", **{str(number): "4" for number in range(1, 21)}}
    values |= {name.removeprefix("_"): text for name, text in cells.items()}
    return f"{HEADER}\n{','.join(values.values())}\n"


def list_text_scenarios() -> list[Scenario]:
    """List files that are wrong as text, as a table or in a cell."""
    refused: dict[str, str | bytes] = {
        "an unknown function": write_answers(function="HR"),
        "a blank function": write_answers(function=""),
        "a wrong answer": write_answers(_7="maybe"),
        "an answer with two meanings": write_answers(_7="4 - Disagree"),
        "a scale from zero": write_answers(_7="0"),
        "a statement without a column": "function,1\nsales,4\n",
        "no statements": "function,mood\nsales,4\n",
        "a statement with two columns": f"{HEADER},20\nsales{',4' * 21}\n",
        "no function": HEADER.removeprefix("function,") + "\n" + "4," * 19 + "4\n",
        "two columns for the function": f"Function,{HEADER}\nsales,sales{',4' * 20}\n",
        "numbers past the last statement": f"{HEADER},21\nsales{',4' * 21}\n",
        "a second row of headings": f"{HEADER}\nTeam{''.join(f',Item {number}' for number in range(20))}\n"
        + f"sales{',4' * 20}\n",
        "one cause in many rows": f"{HEADER}\n" + f"sales{',maybe' * 20}\n" * 9,
        "a function without a known heading": f"{HEADER}\nsales{',4' * 20}\n".replace("function", "Squad"),
        "a row with too few cells": f"{ANSWERS}sales,4\n",
        "a header without responses": f"{HEADER}\n",
        "responses without answers": f"{HEADER}\nsales{',' * 20}\n",
        "an open quotation mark": f'{ANSWERS}"sales',
        "quotation marks that do not match": f'{ANSWERS}"a"b,"c"\n',
        "a null byte": ANSWERS + "\0",
        "not UTF-8": ANSWERS.encode() + b"\xe9",
        "no content": "",
        "one id twice": f"id,{HEADER}\n" + f"R,sales{',4' * 20}\n" * 2,
        "one time twice": f"time,{HEADER}\n" + f"2026-01-02 10:00,sales{',4' * 20}\n" * 2,
    }
    return [Scenario(title, READ, {"a.csv": content}) for title, content in refused.items()]


def list_option_scenarios() -> list[Scenario]:
    """List options and mappings that do not fit the file."""
    options = {
        "another function": ("--function", "marketing"),
        "an unknown column": ("--function-column", "Team"),
        "another tool": ("--format", "qualtrics"),
        "an unknown encoding": ("--encoding", "utf-9"),
        "a sheet of no workbook": ("--sheet", "May"),
        "answers as JSON": ("-o", "facts.json"),
    }
    mappings = {
        "a mapping that is a list": "[1]",
        "a column meaning that does not exist": "columns: {A: 21}",
        "two meanings for one column": "columns: {A: 7, function: 8}",
        "a column that does not exist": "columns: {nowhere: 7}",
        "a slip in the mapping": "columns: {funktion: function}",
        "a status meaning that does not exist": "statuses: {x: open}",
        "an answer meaning that does not exist": "answers: {x: 6}",
        "one answer twice": "answers: {x: 5, X: 4}",
        "a function meaning that does not exist": "functions: {x: finance}",
        "a list for a value": "roles: {x: [head]}",
        "a scale that is mapped in part": 'answers: {"0": 1}',
    }
    facts = {
        "facts without content": "",
        "facts with answers": "assessment: {totals: {sales: 50}}\n",
        "facts on one line": "{relationship: defined}\n",
    }
    files = {"a.csv": ANSWERS}
    return [
        *(Scenario(title, (*READ, *args), files) for title, args in options.items()),
        *(Scenario(title, (*READ, "--map", "map.yaml"), {**files, "map.yaml": it}) for title, it in mappings.items()),
        *(
            Scenario(title, (*READ, "--facts", "f.yaml", "-o", "out.yaml"), {**files, "f.yaml": text})
            for title, text in facts.items()
        ),
        Scenario("facts as JSON", (*READ, "--facts", "f.json"), {**files, "f.json": "{}"}),
        Scenario("a dry run", (*READ, "--dry-run"), {"a.csv": f"{HEADER},Remark\nsales{',4' * 20},x\n"}),
        Scenario("a dry run of a wrong file", (*READ, "--dry-run"), {"a.csv": write_answers(_7="9")}),
        Scenario(
            "one file for each team",
            ("survey", "read", "--sales", "a.csv", "--marketing", "b.csv", "-o", "-"),
            {
                f"{name}.csv": f"id,{HEADER.removeprefix('function,')}\n1{f',{answer}' * 20}\n"
                for name, answer in (("a", 4), ("b", 2))
            },
        ),
        Scenario(
            "other departments",
            (*READ, "--only-functions"),
            {"a.csv": f"{ANSWERS}HR{',4' * 20}\nSales Ops{',4' * 20}\nslaes{',4' * 20}\n"},
        ),
        Scenario("no file", ("survey", "read")),
        Scenario("an output that exists", (*READ, "-o", "out.yaml"), {**files, "out.yaml": ""}),
        Scenario("one file twice", (*READ, "b.csv"), {"a.csv": ANSWERS, "b.csv": ANSWERS}),
    ]


def list_workbook_scenarios(instrument: Instrument) -> list[Scenario]:
    """List workbooks and copies of our spreadsheet that are refused."""
    own = build_own_sheet(SALES, instrument, "both")
    sentences = list_sentences(instrument)
    grids: dict[str, Grid] = {
        "our spreadsheet without a function": [row if row[0] != "Function" else ["Function", "", ""] for row in own],
        "our spreadsheet without answers": build_own_sheet(SALES._replace(answers=(None,) * 20), instrument, "both"),
        "our spreadsheet with a wrong answer": [*own[:-1], ["20", sentences[20], "maybe"]],
        "our spreadsheet with a moved sentence": [*own[:-1], ["20", sentences[3], "4"]],
        "our spreadsheet with a repeated row": [*own, ["3", sentences[3], "4"]],
        "our spreadsheet without a row": own[:-1],
    }
    books: dict[str, bytes] = {title: write_xlsx({"Answers": grid}) for title, grid in grids.items()}
    cases = {case.id: case.data for case in CASES}
    for title in (
        *("not a workbook", "an old workbook", "a protected workbook", "a broken workbook", "an archive"),
        *("an empty workbook", "several sheets", "a cell far away"),
    ):
        books[title] = cases[title](instrument)
    read = ("survey", "read", "a.xlsx")
    return [
        *(Scenario(title, read, {"a.xlsx": data}) for title, data in books.items()),
        Scenario("an unknown sheet", (*read, "--sheet", "July"), {"a.xlsx": write_xlsx({"May": [["x"]]})}),
        Scenario("an empty sheet", (*read, "--sheet", "May"), {"a.xlsx": write_xlsx({"May": [], "June": [["x"]]})}),
        Scenario(
            "our spreadsheet with another function",
            (*read, "--function", "marketing"),
            {"a.xlsx": write_xlsx({"Answers": own})},
        ),
    ]


def build_export(instrument: Instrument) -> bytes:
    """Build an export with two responses, a preview, two unfinished responses, and one without answers."""
    blank = SALES._replace(answers=(None,) * 20)
    people = [SALES, MARKETING, SALES, SALES, SALES, blank]
    grid = TOOLS["qualtrics"](people, instrument, Style(order=tuple(range(20, 0, -1))))
    grid[5][2], grid[6][6], grid[7][6] = "Survey Preview", "False", "False"
    return write_csv(grid)


def list_tool_scenarios(instrument: Instrument) -> list[Scenario]:
    """List exports of tools: what is noted about them, and what is refused."""
    lime = TOOLS["limesurvey code"]([SALES, MARKETING], instrument, Style())
    lime[1][1] = ""
    qualtrics = TOOLS["qualtrics"]([SALES], instrument, Style(order=tuple(range(20, 0, -1))))
    qualtrics[3][6] = "Vielleicht"
    numbered = [["function", *map(str, range(1, 20)), f"3. {list_sentences(instrument)[7]}"], ["sales", *["4"] * 20]]
    monkey = ("--format", "surveymonkey")
    return [
        Scenario("unfinished responses only", READ, {"a.csv": write_csv(lime[:2])}),
        Scenario("an unknown mark of the unfinished", READ, {"a.csv": write_csv(qualtrics)}),
        Scenario("a number against a wording", READ, {"a.csv": write_csv(numbered)}),
        Scenario("a header that ends early", (*READ, *monkey), {"a.csv": "function,1\n"}),
        Scenario("header rows of two widths", (*READ, *monkey), {"a.csv": "function,1\nsales\n"}),
        Scenario(
            "a mapping of our own form",
            (*READ, "--map", "map.yaml"),
            {"a.csv": write_csv(build_form(SALES, "a")), "map.yaml": "columns: {C: 7}"},
        ),
    ]


def test_wording(tmp_path: Path, builtin: RuleBase) -> None:
    instrument = build_instrument(builtin)
    scenarios = [
        Scenario("help", ("survey", "read", "--help")),
        Scenario("answers with all kinds of notes", (*READ, "-o", "-"), {"a.csv": build_export(instrument)}),
        *list_text_scenarios(),
        *list_option_scenarios(),
        *list_tool_scenarios(instrument),
        *list_workbook_scenarios(instrument),
    ]
    check_wording("survey_read", scenarios, tmp_path)


def test_wording_of_limits(tmp_path: Path, builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    grid = TOOLS["plain"]([SALES], build_instrument(builtin), Style())
    monkeypatch.setattr(xlsx_archive, "MAX_TEXT", 0)
    texts = Scenario("texts that are too long", ("survey", "read", "a.xlsx"), {"a.xlsx": write_xlsx(grid)})
    monkeypatch.setattr("advisor.survey.append_answers.MAX_FACTS_BYTES", 10)
    many = Scenario("too many responses for one facts file", (*READ, "-o", "out.yaml"), {"a.csv": ANSWERS})
    monkeypatch.setattr("advisor.survey.collection.MAX_FINDINGS", 2)
    wrong = Scenario("more findings than anybody reads", READ, {"a.csv": write_answers(_1="7", _2="8", _3="9")})
    monkeypatch.setattr("advisor.tabular.tables.MAX_BYTES", 1_000_000)
    large = Scenario("a file that is too large", READ, {"a.csv": "," * 1_000_001})
    check_wording("survey_read_limits", [texts, many, wrong, large], tmp_path)
