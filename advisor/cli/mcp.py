"""`advisor mcp`: a server for assistants, over standard input and output."""

from __future__ import annotations

import gc
from importlib.util import find_spec

import click

from advisor.cli.echo import echo
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.errors import MissingExtraError


@click.command("mcp")
@pack_option
def command(packs: tuple[str, ...]) -> None:
    """Let an assistant ask, advise and cite, by the Model Context Protocol.

    An assistant starts this command itself and talks to it over standard input and output; docs/assistants.md shows how
    to set it up. The assistant's maker then sees the facts and the advice.
    """
    if find_spec("mcp") is None:
        raise MissingExtraError("advisor mcp", "mcp")
    gc.enable()  # other commands are short and need none; this one runs as long as the assistant

    from advisor.assistant.server import NOTICE, serve

    rulebase = load_rulebase(packs)
    echo(NOTICE, err=True)
    try:
        serve(rulebase)
    except KeyboardInterrupt:
        return
