"""Markdown that every reader of Markdown takes the same way, and text without ragged ends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.model.rulebase import RuleBase
from advisor.reporting.formats import render

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def report(rulebase: RuleBase, path: Path, form: str) -> list[str]:
    """The lines of an example's report."""
    return render(Consultation(rulebase).advise(read_facts(str(path), rulebase)), rulebase, form).splitlines()


@each_example
def test_a_heading_stands_between_blank_lines(builtin: RuleBase, path: Path) -> None:
    lines = ["", *report(builtin, path, "md"), ""]
    tight = [
        lines[at]
        for at in range(1, len(lines) - 1)
        if re.match("#+ ", lines[at]) and (lines[at - 1].strip() or lines[at + 1].strip())
    ]
    assert tight == []


@each_example
def test_a_table_stands_between_blank_lines_and_has_two_columns(builtin: RuleBase, path: Path) -> None:
    lines = report(builtin, path, "md")
    rows = [at for at, line in enumerate(lines) if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", lines[at])) == 3 for at in rows)
    if rows:
        assert rows == list(range(rows[0], rows[-1] + 1))
        assert not lines[rows[0] - 1].strip()
        assert not lines[rows[-1] + 1].strip()


@each_example
@pytest.mark.parametrize("form", ["text", "md"])
def test_no_mark_of_a_template_or_of_python_shows(builtin: RuleBase, path: Path, form: str) -> None:
    text = "\n".join(report(builtin, path, form))
    assert not re.search(r"[{}]|\bNone\b|\bTrue\b|\bFalse\b|\.\.(?!\.)|  \.|\(\)", text)
