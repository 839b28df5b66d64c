"""`advisor rules check`: everything in the rule base that does not fit, does not hold, or reads badly."""

from __future__ import annotations

import os
from pathlib import Path

import click

import advisor
from advisor.authoring.check.reporters import FORMATS, is_clean, summarize_findings
from advisor.authoring.check.runner import check_packs
from advisor.authoring.format.formatter import apply_safe_fixes
from advisor.cli.output_files import list_rewritable_files, rewrite_file, write_output
from advisor.cli.pack_option import pack_option
from advisor.errors import Finding
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.loading.pack_discovery import discover_packs


@click.command("check")
@pack_option
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to tell it."
)
@click.option("-o", "--output", metavar="FILE", help="Where to write it, in place of the terminal.")
@click.option(
    "--fix",
    is_flag=True,
    help="First mend what has one certain remedy and changes no meaning, in the packs named with --pack alone.",
)
def command(packs: tuple[str, ...], format_: str, output: str | None, fix: bool) -> None:
    """Tell of everything that is wrong with the packs named.

    Packs found by themselves (ADVISOR_PACKS, advisor.toml, installed ones) are loaded beside them. Where none is named
    those are looked at, and where none is found the built-in one. In a checkout the built-in pack is its root, `.`.

    Each finding has its place, how bad it is, a code that docs/checks.md explains, a sentence, and a remedy. Ends with
    1 if there is anything but notes.
    """
    if fix:
        _apply_fixes(packs)
    findings = _check_packs(packs)
    write_output(FORMATS[format_](findings), output)
    if output and output != "-":
        click.echo(f"{summarize_findings(findings)}; written to {output}", err=True)
    if not is_clean(findings):
        raise click.exceptions.Exit(1)


def _check_packs(packs: tuple[str, ...]) -> tuple[Finding, ...]:
    """The findings of the packs named, of those found, or of the built-in one."""
    further = [folder for folder in packs if not _is_builtin(folder)]
    folders = discover_packs(further)
    named = {os.path.realpath(folder) for folder in further}
    beside = [folder for folder in folders if os.path.realpath(folder) not in named] if packs else []
    looked_at = [folder for folder in folders if folder not in beside]
    if len(further) == len(packs):
        return check_packs(looked_at, beside)
    return (
        *check_packs(()),
        *(check_packs(looked_at, beside) if looked_at else ()),
    )  # the built-in one stands beside no other


def _apply_fixes(packs: tuple[str, ...]) -> None:
    """Rewrite the files of the packs in which something is mended; where one cannot be, nothing of it is changed."""
    if not packs:
        raise click.UsageError("--fix rewrites files and touches only packs that are named; name one with --pack DIR")
    installed = Path(advisor.__file__).resolve().parent
    for folder in map(Path, packs):
        if _is_builtin(folder) and folder.resolve().is_relative_to(installed):
            raise click.UsageError("the built-in pack is part of the installed program, which --fix does not change")
    for folder in map(Path, packs):
        for path in list_rewritable_files(folder):
            if rewrite_file(path, apply_safe_fixes):
                click.echo(f"{path}: mended", err=True)


def _is_builtin(folder: str | Path) -> bool:
    return os.path.realpath(folder) == os.path.realpath(find_builtin_folder())
