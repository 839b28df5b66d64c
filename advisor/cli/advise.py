"""`advisor advise FACTS`: writes the recommendation for a company."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from advisor.cli.echo import echo, echo_notes
from advisor.cli.group_option import min_group_option
from advisor.cli.output_files import check_output_path, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.cli.terminal_page import choose_report_width, is_terminal, show_report
from advisor.cli.written_files import quote_command, quote_facts, say_written
from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.responses import PrivacyLimits
from advisor.model.word_lists import join_quoted
from advisor.reporting.render.formats import BINARY_FORMATS, FORMATS, SUFFIXES, detect_format, render
from advisor.reporting.view.text_layout import WIDTH


@click.command("advise")
@click.argument("facts", metavar="FACTS")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="The format of the report; by default the ending of FILE decides.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the report to FILE; `-` or no option: to the terminal.")
@click.option(
    "--template", "own_template", metavar="DOCX", help="Fill this Word document, with your own styles and text."
)
@min_group_option("Hide the scores of groups of fewer than N people; by default N is `min_group` of FACTS, else 5.")
@click.option(
    "--show-heads", is_flag=True, help="Show the heads' scores, even if only one head answered; ask them first."
)
@click.option("--summary", is_flag=True, help="Show only the first page: verdict, reasons, first steps, open answers.")
@click.option("--open", "opened", is_flag=True, help="Open the report after writing it.")
@click.option("--plain", is_flag=True, help="Show text without colour and without a pager, for screen readers.")
@pack_option
def command(
    facts: str,
    form: str | None,
    output: str | None,
    own_template: str | None,
    min_group: int | None,
    show_heads: bool,
    summary: bool,
    opened: bool,
    plain: bool,
    packs: tuple[str, ...],
) -> None:
    """Write the recommendation for the company described in FACTS.

    FACTS is a YAML, TOML or JSON file with one fact per line, such as `relationship: defined`. `-` reads standard
    input. Facts that you leave out count as unknown.
    """
    form = _choose_format(form, output)
    if own_template and form != "docx":
        raise click.UsageError("`--template` works only for Word documents; add `-o report.docx`")
    if form in BINARY_FORMATS and output in (None, "-") and sys.stdout.isatty():
        raise click.UsageError(f"a {form} report cannot be shown in the terminal; add `-o report.{form}`")
    if summary and form != "text":
        raise click.UsageError("`--summary` is text for the terminal; leave out `--format`, or end FILE in `.txt`")
    if opened and output in (None, "-"):
        raise click.UsageError("`--open` opens a file; add `-o report.html`, or another file to write")
    check_output_path(output, (facts, own_template))
    rulebase = load_rulebase(packs)
    company = read_facts(facts, rulebase)
    echo_notes(company)
    promised = company.showing.min_group
    if min_group is not None and min_group < promised:
        problem = f"`{facts}` promises to show no group under {promised}"
        raise click.UsageError(f"{problem}; if everyone who answered agrees, write `min_group: {min_group}` there")
    showing = PrivacyLimits(min_group or promised, show_heads or company.showing.heads)
    advice = Consultation(rulebase).advise(company._replace(showing=showing))
    shown = form == "text" and output is None and is_terminal(plain=plain)
    width = choose_report_width() if shown else WIDTH
    report = render(advice, rulebase, "summary" if summary else form, own_template, width)
    if shown and isinstance(report, str):
        show_report(report)
    else:
        write_output(report, output)
        plan_command = quote_command("plan", quote_facts(facts), "-o", "plan.xlsx")
        say_written(output, f"for the steps as a plan, type {plan_command}")
    if opened and output and click.launch(output) != 0:
        echo(f"`{output}` is written, but no program to open it was found; open it yourself", err=True)


def _choose_format(form: str | None, output: str | None) -> str:
    """Choose the format by the option, else by the file's ending, else text. Refuses an option that contradicts it."""
    detected, suffix = detect_format(output or ""), Path(output or "").suffix
    if suffix and detected is None and form is None and output != "-":
        problem = f"`{suffix}` is not the ending of a report format"
        raise click.UsageError(f"{problem}; add `--format`, or use {join_quoted(SUFFIXES)}")
    if form in (*BINARY_FORMATS, "html") and detected not in (None, form):
        raise click.UsageError(f"`{output}` does not fit `--format {form}`; name a file that ends in `.{form}`")
    return form or detected or "text"
