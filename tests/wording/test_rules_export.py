"""The wording of `advisor rules export`."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.cases.case_files import read_cases
from tests.wording.transcript import Scenario, check_wording

HEADER = "name: house\nversion: 1.0.0\ntitle: House\n"


def write_rule(number: int, condition: str, favours: str) -> str:
    return (
        f"  - id: house/rule-{number}\n    title: Rule {number}\n    status: test\n    source: policy/house\n"
        f"    when: {condition}\n    then: {{favours: {favours}}}\n    because: Some reason.\n"
    )


def write_pack(*rules: str) -> dict[str, str | bytes]:
    return {"house/pack.yaml": HEADER, "house/rules/house.yaml": f"stage: weigh\nrules:\n{''.join(rules)}"}


def test_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.authoring.cases.case_files.read_cases", lambda *args: read_cases(*args)[:5])
    monkeypatch.setattr("advisor.authoring.dmn.table_rows.MAX_ROWS", 100)
    export, with_pack = ("rules", "export", "--out", "model"), ("--pack", "house")
    circle = write_pack(write_rule(1, "{favours: stay}", "tighten"), write_rule(2, "{favours: tighten}", "stay"))
    one_rule = write_pack(write_rule(1, "{employees: {at_least: 5}}", "stay"))
    many_rows, many_tests = (
        write_pack(write_rule(1, f"{{any: [{', '.join(f'{{employees: {2 * n}}}' for n in range(1, count))}]}}", "stay"))
        for count in (103, 1003)
    )
    check_wording(
        "rules_export",
        [
            Scenario("help", ("rules", "export", "--help")),
            Scenario("usual output", export),
            Scenario("a workbook", ("rules", "export", "-o", "rules.xlsx", *with_pack), one_rule),
            Scenario("a folder that cannot be created", export, {"model": ""}),
            Scenario("rules that depend on each other", (*export, *with_pack), circle),
            Scenario("a rule with too many rows", (*export, *with_pack), many_rows),
            Scenario("rules with too many tests", (*export, *with_pack), many_tests),
        ],
        tmp_path,
    )
