"""The wording of `advisor plan`: its help, what an update says, and each refusal once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from advisor.model.rulebase import RuleBase
from advisor.plan.azure_file import format_azure_csv
from advisor.plan.csv_file import format_csv
from advisor.plan.ics_file import build_calendar
from tests.plan.plans import NORWOOD, build_example_plan
from tests.wording.transcript import Scenario, check_wording

FACTS = NORWOOD.read_text(encoding="utf-8")
UPDATE = ("plan", "facts.yaml", "--update", "plan.csv")
START = ("--start", "2026-01-05")
Rows = dict[str, dict[str, str]]


def edit(text: str, change: Callable[[Rows], object]) -> str:
    """Let a person edit a CSV file; rows are found by their Id, added rows have any other key."""
    table = csv.DictReader(io.StringIO(text, newline=""))
    rows = {row["Id"]: row for row in table}
    change(rows)
    headings = list(dict.fromkeys([*(table.fieldnames or ()), *(name for row in rows.values() for name in row)]))
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, headings, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows.values())
    return target.getvalue()


def set_cells(row_id: str, **cells: str) -> Callable[[Rows], object]:
    return lambda rows: rows[row_id].update({name.replace("_", " "): text for name, text in cells.items()})


def list_updates(plan: str) -> list[Scenario]:
    """List updates, with what they say about it."""

    def finish_steps(rows: Rows) -> None:
        for row_id in ("liaison", "rules-of-engagement", "disciplined-communication", "colocation"):
            rows[row_id]["Status"] = "Done"
        rows["copy"] = {**rows["liaison"], "Summary": "A liaison for Asia", "Status": "To Do"}
        del rows["colocation/visiting-days"]
        rows["unknown"] = {**rows["liaison/market-voice"], "Id": "liaison/gone", "Status": "To Do"}

    def change_rule_base(rows: Rows) -> None:
        for row in rows.values():
            row["Rule base"] = "core 0.9.0 (0123456789ab)"

    calm = FACTS.replace("relationship: defined", "relationship: undefined")
    denied = FACTS + "liaison_in_place: no\n"
    acme = FACTS.replace("Norwood", "Acme")
    finished, older = edit(plan, finish_steps), edit(plan, change_rule_base)
    liaison = edit(plan, set_cells("liaison", Status="done"))
    files = {"facts.yaml": FACTS, "plan.csv": plan}
    there = ("plan", "facts.yaml", *START, "-o", "plan.csv")
    return [
        Scenario("an update without edits", UPDATE, files),
        Scenario("finished steps, a copied row, a deleted one, an unknown Id", UPDATE, {**files, "plan.csv": finished}),
        Scenario("an answer that changes", UPDATE, {"facts.yaml": denied, "plan.csv": liaison}),
        Scenario("another relationship", (*UPDATE, "-o", "new.ics"), {**files, "facts.yaml": calm}),
        Scenario("an older rule base", UPDATE, {**files, "plan.csv": older}),
        Scenario("another company", (*UPDATE, "-o", "new.csv"), {**files, "facts.yaml": acme}),
        Scenario("a plan that is there already", there, {**files, "plan.csv": "mine"}),
        Scenario("no steps", ("plan", "facts.yaml", *START), {"facts.yaml": "market_customizing: no\n"}),
    ]


def list_refusals(plan: str, others: dict[str, bytes]) -> list[Scenario]:
    """List plans and options that are refused."""

    def break_cells(rows: Rows) -> None:
        rows["liaison"] |= {"Status": "almost", "Start date": "soon", "Due date": "03/04/2026"}
        rows["field-feedback"]["Company"] = "Acme"

    files = {"facts.yaml": FACTS, "plan.csv": plan}
    done = edit(plan, set_cells("liaison", Status="done"))
    return [
        Scenario("cells that cannot be read", UPDATE, {**files, "plan.csv": edit(plan, break_cells)}),
        Scenario("headings that were changed", UPDATE, {**files, "plan.csv": plan.replace('"Owner"', '"Summary"', 1)}),
        Scenario("a row above the headings", UPDATE, {**files, "plan.csv": '"Our plan"\r\n' + plan}),
        Scenario("another table", UPDATE, {**files, "plan.csv": "a,b\n1,2\n"}),
        Scenario("the file for Azure DevOps", UPDATE, {**files, "plan.csv": others["azure"]}),
        Scenario("a calendar", (*UPDATE[:3], "plan.ics", "-o", "x.csv"), {**files, "plan.ics": others["ics"]}),
        Scenario("no text", UPDATE, {**files, "plan.csv": "Summary\nZürich".encode("latin-1")}),
        Scenario("no content", UPDATE, {**files, "plan.csv": ""}),
        Scenario("another company in place", UPDATE, {**files, "facts.yaml": FACTS.replace("Norwood", "Acme")}),
        Scenario("an open file", UPDATE, {**files, ".~lock.plan.csv#": ""}),
        Scenario("facts in one line", UPDATE, {"facts.yaml": "{relationship: defined}\n", "plan.csv": done}),
        Scenario("no date", ("plan", "facts.yaml", "--start", "soon"), files),
        Scenario("another ending", ("plan", "facts.yaml", "-o", "plan.docx"), files),
        Scenario("an ending that does not fit", ("plan", "facts.yaml", "--format", "azure", "-o", "plan.ics"), files),
        Scenario("an update in another form", (*UPDATE, "--format", "md"), files),
        Scenario("an update for Azure DevOps", (*UPDATE, "--format", "azure"), files),
        Scenario("an update of a file of another kind", (*UPDATE[:3], "facts.yaml"), files),
        Scenario("an update from standard input", ("plan", "-", "--update", "plan.csv"), files),
    ]


def test_wording(tmp_path: Path, builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    others = {"azure": format_azure_csv(plan).encode(), "ics": build_calendar(plan, "plan.ics")}
    text = format_csv(plan)
    scenarios = [Scenario("help", ("plan", "--help")), *list_updates(text), *list_refusals(text, others)]
    check_wording("plan", scenarios, tmp_path)
