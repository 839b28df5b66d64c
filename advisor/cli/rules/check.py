"""`advisor rules check`: check rule packs for errors and style problems."""

from __future__ import annotations

import os
from pathlib import Path

import click

import advisor
from advisor.authoring.check.reporters import FORMATS, is_clean, summarize_findings
from advisor.authoring.check.run_checks import check_packs
from advisor.authoring.format.safe_fixes import apply_safe_fixes
from advisor.cli.echo import echo
from advisor.cli.output_files import list_rewritable_files, rewrite_file, write_output
from advisor.cli.pack_option import pack_option
from advisor.errors import Finding
from advisor.loading.load_rulebase import is_builtin_folder
from advisor.loading.nodes import MAX_KEPT_FINDINGS
from advisor.loading.pack_discovery import discover_packs


@click.command("check")
@pack_option
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Output format."
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of the terminal.")
@click.option(
    "--fix",
    is_flag=True,
    help="First fix findings that have only one possible fix, in packs named with --pack; rules keep their meaning.",
)
@click.option("--all", "show_all", is_flag=True, help="List all findings in text and JSON, not only the first 50.")
def command(packs: tuple[str, ...], format_: str, output: str | None, fix: bool, show_all: bool) -> None:
    """Check rule packs for errors and style problems.

    With --pack, the command checks the packs that you name. Without --pack, it checks the packs of ADVISOR_PACKS,
    advisor.toml and installed packages. If there are none, it checks the built-in pack.

    Each finding has a place, a severity, a code, a sentence and a fix; docs/checks.md explains the codes. The exit code
    is 1 if there are errors or warnings.
    """
    if fix:
        _apply_fixes(packs)
    findings = _check_packs(packs)
    write_output(FORMATS[format_](findings, None if show_all else MAX_KEPT_FINDINGS), output)
    if output and output != "-":
        echo(f"{summarize_findings(findings)}; written to {output}", err=True)
    if not is_clean(findings):
        raise click.exceptions.Exit(1)


def _check_packs(packs: tuple[str, ...]) -> tuple[Finding, ...]:
    """Check the packs named, else those found, else the built-in pack."""
    added = [folder for folder in packs if not is_builtin_folder(folder)]
    folders = discover_packs(added)
    named = {os.path.realpath(folder) for folder in added}
    context = [folder for folder in folders if os.path.realpath(folder) not in named] if packs else []
    checked = [folder for folder in folders if folder not in context]
    if len(added) == len(packs):
        return check_packs(checked, context)
    return (*check_packs(()), *(check_packs(checked, context) if checked else ()))  # the built-in pack is named too


def _apply_fixes(packs: tuple[str, ...]) -> None:
    """Rewrite the files of the packs that have something to fix."""
    if not packs:
        raise click.UsageError("--fix changes files, so it needs the name of a pack; add --pack DIR")
    installed = Path(advisor.__file__).resolve().parent
    for folder in map(Path, packs):
        if is_builtin_folder(folder) and folder.resolve().is_relative_to(installed):
            raise click.UsageError("--fix cannot change the built-in pack of the installed program; use a checkout")
    for folder in map(Path, packs):
        for path in list_rewritable_files(folder):
            if rewrite_file(path, apply_safe_fixes):
                echo(f"{path}: fixed", err=True)
