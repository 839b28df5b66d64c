"""`advisor rules`: tools for who extends the rule base."""

from __future__ import annotations

import click

from advisor.cli.groups import lazy_group

COMMANDS = {
    "check": ("rules_check", "Tell of everything in the rule base that does not fit."),
    "test": ("rules_test", "Run the cases that lie beside the rules."),
}


@click.group("rules", cls=lazy_group(COMMANDS))
def command() -> None:
    """Check, test and extend the rule base: the built-in pack, and those beside it."""
