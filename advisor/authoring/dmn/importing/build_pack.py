"""A pack of imported rules, loaded and tested in a temporary folder before it is written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import read_cases
from advisor.authoring.check.checked_pack import CheckSubject
from advisor.authoring.check.rule_checks import check_rulebase
from advisor.authoring.dmn.export.expected_outcomes import run_inference
from advisor.authoring.dmn.export.feel_writer import make_slug
from advisor.authoring.dmn.importing import rule_writer
from advisor.authoring.dmn.importing.dependent_tables import find_broken_dependents
from advisor.authoring.dmn.importing.import_file import ImportedFile
from advisor.authoring.dmn.importing.table_model import SourceRow
from advisor.authoring.pack_source.source_entries import iter_entries
from advisor.authoring.pack_source.stubs import NewFact, format_knowledge, format_pack_header
from advisor.consultation import Consultation
from advisor.errors import AdvisorError, Finding, PackError, Place, TableError
from advisor.loading.packs.load_rulebase import load, read_packs
from advisor.loading.packs.pack_header import MAX_NAME_LENGTH
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

MAX_CASES = 100
"""Maximum number of rules that get a first case; the others are listed as untested."""
CONTRADICTION_CODE = "ADV405"
FACT_FILE = "knowledge/facts.yaml"

RuleTables = Sequence[tuple[str, Sequence[Rule]]]


class ValidRules(NamedTuple):
    """The rules that load, by the name of their table, and the refusals of the others."""

    tables: RuleTables
    refusals: tuple[Finding, ...]


class PackFilesResult(NamedTuple):
    """The files of a pack by path, and remarks on contradictions with rules of other packs."""

    files: Mapping[str, str]
    remarks: tuple[Finding, ...]


def drop_invalid_rules(imported: ImportedFile, source_path: str, packs: Sequence[str]) -> ValidRules:
    """Keep the rules that load as a pack; refuse the rows of the others, and the tables that depend on these.

    Args:
        imported: The rules with their rows.
        source_path: The imported file.
        packs: The folders of packs that the new pack builds on.

    Raises:
        TableError: The pack does not load, and no row is the cause.
    """
    tables, rows = imported.tables, imported.rows
    refusals: list[Finding] = []
    while invalid := _find_invalid_rules(tables, imported, source_path, packs):
        refusals += invalid.values()
        incomplete = {rows[rule_id].table for rule_id in invalid}
        broken = find_broken_dependents((name for name, _ in tables), incomplete, imported.dependencies)
        refusals += [finding for findings in broken.values() for finding in findings]
        tables = tuple(
            (name, [rule for rule in rules if rule.id not in invalid and name not in broken]) for name, rules in tables
        )
    return ValidRules(tables, tuple(refusals))


def build_pack_files(
    tables: RuleTables, imported: ImportedFile, source_path: str, packs: Sequence[str]
) -> PackFilesResult:
    """Build the files of a pack: `pack.yaml`, and for each table `rules/<name>.yaml` and `rules/<name>.cases.yaml`.

    New facts are in `knowledge/facts.yaml`.

    Args:
        tables: Rules that load, by the name of their table.
        imported: All rules with their rows, and the new facts.
        source_path: The imported file.
        packs: The folders of packs that the new pack builds on.
    """
    rows = imported.rows
    files = _render_rule_files(tables, imported.facts, source_path)
    with _create_folder(files) as folder:
        rulebase = load([*packs, str(folder)])
        remarks = tuple(_iter_contradictions(folder, packs, rows))
        consultation = Consultation(rulebase)
        for name, rules in tables:
            if rules:
                path = f"rules/{make_slug(name)}.cases.yaml"
                files[path] = _CaseBuilder(rulebase, consultation, folder, path).build_cases(rules)
    return PackFilesResult({path: text for path, text in files.items() if text}, remarks)


def _render_rule_files(tables: RuleTables, facts: Sequence[NewFact], source_path: str) -> dict[str, str]:
    source = Path(source_path)
    name = make_slug(source.stem)[:MAX_NAME_LENGTH].strip("-")
    files = {"pack.yaml": format_pack_header(name, f"Rules read from {source.name}")}
    if facts:
        files[FACT_FILE] = format_knowledge(facts, (), f"policy/imported/{name}", new_work=False)
    files |= {
        f"rules/{make_slug(name)}.yaml": rule_writer.render_rules(rules, source.name) for name, rules in tables if rules
    }
    return files


@contextmanager
def _create_folder(files: Mapping[str, str]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        yield Path(folder)


def _find_invalid_rules(
    tables: RuleTables, imported: ImportedFile, source_path: str, packs: Sequence[str]
) -> dict[str, Finding]:
    """Return the rules that do not load, by id, each with its first finding."""
    rows = imported.rows
    files = _render_rule_files(tables, imported.facts, source_path)
    with _create_folder(files) as folder:
        try:
            load([*packs, str(folder)])
        except PackError as error:
            findings = error.findings
        else:
            return {}
        invalid: dict[str, Finding] = {}
        for place, sentence, code, *_ in findings:
            text = files.get(place.file.removeprefix(f"{folder}/"), "")
            rule_id, key = rule_writer.find_rule_at_line(text, place.line or 0)
            if rule_id not in rows:
                raise TableError(finding._replace(place=Place(source_path)) for finding in findings)
            refusal = rows[rule_id].build_finding(f"this row does not make a valid rule: {sentence}", code, key)
            invalid.setdefault(rule_id, refusal)
        return invalid


def _iter_contradictions(folder: Path, packs: Sequence[str], rows: Mapping[str, SourceRow]) -> Iterator[Finding]:
    """Yield the contradictions between rules of the pack in `folder` and those of other packs, at their rows.

    This is the check of `advisor rules check` with the code ADV405.
    """
    reader = read_packs((*packs, folder))
    rulebase = reader.build_partial_rulebase()
    documents = tuple(document for document in reader.documents if document.pack == len(packs) + 1)
    items = tuple(item for document in documents for item in iter_entries(document.node))
    subject = CheckSubject(rulebase, reader.packs[-1].name, False, str(folder), documents, items, frozenset(), True)
    firing = frozenset(rule.id for rule in rulebase.rules)  # skips the check whether each rule can fire
    for item, finding in check_rulebase(subject, firing):
        if finding.code == CONTRADICTION_CODE and item is not None and item.id in rows:
            sentence = f"{finding.sentence}; a company to which both apply gets no advice, so change one of them"
            yield rows[item.id].build_finding(sentence, finding.code)


def _build_case(name: str, facts: rule_writer.Facts, outcome: str, rule_ids: list[str]) -> Mapping[str, object]:
    return {"name": name, "facts": facts, "expect": {outcome: rule_ids}}


class _CaseBuilder(NamedTuple):
    """Builds first cases that pass; `path` is the case file in the `folder` of the pack."""

    rulebase: RuleBase
    consultation: Consultation
    folder: Path
    path: str

    def build_cases(self, rules: Sequence[Rule]) -> str:
        """Return a case file with a case for each of the first rules that has firing facts; "" for no case."""
        passing: list[Mapping[str, object]] = []
        untested: list[str] = []
        for number, rule in enumerate(rules):
            facts = rule_writer.find_firing_facts(rule, self.rulebase) if number < MAX_CASES else None
            case = _build_case(f"{rule.title} ({rule.id})", facts or {}, "fires", [rule.id])
            if facts is not None and self._is_passing(case):
                passing.append(case)
            else:
                untested.append(rule.id)
        silent = _build_case("Without any facts, no rule fires", {}, "silent", [rule.id for rule in rules])
        if not passing and self._is_passing(silent):
            passing.append(silent)
        return rule_writer.render_cases(passing, untested) if passing else ""

    def _is_passing(self, case: Mapping[str, object]) -> bool:
        """Check that a case can be read and passes; it is about rules, so inference is enough."""
        file = self.folder / self.path
        file.write_text(rule_writer.render_cases([case], ()), encoding="utf-8")
        try:
            for read in read_cases(self.folder, self.rulebase):
                fired = {rule.id for rule in run_inference(self.consultation, read.company).fired_rules}
                fires, silent = (read.expect.get(key, ()) for key in ("fires", "silent"))
                if not fired.issuperset(fires) or fired.intersection(silent):
                    return False
        except AdvisorError:
            return False
        finally:
            file.unlink()
        return True
