"""Markdown that every program reads the same way, and plain text in good order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.yaml"))
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def report(rulebase: RuleBase, path: Path, form: str) -> list[str]:
    """Render an example's report, as lines."""
    return render(Consultation(rulebase).advise(read_facts(str(path), rulebase)), rulebase, form).splitlines()


@each_example
def test_a_heading_is_between_blank_lines(builtin: RuleBase, path: Path) -> None:
    lines = ["", *report(builtin, path, "md"), ""]
    tight = [
        lines[at]
        for at in range(1, len(lines) - 1)
        if re.match("#+ ", lines[at]) and (lines[at - 1].strip() or lines[at + 1].strip())
    ]
    assert tight == []


@each_example
def test_a_table_is_between_blank_lines_and_has_rows_of_one_length(builtin: RuleBase, path: Path) -> None:
    blocks = "\n".join(report(builtin, path, "md")).split("\n\n")
    tables = [block.strip("\n").split("\n") for block in blocks if re.search(r"^\|", block, re.M)]
    assert tables
    for rows in tables:
        assert all(row.startswith("|") for row in rows)
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


@each_example
@pytest.mark.parametrize("form", ["text", "md"])
def test_shows_no_template_or_python_syntax(builtin: RuleBase, path: Path, form: str) -> None:
    text = "\n".join(report(builtin, path, form))
    assert not re.search(r"[{}]|\bNone\b|\bTrue\b|\bFalse\b|\.\.(?!\.)|  \.|\(\)", text)


@each_example
@pytest.mark.parametrize("form", ["text", "md"])
def test_no_two_blank_lines_follow_each_other(builtin: RuleBase, path: Path, form: str) -> None:
    assert "\n\n\n" not in "\n".join(report(builtin, path, form))


@each_example
def test_a_mark_is_on_the_line_of_its_word(builtin: RuleBase, path: Path) -> None:
    lines = report(builtin, path, "text")
    cells = [part.strip() for line in lines for part in line.split("  |  ")]
    assert [each for each in cells if re.fullmatch(r"(\[\w+\])+", each)] == []


@each_example
def test_shows_two_columns_only_if_both_sides_have_reasons(builtin: RuleBase, path: Path) -> None:
    advice = Consultation(builtin).advise(read_facts(str(path), builtin))
    sides = {each.favours for each in advice.reasons if each.status == "holds"}
    beside = any(line.startswith("| For a closer relationship | For leaving") for line in report(builtin, path, "md"))
    assert beside is (len(sides) == 2)
    assert any("  |" in line for line in report(builtin, path, "text")) is (len(sides) == 2)


WORDS = {
    "hard-short-cycle-fast-change": (500, 1400),
    "hard-small-firm-in-conflict": (500, 1400),
    "maintain-integrated": (500, 800),
    "prepare-ground-missing": (500, 1400),
    "stay-settled-distributor": (500, 800),
    "survey-two-views": (700, 1800),
    "tighten-changing-market": (500, 1400),
    "undetermined-first-talk": (200, 500),
}


@each_example
def test_a_report_can_be_read_in_one_sitting(builtin: RuleBase, path: Path) -> None:
    least, most = WORDS[path.stem]
    assert least <= len(" ".join(report(builtin, path, "text")).split()) <= most
