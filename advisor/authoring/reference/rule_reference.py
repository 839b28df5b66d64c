"""A rule base to look things up in: its rules and knowledge with their places, their cases, and what leads to what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import Case, read_cases
from advisor.authoring.pack_source.source_entries import iter_entries
from advisor.authoring.reference.rule_graph import RuleGraph
from advisor.errors import Place
from advisor.loading.load_rulebase import find_builtin_folder, load
from advisor.loading.pack_reader import PackReader
from advisor.model.knowledge import Work
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

_PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")


class ResolvedLocator(NamedTuple):
    """Where a locator leads: the work (None: no work has it) and the name of the place in it, "" where it has none."""

    work: Work | None
    place: str

    @property
    def words(self) -> str:
        """The place and the work, for a reader."""
        if self.work is None:
            return "no work of this rule base"
        return f"{self.place} ({self.work.title})" if self.place else self.work.title


class Reference:
    """The rule base of the built-in pack and of those in `folders`."""

    def __init__(self, folders: Sequence[str]) -> None:
        self.folders = tuple(folders)
        reader = PackReader()
        reader.read_pack(Path(find_builtin_folder()), builtin=True)
        for folder in self.folders:
            reader.read_pack(Path(folder))
        self.rulebase: RuleBase = reader.build_rulebase()
        self.rule_graph = RuleGraph(self.rulebase)
        self.places: Mapping[tuple[str, str], Place] = {
            (item.section, item.id): item.place for document in reader.documents for item in iter_entries(document)
        }

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases of all packs, each read with the packs that it was written for. Raises PackError."""
        found = read_cases(Path(find_builtin_folder()), load() if self.folders else self.rulebase)
        for number, folder in enumerate(self.folders, 1):
            rulebase = self.rulebase if number == len(self.folders) else load(self.folders[:number])
            found += read_cases(Path(folder), rulebase)
        return tuple(found)

    def find_cases(self, rule_id: str) -> list[tuple[str, Case]]:
        """The cases that name a rule, each with `fires` or `silent`."""
        return [
            (key, case) for case in self.cases for key in ("fires", "silent") if rule_id in case.expect.get(key, ())
        ]

    def resolve_locator(self, locator: str) -> ResolvedLocator:
        """Where a locator leads."""
        parts = locator.split("/")
        work = next((work for work in self.rulebase.works if parts[0] in work.prefix), None)
        beginnings = ("/".join(parts[:length]) for length in range(len(parts), 0, -1))
        place = next((work.places[each] for each in beginnings if work and each in work.places), "")
        return ResolvedLocator(work, place)

    def format_because(self, rule: Rule) -> str:
        """The sentence of a rule, with what stands for answers named in brackets."""
        facts = self.rulebase.facts

        def name_placeholder(found: re.Match[str]) -> str:
            name = found[1]
            return (
                "[the answers that count]" if name == "grounds" else f"[{facts[name].label}]" if name in facts else ""
            )

        return _PLACEHOLDER.sub(name_placeholder, rule.because)

    def describe_overrides(self, what: str) -> list[str]:
        """What is told of an id (`rules/…`, `steps/…`) that took the place of another."""
        return [
            f"pack `{each.by}` put it in the place of that of pack `{each.of}`: {each.reason}"
            for each in self.rulebase.overrides
            if each.what == what
        ]
