"""The files of a new rule with its first cases and the knowledge it needs, tried in a copy of the pack.

Only files that load and pass their cases are returned. Existing files keep every byte; new text is appended.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import read_cases, run_case
from advisor.authoring.pack_source.stubs import (
    CaseFacts,
    format_knowledge,
    format_pack_header,
    join_conditions,
    merge_mappings,
)
from advisor.authoring.scaffold.append_entry import append_entry, read_stage
from advisor.authoring.scaffold.draft import Draft
from advisor.authoring.scaffold.review import ScaffoldError, review_new_rule
from advisor.authoring.search.firing_facts import FactValues, FiringFactsFinder, build_case_facts
from advisor.consultation import Consultation
from advisor.errors import Finding, PackError, describe_os_error
from advisor.loading.documents.yaml_writer import format_entry
from advisor.loading.finding_codes import CANNOT_APPEND, CASE_FAILS, NEVER_FIRES, NOT_READABLE, WRONG_STAGE_FILE
from advisor.loading.packs.load_rulebase import is_builtin_folder, load
from advisor.loading.packs.pack_discovery import HEADER_FILE, PACK_FOLDERS
from advisor.model.clauses import format_clause_or_label
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.word_lists import join_words


class ScaffoldResult(NamedTuple):
    """The new content of files by their paths in the pack, and the facts of the two cases.

    `silent` is None if the rule fires for every company. `remarks` are warnings about the new lines.
    """

    files: Mapping[str, bytes]
    fires: CaseFacts
    silent: CaseFacts | None
    remarks: tuple[Finding, ...] = ()


def create_rule_files(draft: Draft, folder: Path, base_packs: Iterable[str], name: str) -> ScaffoldResult:
    """Create the files of a pack with one more rule; nothing in the pack itself is changed.

    Args:
        draft: The new rule.
        folder: The folder of the pack, which need not exist.
        base_packs: The packs loaded before it.
        name: The name of a new pack.

    Returns:
        The files. Raises ScaffoldError with everything that is wrong.
    """
    with tempfile.TemporaryDirectory() as scratch:
        working_copy = Path(scratch) / "pack"
        try:
            _copy_pack(folder, working_copy)
            result = _RuleScaffolder(draft, folder, working_copy, tuple(base_packs)).create_files(name)
            return result._replace(remarks=tuple(_restore_places(result.remarks, working_copy, folder)))
        except (PackError, ScaffoldError) as error:
            raise ScaffoldError(_restore_places(error.findings, working_copy, folder)) from None


class _RuleScaffolder:
    def __init__(self, draft: Draft, folder: Path, working_copy: Path, base_packs: tuple[str, ...]) -> None:
        self.draft, self.working_copy, self.base_packs = draft, working_copy, base_packs
        self.builtin = is_builtin_folder(folder)
        self.files: dict[str, bytes] = {}
        self.old_line_counts: dict[str, int] = {}
        self.rule_file = f"rules/{draft.file or draft.stage}.yaml"
        self.case_file = f"rules/{draft.file or draft.stage}.cases.yaml"

    def create_files(self, name: str) -> ScaffoldResult:
        if not (self.working_copy / HEADER_FILE).is_file():
            self._write_file(HEADER_FILE, format_pack_header(name, f"Guidance of {name}").encode())
        self._write_knowledge()
        self._write_rule()
        rulebase = self._load_rulebase()
        rule = rulebase.rules_by_id[self.draft.id]
        finder = FiringFactsFinder(rulebase, rule)
        firing = finder.find()
        if firing is None:
            sentence = (
                f"no company was found for which rule `{rule.id}` fires; its condition contradicts itself, the guard "
                "of its file or the conclusions of other rules, so change `--when` or `--then`"
            )
            raise ScaffoldError.at(self.rule_file, sentence, NEVER_FIRES)
        near_miss = finder.find_near_miss(firing)
        self._write_cases(rulebase, rule, firing, near_miss)
        self._check_cases(rulebase)
        silent = None if near_miss is None else build_case_facts(near_miss, rulebase)
        remarks = () if self.builtin else review_new_rule(self.working_copy, self.base_packs, self.old_line_counts)
        return ScaffoldResult(self.files, build_case_facts(firing, rulebase), silent, remarks)

    def _write_file(self, path: str, content: bytes) -> None:
        self.files[path] = content
        target = self.working_copy / path
        self.old_line_counts.setdefault(path, target.read_bytes().count(b"\n") if target.exists() else 0)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def _write_knowledge(self) -> None:
        draft = self.draft
        text = format_knowledge(draft.facts, draft.steps, draft.source, draft.new_work)
        if text:
            stem = re.sub(r"[^a-z0-9]+", "-", draft.id).strip("-")
            paths = (f"knowledge/{stem}{suffix}.yaml" for suffix in ("", *(f"-{number}" for number in range(2, 1000))))
            self._write_file(next(path for path in paths if not (self.working_copy / path).exists()), text.encode())

    def _write_rule(self) -> None:
        draft, path = self.draft, self.working_copy / self.rule_file
        entry: dict[str, object] = {"id": draft.id}
        if draft.overrides:
            entry |= {"overrides": draft.overrides, "reason": draft.reason}
        entry |= {"title": draft.title, "status": draft.status, "source": draft.source}
        if draft.when:
            entry["when"] = join_conditions(draft.when)
        entry |= {"then": merge_mappings(draft.then), "because": draft.because}
        if path.exists() and (stage := read_stage(path.read_bytes())) != draft.stage:
            content = f"has rules of stage `{stage}`" if stage else "is not a rule file"
            raise ScaffoldError.at(self.rule_file, f"this file {content}; name another with `--file`", WRONG_STAGE_FILE)
        head = f"stage: {draft.stage}\nrules:\n"
        self._add_entry(self.rule_file, "rules", head, lambda indent: format_entry(entry, indent))

    def _write_cases(self, rulebase: RuleBase, rule: Rule, firing: FactValues, near_miss: FactValues | None) -> None:
        old = {case.name for case in read_cases(self.working_copy, rulebase)}
        expected = [("fires", "fires", firing)]
        if near_miss is not None:
            expected.append(("silent", "stays silent", near_miss))
        cases = []
        for key, outcome, values in expected:
            name = _format_case_name(rule, outcome, values, rulebase)
            facts = build_case_facts(values, rulebase)
            cases.append({"name": f"{name} (new)" if name in old else name, "facts": facts, "expect": {key: [rule.id]}})

        def format_cases(indent: int) -> str:
            return "".join(format_entry(case, indent) for case in cases)

        self._add_entry(self.case_file, "cases", "cases:\n", format_cases)

    def _add_entry(self, path: str, key: str, head: str, format_entry: Callable[[int], str]) -> None:
        """Append an entry to the list in a file, or write a new file that begins with `head`."""
        file = self.working_copy / path
        if not file.exists():
            self._write_file(path, f"{head}{format_entry(2)}".encode())
            return
        content = append_entry(file.read_bytes(), key, format_entry)
        if content is None:
            sentence = (
                f"cannot append to this file; its `{key}` must be the last thing in it, as a list with one entry "
                "below the other, so name another file with `--file`"
            )
            raise ScaffoldError.at(path, sentence, CANNOT_APPEND)
        self._write_file(path, content)

    def _load_rulebase(self) -> RuleBase:
        if self.builtin:
            return load(core=self.working_copy)
        return load((*self.base_packs, self.working_copy))

    def _check_cases(self, rulebase: RuleBase) -> None:
        """Run all cases of the pack, old and new."""
        consultation = Consultation(rulebase)
        results = (run_case(consultation, case) for case in read_cases(self.working_copy, rulebase))
        findings = [
            Finding(result.case.place, f"{result.case.name}: {failure}", CASE_FAILS)
            for result in results
            for failure in result.failures
        ]
        if findings:
            raise ScaffoldError(findings)


def _format_case_name(rule: Rule, outcome: str, facts: FactValues, rulebase: RuleBase) -> str:
    """Format the name of a case: a sentence in the words of the facts that the rule reads, or else of all facts."""
    names = {leaf.name for leaf in iter_leaves(rule.condition)} & facts.keys() or facts.keys()
    words = [format_clause_or_label(rulebase.facts[name], facts[name]) for name in facts if name in names]
    return f"The rule {rule.id} {outcome} where {join_words(words) or 'nothing is known'}"


def _copy_pack(folder: Path, working_copy: Path) -> None:
    """Copy the parts of a pack; links stay links, so that the loader still refuses one that leads out of the pack."""
    working_copy.mkdir(parents=True)
    try:
        if (folder / HEADER_FILE).is_file():
            shutil.copyfile(folder / HEADER_FILE, working_copy / HEADER_FILE)
        for part in PACK_FOLDERS:
            if (folder / part).is_dir():
                shutil.copytree(folder / part, working_copy / part, symlinks=True)
    except (OSError, shutil.Error) as error:
        reason = describe_os_error(error, "a file in it cannot be read")
        raise ScaffoldError.at(str(folder), f"this pack cannot be read: {reason}", NOT_READABLE) from None


def _restore_places(findings: Iterable[Finding], working_copy: Path, folder: Path) -> Iterator[Finding]:
    """Yield findings with the places in the pack instead of the working copy."""
    for finding in findings:
        place = finding.place
        file = place.file.replace(f"{working_copy}{os.sep}", "")
        sentence = finding.sentence.replace(f"{working_copy}{os.sep}", f"{folder}{os.sep}")
        elsewhere = file == place.file and not file.startswith(PACK_FOLDERS)
        yield finding._replace(place=place if elsewhere else place._replace(file=str(folder / file)), sentence=sentence)
