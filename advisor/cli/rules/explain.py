"""`advisor rules explain`: what a code of `advisor rules check` means, with examples."""

from __future__ import annotations

import click

from advisor.authoring.check.explanation import describe_code, list_codes
from advisor.cli.completion import complete_codes
from advisor.cli.echo import echo


@click.command("explain")
@click.argument("code", metavar="[CODE]", required=False, shell_complete=complete_codes)
def command(code: str | None) -> None:
    """Explain a CODE of `advisor rules check`, such as ADV503; without CODE, list all codes.

    This is what it means, how to fix it, an example that has the finding, and one that is right. The examples are parts
    of one pack.
    """
    for line in list_codes() if code is None else describe_code(code):
        echo(line)
