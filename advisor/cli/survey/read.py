"""`advisor survey read FILE…`: read answers from exports of survey tools and from our own forms."""

from __future__ import annotations

from pathlib import Path, PurePath

import click

from advisor.cli.echo import echo
from advisor.cli.group_option import min_group_option
from advisor.cli.output_files import check_no_overwrite, check_output_path, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.cli.survey.dry_run import iter_dry_run_lines
from advisor.cli.written_files import quote_command, say_next, say_written
from advisor.consultation import Consultation
from advisor.errors import SurveyError
from advisor.loading import finding_codes as codes
from advisor.model.company import Company
from advisor.model.instrument import build_instrument
from advisor.model.responses import FUNCTIONS, PrivacyLimits
from advisor.reporting.render.formats import SUFFIXES, render
from advisor.survey.append_answers import FILE_HEADER, NOT_YAML, append_answers, read_facts_text
from advisor.survey.collection import TableReading
from advisor.survey.options import list_questionnaire_headings
from advisor.survey.reader import SurveyOptions, read_surveys
from advisor.survey.tool_formats import FORMATS

_TABLE_SUFFIXES = (".csv", ".tsv", ".xls", ".xlsx", ".xlsm", ".ods")
"""The endings of tables; a file of answers with one of them would not open."""


@click.command("read")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--sales", metavar="FILE", multiple=True, help="Read FILE, all from Sales; can be repeated.")
@click.option("--marketing", metavar="FILE", multiple=True, help="Read FILE, all from Marketing; can be repeated.")
@click.option(
    "--format",
    "tool_format",
    type=click.Choice(FORMATS),
    help="The survey tool that the files come from; by default the command finds out.",
)
@click.option(
    "--function-column", metavar="NAME", help="The column with the function (Sales or Marketing), by heading or letter."
)
@click.option("--function", type=click.Choice(FUNCTIONS), help="Use this function for everybody in [FILE]...")
@click.option("--only-functions", is_flag=True, help="Leave out people from other departments.")
@click.option("--role-column", metavar="NAME", help="The column with the role (head or staff), by heading or letter.")
@click.option(
    "--map",
    "mapping",
    metavar="FILE",
    help="A YAML file that says what columns and answers mean, such as `answers: {agree: 4}`.",
)
@click.option("--encoding", metavar="NAME", help="The encoding of CSV files that are not UTF-8, such as cp1252.")
@click.option("--sheet", metavar="NAME", help="The sheet to read, if a workbook has several.")
@click.option(
    "--include-unfinished", is_flag=True, help="Also count unfinished responses, but no previews, tests and spam."
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Only show how each column is understood, and the first three respondents; write nothing.",
)
@min_group_option("Hide the scores of groups of fewer than N people.", PrivacyLimits().min_group)
@click.option(
    "--facts",
    metavar="FACTS",
    help="Use the facts of this company (a YAML file) for the summary; -o writes them before the answers.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write the answers to FILE, a facts file for `advisor advise`; `-`: to the terminal.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@pack_option
def command(
    files: tuple[str, ...],
    sales: tuple[str, ...],
    marketing: tuple[str, ...],
    tool_format: str | None,
    function_column: str | None,
    function: str | None,
    only_functions: bool,
    role_column: str | None,
    mapping: str | None,
    encoding: str | None,
    sheet: str | None,
    include_unfinished: bool,
    dry_run: bool,
    min_group: int,
    facts: str | None,
    output: str | None,
    force: bool,
    packs: tuple[str, ...],
) -> None:
    """Read answers to the 20 statements from FILE..., exports of survey tools (CSV or XLSX) or our own forms.

    The command finds the column of each statement by our wording or by its number. For other columns, use --map. With
    one survey for each team, use --sales and --marketing.
    """
    if not (files or sales or marketing):
        raise click.UsageError("name at least one file of answers, or one with `--sales` or `--marketing`")
    if output is not None and PurePath(output).suffix.lower() in (*NOT_YAML, *SUFFIXES, *_TABLE_SUFFIXES):
        sentence = (
            "answers are written as YAML; give the file a name that ends in `.yaml`. Then `advisor advise FILE -o "
            "report.html` writes a report of it, and `advisor survey figures FILE -o figures.xlsx` a table"
        )
        raise SurveyError.at(output, sentence, codes.INVALID_OPTION)
    check_output_path(output, (*files, *sales, *marketing, mapping))
    if output not in (None, "-", facts) and not force and not dry_run:
        check_no_overwrite([Path(str(output))], "name another file, or replace it with --force")
    rulebase = load_rulebase(packs)
    facts_text, company = (FILE_HEADER, Company({})) if facts is None else read_facts_text(facts, rulebase)
    options = SurveyOptions(
        tool_format,
        function_column,
        function,
        role_column,
        mapping,
        encoding,
        sheet,
        include_unfinished,
        list_questionnaire_headings(rulebase, "function"),
        list_questionnaire_headings(rulebase, "role"),
        (*((path, "sales") for path in sales), *((path, "marketing") for path in marketing)),
        only_functions,
    )
    instrument, readings = build_instrument(rulebase), list[TableReading]()
    try:
        survey = read_surveys(files, instrument, options, readings)
    finally:
        if dry_run:
            echo("\n".join(iter_dry_run_lines(readings, instrument)))
    for note in survey.notes:
        echo(note, err=True)
    if dry_run:
        say_next("if this is right, type this command again with `-o answers.yaml` instead of `--dry-run`")
        return
    showing = PrivacyLimits(min_group)
    if output is not None:
        write_output(append_answers(facts_text, survey, showing, rulebase, facts), output, replaces_any=force)
        say_written(output, f"for the recommendation, type {quote_command('advise', output)}")
    company = company._replace(assessed=survey.respondents, showing=showing)
    summary = render(Consultation(rulebase).advise(company), rulebase, "survey")
    echo(summary, nl=False, err=output == "-")
    if output is None:
        say_next("to write the answers to a file, type this command again with `-o answers.yaml`")
