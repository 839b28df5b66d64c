"""`advisor packs forget DIR`: take trust back."""

from __future__ import annotations

import os

import click

from advisor.cli.echo import echo
from advisor.cli.packs.trust_store import write_trusted_packs
from advisor.errors import Finding, PackError, Place
from advisor.loading.finding_codes import UNTRUSTED_PACK
from advisor.loading.packs.pack_trust import read_trusted_packs


@click.command("forget")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True)
def command(folders: tuple[str, ...]) -> None:
    """Take your trust in the packs in DIR back. Nothing in DIR changes."""
    trusted = {**read_trusted_packs()}
    paths = {folder: os.path.realpath(folder) for folder in folders}
    sentence = "you do not trust this pack; `advisor packs list` lists those that you trust"
    unknown = [Finding(Place(name), sentence, UNTRUSTED_PACK) for name, path in paths.items() if path not in trusted]
    if unknown:
        raise PackError(unknown)
    write_trusted_packs({path: digest for path, digest in trusted.items() if path not in paths.values()})
    echo("\n".join(f"{path}: no longer trusted" for path in dict.fromkeys(paths.values())))
