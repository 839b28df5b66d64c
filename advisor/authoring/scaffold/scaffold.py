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
    Given,
    NewFact,
    NewStep,
    all_of,
    case_text,
    knowledge_text,
    merged,
    pack_text,
    rule_text,
)
from advisor.authoring.scaffold.append_entry import added, stage_of
from advisor.authoring.scaffold.review import ScaffoldError, on_moves, remarks
from advisor.authoring.search.firing_facts import Facts, Witness, written
from advisor.consultation import Consultation
from advisor.errors import Finding, PackError, Place
from advisor.loading.nodes import Mapped
from advisor.loading.pack_reader import PackReader
from advisor.loading.packs import builtin_folder
from advisor.model.clauses import clause_of, joined_words
from advisor.model.conditions import leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

_PARTS = ("knowledge", "rules", "templates")


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
    when: tuple[Mapped, ...]
    then: tuple[Mapped, ...]
    because: str
    file: str = ""
    facts: tuple[NewFact, ...] = ()
    steps: tuple[NewStep, ...] = ()
    new_work: bool = False
    overrides: str = ""
    reason: str = ""


class Made(NamedTuple):
    """The new content of files by their paths in the pack, and the cases: the facts that fire, and the near miss.

    `remarks` is what the checks find in what is new, short of errors, with its place in the pack.
    """

    files: Mapping[str, bytes]
    fires: Given
    silent: Given | None
    remarks: tuple[Finding, ...] = ()


def scaffold(draft: Draft, folder: Path, before: Iterable[str], name: str) -> Made:
    """The files of a pack with one rule more; `before` are the packs loaded before it, `name` is for a new pack.

    Raises ScaffoldError with everything that does not fit; nothing of the pack itself is changed here.
    """
    with tempfile.TemporaryDirectory() as made:
        aside = Path(made) / "pack"
        try:
            _copy(folder, aside)
            made_of = _Scaffold(draft, folder, aside, tuple(before)).make(name)
            return made_of._replace(remarks=tuple(_renamed(made_of.remarks, aside, folder)))
        except (PackError, ScaffoldError) as error:
            raise ScaffoldError(_renamed(error.findings, aside, folder)) from None


class _Scaffold:
    def __init__(self, draft: Draft, folder: Path, aside: Path, before: tuple[str, ...]) -> None:
        self.draft, self.aside, self.before = draft, aside, before
        self.builtin = folder.resolve() == Path(builtin_folder()).resolve()
        self.files: dict[str, bytes] = {}
        self.lines: dict[str, int] = {}  # what is new in a file stands below so many lines
        self.rule_file = f"rules/{draft.file or draft.stage}.yaml"
        self.case_file = f"rules/{draft.file or draft.stage}.cases.yaml"

    def make(self, name: str) -> Made:
        if not (self.aside / "pack.yaml").is_file():
            self._put("pack.yaml", pack_text(name).encode())
        self._knowledge()
        self._rule()
        rulebase = self._loaded()
        rule = rulebase.by_id[self.draft.id]
        witness = Witness(rulebase, rule)
        firing = witness.firing()
        if firing is None:
            sentence = (
                f"no company was found for which rule `{rule.id}` fires; its condition contradicts itself, the guard "
                "of its file, or what other rules conclude, so change `--when` or `--then`"
            )
            raise ScaffoldError([Finding(Place(self.rule_file), sentence)])
        near = witness.near_miss(firing)
        self._cases(rulebase, rule, firing, near)
        self._tried(rulebase)
        silent = None if near is None else written(near, rulebase)
        return Made(self.files, written(firing, rulebase), silent, self._remarks(rule))

    def _remarks(self, rule: Rule) -> tuple[Finding, ...]:
        if self.builtin:
            return ()
        of_steps = on_moves(rule, self.draft.steps, Place(str(self.aside / self.rule_file)))
        return (*remarks(self.aside, self.before, self.lines), *of_steps)

    def _put(self, path: str, content: bytes) -> None:
        self.files[path] = content
        target = self.aside / path
        self.lines.setdefault(path, target.read_bytes().count(b"\n") if target.exists() else 0)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def _knowledge(self) -> None:
        draft = self.draft
        text = knowledge_text(draft.facts, draft.steps, draft.source, draft.new_work)
        if text:
            stem = re.sub(r"[^a-z0-9]+", "-", draft.id).strip("-")
            names = (f"knowledge/{stem}{end}.yaml" for end in ("", *(f"-{number}" for number in range(2, 1000))))
            self._put(next(each for each in names if not (self.aside / each).exists()), text.encode())

    def _rule(self) -> None:
        draft = self.draft
        path = self.aside / self.rule_file
        entry = {"id": draft.id}
        if draft.overrides:
            entry |= {"overrides": draft.overrides, "reason": draft.reason}
        entry |= {"title": draft.title, "status": draft.status, "source": draft.source}
        if draft.when:
            entry["when"] = all_of(draft.when)
        entry |= {"then": merged(draft.then), "because": draft.because}
        if not path.exists():
            self._put(self.rule_file, f"stage: {draft.stage}\nrules:\n{rule_text(entry, 2)}".encode())
            return
        old = path.read_bytes()
        if (stage := stage_of(old)) != draft.stage:
            there = f"holds rules of stage `{stage}`" if stage else "is no rule file"
            sentence = f"this file {there}; name another one with `--file`"
            raise ScaffoldError([Finding(Place(self.rule_file), sentence)])
        self._add(self.rule_file, "rules", lambda indent: rule_text(entry, indent))

    def _cases(self, rulebase: RuleBase, rule: Rule, firing: Facts, near: Facts | None) -> None:
        named = {case.name for case in read_cases(self.aside, rulebase)}
        names = [_name(rule, "fires", firing, rulebase), _name(rule, "stays silent", near or {}, rulebase)]
        told = [(name if name not in named else f"{name} (new)") for name in names]

        def text(indent: int) -> str:
            first = case_text(told[0], written(firing, rulebase), "fires", rule.id, indent)
            return first + (
                case_text(told[1], written(near, rulebase), "silent", rule.id, indent) if near is not None else ""
            )

        if (self.aside / self.case_file).exists():
            self._add(self.case_file, "cases", text)
        else:
            self._put(self.case_file, f"cases:\n{text(2)}".encode())

    def _add(self, path: str, key: str, text: Callable[[int], str]) -> None:
        content = added((self.aside / path).read_bytes(), path, key, text)
        if content is None:
            sentence = (
                f"nothing can be put at the end of this file as it is laid out (its `{key}` must be a list of "
                "entries below each other, and the last thing in it); name another one with `--file`"
            )
            raise ScaffoldError([Finding(Place(path), sentence)])
        self._put(path, content)

    def _loaded(self) -> RuleBase:
        reader = PackReader()
        if not self.builtin:
            reader.pack(Path(builtin_folder()), builtin=True)
        for pack in self.before:
            reader.pack(Path(pack))
        reader.pack(self.aside, builtin=self.builtin)
        return reader.finish()

    def _tried(self, rulebase: RuleBase) -> None:
        """All cases of the pack, old and new."""
        consultation = Consultation(rulebase)
        results = (run_case(consultation, case) for case in read_cases(self.aside, rulebase))
        findings = [
            Finding(result.case.place, f"{result.case.name}: {failure}")
            for result in results
            for failure in result.failures
        ]
        if findings:
            raise ScaffoldError(findings)


def _name(rule: Rule, what: str, facts: Facts, rulebase: RuleBase) -> str:
    """The name of a case: a sentence in the words of the facts that the rule reads."""
    own = {leaf.name for leaf in leaves(rule.condition)}
    words = [clause_of(rulebase.facts[name], value) for name, value in facts.items() if name in own] or [
        clause_of(rulebase.facts[name], value) for name, value in facts.items()
    ]
    told = joined_words(words) if words else "nothing is known"
    return f"The rule {rule.id} {what} where {told}"


def _copy(folder: Path, aside: Path) -> None:
    """What counts of a pack; links stay links, so that one which leads out of it is still found out."""
    aside.mkdir(parents=True)
    try:
        if (folder / "pack.yaml").is_file():
            shutil.copyfile(folder / "pack.yaml", aside / "pack.yaml")
        for part in _PARTS:
            if (folder / part).is_dir():
                shutil.copytree(folder / part, aside / part, symlinks=True)
    except (OSError, shutil.Error) as error:
        reason = getattr(error, "strerror", None) or "something in it may not be read"
        raise ScaffoldError([Finding(Place(str(folder)), f"this pack cannot be read: {reason.lower()}")]) from None


def _renamed(findings: Iterable[Finding], aside: Path, folder: Path) -> Iterator[Finding]:
    """Findings with the places that a user knows."""
    for each in findings:
        file = each.place.file.replace(f"{aside}{os.sep}", "")
        sentence = each.sentence.replace(f"{aside}{os.sep}", f"{folder}{os.sep}")
        known = file if file == each.place.file and not file.startswith(_PARTS) else str(folder / file)
        yield each._replace(place=each.place._replace(file=known), sentence=sentence)
