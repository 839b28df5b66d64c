"""The wording of `advisor rules import`."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter

from advisor.loading.packs.load_rulebase import load
from tests.wording.transcript import Scenario, check_wording

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"
BIG = "state,employees,favours\n" + "".join(f"defined,{number},stay\n" for number in range(1, 1002))
WIDE = ",".join(f"c{number}" for number in range(101)) + "\n1\n"
SHEETS: dict[str, str] = {
    "an empty file": "",
    "a sheet without rows": "state,favours\n",
    "a sheet with too many columns": WIDE,
    "columns without a heading or with the same heading": "state,,state,favours\n-,x,-,stay\n",
    "no output": "state,employees\ndefined,5\n",
    "too many rows": BIG,
    "columns that are no facts": "mood,relation ship,size > 5,practices_in_use,favours\n-,-,-,-,stay\n",
    "outputs of different stages": "employees,favours,verdict\n5,stay,stay\n",
    "an output without a conclusion": "employees,favours\n5,-\n",
    "rows that match together": "employees,favours\n>= 5,stay\n< 10,tighten\n",
}
CELL_TEXTS = {
    "state": ["bound", "null", '"a" + "b"', ""],
    "employees": ["1,000", "007", "2.5", "[5..3]", "-3", "many", "9999999999999999"],
}


def write_cells() -> str:
    """Return a sheet with each kind of unsupported cell in a separate row."""
    rows = [(text, "-", "stay") for text in CELL_TEXTS["state"]]
    rows += [("-", text, "stay") for text in CELL_TEXTS["employees"]]
    rows += [("-", "5", "leave"), ("-", "6", 'the "b"'), ("x" * 4001, "7", "stay")]
    file = io.StringIO()
    csv.writer(file).writerows([("state", "employees", "favours"), *rows])
    return file.getvalue()


def write_model(*decisions: str, before: str = "", attributes: str = "") -> str:
    text = "\n".join(decisions)
    return f'{before}<definitions xmlns="{DMN_15}" name="m" namespace="urn:m"{attributes}>\n{text}\n</definitions>'


def write_decision(name: str, column: str = "employees", value: str = '"stay"', **parts: str) -> str:
    """Return a decision with a table of one row; `policy`, `needs`, `output` and `cell` replace its parts."""
    needs = parts.get("needs", "")
    required = f'<informationRequirement><requiredDecision href="{needs}"/></informationRequirement>' if needs else ""
    policy, output, cell = parts.get("policy", "UNIQUE"), parts.get("output", "favours"), parts.get("cell", "5")
    return (
        f'<decision id="{name}" name="{name}">{required}<decisionTable hitPolicy="{policy}"><input><inputExpression>'
        f'<text>{column}</text></inputExpression></input><output name="{output}"/><rule><inputEntry><text>{cell}'
        f"</text></inputEntry><outputEntry><text>{value}</text></outputEntry></rule></decisionTable></decision>"
    )


STATE = write_decision("state", "current_conflicts", '"defined"', output="state", cell='"frequent"')
MODELS: dict[str, tuple[str, tuple[str, ...]]] = {
    "a file that is not a DMN model": ("<a/>", ()),
    "a DOCTYPE": (write_model(before="<!DOCTYPE d>"), ()),
    "a model without decisions": (write_model(), ()),
    "another expression language": (write_model(attributes=' expressionLanguage="urn:js"'), ()),
    "parts that are not tables": (
        write_model(
            '<import namespace="urn:other" importType="x"/>',
            '<decision name="A"><context/></decision>',
            '<decision name="B"/>',
            '<businessKnowledgeModel name="F"/>',
        ),
        (),
    ),
    "a decision that does not exist": (write_model(STATE), ("--decision", "other")),
    "options that have no effect": (write_model(STATE), ("--sheet", "a", "--encoding", "cp1252")),
    "decisions with similar names": (
        write_model(write_decision("A"), write_decision("A"), write_decision("B"), write_decision("B.")),
        (),
    ),
    "hit policies": (
        write_model(
            write_decision("A", policy="RULE ORDER"),
            write_decision("B", policy="PRIORITY"),
            write_decision("C", policy="COLLECT", output="verdict"),
        ),
        (),
    ),
    "columns that are expressions, lists or facts as outputs": (
        write_model(
            write_decision("A", "employees * 2"),
            write_decision("B", "friction"),
            write_decision("C", output="employees"),
            write_decision("D", output="reason"),
        ),
        ("--map", "friction=no_such_fact"),
    ),
    "cells in another language and a row with too few cells": (
        write_model(
            write_decision("A").replace("<inputEntry>", '<inputEntry expressionLanguage="js">'),
            write_decision("B").replace("<inputEntry><text>5</text></inputEntry>", ""),
        ),
        (),
    ),
    "numbers and booleans as outputs, and an escape that FEEL does not have": (
        write_model(write_decision("A", value="500"), write_decision("B", value="true", cell='"a\\q"')),
        (),
    ),
    "an aggregation and an annotation that are left out": (
        write_model(
            write_decision("A", policy='UNIQUE" aggregation="SUM')
            .replace("<rule>", '<annotation name="Why"/><rule>')
            .replace("</rule>", "<annotationEntry><text>as usual</text></annotationEntry></rule>")
        ),
        (),
    ),
    "rows that read later conclusions or depend on refused rows": (
        write_model(
            write_decision("A", "verdict", cell='"stay"'),
            write_decision("B", policy="FIRST").replace(
                "<rule>",
                "<rule><inputEntry><text>null</text></inputEntry><outputEntry><text>null</text></outputEntry></rule><rule>",
            ),
        ),
        (),
    ),
    "tables that read other decisions": (
        write_model(
            STATE,
            write_decision("A", "state", cell='"defined"'),
            write_decision("employees", "current_conflicts", cell='"rare"', output="state"),
            write_decision("B"),
            write_decision("C", needs="#gone"),
        ),
        (),
    ),
}


def write_workbook(*names: str) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name in names:
            sheet = book.add_worksheet(name)
            for number, line in enumerate(("state,favours", "defined,stay", "aligned,stay")):
                sheet.write_row(number, 0, line.split(","))
            sheet.set_row(2, None, None, {"hidden": True})
    return file.getvalue()


def write_merged_workbook() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("a")
        for number, line in enumerate(("state,favours", ",stay", ",tighten")):
            sheet.write_row(number, 0, line.split(","))
        sheet.merge_range("A2:A3", "defined")
    return file.getvalue()


def test_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.cli.rules.import_.MAX_REMARKS", 3)
    monkeypatch.setattr("advisor.cli.rules.import_.load", cache(load))
    command = ("rules", "import")
    out = ("--out", "house")
    one, two = write_workbook("a"), write_workbook("a", "b")
    prices: dict[str, str | bytes] = {"t.csv": "state,Conflicts,favours\ndefined,frequent,tighten\naligned,none,stay\n"}
    mapped = ("--map", "Conflicts=current_conflicts")
    existing: dict[str, str | bytes] = {"house/pack.yaml": "", "house/rules/old.yaml": "stage: weigh\nrules: []\n"}
    remarks = "employees,verdict,because\n< 1,stay,\n5,tighten,Since {nonsense}.\n6,tighten,\n"
    scenarios = [
        Scenario("help", (*command, "--help")),
        Scenario("usual output", (*command, "t.csv", *out, *mapped), prices),
        Scenario("a mapping in another form", (*command, "t.csv", *out, "--map", "Conflicts"), prices),
        Scenario("existing files", (*command, "t.csv", *out, *mapped), {**prices, **existing}),
        Scenario("a leftover file", (*command, "t.csv", *out, *mapped, "--force"), {**prices, **existing}),
        Scenario("part of a table", (*command, "t.csv", *out, "--partial"), {"t.csv": remarks}),
        Scenario("cells that rules cannot express", (*command, "t.csv", *out), {"t.csv": write_cells()}),
        Scenario("a CSV file with options of other files", (*command, "t.csv", *out, "--sheet", "a"), prices),
        Scenario("a CSV file with a decision", (*command, "t.csv", *out, "--decision", "a"), prices),
        Scenario("a workbook with several sheets", (*command, "t.xlsx", *out), {"t.xlsx": two}),
        Scenario("a sheet that does not exist", (*command, "t.xlsx", *out, "--sheet", "c"), {"t.xlsx": one}),
        Scenario("merged cells", (*command, "t.xlsx", *out), {"t.xlsx": write_merged_workbook()}),
        Scenario("neither a folder nor a dry run", (*command, "t.csv"), prices),
        Scenario("a dry run", (*command, "t.csv", *mapped, "--dry-run"), prices),
        Scenario(
            "options that name no column or value",
            (*command, "t.csv", *out, *mapped, "--map", "Conflict=employees", "--values", "favours:5=stay"),
            prices,
        ),
        Scenario("a mapping given twice", (*command, "t.csv", *out, *mapped, *mapped), prices),
        Scenario("values in another form", (*command, "t.csv", *out, *mapped, "--values", "5=stay"), prices),
        Scenario("a new fact", (*command, "t.csv", *out, "--new-fact", "Conflicts"), prices),
        Scenario("new facts that cannot be", (*command, "t.csv", *out, "--new-fact", "state", *mapped), prices),
        Scenario("hidden rows", (*command, "t.xlsx", *out), {"t.xlsx": one}),
    ]
    scenarios += [Scenario(title, (*command, "t.csv", *out), {"t.csv": text}) for title, text in SHEETS.items()]
    scenarios += [
        Scenario(title, (*command, "m.dmn", *out, *options), {"m.dmn": text})
        for title, (text, options) in MODELS.items()
    ]
    check_wording("rules_import", scenarios, tmp_path)
