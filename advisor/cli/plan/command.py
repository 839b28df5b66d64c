"""`advisor plan FACTS`: writes the advised steps as a plan, and reads a plan back that people worked with."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from advisor.cli.echo import echo_notes
from advisor.cli.output_files import check_output_path
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.cli.plan.plan_writing import write_new_plan
from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.word_lists import join_quoted
from advisor.plan.dates import parse_date
from advisor.plan.formats import BINARY_FORMATS, FORMATS, READABLE_SUFFIXES, SUFFIXES
from advisor.plan.rows import build_plan


def _read_start(context: click.Context, _: click.Parameter, value: str | None) -> date | None:
    start = parse_date(value) if value else None
    if value is not None and start is None:
        raise click.UsageError(f"`{value}` is not a date; write it like this: `--start 2026-11-26`", context)
    return start


@click.command("plan")
@click.argument("facts", metavar="FACTS")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="The form of the plan; by default the ending of FILE decides. `csv` is for Jira, `azure` for Azure DevOps.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the plan to FILE; `-` or no option: to the terminal.")
@click.option(
    "--start",
    metavar="DATE",
    callback=_read_start,
    help="The day of the decision, such as 2026-11-26, from which all dates count; by default today.",
)
@click.option(
    "--update",
    metavar="PLAN",
    help="Read PLAN (XLSX or CSV) back, write finished steps into FACTS, advise again and write PLAN again.",
)
@pack_option
def command(
    facts: str, form: str | None, output: str | None, start: date | None, update: str | None, packs: tuple[str, ...]
) -> None:
    """Write the advised steps for the company in FACTS as a plan: one row for each step and practice, with dates.

    The spreadsheet and the CSV file are made for editing. `--update` keeps everything that you typed there, also your
    own rows, columns and sheets. The old files are kept as numbered copies.
    """
    form = _choose_form(form, output, update)
    is_printed = output == "-" or (output is None and update is None)
    if form in BINARY_FORMATS and is_printed and sys.stdout.isatty():
        raise click.UsageError(f"a plan as {form} cannot be shown in the terminal; add `-o plan.{form}`")
    check_output_path(output, (facts,))
    if update is None:
        rulebase = load_rulebase(packs)
        company = read_facts(facts, rulebase)
        echo_notes(company)
        advice = Consultation(rulebase).advise(company)
        write_new_plan(build_plan(advice, rulebase, start or date.today()), form, output, facts)
        return
    check_output_path(update, (facts,))
    if "-" in (facts, update):
        raise click.UsageError("`--update` works only with files, because it writes them again; name FACTS and PLAN")
    from advisor.cli.plan.plan_updating import update_files

    update_files(facts, update, form, output, start, load_rulebase(packs))


def _choose_form(form: str | None, output: str | None, update: str | None) -> str:
    """Choose the form by the option, else by the ending of the file to write. Refuses an option that contradicts it."""
    target = update if output is None and update is not None else output
    suffix = Path(target or "").suffix.lower()
    detected = SUFFIXES.get(suffix)
    if update is not None and output is None and suffix not in READABLE_SUFFIXES:
        problem = f"`{update}` cannot be written again, as its name does not end in {join_quoted(READABLE_SUFFIXES)}"
        raise click.UsageError(f"{problem}; add `-o plan.xlsx`")
    if suffix and detected is None and form is None and target != "-":
        problem = f"`{suffix}` is not the ending of a plan"
        raise click.UsageError(f"{problem}; add `--format`, or use {join_quoted(SUFFIXES)}")
    if form is not None and detected not in (None, form) and (form, detected) != ("azure", "csv"):
        ending = next(ending for ending, name in SUFFIXES.items() if name in (form, "csv" if form == "azure" else form))
        raise click.UsageError(
            f"`{target}` does not fit `--format {form}`; add `-o` with a name that ends in `{ending}`"
        )
    if form == "azure" and output is None and update is not None:
        raise click.UsageError("a plan for Azure DevOps cannot be read back; add `-o` and another file")
    return form or detected or "md"
