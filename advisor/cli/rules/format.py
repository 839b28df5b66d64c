"""`advisor rules format`: format rule files in the house layout, and keep their comments."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.format.formatter import FormatError, format_text
from advisor.cli.echo import echo
from advisor.cli.output_files import list_rewritable_files, rewrite_file
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import UnreadableError


@click.command("format")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Change nothing; list the files that need formatting.")
def command(paths: tuple[str, ...], check: bool) -> None:
    """Format YAML files, or all files of packs, in the same layout as the built-in pack.

    Meaning, comments and Windows line ends stay. If a comment would lose its place, the command reports the entry and
    leaves it as it is. It also reports files that it cannot format. With --check, the exit code is 1 if a file needs
    formatting.
    """
    findings = FindingList()
    changed = 0

    def format_file_text(text: str, file: str) -> str:
        formatted = format_text(text, file)
        for finding in formatted.skipped_entries:
            echo(str(finding), err=True)
        return formatted.text

    for file in (file for path in paths for file in _list_files(path)):
        try:
            read_text(file)
            if rewrite_file(Path(file), lambda text, file=file: format_file_text(text, file), dry_run=check):  # type: ignore[misc]
                changed += 1
                echo(f"{file}: {'needs formatting' if check else 'formatted'}")
        except FormatError as error:
            findings.merge(error.findings, error.rest)
        except UnreadableError as error:
            findings.append(error.finding)
    if findings:
        raise FormatError(findings)
    if check and changed:
        raise click.exceptions.Exit(1)


def _list_files(path: str) -> list[str]:
    """Return the files of a pack if the path is its folder, else the path itself."""
    return list(map(str, list_rewritable_files(Path(path)))) if Path(path, "pack.yaml").is_file() else [path]
