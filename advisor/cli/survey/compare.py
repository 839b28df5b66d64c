"""`advisor survey compare BEFORE AFTER`: compare two rounds of the same company."""

from __future__ import annotations

import click

from advisor.assessment.round_comparison import SurveyRound, compare_rounds
from advisor.cli.output_files import check_output_path, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.errors import FactsError, Finding, Place
from advisor.loading import finding_codes as codes
from advisor.loading.facts_file import read_company, read_data_file
from advisor.loading.nodes import FindingList, MappingNode
from advisor.model.company import Company
from advisor.model.instrument import build_instrument
from advisor.model.responses import MIN_ALLOWED_GROUP, PrivacyLimits
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.comparison import FORMATS, render_comparison
from advisor.reporting.render.formats import detect_format


@click.command("compare")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option(
    "--format",
    "comparison_format",
    type=click.Choice(FORMATS),
    help="The format of the comparison; by default the ending of FILE decides.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the comparison to FILE instead of the terminal.")
@click.option(
    "--min-group",
    type=click.IntRange(min=MIN_ALLOWED_GROUP),
    metavar="N",
    help="Hide the scores of groups of fewer than N people. By default, N is the larger `min_group` of the two files, "
    "and it can only be raised.",
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
    min_group: int | None,
    show_heads: bool,
    show_near_sizes: bool,
    packs: tuple[str, ...],
) -> None:
    """Show what changed between two rounds of the survey in one company.

    BEFORE and AFTER are facts files, as for `advisor advise`. Each needs an `assessment`. One of them can be `-`,
    which reads standard input.
    """
    chosen = comparison_format or detect_format(output or "") or "text"
    if chosen not in FORMATS:
        raise click.UsageError(f"a comparison cannot be written as {chosen}; choose `--format text`, `md` or `json`")
    if before == after == "-":
        raise click.UsageError("only one of the two rounds can come from standard input; name a file for the other")
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
    check_output_path(output, (before, after))
    comparison = compare_rounds(earlier, later, showing, build_instrument(rulebase), near_sizes=show_near_sizes)
    write_output(render_comparison(comparison, rulebase, chosen), output)


def _read_rounds(before_path: str, after_path: str, rulebase: RuleBase) -> tuple[Company, Company]:
    """Read both rounds. Raises FactsError with everything that is wrong with either of them, or with the pair."""
    findings = FindingList()
    before, before_name = _read_round(before_path, rulebase, findings)
    after, after_name = _read_round(after_path, rulebase, findings)
    if before.name and after.name and before.name != after.name:
        sentence = (
            f"this is about `{after.name}`, but {before_name} is about `{before.name}`; compare rounds of one company, "
            "and use the same name in both"
        )
        findings.append(Finding(Place(after_name), sentence, codes.OTHER_COMPANY))
    if findings:
        raise FactsError(findings)
    return before, after


def _read_round(path: str, rulebase: RuleBase, all_findings: FindingList) -> tuple[Company, str]:
    """Read one round; return it with the name of its file, and add everything wrong to `all_findings`."""
    findings = FindingList()
    company, name = Company({}), path
    try:
        node, name = read_data_file(path, findings)
    except FactsError as error:
        all_findings.merge(error.findings, error.rest)
        return company, name
    if node is None:
        sentence = "this file is empty; write one fact per line, such as `relationship: defined`"
        findings.add(Place(name), sentence, codes.EMPTY_FILE)
    else:
        company = read_company(node, rulebase, findings)
        if isinstance(node, MappingNode) and (node.get("assessment") is None or not (company.assessed or findings)):
            sentence = "there is no `assessment`; add the answers to the 20 statements as `respondents` or `totals`"
            findings.add(Place(name), sentence, codes.MISSING_ASSESSMENT)
    all_findings.merge(findings.sort_by_place(), findings.rest)
    return company, name
