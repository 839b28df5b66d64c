"""Each command that writes a file names it on standard error, and the command to type next."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.command import EXAMPLES, run
from tests.cli.test_next_command import check_command

WRITING = {
    "a report": ("report.md", ("advise", "a.yaml", "-o", "report.md")),
    "a plan": ("plan.xlsx", ("plan", "a.yaml", "-o", "plan.xlsx")),
    "a plan for Jira": ("new.csv", ("plan", "a.yaml", "-o", "new.csv")),
    "a plan for Azure DevOps": ("azure.csv", ("plan", "a.yaml", "--format", "azure", "-o", "azure.csv")),
    "a calendar": ("plan.ics", ("plan", "a.yaml", "-o", "plan.ics")),
    "a plan in place of another": ("plan.csv", ("plan", "a.yaml", "-o", "plan.csv", "--start", "2026-02-02")),
    "an update": ("plan.csv", ("plan", "a.yaml", "--update", "plan.csv", "--start", "2026-02-02")),
    "an update into another file": ("my plan.md", ("plan", "a.yaml", "--update", "plan.csv", "-o", "my plan.md")),
    "facts": ("b.yaml", ("facts", "new", "b.yaml")),
    "facts as JSON": ("b.json", ("facts", "new", "b.json", "--brief")),
    "a questionnaire": ("round/form.html", ("survey", "new", "--out", "round")),
    "figures": ("figures.csv", ("survey", "figures", "before.yaml", "-o", "figures.csv")),
    "a comparison": ("change.md", ("survey", "compare", "before.yaml", "after.yaml", "-o", "change.md")),
}
PRINTING = {
    "a plan": ("plan", "a.yaml"),
    "an update": ("plan", "a.yaml", "--update", "plan.csv", "-o", "-", "--format", "md"),
    "figures": ("survey", "figures", "before.yaml"),
    "a comparison": ("survey", "compare", "before.yaml", "after.yaml"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for source, name in (("tighten-changing-market", "a"), ("rounds/before", "before"), ("rounds/after", "after")):
        (tmp_path / f"{name}.yaml").write_text((EXAMPLES / f"{source}.yaml").read_text())
    run("plan", "a.yaml", "--start", "2026-01-05", "-o", "plan.csv", folder=tmp_path)
    return tmp_path


@pytest.mark.parametrize(("name", "args"), WRITING.values(), ids=WRITING)
def test_a_command_names_the_file_and_the_next_command(name: str, args: tuple[str, ...], folder: Path) -> None:
    result = run(*args, folder=folder)
    assert (result.code, result.out) == (0, "")
    assert name in result.err
    assert result.following.startswith("next: ") or "then type:\n" in result.err
    assert (folder / name).is_file()
    check_next_commands(f"{result.err}{result.following}")


@pytest.mark.parametrize("args", PRINTING.values(), ids=PRINTING)
def test_what_goes_to_the_terminal_has_no_next_command_in_it(args: tuple[str, ...], folder: Path) -> None:
    result = run(*args, folder=folder)
    assert result.code == 0
    assert (result.err, "next:" in result.out) == ("", False)
    assert result.following
    check_next_commands(f"{result.err}{result.following}")


def test_the_next_command_names_the_packs_in_use(folder: Path) -> None:
    pack = str(EXAMPLES.parent / "packs" / "revops")
    result = run("plan", "a.yaml", "-o", "plan.md", "--pack", pack, folder=folder)
    assert f"--pack {shlex.quote(pack)}`" in result.following


def check_next_commands(shown: str) -> None:
    commands = re.findall("`(advisor [^`]*)`|^  (advisor .*)$", shown, re.MULTILINE)
    assert commands, shown
    for command in commands:
        check_command(shlex.split("".join(command))[1:])
