"""Plans and facts on disk: old files become numbered copies, and new ones replace them as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from advisor.cli.echo import echo
from advisor.cli.output_files import build_output_error, write_files, write_output
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
        return
    target = Path(str(output))
    check_not_open_elsewhere(target)
    if form in EDITABLE_FORMATS and (copy := keep_copy(target, content)):
        hint = f"to use what people typed there: `--update {copy.name} -o {target.name}`"
        echo(f"{output}: there was a file with this name; it is now `{copy.name}`; {hint}", err=True)
    write_output(content, output, replaces_any=form in EDITABLE_FORMATS)


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
