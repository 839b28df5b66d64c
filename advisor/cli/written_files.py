"""What a command says on standard error after it has written a file: its name, and what to type next."""

from __future__ import annotations

import shlex

import click

from advisor.cli.echo import echo


def say_written(path: str | None, next_step: str, *, printed: str = "", what: str = "written") -> None:
    """Say which file was written, and in a second line what to type next.

    Args:
        path: the file; None or `-` if the content went to the terminal.
        next_step: such as "for the recommendation, type `advisor advise acme.yaml`".
        printed: what to type next if the content went to the terminal; "" for nothing.
        what: what happened to the file.
    """
    if path not in (None, "-"):
        echo(f"{path}: {what}", err=True)
        say_next(next_step)
    elif printed:
        say_next(printed)


def say_next(step: str) -> None:
    """Say what to type next, as refusals do."""
    echo(f"next: {step}", err=True)


def quote_command(*words: str) -> str:
    """Return a command in backticks, to be typed into a shell: "`advisor plan 'my facts.yaml' -o plan.xlsx`".

    It names the packs that the running command was given.
    """
    context = click.get_current_context(silent=True)
    packs = context.params.get("packs", ()) if context else ()
    return f"`{shlex.join(('advisor', *words, *(word for pack in packs for word in ('--pack', pack))))}`"


def quote_facts(path: str) -> str:
    """Return the facts file to name in a next command; a name of ours for facts that came through standard input."""
    return "facts.yaml" if path == "-" else path
