"""`advisor rules format`: files of a rule base in the house layout, with their comments."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.tidying import UntidyError, tidied
from advisor.cli.rewriting import rewrite
from advisor.errors import Finding
from advisor.loading.files import read_text
from advisor.loading.yaml_reader import UnreadableError


@click.command("format")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Change nothing; tell which files are laid out otherwise.")
def command(files: tuple[str, ...], check: bool) -> None:
    """Lay out YAML files as those of the built-in pack are, without changing what they say.

    Comments are kept, and so are the line ends of Windows. An entry in which a comment would lose its place stays as
    it is written, and is told of; a file that cannot be laid out is told of, and left. With --check, ends with 1 if a
    file is laid out otherwise.
    """
    findings: list[Finding] = []
    other = 0

    def laid_out(text: str, file: str) -> str:
        done = tidied(text, file)
        for each in done.left:
            click.echo(str(each), err=True)
        return done.text

    for file in files:
        try:
            read_text(file)
            if rewrite(Path(file), lambda text, file=file: laid_out(text, file), only_look=check):  # type: ignore[misc]
                other += 1
                click.echo(f"{file}: {'is laid out otherwise' if check else 'laid out anew'}")
        except UntidyError as error:
            findings.extend(error.findings)
        except UnreadableError as error:
            findings.append(error.finding)
    if findings:
        raise UntidyError(findings)
    if check and other:
        raise click.exceptions.Exit(1)
