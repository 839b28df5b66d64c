"""`advisor rules export`: write the stages weigh and decide as a DMN model with its test cases, or as a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.authoring.cases.case_files import read_all_cases, run_case
from advisor.authoring.dmn.export.decision_model import build_decision_model
from advisor.authoring.dmn.export.dmn_writer import render_dmn
from advisor.authoring.dmn.export.sheet_tables import build_sheet_tables
from advisor.authoring.dmn.export.tck_cases import build_completed_cases, build_tck_cases, render_tck_cases
from advisor.authoring.dmn.export.workbook_writer import render_workbook
from advisor.cli.echo import echo
from advisor.cli.output_files import write_files, write_output
from advisor.cli.pack_option import pack_option
from advisor.consultation import Consultation
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.pack_discovery import discover_packs
from advisor.model.word_lists import format_count

MODEL_FILE, CASES_FILE, WORKBOOK_SUFFIX = "advisor.dmn", "advisor-cases.xml", ".xlsx"


@click.command("export")
@click.option(
    "-o",
    "--out",
    metavar="PATH",
    required=True,
    help="Write the model into this folder, which is created if missing, or the tables into this file ending in .xlsx.",
)
@pack_option
def command(out: str, packs: tuple[str, ...]) -> None:
    """Write the rules of the reasons and the verdict as decision tables: DMN 1.5 or XLSX.

    In a folder, this writes two files. `advisor.dmn` is the model. `advisor-cases.xml` has the cases of the rule base
    as test cases of the DMN TCK: each as it is, and again with all unknown answers filled in. A workbook
    (`-o rules.xlsx`) has a sheet for each conclusion, which `advisor rules import` reads. See docs/dmn.md for the
    limits of both. A file that is there with another content is kept as a copy.
    """
    folders = discover_packs(packs)
    if Path(out).suffix.lower() == WORKBOOK_SUFFIX:
        _export_workbook(out, folders)
    else:
        _export_model(Path(out), folders)


def _export_workbook(path: str, folders: tuple[str, ...]) -> None:
    tables = build_sheet_tables(load(folders))
    write_output(render_workbook(tables), path, "the workbook")
    echo(f"{path}: {format_count(len(tables), 'table')}, {sum(len(table.rows) for table in tables)} rows")


def _export_model(folder: Path, folders: tuple[str, ...]) -> None:
    rulebase = load(folders)
    model = build_decision_model(rulebase)
    document = render_dmn(model)
    consultation = Consultation(rulebase)
    # cases that a later pack made fail are left out
    read = [case for pack in read_all_cases(folders) for case in pack.cases]
    valid_cases = [case for case in read if not folders or run_case(consultation, case).passed]
    cases = build_tck_cases(model, consultation, valid_cases)
    completed = build_completed_cases(model, consultation, cases)
    files = {MODEL_FILE: document, CASES_FILE: render_tck_cases([*cases, *completed], MODEL_FILE)}
    write_files(folder, files, keeps_others=True)
    echo(f"{folder / MODEL_FILE}: {len(model.inputs)} inputs, {len(model.decisions)} decisions")
    echo(f"{folder / CASES_FILE}: {len(cases)} cases, {len(completed)} of them again with all answers filled in")
