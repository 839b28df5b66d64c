"""`advisor rules export`: write the stages weigh and decide as a DMN model with its test cases."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.cases.case_files import read_all_cases, run_case
from advisor.authoring.dmn.export.decision_model import build_decision_model
from advisor.authoring.dmn.export.dmn_writer import render_dmn
from advisor.authoring.dmn.export.tck_cases import build_completed_cases, build_tck_cases, render_tck_cases
from advisor.cli.echo import echo
from advisor.cli.output_files import write_files
from advisor.cli.pack_option import pack_option
from advisor.consultation import Consultation
from advisor.loading.load_rulebase import load
from advisor.loading.pack_discovery import discover_packs

MODEL_FILE, CASES_FILE = "advisor.dmn", "advisor-cases.xml"


@click.command("export")
@click.option("--out", metavar="DIR", required=True, help="Write into this folder; it is created if it is missing.")
@pack_option
def command(out: str, packs: tuple[str, ...]) -> None:
    """Write the rules of the reasons and the verdict as DMN 1.5 decision tables.

    This writes two files. `advisor.dmn` is the model. `advisor-cases.xml` has the cases of the rule base as test cases
    of the DMN TCK: each as it is, and again with all unknown answers filled in. See docs/dmn.md for the limits of the
    model.
    """
    folders = discover_packs(packs)
    rulebase = load(folders)
    model = build_decision_model(rulebase)
    document = render_dmn(model)
    consultation = Consultation(rulebase)
    # cases that a later pack made fail are left out
    read = [case for pack in read_all_cases(folders) for case in pack.cases]
    valid_cases = [case for case in read if not folders or run_case(consultation, case).passed]
    cases = build_tck_cases(model, consultation, valid_cases)
    completed = build_completed_cases(model, consultation, cases)
    folder = Path(out)
    write_files(folder, {MODEL_FILE: document, CASES_FILE: render_tck_cases([*cases, *completed], MODEL_FILE)})
    echo(f"{folder / MODEL_FILE}: {len(model.inputs)} inputs, {len(model.decisions)} decisions")
    echo(f"{folder / CASES_FILE}: {len(cases)} cases, {len(completed)} of them again with all answers filled in")
