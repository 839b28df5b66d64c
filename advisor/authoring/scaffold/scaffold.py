"""A new rule with its first cases and the knowledge it needs: made beside the pack, loaded and tried there.

Only what loads and passes its cases is handed over, as the new content of each file. Files that are there already keep
every byte; what is new stands below it.
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
    NewFact,
    NewStep,
    format_case,
    format_knowledge,
    format_pack_header,
    format_rule,
    join_conditions,
    merge_mappings,
)
from advisor.authoring.scaffold.append_entry import append_entry, read_stage
from advisor.authoring.scaffold.review import ScaffoldError, check_step_moves, review_new_rule
from advisor.authoring.search.firing_facts import FactValues, FiringFactsFinder, build_case_facts
from advisor.consultation import Consultation
from advisor.errors import Finding, PackError, Place
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.loading.nodes import MappingNode
from advisor.loading.pack_reader import PackReader
from advisor.model.clauses import format_clause_or_label
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.word_lists import join_words

_PACK_PARTS = ("knowledge", "rules", "templates")


class Draft(NamedTuple):
    """A rule to be written. `when` is a list of conditions that must all hold, `file` is a name below `rules/`.

    `new_work` says that the locator's first part belongs to no work that is known; `overrides` is the rule of an
    earlier pack whose place this one takes, `reason` says why.
    """

    id: str
    title: str
    stage: str
    status: str
    source: str
    when: tuple[MappingNode, ...]
    then: tuple[MappingNode, ...]
    because: str
    file: str = ""
    facts: tuple[NewFact, ...] = ()
    steps: tuple[NewStep, ...] = ()
    new_work: bool = False
    overrides: str = ""
    reason: str = ""


class ScaffoldResult(NamedTuple):
    """The new content of files by their paths in the pack, and the cases: the facts that fire, and the near miss.

    `remarks` is what the checks find in what is new, short of errors, with its place in the pack.
    """

    files: Mapping[str, bytes]
    fires: CaseFacts
    silent: CaseFacts | None
    remarks: tuple[Finding, ...] = ()


def create_rule_files(draft: Draft, folder: Path, base_packs: Iterable[str], name: str) -> ScaffoldResult:
    """The files of a pack with one rule more; `before` are the packs loaded before it, `name` is for a new pack.

    Raises ScaffoldError with everything that does not fit; nothing of the pack itself is changed here.
    """
    with tempfile.TemporaryDirectory() as made:
        aside = Path(made) / "pack"
        try:
            _copy_pack(folder, aside)
            made_of = _RuleScaffolder(draft, folder, aside, tuple(base_packs)).create_files(name)
            return made_of._replace(remarks=tuple(_restore_places(made_of.remarks, aside, folder)))
        except (PackError, ScaffoldError) as error:
            raise ScaffoldError(_restore_places(error.findings, aside, folder)) from None


class _RuleScaffolder:
    def __init__(self, draft: Draft, folder: Path, working_copy: Path, base_packs: tuple[str, ...]) -> None:
        self.draft, self.working_copy, self.base_packs = draft, working_copy, base_packs
        self.builtin = folder.resolve() == Path(find_builtin_folder()).resolve()
        self.files: dict[str, bytes] = {}
        self.lines: dict[str, int] = {}  # what is new in a file stands below so many lines
        self.rule_file = f"rules/{draft.file or draft.stage}.yaml"
        self.case_file = f"rules/{draft.file or draft.stage}.cases.yaml"

    def create_files(self, name: str) -> ScaffoldResult:
        if not (self.working_copy / "pack.yaml").is_file():
            self._write_file("pack.yaml", format_pack_header(name).encode())
        self._write_knowledge()
        self._write_rule()
        rulebase = self._load_rulebase()
        rule = rulebase.rules_by_id[self.draft.id]
        witness = FiringFactsFinder(rulebase, rule)
        firing = witness.find()
        if firing is None:
            sentence = (
                f"no company was found for which rule `{rule.id}` fires; its condition contradicts itself, the guard "
                "of its file, or what other rules conclude, so change `--when` or `--then`"
            )
            raise ScaffoldError([Finding(Place(self.rule_file), sentence)])
        near = witness.find_near_miss(firing)
        self._write_cases(rulebase, rule, firing, near)
        self._check_cases(rulebase)
        silent = None if near is None else build_case_facts(near, rulebase)
        return ScaffoldResult(self.files, build_case_facts(firing, rulebase), silent, self._review_rule(rule))

    def _review_rule(self, rule: Rule) -> tuple[Finding, ...]:
        if self.builtin:
            return ()
        of_steps = check_step_moves(rule, self.draft.steps, Place(str(self.working_copy / self.rule_file)))
        return (*review_new_rule(self.working_copy, self.base_packs, self.lines), *of_steps)

    def _write_file(self, path: str, content: bytes) -> None:
        self.files[path] = content
        target = self.working_copy / path
        self.lines.setdefault(path, target.read_bytes().count(b"\n") if target.exists() else 0)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def _write_knowledge(self) -> None:
        draft = self.draft
        text = format_knowledge(draft.facts, draft.steps, draft.source, draft.new_work)
        if text:
            stem = re.sub(r"[^a-z0-9]+", "-", draft.id).strip("-")
            names = (f"knowledge/{stem}{end}.yaml" for end in ("", *(f"-{number}" for number in range(2, 1000))))
            self._write_file(next(each for each in names if not (self.working_copy / each).exists()), text.encode())

    def _write_rule(self) -> None:
        draft = self.draft
        path = self.working_copy / self.rule_file
        entry = {"id": draft.id}
        if draft.overrides:
            entry |= {"overrides": draft.overrides, "reason": draft.reason}
        entry |= {"title": draft.title, "status": draft.status, "source": draft.source}
        if draft.when:
            entry["when"] = join_conditions(draft.when)
        entry |= {"then": merge_mappings(draft.then), "because": draft.because}
        if not path.exists():
            self._write_file(self.rule_file, f"stage: {draft.stage}\nrules:\n{format_rule(entry, 2)}".encode())
            return
        old = path.read_bytes()
        if (stage := read_stage(old)) != draft.stage:
            there = f"holds rules of stage `{stage}`" if stage else "is no rule file"
            sentence = f"this file {there}; name another one with `--file`"
            raise ScaffoldError([Finding(Place(self.rule_file), sentence)])
        self._append_entry(self.rule_file, "rules", lambda indent: format_rule(entry, indent))

    def _write_cases(self, rulebase: RuleBase, rule: Rule, firing: FactValues, near_miss: FactValues | None) -> None:
        named = {case.name for case in read_cases(self.working_copy, rulebase)}
        names = [
            _format_case_name(rule, "fires", firing, rulebase),
            _format_case_name(rule, "stays silent", near_miss or {}, rulebase),
        ]
        told = [(name if name not in named else f"{name} (new)") for name in names]

        def format_cases(indent: int) -> str:
            first = format_case(told[0], build_case_facts(firing, rulebase), "fires", rule.id, indent)
            return first + (
                format_case(told[1], build_case_facts(near_miss, rulebase), "silent", rule.id, indent)
                if near_miss is not None
                else ""
            )

        if (self.working_copy / self.case_file).exists():
            self._append_entry(self.case_file, "cases", format_cases)
        else:
            self._write_file(self.case_file, f"cases:\n{format_cases(2)}".encode())

    def _append_entry(self, path: str, key: str, format_entry: Callable[[int], str]) -> None:
        content = append_entry((self.working_copy / path).read_bytes(), path, key, format_entry)
        if content is None:
            sentence = (
                f"nothing can be put at the end of this file as it is laid out (its `{key}` must be a list of "
                "entries below each other, and the last thing in it); name another one with `--file`"
            )
            raise ScaffoldError([Finding(Place(path), sentence)])
        self._write_file(path, content)

    def _load_rulebase(self) -> RuleBase:
        reader = PackReader()
        if not self.builtin:
            reader.read_pack(Path(find_builtin_folder()), builtin=True)
        for pack in self.base_packs:
            reader.read_pack(Path(pack))
        reader.read_pack(self.working_copy, builtin=self.builtin)
        return reader.build_rulebase()

    def _check_cases(self, rulebase: RuleBase) -> None:
        """All cases of the pack, old and new."""
        consultation = Consultation(rulebase)
        results = (run_case(consultation, case) for case in read_cases(self.working_copy, rulebase))
        findings = [
            Finding(result.case.place, f"{result.case.name}: {failure}")
            for result in results
            for failure in result.failures
        ]
        if findings:
            raise ScaffoldError(findings)


def _format_case_name(rule: Rule, outcome: str, facts: FactValues, rulebase: RuleBase) -> str:
    """The name of a case: a sentence in the words of the facts that the rule reads."""
    own = {leaf.name for leaf in iter_leaves(rule.condition)}
    words = [format_clause_or_label(rulebase.facts[name], value) for name, value in facts.items() if name in own] or [
        format_clause_or_label(rulebase.facts[name], value) for name, value in facts.items()
    ]
    told = join_words(words) if words else "nothing is known"
    return f"The rule {rule.id} {outcome} where {told}"


def _copy_pack(folder: Path, working_copy: Path) -> None:
    """What counts of a pack; links stay links, so that one which leads out of it is still found out."""
    working_copy.mkdir(parents=True)
    try:
        if (folder / "pack.yaml").is_file():
            shutil.copyfile(folder / "pack.yaml", working_copy / "pack.yaml")
        for part in _PACK_PARTS:
            if (folder / part).is_dir():
                shutil.copytree(folder / part, working_copy / part, symlinks=True)
    except (OSError, shutil.Error) as error:
        reason = getattr(error, "strerror", None) or "something in it may not be read"
        raise ScaffoldError([Finding(Place(str(folder)), f"this pack cannot be read: {reason.lower()}")]) from None


def _restore_places(findings: Iterable[Finding], working_copy: Path, folder: Path) -> Iterator[Finding]:
    """Findings with the places that a user knows."""
    for each in findings:
        file = each.place.file.replace(f"{working_copy}{os.sep}", "")
        sentence = each.sentence.replace(f"{working_copy}{os.sep}", f"{folder}{os.sep}")
        known = file if file == each.place.file and not file.startswith(_PACK_PARTS) else str(folder / file)
        yield each._replace(place=each.place._replace(file=known), sentence=sentence)
