"""`advisor rules export`: the stages weigh and decide as a DMN model, with the cases that it must agree with."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.cases.case_files import Case, read_cases, run_case
from advisor.authoring.dmn.export.decision_model import build_decision_model
from advisor.authoring.dmn.export.dmn_writer import render_dmn
from advisor.authoring.dmn.export.tck_cases import build_completed_cases, build_tck_cases, render_tck_cases
from advisor.cli.output_files import write_output
from advisor.cli.pack_option import pack_option
from advisor.consultation import Consultation
from advisor.errors import Finding, OutputError, Place
from advisor.loading.load_rulebase import find_builtin_folder, load
from advisor.loading.pack_discovery import discover_packs

MODEL_FILE, CASES_FILE = "advisor.dmn", "advisor-cases.xml"


@click.command("export")
@click.option("--out", metavar="DIR", required=True, help="The folder to write into; made where it is missing.")
@pack_option
def command(out: str, packs: tuple[str, ...]) -> None:
    """Write the reasons and the verdict as decision tables for other tools (DMN 1.5).

    There will be two files: `advisor.dmn`, the model, and `advisor-cases.xml`, the rule base's own cases in the form
    of the DMN test kit, each once more with all that is unknown filled in. What the model says, and for which inputs,
    stands in it and in docs/dmn.md.
    """
    folders = discover_packs(packs)
    rulebase = load(folders)
    model = build_decision_model(rulebase)
    written = render_dmn(model)
    consultation = Consultation(rulebase)
    chosen = build_tck_cases(model, consultation, _read_valid_cases(folders, consultation))
    complete = build_completed_cases(model, consultation, chosen)
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):
        shown = out.replace("\0", "?")
        raise OutputError([Finding(Place(shown), "this folder cannot be made; name another one with --out")]) from None
    write_output(written, str(folder / MODEL_FILE))
    write_output(render_tck_cases([*chosen, *complete], MODEL_FILE), str(folder / CASES_FILE))
    click.echo(f"{folder / MODEL_FILE}: {len(model.inputs)} inputs, {len(model.decisions)} decisions")
    click.echo(
        f"{folder / CASES_FILE}: {len(chosen)} cases, {len(complete)} of them once more with all answers filled in"
    )


def _read_valid_cases(folders: tuple[str, ...], consultation: Consultation) -> list[Case]:
    """The cases of every pack, read on the rules it was written for; without those that later packs made untrue."""
    found = read_cases(Path(find_builtin_folder()), load())
    for number, folder in enumerate(folders, 1):
        found += read_cases(Path(folder), load(folders[:number]))
    return [case for case in found if run_case(consultation, case).passed] if folders else found
