"""`advisor rules`: tools for who extends the rule base."""

from __future__ import annotations

import click

from advisor.cli.lazy_group import build_lazy_group

COMMANDS = {
    "new": ("rules.new", "Begin a rule, with cases and the knowledge it needs."),
    "list": ("rules.list", "List rules: what they read, what they can lead to."),
    "show": ("rules.show", "Tell everything about a rule, fact, step, entry, work or pack."),
    "docs": ("rules.docs", "Write a reference of the rule base as pages to browse."),
    "check": ("rules.check", "Tell of everything in the rule base that does not fit."),
    "format": ("rules.format", "Lay out rule files in the house's way; comments are kept."),
    "schema": ("rules.schema", "Write JSON Schemas, by which an editor completes and marks errors."),
    "export": ("rules.export", "Write the rules as decision tables (DMN)."),
    "import": ("rules.import_", "Read a decision table as rules."),
    "test": ("rules.test", "Run the cases that lie beside the rules."),
    "diff": ("rules.diff", "Tell what a change of guidance changes, and for whom."),
}


@click.group("rules", cls=build_lazy_group(COMMANDS))
def command() -> None:
    """Check, test and extend the rule base: the built-in pack, and those beside it."""
