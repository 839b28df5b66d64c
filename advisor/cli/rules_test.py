"""`advisor rules test`: run the cases that lie beside the rules."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.cases import read_cases, run_case, uncovered
from advisor.cli.packs import checked, pack_option
from advisor.consultation import Consultation
from advisor.loading.discovery import discovered
from advisor.loading.packs import builtin_folder


@click.command("test")
@pack_option
def command(packs: tuple[str, ...]) -> None:
    """Run the cases that lie beside the rules; exit 1 if one fails.

    The cases of each pack are run on the rules of that pack and of those before it, so that a pack which changes what
    another says does not fail by the other's cases.
    """
    folders = discovered(packs)
    failed = passed = 0
    for number in range(len(folders) + 1):
        rulebase = checked(folders[:number])
        consultation = Consultation(rulebase)
        folder = folders[number - 1] if number else builtin_folder()
        results = [run_case(consultation, case) for case in read_cases(Path(folder), rulebase)]
        for result in results:
            for failure in result.failures:
                click.echo(f"{result.case.place}: {result.case.name}: {failure}")
        for rule in uncovered(rulebase, results):
            if rule.pack == rulebase.packs[-1].name:
                click.echo(f"rule `{rule.id}` fires in no case")
        failed += sum(bool(result.failures) for result in results)
        passed += sum(not result.failures for result in results)
    click.echo(f"{passed} cases passed, {failed} failed")
    if failed:
        raise click.exceptions.Exit(1)
