"""`advisor survey new`: write the questionnaire as four files, to print, fill in on a screen, or import."""

from __future__ import annotations

import os
from pathlib import Path

import click

from advisor.assessment.privacy import MIN_ALLOWED_GROUP
from advisor.cli.output_files import write_files
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.errors import Finding, OutputError, Place, describe_os_error
from advisor.loading.facts_file import MAX_NAME_LENGTH
from advisor.loading.finding_codes import NOT_WRITTEN, WOULD_OVERWRITE
from advisor.reporting.questionnaires.content import MIN_GROUP, build_questionnaire
from advisor.reporting.questionnaires.files import FILE_NAMES, build_files


@click.command("new")
@click.option("--out", metavar="DIR", required=True, help="The folder to write to; the command creates it.")
@click.option("--company", metavar="NAME", help="Put this company name into the title.")
@click.option(
    "--min-group",
    type=click.IntRange(min=MIN_ALLOWED_GROUP),
    default=MIN_GROUP,
    show_default=True,
    metavar="N",
    help="Promise that no report shows a group of fewer than N people.",
)
@click.option("--force", is_flag=True, help="Replace files with the same names in DIR.")
@pack_option
def command(out: str, company: str | None, min_group: int, force: bool, packs: tuple[str, ...]) -> None:
    """Write a questionnaire of the 20 statements in four forms.

    The forms are a page to print, a form for a browser, a spreadsheet, and a file for LimeSurvey. All ask the same
    questions; give each person the form that suits them.
    """
    name = " ".join((company or "").split())
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise click.UsageError(f"--company must be a name of at most {MAX_NAME_LENGTH} printable characters")
    folder = Path(out)
    _refuse_to_replace(folder, force)
    files = build_files(build_questionnaire(load_rulebase(packs), name, min_group))
    write_files(folder, {file.name: file.content for file in files})
    width = max(len(str(folder / file.name)) for file in files)
    for file in files:
        click.echo(f"{folder / file.name!s:<{width}}  {file.purpose}")


def _refuse_to_replace(folder: Path, force: bool) -> None:
    """Raise OutputError with everything that is in the way, before anything is written."""
    try:
        if os.path.lexists(folder) and not folder.is_dir():
            sentence = "this is not a folder; name another one with --out"
            raise OutputError.at(str(folder), sentence, NOT_WRITTEN)
        existing = [path for name in FILE_NAMES if os.path.lexists(path := folder / name)]
        folders = [path for path in existing if path.is_dir()]
    except (OSError, ValueError) as error:
        sentence = f"the questionnaire was not written: {describe_os_error(error)}"
        raise OutputError.at(str(folder).replace("\0", "?"), sentence, NOT_WRITTEN) from None
    findings = [
        Finding(Place(str(path)), "this is a folder; name another one with --out", NOT_WRITTEN) for path in folders
    ]
    if not force:
        sentence = "this file already exists; name another folder, or replace it with --force"
        files = [path for path in existing if path not in folders]
        findings += [Finding(Place(str(path)), sentence, WOULD_OVERWRITE) for path in files]
    if findings:
        raise OutputError(findings)
