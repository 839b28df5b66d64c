"""A reader of pack folders that joins their files into one rule base.

It loads nothing by halves: either everything fits, or a PackError lists all that does not.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

from advisor.errors import PackError, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.mapping_reader import MappingReader, iter_entries, read_scalar_text
from advisor.loading.documents.nodes import FindingList, MappingNode, Node, ScalarNode
from advisor.loading.packs.conditions import ConditionReader
from advisor.loading.packs.consistency import ConsistencyChecks
from advisor.loading.packs.dropped_parts import DroppedParts
from advisor.loading.packs.exclusions import EXCLUSIONS, read_exclusion
from advisor.loading.packs.knowledge import SECTIONS, check_slug, read_entry, read_step, read_work
from advisor.loading.packs.overrides import EntryRegistry, OverrideRequest
from advisor.loading.packs.pack_files import PackFiles
from advisor.loading.packs.pack_header import PackHeader, check_core_version, read_header
from advisor.loading.packs.pack_templates import TemplateRegistry
from advisor.loading.packs.placeholders import check_sentence
from advisor.loading.packs.rules import RuleFile, RuleReader, fill_conclusion_values, open_rule_file
from advisor.loading.packs.vocabulary import read_conclusion, read_fact
from advisor.model.knowledge import Entry, Step, Work
from advisor.model.name_suggestion import suggest_name
from advisor.model.pack_locators import sign_locators
from advisor.model.rulebase import Pack, RuleBase
from advisor.model.vocabulary import Conclusion, Fact, Stage

_Entry = TypeVar("_Entry")
MAX_FINDINGS = 300
PROTECTED_WORDING = "guidance"
"""Beginning of the ids of sentences that say which packs are used; no pack can change them."""
CASES_SUFFIX = ".cases.yaml"
"""The ending of case files, which belong to a pack's tests and are never loaded."""


class Document(NamedTuple):
    """A parsed file: its path, its name in findings, the number of its pack (from 0), and its nodes."""

    path: str
    display_path: str
    pack: int
    node: Node


class PackReader:
    """A reader of packs, one after the other; `build_rulebase` then checks that they fit together."""

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
        self.exclusions: dict[str, tuple[ScalarNode, MappingNode, str]] = {}
        self.registry = EntryRegistry(self.findings)
        self.dropped = DroppedParts()
        self.templates = TemplateRegistry(self.findings)
        self._switched_off: list[tuple[str, OverrideRequest]] = []

    def read_pack(self, folder: Path, *, builtin: bool = False) -> None:
        """Read every file of one pack."""
        prefix = "" if builtin else f"{folder}{os.sep}"
        if not os.path.isdir(folder):  # noqa: PTH112  # pathlib's raises if nobody may look
            sentence = "there is no such folder to load a pack from; check its name"
            self.findings.add(Place(str(folder)), sentence, codes.UNREADABLE)
            return
        digest = hashlib.sha256()
        files = PackFiles(folder, prefix, self.findings)
        header_node = self._read_document(files, "pack.yaml", digest)
        header = read_header(header_node, self.findings) if header_node is not None else PackHeader()
        name = header.name
        if name and any(pack.name == name for pack in self.packs):  # then any other finding would only repeat it
            sentence = f"a pack named `{name}` is loaded already; use it once, or give this one another name"
            self.findings.add(Place(f"{prefix}pack.yaml"), sentence)
            return
        if header_node is not None:  # one that cannot be read is reported already
            self._register_header(header, files)
        for part, read in (("knowledge", self._read_knowledge), ("rules", self._read_rules)):
            for path in files.list_files(part):
                node = self._read_document(files, path, digest) if self._should_read_file(path, prefix) else None
                if node is not None:
                    read(node, name)
        for path in files.list_files("templates"):
            digest.update(f"{path}\0{files.compute_digest(path)}\0".encode())
        self.packs.append(Pack(name, header.version, digest.hexdigest(), str(folder / "templates")))

    def _should_read_file(self, path: str, display_prefix: str) -> bool:
        """Whether a file below `knowledge` or `rules` is to be read; a misleading ending is reported."""
        if path.lower().endswith((".yml", ".yaml")) and not path.endswith(".yaml"):
            sentence = "this file is not read because of its name; use a name that ends in `.yaml`"
            self.findings.add(Place(f"{display_prefix}{path}"), sentence, codes.UNREADABLE)
        return path.endswith(".yaml") and not path.endswith(CASES_SUFFIX)

    def _register_header(self, header: PackHeader, files: PackFiles) -> None:
        """Check the header of a pack against the packs before it."""
        if self.packs:
            check_core_version(header, self.packs[0].version, self.findings)
            self.templates.register_pack(header.name, header.templates, files, self.packs[0].name)
        else:
            self.templates.register_builtin(files)
        self._switched_off.extend((header.name, request) for request in header.switches_off)

    def _read_document(self, files: PackFiles, name: str, digest: hashlib._Hash) -> Node | None:
        text = files.read_file(name)
        if text is None:
            return None
        digest.update(f"{name.rpartition('/')[2]}\0{len(text)}\0{text}".encode())
        node = files.parse_file(name, text)
        if node is not None:
            path = str(files.folder / name)
            self.documents.append(Document(path, f"{files.display_prefix}{name}", len(self.packs), node))
        return node

    def _read_rules(self, node: Node, pack: str) -> None:
        file = open_rule_file(node, pack, self.findings)
        if file is not None:
            self.rule_files.append(file)

    def _read_knowledge(self, node: Node, pack: str) -> None:
        if not isinstance(node, MappingNode):
            self.findings.add_wrong_shape(node, "a knowledge file", "a mapping of sections")
            return
        for key, section in node.items:
            if key.text not in SECTIONS:
                sentence = f"`{key.text}` is not a section of a knowledge file{suggest_name(key.text, SECTIONS)}"
                self.findings.add(key, sentence, codes.UNKNOWN_KEY)
            elif key.text == "wording":
                self._read_wording(section, pack)
            else:
                for entry_key, entry in iter_entries(section, f"`{key.text}`", self.findings):
                    content = self.registry.register_entry(key.text, entry_key, entry, pack)
                    if isinstance(content, MappingNode):
                        self._read_entry(key.text, entry_key, content, pack)

    def _read_wording(self, node: Node, pack: str) -> None:
        """Read sentences by their ids; one that replaces another is a mapping with `text` and `overrides`."""
        if not isinstance(node, MappingNode):
            self.findings.add(node, "`wording` must be a mapping of ids to sentences")
            return
        for key, value in node.items:
            content = self.registry.register_entry("wording", key, value, pack)
            if content is None:
                continue
            name = check_slug(key, self.findings)
            label, original = f"wording `{name}`", self.wording.get(name)
            if original is not None and name.startswith(PROTECTED_WORDING):
                sentence = "a pack cannot change this sentence, which says whose guidance a report is; remove it"
                self.findings.add(key, sentence, codes.INVALID_OVERRIDE)
                continue
            if isinstance(content, MappingNode):
                reader = MappingReader(content, label, self.findings)
                self.wording[name] = reader.read_text("text")
                reader.report_unknown_keys()
            else:
                self.wording[name] = read_scalar_text(content, label, self.findings)
            check_sentence(value, label, self.wording[name], original, self.findings)

    def _read_entry(self, section: str, key: ScalarNode, node: MappingNode, pack: str) -> None:
        """Read an entry of knowledge, which may replace one with the same id."""
        name = key.text
        if section == "facts":
            fact, old_fact = self._sign(read_fact(key, node, self.findings), pack), self.facts.get(name)
            if old_fact:
                if old_fact.computed is not fact.computed:
                    sentence = "a pack cannot change whether a fact is calculated; keep `computed` as it is"
                    self.findings.add(key, sentence, codes.INVALID_OVERRIDE)
                self.dropped.record_fact(old_fact, fact, pack, key.place)
            self.facts[name] = fact
        elif section == "conclusions":
            conclusion = read_conclusion(key, node, self.findings)
            if conclusion and name in self.declared:
                self.dropped.record_conclusion(self.declared[name][0], conclusion[0], pack, key.place)
            if conclusion:
                self.declared[name] = conclusion
        elif section == "steps":
            step = self._sign(read_step(key, node, self.findings), pack)
            if name in self.steps:
                self.dropped.record_step(self.steps[name], step, pack, key.place)
            self.steps[name] = step
        elif section == EXCLUSIONS:
            self.exclusions[check_slug(key, self.findings)] = key, node, pack  # its conditions read all vocabulary
        elif section == "sources":
            self.works[name] = read_work(key, node, self.findings)
        else:
            self.entries[f"{section}/{name}"] = self._sign(read_entry(section, key, node, self.findings), pack)

    def _sign(self, entry: _Entry, pack: str) -> _Entry:
        """Sign the locators of an entry, unless it is of the first pack; so a report can say whose words it shows."""
        return cast("_Entry", sign_locators(entry, pack)) if self.packs and pack != self.packs[0].name else entry

    def _collect_ids(self) -> dict[str, frozenset[str]]:
        """Collect the ids that conclusions may take their values from, by section."""
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
        """Build the rule base. Raises PackError with all findings if something does not fit."""
        rulebase = self.build_partial_rulebase()
        if self.findings:
            raise PackError(self.findings.sort_by_place())
        return rulebase

    def build_partial_rulebase(self) -> RuleBase:
        """Build the rule base from whatever can be read, and add the rest to the findings.

        A check of a pack can then still examine everything else.
        """
        self.rule_files = self.registry.resolve_rules(
            self.rule_files, self._switched_off, (pack.name for pack in self.packs)
        )
        ids = self._collect_ids()
        conclusions = fill_conclusion_values(self.declared, ids)
        conditions = ConditionReader(self.facts, conclusions, self.findings, self.dropped)
        reader = RuleReader(conditions, self.steps, self.findings)
        rules = tuple(self._sign(rule, rule.pack) for file in self.rule_files for rule in reader.iter_rules(file))
        exclusions = {
            name: self._sign(read_exclusion(*given, conditions, self.findings), given[2])
            for name, given in self.exclusions.items()
        }
        self.dropped.report_findings(self.findings)
        checks = ConsistencyChecks(self.registry.find_place, self.findings)
        checks.check_facts(self.facts, self.entries)
        checks.check_conclusions(conclusions, self.entries)
        checks.check_steps(self.steps, self.entries)
        checks.check_entries(self.entries, conclusions)
        checks.check_works(self.works.values())
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
            exclusions=exclusions,
        )
