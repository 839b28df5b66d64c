"""`advisor survey new`: write the questionnaire as four files, to print, fill in on a screen, or import."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.company_option import company_option
from advisor.cli.echo import echo
from advisor.cli.group_option import min_group_option
from advisor.cli.output_files import check_no_overwrite, write_files
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.cli.written_files import say_next
from advisor.reporting.questionnaires.content import MIN_GROUP, build_questionnaire
from advisor.reporting.questionnaires.files import FILE_NAMES, build_files


@click.command("new")
@click.option("--out", metavar="DIR", required=True, help="The folder to write to; the command creates it.")
@company_option("Put this company name into the title.")
@min_group_option("Promise that no report shows a group of fewer than N people.", MIN_GROUP)
@click.option("--force", is_flag=True, help="Replace files with the same names in DIR.")
@pack_option
def command(out: str, company: str, min_group: int, force: bool, packs: tuple[str, ...]) -> None:
    """Write a questionnaire of the 20 statements in four forms.

    The forms are a page to print, a form for a browser, a spreadsheet, and a file for LimeSurvey. All ask the same
    questions; give each person the form that suits them.
    """
    folder = Path(out)
    if not force:
        check_no_overwrite((folder / name for name in FILE_NAMES), "name another folder, or replace it with --force")
    files = build_files(build_questionnaire(load_rulebase(packs), company, min_group))
    write_files(folder, {file.name: file.content for file in files})
    width = max(len(str(folder / file.name)) for file in files)
    for file in files:
        echo(f"{folder / file.name!s:<{width}}  {file.purpose}", err=True)
    say_next("let people answer one of these, then type `advisor survey read FILE... -o answers.yaml`")
