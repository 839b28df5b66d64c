"""Imported rules as a pack: made in a folder of its own, loaded there, its cases run, and only then handed over."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import read_cases
from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.export.expected_outcomes import inferred
from advisor.authoring.dmn.importing.contradictions import contradictions
from advisor.authoring.dmn.importing.dependent_tables import leaning
from advisor.authoring.dmn.importing.import_file import Read
from advisor.authoring.dmn.importing.row_to_rule import TableRow, slug
from advisor.authoring.dmn.importing.rule_writer import Facts, cases_text, pack_text, rule_at, rules_text, witness
from advisor.consultation import Consultation
from advisor.errors import AdvisorError, Finding, PackError, Place
from advisor.loading.packs import load
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

MOST_CASES = 100
"""Rules that get a first case; beyond that they are listed as lacking one."""

_Case = tuple[str, Facts, dict[str, list[str]]]
Tables = Sequence[tuple[str, Sequence[Rule]]]


class Fitted(NamedTuple):
    """The rules that load, by the name of their table, and what was refused of the others."""

    tables: Tables
    refused: tuple[Finding, ...]


class Packed(NamedTuple):
    """The files of a pack by their paths, and what is to be said of its rules beside those that are there."""

    files: Mapping[str, str]
    remarks: tuple[Finding, ...]


def fitting(read: Read, whence: str, packs: Sequence[str]) -> Fitted:
    """The rules that load as a pack, on top of others; each that does not is refused with its row.

    So are tables that lean on one of which a row does not fit. Raises TableError where it is no row that stands in
    the way.
    """
    tables, rows = read.tables, read.rows
    refused: list[Finding] = []
    while wrong := _misfits(tables, rows, whence, packs):
        refused += wrong.values()
        broken = {rows[rule_id].table for rule_id in wrong}
        falling = leaning((name for name, _ in tables), broken, read.leans)
        refused += [finding for said in falling.values() for finding in said]
        tables = tuple(
            (name, [rule for rule in rules if rule.id not in wrong and name not in falling]) for name, rules in tables
        )
    return Fitted(tables, tuple(refused))


def pack_files(tables: Tables, rows: Mapping[str, TableRow], whence: str, packs: Sequence[str]) -> Packed:
    """The pack of rules that load."""
    files = _rule_files(tables, whence)
    with _folder(files) as folder:
        rulebase = load([*packs, str(folder)])
        remarks = tuple(contradictions(folder, packs, rows))
        consultation = Consultation(rulebase)
        for name, rules in tables:
            if rules:
                path = f"rules/{slug(name)}.cases.yaml"
                files[path] = _cases(rules, rulebase, consultation, folder, path)
    return Packed({path: text for path, text in files.items() if text}, remarks)


def _rule_files(tables: Tables, whence: str) -> dict[str, str]:
    files = {"pack.yaml": pack_text(slug(Path(whence).stem), f"Rules read from {Path(whence).name}")}
    for name, rules in tables:
        if rules:
            files[f"rules/{slug(name)}.yaml"] = rules_text(rules, Path(whence).name)
    return files


@contextmanager
def _folder(files: Mapping[str, str]) -> Iterator[Path]:
    """A folder with these files in it, for as long as it is needed."""
    with tempfile.TemporaryDirectory() as made:
        for path, text in files.items():
            target = Path(made) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        yield Path(made)


def _misfits(tables: Tables, rows: Mapping[str, TableRow], whence: str, packs: Sequence[str]) -> dict[str, Finding]:
    """The rules that do not load, by their ids, with what is wrong with each. Raises TableError where it is no rule."""
    files = _rule_files(tables, whence)
    with _folder(files) as folder:
        try:
            load([*packs, str(folder)])
        except PackError as error:
            findings = error.findings
        else:
            return {}
        wrong: dict[str, Finding] = {}
        for finding in findings:
            text = files.get(finding.place.file.removeprefix(f"{folder}/"), "")
            rule_id, key = rule_at(text, finding.place.line or 0)
            if rule_id not in rows:
                raise TableError(each._replace(place=Place(whence)) for each in findings)
            wrong.setdefault(rule_id, rows[rule_id].finding(f"as a rule it does not fit: {finding.sentence}", key))
        return wrong


def _cases(rules: Sequence[Rule], rulebase: RuleBase, consultation: Consultation, folder: Path, path: str) -> str:
    """A case for each of the first rules that fires on facts we can name; a person is to write those of the others."""
    passing: list[_Case] = []
    without: list[str] = []
    for number, rule in enumerate(rules):
        facts = witness(rule, rulebase) if number < MOST_CASES else None
        case: _Case = (f"{rule.title} ({rule.id})", facts or {}, {"fires": [rule.id]})
        if facts is not None and _passes([case], rulebase, consultation, folder, path):
            passing.append(case)
        else:
            without.append(rule.id)
    if not passing:
        nothing: _Case = (
            "Where nothing is known, none of these rules speaks",
            {},
            {"silent": [rule.id for rule in rules]},
        )
        passing = [nothing] if _passes([nothing], rulebase, consultation, folder, path) else []
    return cases_text(passing, without) if passing else ""


def _passes(cases: Iterable[_Case], rulebase: RuleBase, consultation: Consultation, folder: Path, path: str) -> bool:
    """Whether cases can be read and pass; they speak of rules alone, so that the rules are all that is run."""
    (folder / path).write_text(cases_text(cases, ()), encoding="utf-8")
    try:
        for case in read_cases(folder, rulebase):
            fired = {rule.id for rule in inferred(consultation, case.company).fired}
            if not fired.issuperset(case.expect.get("fires", ())) or fired.intersection(case.expect.get("silent", ())):
                return False
    except AdvisorError:
        return False
    finally:
        (folder / path).unlink()
    return True
