"""The forms in which a plan is written."""

from __future__ import annotations

from advisor.plan.plan_data import Plan

FORMATS = ("md", "xlsx", "csv", "azure", "ics")
SUFFIXES = {".md": "md", ".xlsx": "xlsx", ".csv": "csv", ".ics": "ics"}
BINARY_FORMATS = ("xlsx",)
EDITABLE_FORMATS = ("xlsx", "csv")
READABLE_SUFFIXES = (".xlsx", ".csv")


def write_plan(plan: Plan, form: str, name: str) -> str | bytes:
    """Write a plan in one of FORMATS.

    Args:
        plan: the plan.
        form: one of FORMATS.
        name: the name of the file, for messages.

    Raises:
        MissingExtraError: the libraries for spreadsheets or calendars are not installed.
    """
    if form == "xlsx":
        from advisor.plan.xlsx_file import build_workbook

        return build_workbook(plan, name)
    if form == "ics":
        from advisor.plan.ics_file import build_calendar

        return build_calendar(plan, name)
    if form == "csv":
        from advisor.plan.csv_file import format_csv

        return format_csv(plan)
    if form == "azure":
        from advisor.plan.azure_file import format_azure_csv

        return format_azure_csv(plan)
    from advisor.plan.markdown_file import format_markdown

    return format_markdown(plan)
