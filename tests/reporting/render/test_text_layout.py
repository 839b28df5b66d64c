"""Markdown that every program reads the same way, and plain text in good order."""

from __future__ import annotations

import re

import pytest

from advisor.reporting.view.report_view import build_report_view
from tests.reporting.advised_examples import EXAMPLES, advise_example, get_consultation, report_example

each_example = pytest.mark.parametrize("example", EXAMPLES)


def render_report(example: str, form: str) -> list[str]:
    """Report on an example, as lines."""
    return report_example(example, form).splitlines()


@each_example
def test_a_heading_is_between_blank_lines(example: str) -> None:
    lines = ["", *render_report(example, "md"), ""]
    tight = [
        lines[at]
        for at in range(1, len(lines) - 1)
        if re.match("#+ ", lines[at]) and (lines[at - 1].strip() or lines[at + 1].strip())
    ]
    assert tight == []


@each_example
def test_a_table_is_between_blank_lines_and_has_rows_of_one_length(example: str) -> None:
    blocks = "\n".join(render_report(example, "md")).split("\n\n")
    tables = [block.strip("\n").split("\n") for block in blocks if re.search(r"^\|", block, re.M)]
    for rows in tables:
        assert all(row.startswith("|") for row in rows)
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1


@each_example
@pytest.mark.parametrize("form", ["text", "md"])
def test_shows_no_template_or_python_syntax(example: str, form: str) -> None:
    text = "\n".join(render_report(example, form))
    assert not re.search(r"[{}]|\bNone\b|\bTrue\b|\bFalse\b|\.\.(?!\.)|  \.|\(\)", text)


@each_example
@pytest.mark.parametrize("form", ["text", "md"])
def test_no_two_blank_lines_follow_each_other(example: str, form: str) -> None:
    assert "\n\n\n" not in "\n".join(render_report(example, form))


@each_example
def test_a_mark_is_on_the_line_of_its_word(example: str) -> None:
    lines = render_report(example, "text")
    cells = [part.strip() for line in lines for part in line.split("  |  ")]
    assert [each for each in cells if re.fullmatch(r"(\[\w+\])+", each)] == []


@each_example
def test_shows_two_columns_only_if_both_sides_have_reasons(example: str) -> None:
    advice = advise_example(example)
    sides = {each.favours for each in advice.reasons if each.status == "holds"}
    balance = build_report_view(advice, get_consultation().rulebase).balance
    if balance is None or not balance.says_more:  # the first page says it all
        assert "\n## Reasons\n" not in "\n".join(render_report(example, "md"))
        return
    paired = any(line.startswith("| For moving up | For leaving") for line in render_report(example, "md"))
    assert paired is (len(sides) == 2)
    assert any("  |" in line for line in render_report(example, "text")) is (len(sides) == 2)


WORDS = {
    "consolidate-defined-in-conflict": (500, 1550),
    "hard-short-cycle-fast-change": (500, 1900),
    "hard-small-firm-in-conflict": (500, 2150),
    "maintain-integrated": (500, 1050),
    "prepare-ground-missing": (500, 2250),
    "stay-settled-distributor": (500, 1000),
    "survey-two-views": (700, 2700),
    "tighten-changing-market": (500, 2250),
    "undetermined-first-talk": (200, 600),
}


@each_example
def test_a_report_can_be_read_in_one_sitting(example: str) -> None:
    least, most = WORDS[example]
    assert least <= len(" ".join(render_report(example, "text")).split()) <= most
