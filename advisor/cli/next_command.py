"""The command to type after a refusal: each refusal ends with it, unless its own sentence names one."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import pairwise

import click

from advisor.errors import AdvisorError, FactsError, Finding, PackError
from advisor.loading import finding_codes as codes
from advisor.loading.facts.facts_format import SUFFIXES

_STDIN = "<stdin>"
_COMMANDS = ("`advisor ", "`pip ")
"""How a command begins in a sentence."""
_ABOUT_NAMES = (
    codes.FILE_NOT_FOUND,
    codes.NOT_READABLE,
    codes.UNKNOWN_VERSION,
    codes.NO_PACK_HERE,
    codes.NOT_INSTALLED,
    codes.UNTRUSTED_PACK,
    codes.INVALID_TRUST_FILE,
)
"""Codes of findings about what was named, not about what is in it."""
_FACTS_COMMANDS = ("advise", "plan", "interview", "facts")
"""The commands that read a facts file."""


def describe_next_command(error: AdvisorError, args: Sequence[str], cli: click.Group) -> str:
    """Return the last line of a refusal, as "next: correct the file and type `advisor facts check acme.yaml`"; or "".

    Args:
        error: the refusal.
        args: the words after `advisor`.
        cli: all commands.
    """
    last = error.findings[-1]
    if any(command in last.sentence for command in _COMMANDS) and len(error.findings) == 1:
        return ""
    path = find_command_path(args, cli)
    if isinstance(error, PackError) and last.code not in _ABOUT_NAMES:
        packs = [word for folder in _find_option_values(args, "--pack") for word in ("--pack", folder)]
        return f"next: correct the pack and type `{shlex.join(['advisor', 'rules', 'check', *packs])}`"
    if isinstance(error, FactsError) and path and path[0] in _FACTS_COMMANDS:
        return _describe_facts_command(last)
    return f"next: `{shlex.join(['advisor', *path, '--help'])}` explains the command"


def _describe_facts_command(finding: Finding) -> str:
    """Return the line after the refusal of a facts file."""
    name = finding.place.file
    if name == _STDIN or name.startswith("--"):
        return "next: `advisor facts` lists the facts and their values"
    if finding.code in _ABOUT_NAMES:
        is_free = finding.code == codes.FILE_NOT_FOUND and name.lower().endswith(tuple(SUFFIXES))
        new = shlex.quote(name if is_free else "facts.yaml")
        return f"next: correct the name, or type `advisor facts new {new}` for a file to fill in"
    return f"next: correct the file and type `advisor facts check {shlex.quote(name)}`"


def find_command_path(args: Sequence[str], cli: click.Group) -> list[str]:
    """Find the command that the words name: `["rules", "check"]`."""
    group: click.Command | None = cli
    path: list[str] = []
    for word in args:
        if not isinstance(group, click.Group) or word not in group.list_commands(click.Context(group)):
            break
        path.append(word)
        group = group.get_command(click.Context(group), word)
    return path


def _find_option_values(args: Sequence[str], option: str) -> list[str]:
    """Find the values of an option in the words, in their order."""
    values = [value for name, value in pairwise(args) if name == option]
    return values + [word.partition("=")[2] for word in args if word.startswith(f"{option}=")]
