"""`advisor packs list`: the packs that the current folder names, and all packs that you trust."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping

import click

from advisor.cli.echo import echo
from advisor.loading.packs.pack_discovery import FoundPack, find_packs
from advisor.loading.packs.pack_trust import compute_content_digest, read_trusted_packs


@click.command("list")
def command() -> None:
    """List the packs that the current folder adds to the guidance, and all packs that you trust."""
    trusted = read_trusted_packs()
    found = [pack for pack in find_packs() if pack.found_by]
    lines = [*_iter_found(found, trusted), *_iter_trusted(found, trusted)]
    echo("\n".join(lines or ["no packs; the current folder names none, and you trust none"]))


def _iter_found(found: list[FoundPack], trusted: Mapping[str, str]) -> Iterator[str]:
    for pack in found:
        path = os.path.realpath(pack.folder)
        yield f"{path}: named by {pack.found_by}, {_describe_trust(pack.folder, trusted.get(path))}"


def _describe_trust(folder: str, digest: str | None) -> str:
    if not os.path.isdir(folder):  # noqa: PTH112  # pathlib's raises if nobody may look
        return "but there is no such folder"
    if digest == compute_content_digest(folder):
        return "trusted"
    way_out = f"type `advisor packs trust {shlex.quote(folder)}` to use it"
    return f"{'changed since you trusted it' if digest else 'not trusted'}; {way_out}"


def _iter_trusted(found: list[FoundPack], trusted: Mapping[str, str]) -> Iterator[str]:
    shown = {os.path.realpath(pack.folder) for pack in found}
    for path, digest in sorted(trusted.items()):
        if path not in shown:
            exists = os.path.isdir(path)  # noqa: PTH112
            changed = exists and compute_content_digest(path) != digest
            yield f"{path}: trusted{', but it has changed since' if changed else '' if exists else ', but it is gone'}"
