"""`advisor rules diff`: what a change of guidance changes, for companies at hand and for all that are possible."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from advisor.authoring.diff.company_table import read_table
from advisor.authoring.diff.compare import ComparedCompany, compare_versions
from advisor.authoring.diff.population import join_facts
from advisor.authoring.diff.report import FORMATS, format_title
from advisor.authoring.diff.rulebase_versions import GuidanceVersion, load_version
from advisor.cli.output_files import write_output
from advisor.errors import AdvisorError, Finding, PackError
from advisor.loading.facts_file import read_facts
from advisor.model.rulebase import RuleBase


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--facts", "files", metavar="FILE", multiple=True, help="A facts file to look at, too; may be given again."
)
@click.option(
    "--table", "tables", metavar="FILE", multiple=True, help="A list of companies (CSV, YAML or JSON) to look at, too."
)
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to tell it."
)
@click.option("-o", "--output", metavar="FILE", help="Where to write it, in place of the terminal.")
def command(
    old: str, new: str, files: tuple[str, ...], tables: tuple[str, ...], format_: str, output: str | None
) -> None:
    """Tell what changes in the advice from the guidance OLD to the guidance NEW.

    OLD and NEW are folders of packs, git revisions of the present repository (`REV`, or `REV:path` for a folder in
    it), `installed`, or `NAME==VERSION` for an installed pack. A pack is read on top of the built-in one, unless it is
    a `core` itself.

    Told is what changed in the guidance itself (rules, facts, steps, words, sources, templates), for which companies
    the advice differs, and for which share of all possible companies the verdict does. Looked at are the companies of
    the cases of both, those given by --facts and --table, and possible ones for whom a changed rule, score or count
    makes a difference. Every kind of difference comes with the smallest example found, no answer of which can be left
    out, and with the rules behind it.

    Ends with 0 if both are alike in all of that, and with 1 if anything differs. Versions of packs, and their cases,
    are not compared.
    """
    with tempfile.TemporaryDirectory(prefix="advisor-diff-") as folder:  # for its owner only
        both = _load_versions((old, new), Path(folder))
        comparison = compare_versions(both[0].rulebase, both[1].rulebase, _iter_companies(both, files, tables))
    titles = [format_title(each.name, each.rulebase) for each in both]
    write_output(FORMATS[format_](titles[0], titles[1], comparison), output)
    if not comparison.is_unchanged:
        raise click.exceptions.Exit(1)


def _load_versions(names: tuple[str, str], scratch: Path) -> tuple[GuidanceVersion, GuidanceVersion]:
    """Both, or all that is wrong with either."""
    found: list[GuidanceVersion] = []
    findings: list[Finding] = []
    for name in dict.fromkeys(names):
        try:
            found.append(load_version(name, scratch))
        except PackError as error:
            findings += error.findings
    if findings:
        raise PackError(findings)
    return found[0], found[-1]


def _iter_companies(
    versions: tuple[GuidanceVersion, GuidanceVersion], files: tuple[str, ...], tables: tuple[str, ...]
) -> Iterator[ComparedCompany]:
    """The companies of the cases, of facts files and of tables. Raises AdvisorError with all that is wrong."""
    for each in versions:
        yield from (ComparedCompany(f"the case `{case.name}`", case.company, public=True) for case in each.cases)
    vocabulary = _merge_vocabularies(*(each.rulebase for each in versions))
    findings: list[Finding] = []
    for file in files:
        try:
            yield ComparedCompany(file, read_facts(file, vocabulary))
        except AdvisorError as error:
            findings += error.findings
    for table in tables:
        try:
            yield from (ComparedCompany(*each) for each in read_table(table, vocabulary))
        except AdvisorError as error:
            findings += error.findings
    if findings:
        raise AdvisorError(findings)


def _merge_vocabularies(old: RuleBase, new: RuleBase) -> RuleBase:
    """The new rule base with the facts and values of both, where they can be joined."""
    facts = join_facts(old, new)
    return new if facts is None else replace(new, facts=facts)
