"""`advisor rules diff`: how a change of guidance changes the advice, for given and for all possible companies."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from advisor.authoring.diff.company_table import read_table
from advisor.authoring.diff.compare import ComparedCompany, compare_versions
from advisor.authoring.diff.report import FORMATS
from advisor.authoring.diff.rulebase_versions import GuidanceVersion, load_version
from advisor.authoring.diff.shared_facts import join_facts
from advisor.cli.output_files import write_output
from advisor.errors import AdvisorError, PackError
from advisor.loading.documents.nodes import FindingList
from advisor.loading.facts.facts_file import read_facts
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--facts", "files", metavar="FILE", multiple=True, help="Also compare this company; can be repeated.")
@click.option(
    "--table", "tables", metavar="FILE", multiple=True, help="Also compare these companies (a CSV, YAML or JSON list)."
)
@click.option(
    "--only-named",
    is_flag=True,
    help="Compare only the companies of --facts and --table, not those of cases and possible ones.",
)
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Output format."
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of the terminal.")
def command(
    old: str,
    new: str,
    files: tuple[str, ...],
    tables: tuple[str, ...],
    only_named: bool,
    format_: str,
    output: str | None,
) -> None:
    """Show how the advice changes from the guidance OLD to the guidance NEW.

    OLD and NEW are folders of packs, revisions of the present git repository (`REV`, or `REV:path` for a folder in
    it), `installed`, or `NAME==VERSION` for an installed pack. A pack is loaded on top of the built-in pack, unless it
    is named `core` itself.

    The report lists the changes of the guidance itself (rules, facts, steps, wording, sources, templates), the
    companies that get other advice, and the share of all possible companies that get another verdict. It compares the
    companies of all cases, those of --facts and --table, and all possible companies that answer every question: it
    finds each change of a verdict, step, practice, reason, caution and so on, or proves that there is none. What
    companies with open questions or single answers of a survey get is only sampled; the report says so. For each
    difference it shows the smallest example found and the rules that cause it. The example needs all of its answers.

    The exit code is 0 if nothing differs, and 1 if something does. The command does not compare the versions and cases
    of packs.
    """
    if only_named and not (files or tables):
        raise click.UsageError("--only-named needs companies; name them with --facts or --table")
    with tempfile.TemporaryDirectory(prefix="advisor-diff-") as folder:  # readable by its owner only
        versions = _load_versions((old, new), Path(folder))
        companies = _iter_companies(versions, files, tables)
        named = (each for each in companies if not (only_named and each.public))
        comparison = compare_versions(versions[0].rulebase, versions[1].rulebase, named, only_named=only_named)
    write_output(FORMATS[format_](versions[0].title, versions[1].title, comparison), output)
    if not comparison.is_unchanged:
        raise click.exceptions.Exit(1)


def _load_versions(names: tuple[str, str], scratch: Path) -> tuple[GuidanceVersion, GuidanceVersion]:
    """Load both versions, or raise PackError with all findings of both."""
    versions: list[GuidanceVersion] = []
    findings = FindingList()
    for name in dict.fromkeys(names):
        try:
            versions.append(load_version(name, scratch))
        except PackError as error:
            findings.merge(error.findings, error.rest)
    if findings:
        raise PackError(findings)
    return versions[0], versions[-1]


def _iter_companies(
    versions: tuple[GuidanceVersion, GuidanceVersion], files: tuple[str, ...], tables: tuple[str, ...]
) -> Iterator[ComparedCompany]:
    """Yield the companies of cases, facts files and tables. Raises AdvisorError with all findings."""
    for version in versions:
        yield from (ComparedCompany(f"the case `{case.name}`", case.company, public=True) for case in version.cases)
    old, new = (version.rulebase for version in versions)
    facts = join_facts(old, new)
    vocabulary = new if facts is None else replace(new, facts=facts)
    readers = [*((path, _read_facts_file) for path in files), *((path, read_table) for path in tables)]
    findings = FindingList()
    for path, read_companies in readers:
        try:
            yield from (ComparedCompany(name, company) for name, company in read_companies(path, vocabulary))
        except AdvisorError as error:
            findings.merge(error.findings, error.rest)
    if findings:
        raise AdvisorError(findings)


def _read_facts_file(path: str, vocabulary: RuleBase) -> list[tuple[str, Company]]:
    return [(path, read_facts(path, vocabulary))]
