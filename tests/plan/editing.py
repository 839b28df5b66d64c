"""A person at work on a plan: random edits of its cells, rows, columns and sheets, and a memory of what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from advisor.plan.columns import (
    CLEARABLE_FIELDS,
    DATE_FIELDS,
    DERIVED_FIELDS,
    EDITABLE_FIELDS,
    find_field,
    has_csv_headings,
)
from advisor.plan.marks import parse_marks
from advisor.plan.plan_data import DOING, DONE, DROPPED, TO_DO, Cell, OwnSheet, PlanRow, format_cell
from advisor.plan.plan_file import PlanFile
from advisor.plan.read_plan import ReadPlan
from advisor.plan.same_tasks import find_task_id
from advisor.tabular.workbook import CellSheet

ODD_TEXTS = (
    *("=1+1", "+41 44 123", "-5", "@sum", "'quoted", "'=1+1", "''-", " =1", "＝1", "\t=1", "\n+1", "=cmd|'/C calc'!A0"),
    *('say "yes"', "a, b; c", "line one\nline two", "  spaces  ", "Zoë Müller <zoe@x.example>", "日本語", "🙂"),
    *("_x0041_", "_x000D_", "#N/A", "0012", "1e5", "TRUE", "2026-01-01", "sep=;", "| a | b |", "</c>&amp;", "v1.a.b"),
    *("x" * 3_000, "unknown", "done", "\u2028line", "tab\there", "a\n\nb\n", "﻿mark"),
)
STATUS_WORDS = {"Done": DONE, "doing": DOING, "In Progress": DOING, "dropped": DROPPED, "to do": TO_DO, "Closed": DONE}
OTHER_STEP = "another-step"
_NOT_COPIED = ("task", "status", "assignee", "issue_type", "labels")
"""Fields of a copied row that the advisor fills in again."""


class Person:
    """Edits a plan and remembers each text until it is changed or removed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.counter = 0
        self.texts: dict[tuple[str, str], str] = {}
        self.derived: dict[tuple[str, str], str] = {}
        self.moved: dict[str, list[str]] = {}
        self.own: dict[tuple[str, str], str] = {}
        self.sheets: dict[str, OwnSheet] = {}

    def type_text(self) -> str:
        """Return a text that nobody typed before, often an odd one."""
        self.counter += 1
        odd = self.random.choice(ODD_TEXTS) if self.random.random() < 0.7 else "plain"
        return f"{odd}{self.counter}"

    def edit(self, file: PlanFile, plan: ReadPlan) -> PlanFile:
        """Edit a plan a few times and return it as the person saves it."""
        sheets = [CellSheet(name, visible, [list(row) for row in rows]) for name, visible, rows in file.sheets]
        plan_name = plan.sheet_names[0]
        grid = next(sheet for sheet in sheets if sheet.name in (plan_name, "")).rows
        edits: list[Callable[[list[list[Cell]], bool], None]] = [
            *[self.change_cell] * 6,
            *[self.change_status, self.change_date, self.clear_cell, self.change_derived_cell, self.add_row],
            *[self.add_column, self.change_own_cell, self.delete_row, self.sort_rows, self.move_column, self.damage],
        ]
        for _ in range(self.random.randint(1, 8)):
            self.random.choice(edits)(grid, file.is_csv)
        for (key, _), text in self.derived.items():
            self.moved.setdefault(key, []).append(text)
        self.derived.clear()
        if self.random.random() < 0.1:
            self.copy_row(grid)
        if self.random.random() < 0.2:
            self.split_row(grid)
        if not file.is_csv and self.random.random() < 0.2:
            self.add_sheet(sheets)
        return PlanFile(file.name, file.content, file.is_csv, tuple(sheets))

    def change_cell(self, grid: list[list[Cell]], _: bool) -> None:
        fields = [f for f in EDITABLE_FIELDS if f not in (*DATE_FIELDS, "status") and f in find_columns(grid)]
        row, field = self.choose_row(grid), self.random.choice(fields)
        key = get_key(row, grid)
        if not row or not key or (key.startswith("T") and field == "task"):
            return
        if field == "notes":
            self.forget_notes(key, row, grid)
        text = self.type_text()
        row[find_columns(grid)[field]] = text
        self.texts[key, field] = text

    def change_status(self, grid: list[list[Cell]], _: bool) -> None:
        row = self.choose_row(grid)
        if row and (key := get_key(row, grid)):
            word = self.random.choice(list(STATUS_WORDS))
            row[find_columns(grid)["status"]] = word
            self.texts[key, "status"] = STATUS_WORDS[word]

    def change_date(self, grid: list[list[Cell]], is_csv: bool) -> None:
        row, field = self.choose_row(grid), self.random.choice(DATE_FIELDS)
        if row and (key := get_key(row, grid)):
            day = date(2026, 1, 1) + timedelta(days=self.random.randint(0, 900))
            forms: list[Cell] = [day.isoformat(), day.strftime("%d.%m.%Y"), day.strftime("%d %b %Y")]
            forms += [] if is_csv else [day, datetime.combine(day, datetime.min.time())]
            row[find_columns(grid)[field]] = self.random.choice(forms)
            self.texts[key, field] = day.isoformat()

    def clear_cell(self, grid: list[list[Cell]], _: bool) -> None:
        row, field = self.choose_row(grid), self.random.choice(CLEARABLE_FIELDS)
        key = get_key(row, grid)
        if row and key and field in find_columns(grid) and has_marks(row, grid):
            if field == "notes":
                self.forget_notes(key, row, grid)
            row[find_columns(grid)[field]] = ""
            self.texts[key, field] = ""
            if field == "assignee":
                self.texts.pop((key, field))  # it follows the owner again if the owner had none

    def change_derived_cell(self, grid: list[list[Cell]], _: bool) -> None:
        fields = [field for field in DERIVED_FIELDS if field in find_columns(grid)]
        row, field = self.choose_row(grid), self.random.choice(fields)
        if row and (key := get_key(row, grid)):
            text, column = self.type_text(), find_columns(grid)[field]
            self.moved[key] = [old for old in self.moved.get(key, ()) if old != row[column]]
            row[column] = text
            self.derived[key, field] = text

    def add_row(self, grid: list[list[Cell]], _: bool) -> None:
        self.counter += 1
        key = f"T{self.counter}"
        columns = find_columns(grid)
        row: list[Cell] = [""] * len(grid[0])
        row[columns["task"]] = key
        owner = self.type_text()
        row[columns["owner"]] = owner
        grid.insert(self.random.randint(1, len(grid)), row)
        self.texts[key, "owner"] = owner

    def copy_row(self, grid: list[list[Cell]]) -> None:
        """Copy a row, as a person does who wants a similar task; the copy gets a title of its own."""
        row = self.choose_row(grid)
        if not row or not get_key(row, grid):
            return
        self.counter += 1
        copy, columns = list(row), find_columns(grid)
        copy[columns["task"]] = f"T{self.counter}"
        grid.insert(self.random.randint(grid.index(row) + 1, len(grid)), copy)
        for field in EDITABLE_FIELDS:
            if field in columns and field not in (*_NOT_COPIED, *DATE_FIELDS) and copy[columns[field]]:
                self.texts[f"T{self.counter}", field] = format_cell(copy[columns[field]])

    def split_row(self, grid: list[list[Cell]]) -> None:
        """Make two rows of a task, as older plans have them if two steps advise it, and type into the second."""
        row, columns = self.choose_row(grid), find_columns(grid)
        key = get_key(row, grid)
        other = f"{OTHER_STEP}/{find_task_id(key)}"
        if (
            not row
            or "/" not in key
            or key.startswith(OTHER_STEP)
            or any(get_key(each, grid) == other for each in grid)
        ):
            return
        second = list(row)
        second[columns["id"]] = other
        for field in ("owner", "notes", *DERIVED_FIELDS):
            if field in columns and has_marks(second, grid):
                second[columns[field]] = ""
        for number in set(range(len(second))) - set(columns.values()):
            second[number] = ""
        grid.insert(self.random.randint(1, len(grid)), second)
        if self.random.random() < 0.7:
            second[columns["owner"]] = self.texts[other, "owner"] = self.type_text()
        if self.random.random() < 0.5:
            second[columns["notes"]] = self.texts[other, "notes"] = self.type_text()

    def follow_moves(self, plan: ReadPlan) -> list[str]:
        """Remember what was in a row that is another one now under the id of that one; return what is lost."""
        rows = {row.id: row for row in plan.rows}
        by_task = {find_task_id(row.id): row for row in plan.rows if row.is_practice}
        losses = []
        for (key, field), text in list(self.texts.items()):
            row = by_task.get(find_task_id(key))
            if key in rows or row is None or key.startswith("T"):
                continue
            del self.texts[key, field]
            if row.texts.get(field) == text:
                self.texts.setdefault((row.id, field), text)
            elif text in row.texts["notes"] or not text or (field == "status" and text == TO_DO):
                self.moved.setdefault(row.id, []).append(text)
            else:
                losses.append(f"{key}.{field}: {text[:80]!r} is not in {row.id}")
        for (key, heading), text in list(self.own.items()):
            row = by_task.get(find_task_id(key))
            if key in rows or row is None or key.startswith("T"):
                continue
            del self.own[key, heading]
            headings = [format_cell(each) for each in plan.own_columns]
            if not text:
                continue
            if format_cell(row.own[headings.index(heading)]) == text:
                self.own[row.id, heading] = text
            elif text in row.texts["notes"]:
                self.moved.setdefault(row.id, []).append(text)
            else:
                losses.append(f"{key}[{heading}]: {text!r} is not in {row.id}")
        for key in list(self.moved):
            row = by_task.get(find_task_id(key))
            if key not in rows and row is not None and not key.startswith("T"):
                self.moved.setdefault(row.id, []).extend(self.moved.pop(key))
        return losses

    def add_column(self, grid: list[list[Cell]], is_csv: bool) -> None:
        if len(grid[0]) - len(find_columns(grid)) > 5:
            return
        heading = f"C{self.type_text()}"
        position = self.random.randint(0, len(grid[0]))
        grid[0].insert(position, heading)
        for row in grid[1:]:
            cell = self.choose_own_cell(is_csv) if self.random.random() < 0.3 else ""
            row.insert(position, cell)
            if key := get_key(row, grid):
                self.own[key, heading] = format_cell(cell)

    def change_own_cell(self, grid: list[list[Cell]], is_csv: bool) -> None:
        ours = set(find_columns(grid).values())
        headings = [(n, format_cell(cell)) for n, cell in enumerate(grid[0]) if n not in ours]
        row = self.choose_row(grid)
        if headings and row and (key := get_key(row, grid)):
            column, heading = self.random.choice(headings)
            row[column] = self.choose_own_cell(is_csv)
            self.own[key, heading] = format_cell(row[column])

    def choose_own_cell(self, is_csv: bool) -> Cell:
        cells: list[Cell] = [self.type_text()]
        if not is_csv:
            moment = datetime(2026, 3, 4, 5, 6, self.random.randint(0, 59))
            cells += [float(self.random.randint(-9, 9)), 0.1, True, date(2026, 2, self.random.randint(1, 28)), moment]
        return self.random.choice(cells)

    def delete_row(self, grid: list[list[Cell]], _: bool) -> None:
        row = self.choose_row(grid)
        if row and len(grid) > 5 and (key := get_key(row, grid)):
            grid.remove(row)
            self.forget(key)

    def sort_rows(self, grid: list[list[Cell]], _: bool) -> None:
        rows = grid[1:]
        self.random.shuffle(rows)
        grid[1:] = rows

    def move_column(self, grid: list[list[Cell]], _: bool) -> None:
        old, new = (self.random.randrange(len(grid[0])) for _ in range(2))
        for row in grid:
            row.insert(new, row.pop(old))

    def damage(self, grid: list[list[Cell]], _: bool) -> None:
        """Spoil the marks of a row: what the person emptied there can come back, nothing else changes."""
        row = self.choose_row(grid)
        if row and "check" in find_columns(grid) and (key := get_key(row, grid)):
            row[find_columns(grid)["check"]] = self.random.choice(("", "x", "v1.a.b"))
            for field in CLEARABLE_FIELDS:
                if self.texts.get((key, field)) == "":
                    self.texts.pop((key, field))

    def add_sheet(self, sheets: list[CellSheet]) -> None:
        self.counter += 1
        name = f"Sheet {self.counter}"
        rows: list[list[Cell]] = [[self.choose_own_cell(False) for _ in range(3)] for _ in range(3)]
        sheets.insert(self.random.randint(0, len(sheets)), CellSheet(name, self.random.random() < 0.7, rows))
        self.sheets[name] = OwnSheet(name, sheets[-1].is_visible, tuple(map(tuple, rows)))

    def choose_row(self, grid: list[list[Cell]]) -> list[Cell] | None:
        return self.random.choice(grid[1:]) if len(grid) > 1 else None

    def forget_notes(self, key: str, row: list[Cell], grid: list[list[Cell]]) -> None:
        """Forget what an update moved to the notes, since the person removes it there."""
        notes = format_cell(row[find_columns(grid)["notes"]])
        self.moved[key] = [text for text in self.moved.get(key, ()) if text not in notes]

    def forget(self, key: str) -> None:
        """Forget a row that the person deleted."""
        self.moved.pop(key, None)
        for memory in (self.texts, self.own, self.derived):
            for each in [each for each in memory if each[0] == key]:
                del memory[each]

    def find_losses(self, plan: ReadPlan) -> list[str]:
        """List what the person typed and the plan no longer has."""
        rows = {get_row_key(row): row for row in plan.rows}
        headings = [format_cell(heading) for heading in plan.own_columns]
        losses = self.follow_moves(plan)
        for (key, field), text in self.texts.items():
            now = rows[key].texts.get(field) if key in rows else None
            is_there = now is not None and (now.startswith(text) if field == "notes" and text else now == text)
            if not is_there and not (field == "notes" and not text and key in self.moved):
                losses.append(f"{key}.{field}: {text[:80]!r}, now {now and now[:80]!r}")
        for key, texts in self.moved.items():
            everything = "\n".join(rows[key].texts.values()) if key in rows else ""
            losses += [f"{key}: {text!r}" for text in texts if text not in everything]
        for (key, heading), text in self.own.items():
            now = format_cell(rows[key].own[headings.index(heading)]) if key in rows and heading in headings else None
            if now != text:
                losses.append(f"{key}[{heading}]: {text!r}, now {now!r}")
        sheets = {sheet.name: [list(map(format_cell, row)) for row in sheet.rows] for sheet in plan.own_sheets}
        for sheet in self.sheets.values():
            if sheets.get(sheet.name) != [list(map(format_cell, row)) for row in sheet.rows]:
                losses.append(f"sheet {sheet.name}: {sheet.rows!r}, now {sheets.get(sheet.name)!r}")
        return losses


def find_columns(grid: list[list[Cell]]) -> dict[str, int]:
    """Return the column of each field."""
    headings = list(map(format_cell, grid[0]))
    is_csv = has_csv_headings(headings)
    return {field: n for n, heading in enumerate(headings) if (field := find_field(heading, is_csv))}


def has_marks(row: list[Cell], grid: list[list[Cell]]) -> bool:
    """Return whether the marks of a row can be read."""
    return bool(parse_marks(format_cell(row[find_columns(grid)["check"]])))


def get_key(row: list[Cell] | None, grid: list[list[Cell]]) -> str:
    """Return the name of a row in a person's memory: its id, or the title of a task of their own."""
    columns = find_columns(grid)
    if row is None:
        return ""
    row_id, task = format_cell(row[columns["id"]]), format_cell(row[columns["task"]])
    return task if not row_id or row_id.startswith("own/") else row_id


def get_row_key(row: PlanRow) -> str:
    """Return the same name for a row that was read."""
    return row.texts["task"] if row.is_own else row.id
