"""`advisor survey read FILE…`: answers from exports of survey tools, and from our own forms, to a facts file."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.output_files import check_output_path, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.errors import FactsError, Finding, Place, SurveyError
from advisor.loading.facts_file import read_company
from advisor.loading.input_files import read_text
from advisor.loading.nodes import FindingList, MappingNode
from advisor.loading.responses_writer import iter_assessment_lines
from advisor.loading.yaml_reader import MAX_BYTES, UnreadableError, read_yaml
from advisor.model.company import Company
from advisor.model.instrument import build_instrument
from advisor.model.responses import FUNCTIONS, PrivacyLimits
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render
from advisor.survey.reader import SurveyOptions, SurveyResponses, read_surveys
from advisor.survey.tool_formats import FORMATS

MIN_ALLOWED_GROUP = 3
"""In a group of two, each knows what the other answered."""
_NOT_YAML = (".toml", ".json")
FILE_HEADER = (
    "# Answers to the 20 statements. Add what else is known of the company, and run `advisor advise` on this file.\n"
)


@click.command("read")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(FORMATS), help="The tool the files come from; found by itself.")
@click.option(
    "--function-column", metavar="NAME", help="The column of functions: its heading, its question or its letter."
)
@click.option("--function", type=click.Choice(FUNCTIONS), help="Everybody in the files is from this function.")
@click.option("--role-column", metavar="NAME", help="The column of roles (head or staff), if there is one.")
@click.option(
    "--map",
    "mapping",
    metavar="FILE",
    help="YAML: which column is which statement, which value is which; docs/survey.md has its keys.",
)
@click.option("--encoding", metavar="NAME", help="The encoding of text files that are not UTF-8, such as cp1252.")
@click.option("--sheet", metavar="NAME", help="The sheet to read of a workbook with several.")
@click.option("--include-unfinished", is_flag=True, help="Take in responses that were not finished, and previews.")
@click.option(
    "--min-group",
    type=click.IntRange(min=MIN_ALLOWED_GROUP),
    default=PrivacyLimits().min_group,
    show_default=True,
    metavar="N",
    help="Say no more of a group of fewer than N people.",
)
@click.option(
    "--facts",
    metavar="FACTS",
    help="A facts file (YAML) of the company: what the answers come to there; with -o, its text goes before them.",
)
@click.option("-o", "--output", metavar="FILE", help="Write a facts file with the answers (`-`: to the terminal).")
@click.option("--force", is_flag=True, help="Replace the file named by -o if it is there already.")
@pack_option
def command(
    files: tuple[str, ...],
    form: str | None,
    function_column: str | None,
    function: str | None,
    role_column: str | None,
    mapping: str | None,
    encoding: str | None,
    sheet: str | None,
    include_unfinished: bool,
    min_group: int,
    facts: str | None,
    output: str | None,
    force: bool,
    packs: tuple[str, ...],
) -> None:
    """Read answers to the 20 statements from FILE...: exports of survey tools (CSV or XLSX), or files of our own form.

    Columns are matched to statements by our wording, else by number; what cannot be matched is named with --map.
    """
    if output is not None and output.lower().endswith(_NOT_YAML):
        sentence = "a facts file with answers is written as YAML; give it a name that ends in `.yaml`"
        raise SurveyError([Finding(Place(output), sentence)])
    check_output_path(output, (*files, mapping))
    if output not in (None, "-", facts) and Path(str(output)).exists() and not force:
        raise click.UsageError(f"`{output}` is there already; name another file, or say --force to replace it")
    rulebase = load_rulebase(packs)
    asked = build_instrument(rulebase)
    before, company = (FILE_HEADER, Company({})) if facts is None else _read_facts(facts, rulebase)
    survey = read_surveys(
        files,
        asked,
        SurveyOptions(
            form,
            function_column,
            function,
            role_column,
            mapping,
            encoding,
            sheet,
            include_unfinished,
            _collect_headings(rulebase, "function"),
            _collect_headings(rulebase, "role"),
        ),
    )
    for note in survey.notes:
        click.echo(note, err=True)
    showing = PrivacyLimits(min_group)
    if output is not None:
        write_output(_append_answers(before, survey, showing, rulebase, facts), output)
    told = _render_summary(company._replace(assessed=survey.respondents, showing=showing), rulebase)
    click.echo(told, nl=False, err=output == "-")


def _collect_headings(rulebase: RuleBase, subject: str) -> tuple[str, ...]:
    """The question of our questionnaire that asks for a function, or a role."""
    names = (f"questionnaire-{subject}", f"questionnaire-{subject}-question")
    return tuple(rulebase.wording[name] for name in names if name in rulebase.wording)


def _read_facts(path: str, rulebase: RuleBase) -> tuple[str, Company]:
    """The text of a facts file to which answers can be added, and what it states. Raises FactsError."""
    if path.lower().endswith(_NOT_YAML):
        raise FactsError([Finding(Place(path), "answers can be added to YAML only; write these facts as YAML first")])
    findings, company = FindingList(), Company({})
    try:
        text, name = read_text(path)
        node = read_yaml(text, name, findings)
    except UnreadableError as error:
        raise FactsError([error.finding]) from None
    if node is None:
        findings.add(Place(name), "this file has no facts; leave out `--facts`")
    elif isinstance(node, MappingNode) and (there := node.get("assessment")):
        findings.add(there, "this file has an `assessment` already; take it out first")
    else:
        company = read_company(node, rulebase, findings)
    if findings:
        raise FactsError(findings.sort_by_place())
    return text if text.endswith("\n") else f"{text}\n", company


def _append_answers(
    facts_text: str, survey: SurveyResponses, showing: PrivacyLimits, rulebase: RuleBase, facts: str | None
) -> str:
    """A facts file with the answers at its end. Raises FactsError, SurveyError where it could not be read again."""
    answers = "".join(f"{line}\n" for line in iter_assessment_lines(survey.respondents, showing))
    if _can_read_back(facts_text + answers, survey, rulebase):
        return facts_text + answers
    if facts is None or not _can_read_back(answers, survey, rulebase):
        sentence = "these are more responses than one facts file holds; read fewer files at a time"
        raise SurveyError([Finding(Place(survey.files[0]), sentence)])
    way_out = "answers cannot be added below this text; write its facts one a line, such as `relationship: defined`"
    raise FactsError([Finding(Place(facts), way_out)])


def _can_read_back(text: str, survey: SurveyResponses, rulebase: RuleBase) -> bool:
    """Whether a facts file with this text is read as these answers."""
    if len(text.encode()) > MAX_BYTES:
        return False
    findings = FindingList()
    try:
        node = read_yaml(text, "", findings)
    except UnreadableError:
        return False
    company = read_company(node, rulebase, findings) if node else None
    return company is not None and not findings and company.assessed == survey.respondents


def _render_summary(company: Company, rulebase: RuleBase) -> str:
    """What people answered, as far as it may be shown, and what it comes to for this company."""
    return str(render(Consultation(rulebase).advise(company), rulebase, "survey"))
