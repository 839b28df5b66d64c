"""Imported rules as a pack: made in a folder of its own, loaded there, its cases run, and only then handed over."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import read_cases
from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.export.expected_outcomes import run_inference
from advisor.authoring.dmn.importing.contradictions import iter_contradictions
from advisor.authoring.dmn.importing.dependent_tables import find_broken_dependents
from advisor.authoring.dmn.importing.import_file import ImportedFile
from advisor.authoring.dmn.importing.row_to_rule import SourceRow, make_slug
from advisor.authoring.dmn.importing.rule_writer import (
    Facts,
    find_firing_facts,
    find_rule_at_line,
    render_cases,
    render_pack,
    render_rules,
)
from advisor.consultation import Consultation
from advisor.errors import AdvisorError, Finding, PackError, Place
from advisor.loading.load_rulebase import load
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

MAX_CASES = 100
"""Rules that get a first case; beyond that they are listed as lacking one."""

_DraftCase = tuple[str, Facts, dict[str, list[str]]]
RuleTables = Sequence[tuple[str, Sequence[Rule]]]


class ValidRules(NamedTuple):
    """The rules that load, by the name of their table, and what was refused of the others."""

    tables: RuleTables
    refusals: tuple[Finding, ...]


class PackFilesResult(NamedTuple):
    """The files of a pack by their paths, and what is to be said of its rules beside those that are there."""

    files: Mapping[str, str]
    remarks: tuple[Finding, ...]


def drop_invalid_rules(imported: ImportedFile, source_path: str, packs: Sequence[str]) -> ValidRules:
    """The rules that load as a pack, on top of others; each that does not is refused with its row.

    So are tables that lean on one of which a row does not fit. Raises TableError where it is no row that stands in
    the way.
    """
    tables, rows = imported.tables, imported.rows
    refused: list[Finding] = []
    while wrong := _find_invalid_rules(tables, rows, source_path, packs):
        refused += wrong.values()
        broken = {rows[rule_id].table for rule_id in wrong}
        falling = find_broken_dependents((name for name, _ in tables), broken, imported.dependencies)
        refused += [finding for said in falling.values() for finding in said]
        tables = tuple(
            (name, [rule for rule in rules if rule.id not in wrong and name not in falling]) for name, rules in tables
        )
    return ValidRules(tables, tuple(refused))


def build_pack_files(
    tables: RuleTables, rows: Mapping[str, SourceRow], source_path: str, packs: Sequence[str]
) -> PackFilesResult:
    """The pack of rules that load."""
    files = _render_rule_files(tables, source_path)
    with _create_folder(files) as folder:
        rulebase = load([*packs, str(folder)])
        remarks = tuple(iter_contradictions(folder, packs, rows))
        consultation = Consultation(rulebase)
        for name, rules in tables:
            if rules:
                path = f"rules/{make_slug(name)}.cases.yaml"
                files[path] = _build_cases(rules, rulebase, consultation, folder, path)
    return PackFilesResult({path: text for path, text in files.items() if text}, remarks)


def _render_rule_files(tables: RuleTables, source_path: str) -> dict[str, str]:
    files = {"pack.yaml": render_pack(make_slug(Path(source_path).stem), f"Rules read from {Path(source_path).name}")}
    for name, rules in tables:
        if rules:
            files[f"rules/{make_slug(name)}.yaml"] = render_rules(rules, Path(source_path).name)
    return files


@contextmanager
def _create_folder(files: Mapping[str, str]) -> Iterator[Path]:
    """A folder with these files in it, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as made:
        for path, text in files.items():
            target = Path(made) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        yield Path(made)


def _find_invalid_rules(
    tables: RuleTables, rows: Mapping[str, SourceRow], source_path: str, packs: Sequence[str]
) -> dict[str, Finding]:
    """The rules that do not load, by their ids, with what is wrong with each. Raises TableError where it is no rule."""
    files = _render_rule_files(tables, source_path)
    with _create_folder(files) as folder:
        try:
            load([*packs, str(folder)])
        except PackError as error:
            findings = error.findings
        else:
            return {}
        wrong: dict[str, Finding] = {}
        for finding in findings:
            text = files.get(finding.place.file.removeprefix(f"{folder}/"), "")
            rule_id, key = find_rule_at_line(text, finding.place.line or 0)
            if rule_id not in rows:
                raise TableError(each._replace(place=Place(source_path)) for each in findings)
            wrong.setdefault(
                rule_id, rows[rule_id].build_finding(f"as a rule it does not fit: {finding.sentence}", key)
            )
        return wrong


def _build_cases(rules: Sequence[Rule], rulebase: RuleBase, consultation: Consultation, folder: Path, path: str) -> str:
    """A case for each of the first rules that fires on facts we can name; a person is to write those of the others."""
    passing: list[_DraftCase] = []
    without: list[str] = []
    for number, rule in enumerate(rules):
        facts = find_firing_facts(rule, rulebase) if number < MAX_CASES else None
        case: _DraftCase = (f"{rule.title} ({rule.id})", facts or {}, {"fires": [rule.id]})
        if facts is not None and _is_passing([case], rulebase, consultation, folder, path):
            passing.append(case)
        else:
            without.append(rule.id)
    if not passing:
        nothing: _DraftCase = (
            "Where nothing is known, none of these rules speaks",
            {},
            {"silent": [rule.id for rule in rules]},
        )
        passing = [nothing] if _is_passing([nothing], rulebase, consultation, folder, path) else []
    return render_cases(passing, without) if passing else ""


def _is_passing(
    cases: Iterable[_DraftCase], rulebase: RuleBase, consultation: Consultation, folder: Path, path: str
) -> bool:
    """Whether cases can be read and pass; they speak of rules alone, so that the rules are all that is run."""
    (folder / path).write_text(render_cases(cases, ()), encoding="utf-8")
    try:
        for case in read_cases(folder, rulebase):
            fired = {rule.id for rule in run_inference(consultation, case.company).fired_rules}
            if not fired.issuperset(case.expect.get("fires", ())) or fired.intersection(case.expect.get("silent", ())):
                return False
    except AdvisorError:
        return False
    finally:
        (folder / path).unlink()
    return True
