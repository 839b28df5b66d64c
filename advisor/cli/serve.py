"""`advisor serve`: a page in the browser for people without a terminal."""

from __future__ import annotations

import gc
import os
import re
import signal
import stat
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import click

from advisor.cli.echo import echo
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.errors import MissingExtraError

DEFAULT_DATA = "advisor-data"
COLLECTION_THRESHOLDS = (20_000, 20, 50)
"""After how many new objects Python looks for garbage among the new and the older ones; the usual numbers are low."""
SWITCH_SECONDS = 0.001
"""How long a thread computes before another one has its turn, so that a page is not held up by a long explanation."""
_TOKEN = re.compile(r"[A-Za-z0-9._~-]+")


@click.command("serve")
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="NAME", help="The address to listen on; 0.0.0.0 is all."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="N",
    help="The port; 0 is any free one.",
)
@click.option("--open", "opened", is_flag=True, help="Open the page in the browser.")
@click.option("--token", metavar="TEXT", help="The token of the link; by default a new random one at each start.")
@click.option(
    "--data",
    default=DEFAULT_DATA,
    show_default=True,
    metavar="DIR",
    help="The folder for the answers; only you can read what is in it.",
)
@click.option(
    "--public-url",
    default="",
    metavar="URL",
    help="The address in front of a reverse proxy, such as https://advisor.example.org.",
)
@click.option(
    "--database",
    default="",
    metavar="URL",
    help="Keep rounds there, such as postgresql://name:password@host/database; by default in DIR.",
)
@pack_option
def command(
    host: str,
    port: int,
    opened: bool,
    token: str | None,
    data: str,
    public_url: str,
    database: str,
    packs: tuple[str, ...],
) -> None:
    """Show a page in the browser: interview, facts file or survey answers, and then the advice.

    The command prints a link with a token; whoever has the link can use the page. Only this computer can reach it,
    unless you choose another --host. Ctrl-C stops the server, and the answers stay in DIR.
    """
    if any(find_spec(name) is None for name in ("starlette", "uvicorn")):
        raise MissingExtraError("advisor serve", "web")
    gc.enable()  # other commands are short and need none; this one runs for days
    gc.set_threshold(*COLLECTION_THRESHOLDS)
    sys.setswitchinterval(SWITCH_SECONDS)

    from advisor.web.app.application import build_application
    from advisor.web.app.server import build_server, open_socket
    from advisor.web.app.site import Site
    from advisor.web.security.access import Access, create_token
    from advisor.web.security.addresses import build_addresses, is_loopback

    token = _check_token(token) if token is not None else create_token()
    public_url = _check_url(public_url)
    rulebase = load_rulebase(packs)
    addresses = build_addresses(host, public_url)
    site = Site(rulebase, Path(data), Access(token), Access(token, "guest"), addresses, database=database)
    if database:
        site.rounds  # noqa: B018 - a database that cannot be used is an error at the start
    listening = open_socket(host, port)
    if not is_loopback(host):
        _warn(host, public_url)
    if os.name == "posix" and stat.S_IMODE(site.data.stat().st_mode) & 0o077:
        sentence = f"other users of this computer can look into {data}, though not into its files"
        echo(f"warning: {sentence}; `chmod 700 {data}` keeps them out", err=True)
    link = f"{public_url or _format_address(host, listening.getsockname()[1])}/?token={token}"
    echo("Open this link in a browser:")
    echo(f"  {link}")
    echo(f"The answers are saved in {data}. To stop, press Ctrl-C.")
    sys.stdout.flush()
    if opened and click.launch(link) != 0:
        echo("no browser was found; open the link yourself", err=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever stops a service wants it to end in order
    site.prepare()
    try:
        build_server(build_application(site)).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        site.close()
    echo(f"Stopped. The answers are in {data}.")


def _format_address(host: str, port: int) -> str:
    from advisor.web.security.addresses import format_host

    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, format_host(host))
    return f"http://{shown}:{port}"


def _warn(host: str, public_url: str) -> None:
    problem = f"other computers can reach this page through `--host {host}`"
    if not public_url:
        problem += ", and what they send can be read on the way"
    echo(f"warning: {problem}; docs/serve.md shows how to put a reverse proxy with TLS in front", err=True)


def _check_token(token: str) -> str:
    from advisor.web.security.access import MIN_TOKEN_LENGTH

    if len(token) < MIN_TOKEN_LENGTH or len(token) > 200:
        raise click.UsageError(
            f"`--token` needs at least {MIN_TOKEN_LENGTH} characters, so that nobody can guess it; leave it out for a "
            "random one"
        )
    if not _TOKEN.fullmatch(token):
        raise click.UsageError("`--token` can have letters, digits and the signs - . _ ~, because it is part of a link")
    return token


def _check_url(url: str) -> str:
    """Return an address without a final slash; "" for none. Raises UsageError."""
    if not url:
        return ""
    parts = urlsplit(url)
    try:
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_right = False
    if not is_right or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise click.UsageError("`--public-url` is an address without a path, such as https://advisor.example.org")
    return f"{parts.scheme}://{parts.netloc}"
