"""The CSV files fit what Jira and Azure DevOps publish about their imports, which import_formats/*.yaml describes."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.model.rulebase import RuleBase
from advisor.plan.azure_file import MAX_ITEMS, format_azure_csv
from advisor.plan.csv_file import format_csv
from advisor.plan.plan_data import DONE, DROPPED, Plan
from tests.plan.plans import EXAMPLES, build_example_plan

FORMATS = Path(__file__).parent / "import_formats"
FACTS = [path for path in sorted(EXAMPLES.glob("*.yaml")) if "undetermined" not in path.name]
"""The examples that have steps."""


def read_format(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((FORMATS / f"{name}.yaml").read_text(encoding="utf-8"))
    return data


def parse_csv(text: str) -> list[dict[str, str]]:
    """Parse a CSV file strictly; each line must have a cell for each heading."""
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert len(set(rows[0])) == len(rows[0])
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def add_odd_row(plan: Plan) -> Plan:
    """Add a task with a title of many lines that a spreadsheet would run."""
    row = plan.rows[0]
    odd = {"task": "=1+1\n" + "long " * 100, "owner": "Anna <anna@x.example>", "assignee": "anna@x.example"}
    texts = {**row.texts, **odd, "notes": "<b>&\n;", "advice": "own task", "issue_type": "Task"}
    return plan._replace(rows=(*plan.rows, row._replace(id="own/1", texts=texts)))


@pytest.mark.parametrize("facts", FACTS, ids=lambda path: path.stem)
def test_jira_can_import_the_csv_file(facts: Path, builtin: RuleBase) -> None:
    form = read_format("jira")
    text = format_csv(build_example_plan(builtin, facts))
    rows = parse_csv(text)
    headings = list(rows[0])
    assert {*form["required"], *form["hierarchy"]} <= set(headings)
    assert set(form["fields"]) <= set(headings)
    assert all(re.fullmatch(form["heading_pattern"], heading) for heading in headings)
    numbers = [row["Issue ID"] for row in rows]
    assert len(set(numbers)) == len(rows)
    levels = [form["levels"][row["Issue Type"]] for row in rows]
    assert levels == sorted(levels, reverse=True), "the rows of a higher level come first"
    by_number = dict(zip(numbers, rows, strict=True))
    for row, level in zip(rows, levels, strict=True):
        assert 0 < len(row["Summary"]) <= form["max_summary"]
        assert "\n" not in row["Summary"]
        assert re.fullmatch(form["label_pattern"], row["Labels"])
        assert re.fullmatch(form["assignee_pattern"], row["Assignee"])
        assert all(re.fullmatch(form["date_pattern"], row[field]) for field in ("Start date", "Due date"))
        if level == 0:
            parent = by_number[row["Parent"]]
            assert (parent["Issue Type"], parent["Summary"]) == ("Epic", row["Part of"])
        else:
            assert row["Parent"] == ""


@pytest.mark.parametrize("facts", FACTS, ids=lambda path: path.stem)
def test_azure_devops_can_import_its_csv_file(facts: Path, builtin: RuleBase) -> None:
    form = read_format("azure")
    plan = add_odd_row(build_example_plan(builtin, facts))
    rows = parse_csv(format_azure_csv(plan))
    headings = list(rows[0])
    assert headings == form["fields"]
    assert set(form["required"]) <= set(headings)
    assert not set(form["forbidden"]) & set(headings)
    assert len(rows) <= form["max_items"] == MAX_ITEMS
    assert len(rows) == len(plan.rows)
    above = ""
    for row in rows:
        titles = [row[heading] for heading in form["titles"]]
        assert sum(bool(title) for title in titles) == 1
        assert all(len(title) <= form["max_title"] + 1 and "\n" not in title for title in titles)
        assert row["Work Item Type"] in form["types"]
        assert re.fullmatch(form["description_pattern"], row["Description"])
        assert re.fullmatch(form["tag_pattern"], row["Tags"])
        for heading in form["only_for_epics"]:
            assert re.fullmatch(form["date_pattern"], row[heading])
            assert row["Work Item Type"] == "Epic" or not row[heading]
        above = titles[0] or above
        if titles[1]:
            task = next(each for each in plan.rows if each.texts["task"] == titles[1])
            assert task.texts["part_of"] == above


def test_only_open_rows_go_to_azure_devops(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    statuses = {plan.rows[0].id: DONE, plan.rows[1].id: DROPPED}
    rows = tuple(
        row._replace(texts={**row.texts, "status": statuses.get(row.id, row.texts["status"])}) for row in plan.rows
    )
    written = parse_csv(format_azure_csv(plan._replace(rows=rows)))
    assert len(written) == len(rows) - 2
    # the practices of a finished step are below nothing
    assert written[0]["Title 1"] == rows[2].texts["task"]
