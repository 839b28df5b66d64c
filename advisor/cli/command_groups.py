"""The groups of commands. They import a command only when it is called, so no command waits for another's libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from advisor.model.name_suggestion import suggest_name

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class _LazyGroup(click.Group):
    """A group of commands.

    `members` are its commands by name: a group, or the module below `advisor.cli` that holds the command as `command`,
    and its line of help. `uses` divides their names among headings of the help. Without a command, the group runs
    `usual`, if it has one: `advisor facts --state defined` is `advisor facts list --state defined`.
    """

    def __init__(
        self,
        *args: Any,
        members: Mapping[str, tuple[str | click.Group, str]],
        uses: Mapping[str, Sequence[str]] | None = None,
        usual: str = "",
        **settings: Any,
    ) -> None:
        super().__init__(*args, **{"no_args_is_help": not usual, **settings})
        self.members = members
        self.uses = uses or {"Commands": list(members)}
        self.usual = usual

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        has_option = bool(args) and args[0].startswith("-") and args[0] not in ctx.help_option_names
        if self.usual and (has_option or (not args and not ctx.resilient_parsing)):
            args = [self.usual, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.members:
            return None
        member, _ = self.members[cmd_name]
        if isinstance(member, click.Group):
            return member
        command: click.Command = import_module(f"advisor.cli.{member}").command
        if ctx.resilient_parsing:  # a shell asks what it can offer
            from advisor.cli.completion import offer_files

            offer_files(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, self.members))
        for use, names in self.uses.items():
            with formatter.section(use):
                formatter.write_dl([(name.ljust(width), self.members[name][1]) for name in names])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands, without loading them; and the options of the usual command."""
        from click.shell_completion import CompletionItem

        items = [
            CompletionItem(name, help=text) for name, (_, text) in self.members.items() if name.startswith(incomplete)
        ]
        usual = self.get_command(ctx, self.usual) if self.usual and incomplete.startswith("-") else None
        if usual is not None:
            items += usual.shell_complete(click.Context(usual, parent=ctx, info_name=self.usual), incomplete)
        return items or super().shell_complete(ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.members:
            raise click.UsageError(f"`{args[0]}` is not a command{suggest_name(args[0], self.members)}", ctx)
        return super().resolve_command(ctx, args)


FACTS_COMMANDS = {
    "list": ("facts.list", "List the facts by theme; `advisor facts` alone does the same."),
    "new": ("facts.new", "Write a facts file to fill in, with questions and values."),
    "check": ("facts.check", "Check a facts file: what is missing, unused or contradictory."),
}
EXPLAIN_COMMANDS = {
    "how": ("explain.how", "Show how a part of the advice comes about, from your answers to it."),
    "why-not": ("explain.why_not", "Show which answers would have to be different for another part."),
    "what-if": ("explain.what_if", "Compare the advice with the advice for other answers."),
    "change": ("explain.change", "Show the cheapest changes that turn the verdict, and who can make them."),
}
SURVEY_COMMANDS = {
    "new": ("survey.new", "Write a questionnaire to hand out, in four forms."),
    "read": ("survey.read", "Read answers from survey tools and compare the two teams."),
    "figures": ("survey.figures", "Write the figures of all statements as a table for a spreadsheet."),
    "compare": ("survey.compare", "Compare two rounds of the same company."),
}
RULES_COMMANDS = {
    "new": ("rules.new", "Create a rule with its first cases and the knowledge it needs."),
    "list": ("rules.list", "List the rules with what they read and what they can lead to."),
    "show": ("rules.show", "Show everything about a rule, fact, step, entry, work or pack."),
    "docs": ("rules.docs", "Write a reference of the rule base as HTML pages."),
    "census": ("rules.census", "Count how many of all possible companies get which verdict."),
    "check": ("rules.check", "Check rule packs for errors and style problems."),
    "explain": ("rules.explain", "Explain a code of the check, with examples."),
    "format": ("rules.format", "Format rule files; comments are kept."),
    "schema": ("rules.schema", "Write JSON Schemas, so that an editor can complete and check rule files."),
    "export": ("rules.export", "Export the rules as decision tables (DMN)."),
    "import": ("rules.import_", "Import a decision table as rules."),
    "test": ("rules.test", "Run the cases of the rules."),
    "diff": ("rules.diff", "Show how the advice changes between two versions of the guidance."),
}


PACKS_COMMANDS = {
    "list": ("packs.list", "List the packs of the current folder, and those that you trust."),
    "trust": ("packs.trust", "Trust a pack that the current folder names."),
    "forget": ("packs.forget", "Take trust in a pack back."),
}


@click.group("facts", cls=_LazyGroup, members=FACTS_COMMANDS, usual="list")
def facts() -> None:
    """List the facts, write a facts file to fill in, and check one.

    Without a command, list the facts: `advisor facts --state defined`, `advisor facts --search funnel`.
    """


@click.group("explain", cls=_LazyGroup, members=EXPLAIN_COMMANDS)
def explain() -> None:
    """Show what the advice depends on: how it came about, why not another, what if, and what would change it.

    A TARGET is a part of the advice: `verdict:prepare`, `state:aligned`, `step:colocation`, `caution:ID`, `reason:ID`;
    or only the value, where it names one thing.
    """


@click.group("survey", cls=_LazyGroup, members=SURVEY_COMMANDS)
def survey() -> None:
    """Create the questionnaire of 20 statements, read the answers and compare rounds."""


@click.group("rules", cls=_LazyGroup, members=RULES_COMMANDS)
def rules() -> None:
    """Check, test and extend the rule base: the built-in pack and further packs."""


@click.group("packs", cls=_LazyGroup, members=PACKS_COMMANDS, usual="list")
def packs() -> None:
    """Say which packs of the current folder you trust.

    `advisor.toml` in the current folder can add packs, and a pack can turn your advice. So the advisor uses such a pack
    only after you trusted it once, and names it in every report.
    """


COMMANDS = {
    "interview": ("interview.command", "Answer the questions that matter for your company, and get the advice."),
    "serve": ("serve", "Show a page in the browser, for people without a terminal."),
    "mcp": ("mcp", "Let an assistant ask, advise and cite the advice (MCP)."),
    "facts": (facts, "List the facts, write a facts file to fill in, and check it."),
    "advise": ("advise", "Write the recommendation for a company from a file of facts."),
    "batch": ("batch.command", "Advise every company of a table: one a row, with the results as columns."),
    "explain": (explain, "Show how the advice came about, and what would change it."),
    "survey": (survey, "Create the questionnaire of 20 statements, and read the answers."),
    "plan": ("plan.command", "Write the steps as a plan: spreadsheet, tickets, calendar; and read it back."),
    "rules": (rules, "Check, test, list and edit the rules."),
    "packs": (packs, "Trust packs that the current folder names, and list them."),
}
USES = {
    "Get advice": ("interview", "serve", "mcp", "facts", "advise", "batch", "explain"),
    "Ask both teams": ("survey",),
    "Carry out the steps": ("plan",),
    "Change the guidance": ("rules", "packs"),
}


@click.group(cls=_LazyGroup, members=COMMANDS, uses=USES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="alignment-advisor", message="advisor %(version)s")
def cli() -> None:
    """Advise how closely Sales and Marketing should work together in your company, and say why.

    To begin, type `advisor interview`. `advisor COMMAND --help` explains a command.
    """
