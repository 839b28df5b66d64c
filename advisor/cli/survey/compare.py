"""`advisor survey compare BEFORE AFTER`: what changed between two rounds of the same company."""

from __future__ import annotations

import click

from advisor.assessment.round_comparison import SurveyRound, compare_rounds
from advisor.cli.output_files import check_output_path, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.errors import FactsError, Finding, Place
from advisor.loading.facts_file import read_company, read_data_file
from advisor.loading.nodes import FindingList, MappingNode
from advisor.model.company import Company
from advisor.model.instrument import build_instrument
from advisor.model.responses import PrivacyLimits
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.comparison import FORMATS, render_comparison
from advisor.reporting.render.formats import detect_format

MISSING_ASSESSMENT = (
    "there is no `assessment` here to compare; add the answers to the 20 statements, as `respondents` or `totals`"
)


@click.command("compare")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Form of the report; by default what FILE ends in, else text."
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write to FILE (`-`: the terminal). It replaces FILE only when all is well."
)
@click.option(
    "--min-group",
    type=click.IntRange(1),
    help="Show scores of groups from this size on; by default the larger number that the two files ask for.",
)
@click.option("--show-heads", is_flag=True, help="Show the two heads' own scores; ask them first.")
@click.option(
    "--show-near-sizes",
    is_flag=True,
    help="Show groups that have changed by a few people too; only if those who joined or left agree.",
)
@pack_option
def command(
    before: str,
    after: str,
    form: str | None,
    output: str | None,
    min_group: int | None,
    show_heads: bool,
    show_near_sizes: bool,
    packs: tuple[str, ...],
) -> None:
    """Compare two rounds of the same company.

    BEFORE and AFTER are facts files as `advisor advise` takes them, each with an `assessment`; one of them may be `-`
    for standard input.
    """
    form = form or detect_format(output or "") or "text"
    if form not in FORMATS:
        raise click.UsageError(f"a comparison is written as text, md or json, not as {form}; add --format")
    if before == after == "-":
        raise click.UsageError("only one of the two rounds can come from standard input; name a file for the other")
    rulebase = load_rulebase(packs)
    was, now = _read_rounds(before, after, rulebase)
    showing = PrivacyLimits(
        min_group or max(was.showing.min_group, now.showing.min_group),
        show_heads or (was.showing.heads and now.showing.heads),
    )
    consultation = Consultation(rulebase)
    earlier, later = (SurveyRound(each, consultation.advise(each._replace(showing=showing))) for each in (was, now))
    check_output_path(output, (before, after))
    compared = compare_rounds(earlier, later, showing, build_instrument(rulebase), near_sizes=show_near_sizes)
    write_output(render_comparison(compared, rulebase, form), output)


def _read_rounds(before_path: str, after_path: str, rulebase: RuleBase) -> tuple[Company, Company]:
    """Both rounds. Raises FactsError with everything that is wrong with either of them, or with the pair."""
    findings: list[Finding] = []
    rounds = [_read_round(path, rulebase, findings) for path in (before_path, after_path)]
    was, now = (company for company, _ in rounds)
    if was.name and now.name and was.name != now.name:
        findings.append(
            Finding(
                Place(rounds[1][1]),
                f"this is about `{now.name}`, but {rounds[0][1]} is about `{was.name}`; compare rounds of one company, "
                "and write its name alike in both",
            )
        )
    if findings:
        raise FactsError(findings)
    return was, now


def _read_round(path: str, rulebase: RuleBase, all_findings: list[Finding]) -> tuple[Company, str]:
    """One round and the name its file goes by; what is wrong with it is added to `told`."""
    findings = FindingList()
    company, name = Company({}), path
    try:
        node, name = read_data_file(path, findings)
    except FactsError as error:
        all_findings.extend(error.findings)
        return company, name
    if node is None:
        findings.add(Place(name), "this file is empty; write one fact a line, such as `relationship: defined`")
    else:
        company = read_company(node, rulebase, findings)
        if isinstance(node, MappingNode) and (node.get("assessment") is None or not (company.assessed or findings)):
            findings.add(Place(name), MISSING_ASSESSMENT)
    all_findings.extend(findings.sort_by_place())
    return company, name
