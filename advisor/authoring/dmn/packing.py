"""Imported rules as a pack: made in a folder of its own, loaded there, its cases run, and only then handed over."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from advisor.authoring.cases import read_cases, run_case
from advisor.authoring.dmn.faults import TableError
from advisor.authoring.dmn.made import slug
from advisor.authoring.dmn.rule_text import Facts, cases_text, pack_text, rules_text, witness
from advisor.consultation import Consultation
from advisor.errors import AdvisorError, Finding, PackError, Place
from advisor.loading.packs import load
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

_Case = tuple[str, Facts, dict[str, list[str]]]


def pack_files(tables: Iterable[tuple[str, Sequence[Rule]]], whence: str, packs: Sequence[str]) -> dict[str, str]:
    """The files of a pack by their paths, for tables of rules by name. Raises TableError where it does not load."""
    named = [(slug(name), rules) for name, rules in tables if rules]
    files = {"pack.yaml": pack_text(slug(Path(whence).stem), f"Rules read from {Path(whence).name}")}
    for name, rules in named:
        files[f"rules/{name}.yaml"] = rules_text(rules, Path(whence).name)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _write(folder, files)
        rulebase = _loaded(packs, folder, whence)
        consultation = Consultation(rulebase)
        for name, rules in named:
            path = f"rules/{name}.cases.yaml"
            files[path] = _cases(rules, rulebase, consultation, folder, path)
    return files


def _write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _loaded(packs: Sequence[str], folder: Path, whence: str) -> RuleBase:
    try:
        return load([*packs, str(folder)])
    except PackError as error:
        raise TableError(
            Finding(Place(whence), f"as a rule, a row does not fit: {finding.sentence}") for finding in error.findings
        ) from None


def _cases(rules: Sequence[Rule], rulebase: RuleBase, consultation: Consultation, folder: Path, path: str) -> str:
    """A case for each rule that fires on facts we can name; the others are listed for a person to write."""
    passing: list[_Case] = []
    without: list[str] = []
    for rule in rules:
        facts = witness(rule, rulebase)
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


def _passes(cases: list[_Case], rulebase: RuleBase, consultation: Consultation, folder: Path, path: str) -> bool:
    (folder / path).write_text(cases_text(cases, ()), encoding="utf-8")
    try:
        return all(run_case(consultation, case).passed for case in read_cases(folder, rulebase))
    except AdvisorError:
        return False
    finally:
        (folder / path).unlink()
