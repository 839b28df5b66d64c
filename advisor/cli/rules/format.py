"""`advisor rules format`: files of a rule base in the house layout, with their comments."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.format.formatter import FormatError, format_text
from advisor.cli.output_files import list_rewritable_files, rewrite_file
from advisor.errors import Finding
from advisor.loading.input_files import read_text
from advisor.loading.yaml_reader import UnreadableError


@click.command("format")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Change nothing; tell which files are laid out otherwise.")
def command(paths: tuple[str, ...], check: bool) -> None:
    """Lay out YAML files, or all those of packs, as the built-in pack's are, without changing what they say.

    Comments are kept, and so are the line ends of Windows. An entry in which a comment would lose its place stays as
    it is written, and is told of; a file that cannot be laid out is told of, and left. With --check, ends with 1 if a
    file is laid out otherwise.
    """
    findings: list[Finding] = []
    other = 0

    def format_file_text(text: str, file: str) -> str:
        done = format_text(text, file)
        for each in done.skipped_entries:
            click.echo(str(each), err=True)
        return done.text

    for file in (file for path in paths for file in _list_files(path)):
        try:
            read_text(file)
            if rewrite_file(Path(file), lambda text, file=file: format_file_text(text, file), dry_run=check):  # type: ignore[misc]
                other += 1
                click.echo(f"{file}: {'is laid out otherwise' if check else 'laid out anew'}")
        except FormatError as error:
            findings.extend(error.findings)
        except UnreadableError as error:
            findings.append(error.finding)
    if findings:
        raise FormatError(findings)
    if check and other:
        raise click.exceptions.Exit(1)


def _list_files(path: str) -> list[str]:
    """A file by itself; the files of a pack where its folder is named."""
    return list(map(str, list_rewritable_files(Path(path)))) if Path(path, "pack.yaml").is_file() else [path]
