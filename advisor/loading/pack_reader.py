"""Pack folders to a rule base: reads every file below them, and joins what they hold into one whole.

Nothing is half loaded: either everything fits, or a PackError tells of all that does not.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from advisor.errors import PackError, Place
from advisor.loading import finding_codes as codes
from advisor.loading.conditions import ConditionReader
from advisor.loading.consistency import ConsistencyChecks
from advisor.loading.dropped_parts import DroppedParts
from advisor.loading.knowledge import SECTIONS, check_slug, read_entry, read_step, read_work
from advisor.loading.mapping_reader import MappingReader, iter_entries, read_scalar_text
from advisor.loading.nodes import SHAPE_NAMES, FindingList, MappingNode, Node, ScalarNode
from advisor.loading.overrides import EntryRegistry, OverrideRequest
from advisor.loading.pack_files import PackFiles
from advisor.loading.pack_header import PackHeader, check_core_version, read_header
from advisor.loading.pack_templates import TemplateRegistry
from advisor.loading.placeholders import check_sentence
from advisor.loading.rules import RuleFile, RuleReader, fill_conclusion_values, open_rule_file
from advisor.loading.vocabulary import read_conclusion, read_fact
from advisor.model.knowledge import Entry, Step, Work
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import Pack, RuleBase
from advisor.model.vocabulary import Conclusion, Fact, Stage

MAX_FINDINGS = 300
CASES_SUFFIX = ".cases.yaml"
"""How the names of case files end, which belong to a pack's tests and are never loaded."""


class Document(NamedTuple):
    """A file as read: its path, the name it goes by in findings, the number of its pack (from 0), and its nodes."""

    path: str
    display_path: str
    pack: int
    node: Node


class PackReader:
    """Reads packs one after the other; `finish` then checks that they fit together."""

    def __init__(self) -> None:
        self.findings = FindingList(MAX_FINDINGS)
        self.packs: list[Pack] = []
        self.documents: list[Document] = []
        self.facts: dict[str, Fact] = {}
        self.declared: dict[str, tuple[Conclusion, str]] = {}
        self.steps: dict[str, Step] = {}
        self.entries: dict[str, Entry] = {}
        self.wording: dict[str, str] = {}
        self.works: dict[str, Work] = {}
        self.rule_files: list[RuleFile] = []
        self.registry = EntryRegistry(self.findings)
        self.dropped = DroppedParts()
        self.templates = TemplateRegistry(self.findings)
        self._switched_off: list[tuple[str, OverrideRequest]] = []

    def read_pack(self, folder: Path, *, builtin: bool = False) -> None:
        """Read every file of one pack."""
        shown = "" if builtin else f"{folder}{os.sep}"
        if not os.path.isdir(folder):  # noqa: PTH112  # pathlib's raises where nobody may look
            self.findings.add(Place(str(folder)), "there is no such folder to load a pack from", codes.UNREADABLE)
            return
        digest = hashlib.sha256()
        files = PackFiles(folder, shown, self.findings)
        header = self._read_document(files, "pack.yaml", digest)
        about = read_header(header, self.findings) if header is not None else PackHeader()
        name = about.name
        if name and any(
            pack.name == name for pack in self.packs
        ):  # of the same pack once more that is all there is to say
            sentence = f"a pack named `{name}` is loaded already; use it once, or give this one its own name"
            self.findings.add(Place(f"{shown}pack.yaml"), sentence)
            return
        if header is not None:  # of one that cannot be read that is all there is to say
            self._register_header(about, files)
        for part, read in (("knowledge", self._read_knowledge), ("rules", self._read_rules)):
            for path in files.list_files(part):
                node = self._read_document(files, path, digest) if self._should_read_file(path, shown) else None
                if node is not None:
                    read(node, name)
        for path in files.list_files("templates"):
            digest.update(f"{path}\0{files.compute_digest(path)}\0".encode())
        self.packs.append(Pack(name, about.version, digest.hexdigest(), str(folder / "templates")))

    def _should_read_file(self, path: str, display_prefix: str) -> bool:
        """Whether a file below `knowledge` or `rules` is read; said where its author may think so and it is not."""
        if path.lower().endswith((".yml", ".yaml")) and not path.endswith(".yaml"):
            sentence = "this file is not read under this name; give it one that ends in `.yaml`"
            self.findings.add(Place(f"{display_prefix}{path}"), sentence, codes.UNREADABLE)
        return path.endswith(".yaml") and not path.endswith(CASES_SUFFIX)

    def _register_header(self, header: PackHeader, files: PackFiles) -> None:
        """Check what a pack says of itself against those before it."""
        if self.packs:
            check_core_version(header, self.packs[0].version, self.findings)
            self.templates.register_pack(header.name, header.templates, files, self.packs[0].name)
        else:
            self.templates.register_builtin(files)
        self._switched_off.extend((header.name, intent) for intent in header.switches_off)

    def _read_document(self, files: PackFiles, name: str, digest: hashlib._Hash) -> Node | None:
        text = files.read_file(name)
        if text is None:
            return None
        digest.update(f"{name.rpartition('/')[2]}\0{len(text)}\0{text}".encode())
        node = files.parse_file(name, text)
        if node is not None:
            self.documents.append(
                Document(str(files.folder / name), f"{files.display_prefix}{name}", len(self.packs), node)
            )
        return node

    def _read_rules(self, node: Node, pack: str) -> None:
        file = open_rule_file(node, pack, self.findings)
        if file is not None:
            self.rule_files.append(file)

    def _read_knowledge(self, node: Node, pack: str) -> None:
        if not isinstance(node, MappingNode):
            self.findings.add(node, f"a knowledge file must be a mapping of sections, not {SHAPE_NAMES[type(node)]}")
            return
        for key, section in node.items:
            if key.text not in SECTIONS:
                sentence = f"`{key.text}` is not a section of knowledge{suggest_name(key.text, SECTIONS)}"
                self.findings.add(key, sentence, codes.UNKNOWN_KEY)
            elif key.text == "wording":
                self._read_wording(section, pack)
            else:
                for entry_key, entry in iter_entries(section, f"`{key.text}`", self.findings):
                    claimed = self.registry.register_entry(key.text, entry_key, entry, pack)
                    if isinstance(claimed, MappingNode):
                        self._read_entry(key.text, entry_key, claimed, pack)

    def _read_wording(self, node: Node, pack: str) -> None:
        """Sentences by their ids; one that replaces another is a mapping with `text` beside `overrides`."""
        if not isinstance(node, MappingNode):
            self.findings.add(node, "`wording` must be a mapping of ids to sentences")
            return
        for key, value in node.items:
            claimed = self.registry.register_entry("wording", key, value, pack)
            if claimed is None:
                continue
            name = check_slug(key, self.findings)
            what, before = f"wording `{name}`", self.wording.get(name)
            if isinstance(claimed, MappingNode):
                table = MappingReader(claimed, what, self.findings)
                self.wording[name] = table.read_text("text")
                table.report_unknown_keys()
            else:
                self.wording[name] = read_scalar_text(claimed, what, self.findings)
            check_sentence(value, what, self.wording[name], before, self.findings)

    def _read_entry(self, section: str, key: ScalarNode, node: MappingNode, pack: str) -> None:
        """Read an entry of knowledge; one of its id that is there already is one that it may take the place of."""
        if section == "facts":
            fact = read_fact(key, node, self.findings)
            if fact is not None:
                if key.text in self.facts and self.facts[key.text].computed is not fact.computed:
                    sentence = "keep `computed` as it is: whether the program works a fact out, no pack can change"
                    self.findings.add(key, sentence, codes.INVALID_OVERRIDE)
                if key.text in self.facts:
                    self.dropped.record_fact(self.facts[key.text], fact, pack, key.place)
                self.facts[key.text] = fact
        elif section == "conclusions":
            conclusion = read_conclusion(key, node, self.findings)
            if conclusion is not None:
                if key.text in self.declared:
                    self.dropped.record_conclusion(self.declared[key.text][0], conclusion[0], pack, key.place)
                self.declared[key.text] = conclusion
        elif section == "steps":
            step = read_step(key, node, self.findings)
            if key.text in self.steps:
                self.dropped.record_step(self.steps[key.text], step, pack, key.place)
            self.steps[key.text] = step
        elif section == "sources":
            self.works[key.text] = read_work(key, node, self.findings)
        else:
            self.entries[f"{section}/{key.text}"] = read_entry(section, key, node, self.findings)

    def _collect_ids(self) -> dict[str, frozenset[str]]:
        """The ids that conclusions may take their values from, by section."""
        practices = {practice.id for step in self.steps.values() for practice in step.practices.values()}
        return {
            "steps": frozenset(self.steps),
            "details": frozenset(practices | set(self.entries)),
            "entries": frozenset(self.entries),
            "reasons": frozenset(
                key.text for file in self.rule_files if file.stage is Stage.WEIGH for key in file.iter_ids()
            ),
        }

    def build_rulebase(self) -> RuleBase:
        """The rule base, where the whole fits. Raises PackError with all findings."""
        rulebase = self.build_partial_rulebase()
        if self.findings:
            raise PackError(self.findings.sort_by_place())
        return rulebase

    def build_partial_rulebase(self) -> RuleBase:
        """Read the rules against all vocabulary and knowledge, and check that the whole fits; what does not is said.

        What cannot be read is left out, so that who only checks a pack can look at everything else.
        """
        self.rule_files = self.registry.resolve_rules(self.rule_files, self._switched_off)
        ids = self._collect_ids()
        conclusions = fill_conclusion_values(self.declared, ids)
        conditions = ConditionReader(self.facts, conclusions, self.findings, self.dropped)
        reader = RuleReader(conditions, self.steps, self.findings)
        rules = tuple(rule for file in self.rule_files for rule in reader.iter_rules(file))
        self.dropped.report_findings(self.findings)
        fitting = ConsistencyChecks(self.registry.find_place, self.findings)
        fitting.check_facts(self.facts, self.entries)
        fitting.check_conclusions(conclusions, self.entries)
        fitting.check_steps(self.steps, self.entries)
        fitting.check_entries(self.entries, conclusions)
        fitting.check_works(self.works.values())
        return RuleBase(
            packs=tuple(self.packs),
            facts=self.facts,
            conclusions=conclusions,
            rules=rules,
            steps=self.steps,
            entries=self.entries,
            wording=self.wording,
            works=tuple(self.works.values()),
            overrides=(*self.registry.overrides, *self.templates.overrides),
        )
