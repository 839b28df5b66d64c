"""Text for the terminal: a control character in a file name, an answer or a pack is shown and never obeyed."""

from __future__ import annotations

import click

from advisor.errors import show_hidden_characters
from advisor.model.company import Company


def echo(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a text, or bytes as they are; hidden characters of a text are written as escapes (`\\u001b`).

    Args:
        text: What to print. Style it, if at all, with `click.style` and print it with `click.echo`.
        err: Whether to print it on standard error.
        nl: Whether a line end follows.
    """
    click.echo(text if isinstance(text, bytes) else show_hidden_characters(str(text)), err=err, nl=nl)


def echo_notes(company: Company) -> None:
    """Print on standard error how answers were understood that are written in another way than usual."""
    for note in company.notes:
        echo(note, err=True)
