"""The groups of commands. They import a command only when it is called, so no command waits for another's libraries."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from advisor.model.name_suggestion import suggest_name


class _LazyGroup(click.Group):
    """A group of commands.

    `members` are its commands by name: a group, or the module below `advisor.cli` that holds the command as `command`,
    and its line of help.
    """

    def __init__(self, *args: Any, members: Mapping[str, tuple[str | click.Group, str]], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.members = members

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.members:
            return None
        member, _ = self.members[cmd_name]
        if isinstance(member, click.Group):
            return member
        command: click.Command = import_module(f"advisor.cli.{member}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.members.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.members:
            raise click.UsageError(f"`{args[0]}` is not a command{suggest_name(args[0], self.members)}", ctx)
        return super().resolve_command(ctx, args)


SURVEY_COMMANDS = {
    "new": ("survey.new", "Write a questionnaire to hand out, in four forms."),
    "read": ("survey.read", "Read answers from survey tools and compare the two teams."),
    "compare": ("survey.compare", "Compare two rounds of the same company."),
}
RULES_COMMANDS = {
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


@click.group("survey", cls=_LazyGroup, members=SURVEY_COMMANDS)
def survey() -> None:
    """Create the questionnaire of 20 statements, read the answers and compare rounds."""


@click.group("rules", cls=_LazyGroup, members=RULES_COMMANDS)
def rules() -> None:
    """Check, test and extend the rule base: the built-in pack and further packs."""


COMMANDS = {
    "interview": ("interview.command", "Answer the questions that matter for your company, and get the advice."),
    "advise": ("advise", "Write the recommendation for a company from a file of facts."),
    "plan": ("plan.command", "Write the steps as a plan: spreadsheet, tickets, calendar; and read it back."),
    "survey": (survey, "Create the questionnaire of 20 statements, and read the answers."),
    "rules": (rules, "Check, test, list and edit the rules."),
}


@click.group(cls=_LazyGroup, members=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="alignment-advisor", message="advisor %(version)s")
def cli() -> None:
    """Advise how closely Sales and Marketing should work together in your company, and say why."""
