"""A rule base as a reference: its rules and knowledge with their places, cases and the graph of rules."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from advisor.authoring.cases.case_files import Case, read_all_cases
from advisor.authoring.pack_source.source_entries import iter_entries
from advisor.authoring.reference.rule_graph import RuleGraph
from advisor.errors import Place
from advisor.loading.packs.load_rulebase import read_packs
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

_PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")


class Reference:
    """The rule base of the built-in pack and of the packs in `folders`."""

    def __init__(self, folders: Sequence[str]) -> None:
        self.folders = tuple(folders)
        reader = read_packs(self.folders)
        self.rulebase: RuleBase = reader.build_rulebase()
        self.rule_graph = RuleGraph(self.rulebase)
        self.places: Mapping[tuple[str, str], Place] = {
            (item.section, item.id): item.place for document in reader.documents for item in iter_entries(document.node)
        }

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases of all packs, each read with its own pack and the packs before it. Raises PackError."""
        return tuple(case for pack in read_all_cases(self.folders) for case in pack.cases)

    def find_cases(self, rule_id: str) -> list[tuple[str, Case]]:
        """Return the cases that name a rule, each with the expectation: "fires" or "stays silent"."""
        labels = (("fires", "fires"), ("silent", "stays silent"))
        return [(label, case) for case in self.cases for key, label in labels if rule_id in case.expect.get(key, ())]

    def find_pack_number(self, file: str) -> int:
        """Return the number of the pack that a file belongs to; 0 is the built-in pack."""
        folders = enumerate(self.folders, 1)
        return next((number for number, folder in folders if file.startswith(f"{Path(folder)}{os.sep}")), 0)

    def describe_source(self, locator: str) -> str:
        """Return the place of a locator and the title of its work, for a reader."""
        work, place = self.rulebase.cite(locator)
        if work is None:
            return "no work of this rule base"
        return f"{place} ({work.title})" if place else work.title

    def format_because(self, rule: Rule) -> str:
        """Return the sentence of a rule, with a label in brackets instead of each placeholder."""
        labels = {name: f"[{fact.label}]" for name, fact in self.rulebase.facts.items()}
        labels["grounds"] = "[the answers that count]"
        return _PLACEHOLDER.sub(lambda match: labels.get(match[1], ""), rule.because)

    def describe_overrides(self, what: str) -> list[str]:
        """Describe what an entry (`rules/…`, `steps/…`) replaces, and why."""
        return [
            f"pack `{each.by}` replaces the one of pack `{each.of}`: {each.reason}"
            for each in self.rulebase.overrides
            if each.what == what
        ]
