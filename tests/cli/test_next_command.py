"""Each refusal names the next command to type, and that command exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from advisor.cli.command_groups import cli
from tests.cli.command import run

REFUSED = {
    "no facts file": ("advise", "none.yaml"),
    "a name without an ending": ("advise", "none"),
    "a folder": ("advise", "."),
    "bad facts": ("advise", "bad.yaml"),
    "bad facts of a plan": ("plan", "bad.yaml"),
    "a broken file": ("advise", "broken.toml"),
    "an interview of a bad file": ("interview", "--resume", "bad.yaml"),
    "no answers": ("survey", "read", "none.csv"),
    "no rounds": ("survey", "compare", "a.yaml", "b.yaml"),
    "no pack": ("advise", "good.yaml", "--pack", "none"),
    "a pack that is none": ("rules", "check", "--pack", "."),
    "no rule": ("rules", "show", "none"),
    "no name": ("rules", "list", "--reads", "none"),
    "no version": ("rules", "diff", "a", "b"),
    "an unknown command": ("advize",),
    "an unknown command of a group": ("facts", "nwe"),
    "an unknown option": ("facts", "--stat", "defined"),
    "no argument": ("advise",),
    "an option without a value": ("facts", "new", "--state"),
    "no folder to write to": ("facts", "new", "none/a.yaml"),
    "a level that is none": ("facts", "--state", "x"),
    "an ending that is none": ("facts", "new", "a.txt"),
    "a fact that is none": ("facts", "new", "a.yaml", "--set", "x=y"),
    "a file that exists": ("facts", "new", "good.yaml"),
    "a target that is an input": ("advise", "good.yaml", "-o", "good.yaml"),
    "a folder as target": ("advise", "good.yaml", "-o", "folder/none.md"),
}


@pytest.mark.parametrize("args", REFUSED.values(), ids=REFUSED)
def test_a_refusal_names_a_command_that_exists(args: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("relatonship: defined\n")
    (tmp_path / "good.yaml").write_text("relationship: defined\n")
    (tmp_path / "broken.toml").write_text("relationship = defined\n")
    result = run(*args, folder=tmp_path)
    assert result.code == (1 if args[:2] == ("rules", "check") else 2), result
    shown = f"{result.out}{result.err}{result.following}"
    commands = re.findall("`(advisor [^`]*)`", shown)
    if args[:2] != ("rules", "check"):
        assert commands, shown
    for command in commands:
        check_command(shlex.split(command)[1:])


def check_command(words: list[str]) -> None:
    """Check that words lead to a command, and that it has the options among them."""
    command: click.Command = cli
    while isinstance(command, click.Group):
        context = click.Context(command)
        is_named = bool(words) and words[0] in command.list_commands(context)
        name = words.pop(0) if is_named else getattr(command, "usual", "")
        found = command.get_command(context, name) if name else None
        if found is None:
            break
        command = found
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("-")} <= known, (command.name, words)


def test_the_next_command_of_a_bad_file_works(tmp_path: Path) -> None:
    path = tmp_path / "our facts.yaml"
    path.write_text("relatonship: defined\n")
    result = run("advise", path)
    [command] = re.findall("`(advisor facts check [^`]*)`", result.following)
    assert run(*shlex.split(command)[1:]).code == 1


def test_standard_input_leads_to_the_list() -> None:
    assert run("advise", "-", given="relatonship: defined\n").following.startswith("next: `advisor facts`")


def test_an_option_without_a_value_leads_to_the_help_of_its_command() -> None:
    assert "`advisor facts new --help`" in run("facts", "new", "--state").err
