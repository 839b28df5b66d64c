"""Groups of commands whose members are imported when they are called, so that none pays for what another needs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from advisor.errors import nearest

Members = Mapping[str, tuple[str, str]]
"""Commands by name: the module of `advisor.cli` that holds each as `command`, and what the list of commands says."""


def lazy_group(members: Members) -> type[click.Group]:
    """A class of groups with these members."""

    class Group(_Group):
        commands_there = members

    return Group


class _Group(click.Group):
    commands_there: Members

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands_there)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands_there:
            return None
        command: click.Command = import_module(f"advisor.cli.{self.commands_there[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.commands_there.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands_there:
            raise click.UsageError(f"`{args[0]}` is not a command{nearest(args[0], self.commands_there)}", ctx)
        return super().resolve_command(ctx, args)
