"""Plans and facts on disk: old files become numbered copies, and new ones replace them as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from advisor.cli.echo import echo
from advisor.cli.output_files import build_output_error, write_files, write_output
from advisor.cli.written_files import quote_command, quote_facts, say_written
from advisor.errors import OutputError
from advisor.loading.finding_codes import OPEN_ELSEWHERE
from advisor.plan.formats import EDITABLE_FORMATS, write_plan
from advisor.plan.plan_data import Plan

MAX_COPIES = 9_999


def write_new_plan(plan: Plan, form: str, output: str | None, facts: str) -> None:
    """Write a plan to a file or to the terminal. A spreadsheet or CSV file that was there is kept as a copy."""
    content = write_plan(plan, form, output or f"plan.{form}")
    if not plan.rows:
        echo(f"{facts}: no step is advised; `advisor advise` says why", err=True)
    if output in (None, "-"):
        write_output(content, output)
        if plan.rows:
            say_plan_written(None, form, facts)
        return
    target = Path(str(output))
    check_not_open_elsewhere(target)
    if form in EDITABLE_FORMATS and (copy := keep_copy(target, content)):
        command = quote_command("plan", quote_facts(facts), "--update", str(copy), "-o", str(output))
        hint = f"to use what people typed there, type {command}"
        echo(f"{output}: there was a file with this name; it is now `{copy.name}`; {hint}", err=True)
    write_output(content, output, replaces_any=form in EDITABLE_FORMATS)
    say_plan_written(output, form, facts)


def say_plan_written(path: str | None, form: str, facts: str, what: str = "written") -> None:
    """Say what happened to a plan, and what to type next: how to update it, or how to get a plan that can be edited.

    Args:
        path: the plan; None or `-` if it went to the terminal.
        form: the form of the plan.
        facts: the facts file.
        what: what happened to the plan.
    """
    name = quote_facts(facts)
    other = f"for a plan to edit, type {quote_command('plan', name, '-o', 'plan.xlsx')}"
    step = f"edit it, then type {quote_command('plan', name, '--update', str(path))}"
    say_written(path, step if form in EDITABLE_FORMATS else other, printed=other, what=what)


def check_not_open_elsewhere(path: Path) -> None:
    """Refuse to write a file that a spreadsheet program has open: it would overwrite our file. Raises OutputError."""
    for lock in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if os.path.lexists(lock):
            sentence = "this file is open in a spreadsheet program; close it there and run the command again"
            hint = f"if it is not open, remove `{lock.name}`"
            raise OutputError.at(str(path), f"{sentence} ({hint})", OPEN_ELSEWHERE)


def keep_copy(path: Path, new_content: str | bytes) -> Path | None:
    """Copy a file that is about to change to `plan.before-1.xlsx`; None if there is nothing to keep."""
    content = new_content.encode() if isinstance(new_content, str) else new_content
    try:
        if not path.is_file() or (old := path.read_bytes()) == content:
            return None
    except (OSError, ValueError) as error:
        raise build_output_error(path, "this file cannot be copied, so nothing was written", error) from None
    copy = find_copy_path(path)
    write_files(Path(), {str(copy.absolute()): old})
    return copy


def find_copy_path(path: Path) -> Path:
    """Find the first free name for a copy: `plan.before-1.xlsx`, `plan.before-2.xlsx` and so on. Raises OutputError."""
    for number in range(1, MAX_COPIES):
        copy = path.with_name(f"{path.stem}.before-{number}{path.suffix}")
        if not os.path.lexists(copy):
            return copy
    raise OutputError.at(str(path), "there are too many copies of this file; remove some of them")
