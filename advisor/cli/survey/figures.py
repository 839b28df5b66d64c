"""`advisor survey figures ANSWERS`: write the figures of all statements as a table for a spreadsheet."""

from __future__ import annotations

from pathlib import Path, PurePath

import click

from advisor.cli.echo import echo
from advisor.cli.output_files import check_no_overwrite, check_output_path, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.cli.survey.round_files import read_round
from advisor.cli.written_files import quote_command, quote_facts, say_written
from advisor.consultation import Consultation
from advisor.errors import FactsError
from advisor.loading.documents.nodes import FindingList
from advisor.reporting.render.figures import detect_figure_format, format_csv, render_figures
from advisor.reporting.view.figure_table import build_survey_figures


@click.command("figures")
@click.argument("answers", metavar="ANSWERS")
@click.option("-o", "--output", metavar="FILE", help="Write the table to FILE, which ends in .csv or .xlsx.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@pack_option
def command(answers: str, output: str | None, force: bool, packs: tuple[str, ...]) -> None:
    """Write the figures of the 20 statements as a table, one row for each statement.

    ANSWERS is a facts file with an `assessment`, as `advisor survey read -o` writes it; `-` reads standard input. The
    table has the people and the average of each team, and their gap. It holds only what a report may show. Without -o,
    the command prints the table as CSV. For two rounds, use `advisor survey compare BEFORE AFTER -o figures.xlsx`.
    """
    path = None if output == "-" else output
    form = "csv" if path is None else detect_figure_format(path)
    if form is None:
        given = f"`{PurePath(str(path)).suffix}`" if PurePath(str(path)).suffix else "a file without an ending"
        raise click.UsageError(f"figures cannot be written as {given}; name a file that ends in `.csv` or `.xlsx`")
    check_output_path(path, (answers,))
    if path is not None and not force:
        check_no_overwrite([Path(path)], "name another file, or replace it with --force")
    rulebase, findings = load_rulebase(packs), FindingList()
    company, _ = read_round(answers, rulebase, findings)
    if findings:
        raise FactsError(findings)
    table = build_survey_figures(Consultation(rulebase).advise(company), rulebase)
    if path is None:
        echo(format_csv(table).replace("\r\n", "\n"), nl=False)
    else:
        write_output(render_figures(table, form, path), path, "the table", replaces_any=force)
    facts = quote_facts(answers)
    file = f"for a file, type {quote_command('survey', 'figures', facts, '-o', 'figures.xlsx')}"
    say_written(path, f"for the recommendation, type {quote_command('advise', facts)}", printed=file)
