"""`advisor rules`: check that a rule base loads, and run its own cases."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.cases import read_cases, run_case, uncovered
from advisor.consultation import Consultation
from advisor.errors import PackError
from advisor.loading.packs import builtin_folder, load
from advisor.model.rulebase import RuleBase

PACKS = click.option("--pack", "packs", metavar="DIR", multiple=True, help="A further pack; may be given again.")


@click.group("rules")
def command() -> None:
    """Check and test the rule base: the built-in pack, and those given by --pack."""


@command.command("check")
@PACKS
def check(packs: tuple[str, ...]) -> None:
    """Load the rule base and tell of everything in it that does not fit; exit 1 if there is anything."""
    rulebase = _checked(packs)
    click.echo(f"{len(rulebase.rules)} rules, {len(rulebase.facts)} facts and {len(rulebase.steps)} steps fit together")


@command.command("test")
@PACKS
def test(packs: tuple[str, ...]) -> None:
    """Run the cases that lie beside the rules; exit 1 if one fails."""
    rulebase = _checked(packs)
    consultation = Consultation(rulebase)
    folders = [Path(builtin_folder()), *map(Path, packs)]
    results = [run_case(consultation, case) for folder in folders for case in read_cases(folder, rulebase)]
    for result in results:
        for failure in result.failures:
            click.echo(f"{result.case.place}: {result.case.name}: {failure}")
    for rule in uncovered(rulebase, results):
        click.echo(f"rule `{rule.id}` fires in no case")
    failed = sum(bool(result.failures) for result in results)
    click.echo(f"{len(results) - failed} cases passed, {failed} failed")
    if failed:
        raise click.exceptions.Exit(1)


def _checked(packs: tuple[str, ...]) -> RuleBase:
    try:
        return load(packs)
    except PackError as error:
        for finding in error.findings:
            click.echo(str(finding))
        raise click.exceptions.Exit(1) from None
