"""`advisor rules`: tools for who extends the rule base."""

from __future__ import annotations

import click

from advisor.cli.groups import lazy_group

COMMANDS = {
    "new": ("rules_new", "Begin a rule, with cases and the knowledge it needs."),
    "list": ("rules_list", "List rules: what they read, what they can lead to."),
    "show": ("rules_show", "Tell everything about a rule, fact, step, entry, work or pack."),
    "docs": ("rules_docs", "Write a reference of the rule base as pages to browse."),
    "check": ("rules_check", "Tell of everything in the rule base that does not fit."),
    "format": ("rules_format", "Lay out rule files in the house's way; comments are kept."),
    "schema": ("rules_schema", "Write JSON Schemas, by which an editor completes and marks errors."),
    "export": ("rules_export", "Write the rules as decision tables (DMN)."),
    "import": ("rules_import", "Read a decision table as rules."),
    "test": ("rules_test", "Run the cases that lie beside the rules."),
    "diff": ("rules_diff", "Tell what a change of guidance changes, and for whom."),
}


@click.group("rules", cls=lazy_group(COMMANDS))
def command() -> None:
    """Check, test and extend the rule base: the built-in pack, and those beside it."""
