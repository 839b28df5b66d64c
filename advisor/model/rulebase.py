"""The rule base: vocabulary, rules and knowledge of all packs together, checked for consistency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from advisor.model.answers import Answers, Value
from advisor.model.choices_from_counts import fill_choices
from advisor.model.conditions import Condition, iter_leaves
from advisor.model.exclusions import Exclusion
from advisor.model.inferred_facts import Clash, infer_facts
from advisor.model.knowledge import Entry, Step, Work
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Conclusion, Fact, Stage

STATE, VERDICT, MOVE_TO, REASON = "state", "verdict", "move_to", "reason"
STATED_STATE, CHECKLIST_DONE, CONFLICT_TOPICS = "relationship", "checklist_done", "conflict_topics"
"""Facts that code asks for: the state as the company names it, the tasks of the checklist that are done, and the topics
of conflict."""
NO_VERDICT = "none"
"""A possible "verdict": answers with which no rule gives any, as a pack may remove the only one."""
EXACT_CONCLUSIONS = (STATE, VERDICT, MOVE_TO)
"""Conclusions whose values the advisor finds exactly, whatever is unknown."""
UNDETERMINED = "undetermined"
"""The verdict of a company whose open answers can still turn it."""
TROUBLE = "trouble"
"""The conclusion that a company reports a problem."""
DENIED = "denied"
"""The conclusion that the answers deny a mark of a level."""
STATED_BASIS, SCORES_BASIS, STATE_BASES = "stated", "scores", ("scores", "signs")
"""What else may show the state, apart from the company's own word for it."""
LEAVE_OUT = "leave_out"
"""The conclusion that a step does not fit the answers; it is neither advised nor listed for later."""
WITHDRAWING_CONCLUSIONS = ("done", "hold_back", LEAVE_OUT)
"""Conclusions that withdraw a step, whatever rules advise it."""
STEP_CONCLUSIONS = ("step", "done", "not_yet", "hold_back", LEAVE_OUT)
"""Conclusions about a step."""


def name_verdicts(values: Iterable[str | None]) -> frozenset[str]:
    """Return the names of possible verdicts: NO_VERDICT for None."""
    return frozenset(NO_VERDICT if value is None else value for value in values)


class Pack(NamedTuple):
    """A source of guidance: its name and version, a digest over its files, and the folder of its templates.

    `found_in` is the pack's folder if only the current folder names the pack, and nobody chose it by name; else "".
    """

    name: str
    version: str
    sha256: str
    templates: str
    found_in: str = ""


class Override(NamedTuple):
    """An entry (`what`, as section/id) of pack `of` that pack `by` replaces or removes, and the reason it gives."""

    what: str
    of: str
    by: str
    reason: str


class Citation(NamedTuple):
    """The work of a locator (None if no work has it), and the name of the place in the work ("" if it has none)."""

    work: Work | None
    place: str


@dataclass(frozen=True)
class RuleBase:
    """All knowledge of the advisor. Mappings keep the order of the files, which is the order of every report."""

    packs: tuple[Pack, ...]
    facts: Mapping[str, Fact]
    conclusions: Mapping[str, Conclusion]
    rules: tuple[Rule, ...]
    steps: Mapping[str, Step]
    entries: Mapping[str, Entry]
    wording: Mapping[str, str]
    works: tuple[Work, ...]
    overrides: tuple[Override, ...] = ()
    exclusions: Mapping[str, Exclusion] = field(default_factory=dict)

    @cached_property
    def rules_by_stage(self) -> Mapping[Stage, tuple[Rule, ...]]:
        """The rules of each stage, in order."""
        return {stage: tuple(rule for rule in self.rules if rule.stage is stage) for stage in Stage}

    @cached_property
    def rules_by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def fact_rules(self) -> tuple[Rule, ...]:
        """The rules that conclude facts; what they conclude is part of the answers before any other rule is tried."""
        return tuple(
            rule for rule in self.rules_by_stage[Stage.INFER] if any(atom.name in self.facts for atom in rule.then)
        )

    @cached_property
    def rules_by_atom(self) -> Mapping[Atom, list[Rule]]:
        """The rules that conclude each atom, in order; facts that rules infer are answers and no atoms."""
        by_atom: dict[Atom, list[Rule]] = {}
        for rule in self.rules:
            for atom in rule.then:
                if atom.name not in self.facts:
                    by_atom.setdefault(atom, []).append(rule)
        return by_atom

    @cached_property
    def works_by_prefix(self) -> Mapping[str, Work]:
        """The works by the first parts of their locators."""
        return {prefix: work for work in self.works for prefix in work.prefix}

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The states a relationship can be in, lowest first (types/undefined to types/integrated)."""
        return tuple(self.facts[STATED_STATE].values) if STATED_STATE in self.facts else ()

    @cached_property
    def earlier_singles(self) -> Mapping[Stage, tuple[str, ...]]:
        """The single conclusions that are complete when a stage begins; they decide which rules can still fire."""
        singles = [conclusion for conclusion in self.conclusions.values() if conclusion.single]
        return {stage: tuple(each.name for each in singles if each.stage.rank < stage.rank) for stage in Stage}

    def prepare(self) -> None:
        """Compute every cached property now rather than at its first use."""
        for rule in self.rules:
            _ = rule.normal_form
        _ = (
            self.rules_by_stage,
            self.fact_rules,
            self.rules_by_id,
            self.rules_by_atom,
            self.states,
            self.earlier_singles,
        )
        _ = self.works_by_prefix

    def cite(self, locator: str) -> Citation:
        """Find the work of a locator, and the place in it."""
        work = self.works_by_prefix.get(locator.partition("/")[0])
        return Citation(work, work.find_place(locator) if work else "")

    def list_concluded_atoms(self, name: str) -> list[Atom]:
        """Return the atoms of one conclusion that rules conclude."""
        return [atom for atom in self.rules_by_atom if atom.name == name]

    def find_concluding_rules(self, *names: str) -> list[Rule]:
        """Return the rules that conclude one of some names, in order."""
        return [rule for rule in self.rules if any(atom.name in names for atom in rule.then)]

    def iter_entries(self, section: str) -> Iterator[Entry]:
        """Iterate over the entries of one reference system, in order."""
        return (entry for entry in self.entries.values() if entry.section == section)

    def list_condition_facts(self, condition: Condition) -> tuple[str, ...]:
        """Return the facts (not the conclusions) that a condition reads, each once."""
        return tuple(dict.fromkeys(leaf.name for leaf in iter_leaves(condition) if leaf.name in self.facts))

    def build_answers(self, known: Mapping[str, Value], company: str | None = None) -> Answers:
        """Build answers from stated facts, with the choices that a count determines and the facts that rules infer."""
        values, filled = fill_choices(known, self.facts.values())
        inference = infer_facts(values, self.fact_rules, self.facts)
        return Answers(inference.known, company, {**filled, **inference.origins}, inference.stated)

    def find_clashes(self, known: Mapping[str, Value]) -> tuple[Clash, ...]:
        """Find stated answers that exclude each other by a rule of the stage `infer`."""
        return infer_facts(known, self.fact_rules, self.facts).clashes
