"""`advisor survey compare BEFORE AFTER`: compare two rounds of the same company."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

import click

from advisor.assessment.round_comparison import SurveyRound, compare_rounds
from advisor.cli.group_option import min_group_option
from advisor.cli.output_files import check_no_overwrite, check_output_path, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.cli.survey.round_files import read_round
from advisor.cli.written_files import quote_command, quote_facts, say_written
from advisor.consultation import Consultation
from advisor.errors import FactsError, Finding, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList
from advisor.model.company import Company
from advisor.model.instrument import build_instrument
from advisor.model.responses import PrivacyLimits
from advisor.model.rulebase import RuleBase
from advisor.reporting.render import figures
from advisor.reporting.render.comparison import FORMATS, render_comparison
from advisor.reporting.render.formats import detect_format
from advisor.reporting.view.figure_table import build_round_figures


@click.command("compare")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option(
    "--format",
    "comparison_format",
    type=click.Choice((*FORMATS, *figures.FORMATS)),
    help="The format of the comparison; by default the ending of FILE decides.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write the comparison to FILE instead of the terminal; .csv or .xlsx: the figures of all statements.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@min_group_option(
    "Hide the scores of groups of fewer than N people. By default, N is the larger `min_group` of the two files, "
    "and it can only be raised."
)
@click.option("--show-heads", is_flag=True, help="Show the heads' scores; ask them first.")
@click.option(
    "--show-near-sizes",
    is_flag=True,
    help="Also show groups that grew or shrank by a few people; ask those who joined or left first.",
)
@pack_option
def command(
    before: str,
    after: str,
    comparison_format: str | None,
    output: str | None,
    force: bool,
    min_group: int | None,
    show_heads: bool,
    show_near_sizes: bool,
    packs: tuple[str, ...],
) -> None:
    """Show what changed between two rounds of the survey in one company.

    BEFORE and AFTER are facts files, as for `advisor advise`. Each needs an `assessment`. One of them can be `-`,
    which reads standard input.
    """
    chosen = _choose_format(comparison_format, output)
    if before == after == "-":
        raise click.UsageError("only one of the two rounds can come from standard input; name a file for the other")
    if before != "-" and os.path.realpath(before) == os.path.realpath(after):
        raise click.UsageError("both rounds are the same file; name the file of another round for one of them")
    check_output_path(output, (before, after))
    if output not in (None, "-") and not force:
        check_no_overwrite([Path(str(output))], "name another file, or replace it with --force")
    rulebase = load_rulebase(packs)
    companies = _read_rounds(before, after, rulebase)
    limits = [company.showing for company in companies]
    promised = max(limit.min_group for limit in limits)
    if min_group is not None and min_group < promised:
        sentence = f"people answered on the promise that no group of fewer than {promised} is shown"
        raise click.UsageError(f"{sentence}; leave out `--min-group`, or name {promised} or more")
    showing = PrivacyLimits(min_group or promised, show_heads or all(limit.heads for limit in limits))
    consultation = Consultation(rulebase)
    earlier, later = (SurveyRound(each, consultation.advise(each._replace(showing=showing))) for each in companies)
    comparison = compare_rounds(earlier, later, showing, build_instrument(rulebase), near_sizes=show_near_sizes)
    if chosen in figures.FORMATS:
        table = build_round_figures(comparison, rulebase)
        write_output(figures.render_figures(table, chosen, output or "-"), output, "the table", replaces_any=force)
    else:
        write_output(render_comparison(comparison, rulebase, chosen), output, replaces_any=force)
    later_facts = quote_facts(after)
    next_step = f"for the recommendation after the later round, type {quote_command('advise', later_facts)}"
    table_command = quote_command("survey", "compare", quote_facts(before), later_facts, "-o", "change.xlsx")
    say_written(output, next_step, printed=f"for a table of all statements, type {table_command}")


def _choose_format(requested: str | None, output: str | None) -> str:
    """Choose the format by the option, else by the file's ending, else text.

    Raises click.UsageError if the ending belongs to something else.
    """
    ending = "" if output in (None, "-") else PurePath(str(output)).suffix
    detected = detect_format(output or "") or figures.detect_figure_format(output or "")
    written = detected if ending else requested or "text"
    if ending and (written is None or written not in (*FORMATS, *figures.FORMATS)):
        choices = "name a file that ends in `.txt`, `.md`, `.json`, `.csv` or `.xlsx`"
        raise click.UsageError(f"a comparison cannot be written as `{ending}`; {choices}")
    if requested and written != requested:
        raise click.UsageError(f"`--format {requested}` contradicts the ending of `{output}`; leave out one of them")
    if written == "xlsx" and output in (None, "-"):
        raise click.UsageError("a workbook cannot be printed; name a file for it with `-o`")
    return str(written)


def _read_rounds(before_path: str, after_path: str, rulebase: RuleBase) -> tuple[Company, Company]:
    """Read both rounds. Raises FactsError with everything that is wrong with either of them, or with the pair."""
    findings = FindingList()
    before, before_name = read_round(before_path, rulebase, findings)
    after, after_name = read_round(after_path, rulebase, findings)
    if before.name and after.name and before.name != after.name:
        sentence = (
            f"this is about `{after.name}`, but {before_name} is about `{before.name}`; compare rounds of one company, "
            "and use the same name in both"
        )
        findings.append(Finding(Place(after_name), sentence, codes.OTHER_COMPANY))
    if findings:
        raise FactsError(findings)
    return before, after
