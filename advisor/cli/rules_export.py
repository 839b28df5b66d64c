"""`advisor rules export`: the stages weigh and decide as a DMN model, with the cases that it must agree with."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.cases import read_cases
from advisor.authoring.dmn.model import model_of
from advisor.authoring.dmn.tck import cases_of, examined
from advisor.authoring.dmn.writing import dmn_of
from advisor.cli.output import write
from advisor.consultation import Consultation
from advisor.errors import Finding, OutputError, Place
from advisor.loading.packs import builtin_folder, load

MODEL, CASES = "advisor.dmn", "advisor-cases.xml"


@click.command("export")
@click.option("--out", metavar="DIR", required=True, help="The folder to write into; made where it is missing.")
@click.option("--pack", "packs", metavar="DIR", multiple=True, help="A further pack; may be given again.")
def command(out: str, packs: tuple[str, ...]) -> None:
    """Write the reasons and the verdict as decision tables for other tools (DMN 1.5).

    There will be two files: `advisor.dmn`, the model, and `advisor-cases.xml`, the rule base's own cases in the form
    of the DMN test kit. What the model says, and for which inputs, stands in it and in docs/dmn.md.
    """
    rulebase = load(packs)
    model = model_of(rulebase)
    written = dmn_of(model)
    folders = [Path(builtin_folder()), *map(Path, packs)]
    cases = [case for folder in folders for case in read_cases(folder, rulebase)]
    chosen = examined(model, Consultation(rulebase), cases)
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):
        shown = out.replace("\0", "?")
        raise OutputError([Finding(Place(shown), "this folder cannot be made; name another one with --out")]) from None
    write(written, str(folder / MODEL))
    write(cases_of(chosen, MODEL), str(folder / CASES))
    click.echo(f"{folder / MODEL}: {len(model.inputs)} inputs, {len(model.decisions)} decisions")
    click.echo(f"{folder / CASES}: {len(chosen)} cases")
