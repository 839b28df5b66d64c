"""`advisor rules`: tools for authors of rules."""

from __future__ import annotations

import click

from advisor.cli.lazy_group import build_lazy_group

COMMANDS = {
    "new": ("rules.new", "Create a rule with its first cases and the knowledge it needs."),
    "list": ("rules.list", "List the rules with what they read and what they can lead to."),
    "show": ("rules.show", "Show everything about a rule, fact, step, entry, work or pack."),
    "docs": ("rules.docs", "Write a reference of the rule base as HTML pages."),
    "check": ("rules.check", "Check rule packs for errors and style problems."),
    "format": ("rules.format", "Format rule files; comments are kept."),
    "schema": ("rules.schema", "Write JSON Schemas, so that an editor can complete and check rule files."),
    "export": ("rules.export", "Export the rules as decision tables (DMN)."),
    "import": ("rules.import_", "Import a decision table as rules."),
    "test": ("rules.test", "Run the cases of the rules."),
    "diff": ("rules.diff", "Show how the advice changes between two versions of the guidance."),
}


@click.group("rules", cls=build_lazy_group(COMMANDS))
def command() -> None:
    """Check, test and extend the rule base: the built-in pack and further packs."""
