"""Pack folders to a rule base: reads every file below them, and joins what they hold into one whole.

Nothing is half loaded: either everything fits, or a PackError tells of all that does not.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from advisor.errors import PackError, Place, nearest
from advisor.loading import finding_codes as codes
from advisor.loading.conditions import ConditionReader
from advisor.loading.consistency import Fitting
from advisor.loading.dropped_parts import Losses
from advisor.loading.knowledge import SECTIONS, check_slug, read_entry, read_step, read_work
from advisor.loading.mapping_reader import Table, tables, text_of
from advisor.loading.nodes import SHAPES, Findings, Mapped, Node, Scalar
from advisor.loading.overrides import Claims, Intent
from advisor.loading.pack_files import PackFiles
from advisor.loading.pack_header import Header, check_core, read_header
from advisor.loading.pack_templates import Templates
from advisor.loading.placeholders import check_sentence
from advisor.loading.rules import RuleFile, RuleReader, closed_conclusions, open_rule_file
from advisor.loading.vocabulary import read_conclusion, read_fact
from advisor.model.knowledge import Entry, Step, Work
from advisor.model.rulebase import Pack, RuleBase
from advisor.model.vocabulary import Conclusion, Fact, Stage

MAX_FINDINGS = 300
CASES = ".cases.yaml"
"""How the names of case files end, which belong to a pack's tests and are never loaded."""


class Document(NamedTuple):
    """A file as read: its path, the name it goes by in findings, the number of its pack (from 0), and its nodes."""

    path: str
    shown: str
    pack: int
    node: Node


class PackReader:
    """Reads packs one after the other; `finish` then checks that they fit together."""

    def __init__(self) -> None:
        self.findings = Findings(MAX_FINDINGS)
        self.packs: list[Pack] = []
        self.documents: list[Document] = []
        self.facts: dict[str, Fact] = {}
        self.declared: dict[str, tuple[Conclusion, str]] = {}
        self.steps: dict[str, Step] = {}
        self.entries: dict[str, Entry] = {}
        self.wording: dict[str, str] = {}
        self.works: dict[str, Work] = {}
        self.rule_files: list[RuleFile] = []
        self.claims = Claims(self.findings)
        self.losses = Losses()
        self.templates = Templates(self.findings)
        self._switched_off: list[tuple[str, Intent]] = []

    def pack(self, folder: Path, *, builtin: bool = False) -> None:
        """Read every file of one pack."""
        shown = "" if builtin else f"{folder}{os.sep}"
        if not os.path.isdir(folder):  # noqa: PTH112  # pathlib's raises where nobody may look
            self.findings.say(Place(str(folder)), "there is no such folder to load a pack from", codes.UNREADABLE)
            return
        digest = hashlib.sha256()
        files = PackFiles(folder, shown, self.findings)
        header = self._document(files, "pack.yaml", digest)
        about = read_header(header, self.findings) if header is not None else Header()
        name = about.name
        if name and any(
            pack.name == name for pack in self.packs
        ):  # of the same pack once more that is all there is to say
            sentence = f"a pack named `{name}` is loaded already; use it once, or give this one its own name"
            self.findings.say(Place(f"{shown}pack.yaml"), sentence)
            return
        if header is not None:  # of one that cannot be read that is all there is to say
            self._introduce(about, files)
        for part, read in (("knowledge", self._knowledge), ("rules", self._rules)):
            for path in files.below(part):
                node = self._document(files, path, digest) if self._is_to_be_read(path, shown) else None
                if node is not None:
                    read(node, name)
        for path in files.below("templates"):
            digest.update(f"{path}\0{files.digest(path)}\0".encode())
        self.packs.append(Pack(name, about.version, digest.hexdigest(), str(folder / "templates")))

    def _is_to_be_read(self, path: str, shown: str) -> bool:
        """Whether a file below `knowledge` or `rules` is read; said where its author may think so and it is not."""
        if path.lower().endswith((".yml", ".yaml")) and not path.endswith(".yaml"):
            sentence = "this file is not read under this name; give it one that ends in `.yaml`"
            self.findings.say(Place(f"{shown}{path}"), sentence, codes.UNREADABLE)
        return path.endswith(".yaml") and not path.endswith(CASES)

    def _introduce(self, about: Header, files: PackFiles) -> None:
        """Check what a pack says of itself against those before it."""
        if self.packs:
            check_core(about, self.packs[0].version, self.findings)
            self.templates.of_pack(about.name, about.templates, files, self.packs[0].name)
        else:
            self.templates.builtin(files)
        self._switched_off.extend((about.name, intent) for intent in about.switches_off)

    def _document(self, files: PackFiles, name: str, digest: hashlib._Hash) -> Node | None:
        text = files.text(name)
        if text is None:
            return None
        digest.update(f"{name.rpartition('/')[2]}\0{len(text)}\0{text}".encode())
        node = files.node(name, text)
        if node is not None:
            self.documents.append(Document(str(files.folder / name), f"{files.shown}{name}", len(self.packs), node))
        return node

    def _rules(self, node: Node, pack: str) -> None:
        file = open_rule_file(node, pack, self.findings)
        if file is not None:
            self.rule_files.append(file)

    def _knowledge(self, node: Node, pack: str) -> None:
        if not isinstance(node, Mapped):
            self.findings.say(node, f"a knowledge file must be a mapping of sections, not {SHAPES[type(node)]}")
            return
        for key, section in node.items:
            if key.text not in SECTIONS:
                sentence = f"`{key.text}` is not a section of knowledge{nearest(key.text, SECTIONS)}"
                self.findings.say(key, sentence, codes.NO_SUCH_KEY)
            elif key.text == "wording":
                self._wording(section, pack)
            else:
                for entry_key, entry in tables(section, f"`{key.text}`", self.findings):
                    claimed = self.claims.entry(key.text, entry_key, entry, pack)
                    if isinstance(claimed, Mapped):
                        self._entry(key.text, entry_key, claimed, pack)

    def _wording(self, node: Node, pack: str) -> None:
        """Sentences by their ids; one that replaces another is a mapping with `text` beside `overrides`."""
        if not isinstance(node, Mapped):
            self.findings.say(node, "`wording` must be a mapping of ids to sentences")
            return
        for key, value in node.items:
            claimed = self.claims.entry("wording", key, value, pack)
            if claimed is None:
                continue
            name = check_slug(key, self.findings)
            what, before = f"wording `{name}`", self.wording.get(name)
            if isinstance(claimed, Mapped):
                table = Table(claimed, what, self.findings)
                self.wording[name] = table.text("text")
                table.close()
            else:
                self.wording[name] = text_of(claimed, what, self.findings)
            check_sentence(value, what, self.wording[name], before, self.findings)

    def _entry(self, section: str, key: Scalar, node: Mapped, pack: str) -> None:
        """Read an entry of knowledge; one of its id that is there already is one that it may take the place of."""
        if section == "facts":
            fact = read_fact(key, node, self.findings)
            if fact is not None:
                if key.text in self.facts and self.facts[key.text].computed is not fact.computed:
                    sentence = "keep `computed` as it is: whether the program works a fact out, no pack can change"
                    self.findings.say(key, sentence, codes.OVERRIDING)
                if key.text in self.facts:
                    self.losses.of_fact(self.facts[key.text], fact, pack, key.place)
                self.facts[key.text] = fact
        elif section == "conclusions":
            conclusion = read_conclusion(key, node, self.findings)
            if conclusion is not None:
                if key.text in self.declared:
                    self.losses.of_conclusion(self.declared[key.text][0], conclusion[0], pack, key.place)
                self.declared[key.text] = conclusion
        elif section == "steps":
            step = read_step(key, node, self.findings)
            if key.text in self.steps:
                self.losses.of_step(self.steps[key.text], step, pack, key.place)
            self.steps[key.text] = step
        elif section == "sources":
            self.works[key.text] = read_work(key, node, self.findings)
        else:
            self.entries[f"{section}/{key.text}"] = read_entry(section, key, node, self.findings)

    def _ids(self) -> dict[str, frozenset[str]]:
        """The ids that conclusions may take their values from, by section."""
        practices = {practice.id for step in self.steps.values() for practice in step.practices.values()}
        return {
            "steps": frozenset(self.steps),
            "details": frozenset(practices | set(self.entries)),
            "entries": frozenset(self.entries),
            "reasons": frozenset(
                key.text for file in self.rule_files if file.stage is Stage.WEIGH for key in file.ids()
            ),
        }

    def finish(self) -> RuleBase:
        """The rule base, where the whole fits. Raises PackError with all findings."""
        rulebase = self.whole()
        if self.findings:
            raise PackError(self.findings.in_order())
        return rulebase

    def whole(self) -> RuleBase:
        """Read the rules against all vocabulary and knowledge, and check that the whole fits; what does not is said.

        What cannot be read is left out, so that who only checks a pack can look at everything else.
        """
        self.rule_files = self.claims.rules(self.rule_files, self._switched_off)
        ids = self._ids()
        conclusions = closed_conclusions(self.declared, ids)
        conditions = ConditionReader(self.facts, conclusions, self.findings, self.losses)
        reader = RuleReader(conditions, self.steps, self.findings)
        rules = tuple(rule for file in self.rule_files for rule in reader.read(file))
        self.losses.say(self.findings)
        fitting = Fitting(self.claims.place, self.findings)
        fitting.of_facts(self.facts, self.entries)
        fitting.of_conclusions(conclusions, self.entries)
        fitting.of_steps(self.steps, self.entries)
        fitting.of_entries(self.entries, conclusions)
        fitting.of_works(self.works.values())
        return RuleBase(
            packs=tuple(self.packs),
            facts=self.facts,
            conclusions=conclusions,
            rules=rules,
            steps=self.steps,
            entries=self.entries,
            wording=self.wording,
            works=tuple(self.works.values()),
            overrides=(*self.claims.overrides, *self.templates.overrides),
        )
