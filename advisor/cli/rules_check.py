"""`advisor rules check`: everything in the rule base that does not fit, does not hold, or reads badly."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.lint.outputs import FORMATS, is_clean, summary
from advisor.authoring.lint.running import check
from advisor.authoring.tidying import mended
from advisor.cli.output import write
from advisor.cli.packs import pack_option
from advisor.cli.rewriting import rewrite
from advisor.loading.discovery import discovered
from advisor.loading.nodes import Findings
from advisor.loading.pack_files import PackFiles
from advisor.loading.packs import builtin_folder


@click.command("check")
@pack_option
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to tell it."
)
@click.option("-o", "--output", metavar="FILE", help="Where to write it, in place of the terminal.")
@click.option("--fix", is_flag=True, help="First mend what has one certain remedy and changes no meaning.")
def command(packs: tuple[str, ...], format_: str, output: str | None, fix: bool) -> None:
    """Tell of everything that is wrong with the packs given, or with the built-in one where none is given.

    Each finding has its place, how bad it is, a code that docs/checks.md explains, a sentence, and where there is one,
    its remedy. Ends with 1 if there is anything but notes.
    """
    folders = discovered(packs)
    if fix:
        _mend(folders or (builtin_folder(),))
    findings = check(folders)
    write(FORMATS[format_](findings), output)
    if output and output != "-":
        click.echo(f"{summary(findings)}; written to {output}", err=True)
    if not is_clean(findings):
        raise click.exceptions.Exit(1)


def _mend(folders: tuple[str, ...]) -> None:
    """Rewrite the files of the packs in which something is mended; where one cannot be, nothing of it is changed."""
    for folder in map(Path, folders):
        files = PackFiles(folder, "", Findings())  # what is wrong with them, the check tells
        for name in ("pack.yaml", *files.below("knowledge"), *files.below("rules")):
            if name.endswith(".yaml") and files.is_ours(name) and rewrite(folder / name, mended):
                click.echo(f"{folder / name}: mended", err=True)
