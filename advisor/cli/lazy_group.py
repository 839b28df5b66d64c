"""Groups of commands that import a command only when it is called, so that no command waits for another's libraries."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from advisor.model.name_suggestion import suggest_name

LazyCommands = Mapping[str, tuple[str, str]]
"""Commands by name: the module below `advisor.cli` that holds each as `command`, and its line of help."""


def build_lazy_group(members: LazyCommands) -> type[click.Group]:
    """Build the class of a group with these commands."""

    class Group(_LazyGroup):
        lazy_commands = members

    return Group


class _LazyGroup(click.Group):
    lazy_commands: LazyCommands

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy_commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.lazy_commands:
            return None
        command: click.Command = import_module(f"advisor.cli.{self.lazy_commands[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.lazy_commands.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.lazy_commands:
            raise click.UsageError(f"`{args[0]}` is not a command{suggest_name(args[0], self.lazy_commands)}", ctx)
        return super().resolve_command(ctx, args)
