"""What the pages of the reference are filled with: rules, facts, steps and sources as plain values with their links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from advisor.authoring.reference.condition_text import ConditionText, describe_condition
from advisor.authoring.reference.rule_graph import iter_conclusions, sort_outcomes
from advisor.authoring.reference.rule_reference import Reference
from advisor.model.rulebase import STEP_CONCLUSIONS
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom

STEPS_PAGE, ENTRIES_PAGE, FACTS_PAGE, CONCLUSIONS_PAGE, SOURCES_PAGE = (
    "steps.html",
    "entries.html",
    "facts.html",
    "conclusions.html",
    "sources.html",
)


class Link(NamedTuple):
    """Words, and where they lead ("" where nowhere)."""

    words: str
    href: str = ""
    note: str = ""


class LinkedCondition(NamedTuple):
    """A piece of a condition, and where its fact or conclusion is told."""

    words: str
    href: str
    parts: tuple[LinkedCondition, ...]


class RuleView(NamedTuple):
    """One rule. `concludes` and `ends` are names, each with its values; `at` is where it stands."""

    id: str
    anchor: str
    title: str
    status: str
    pack: str
    at: str
    source: Link
    cited: str
    condition: LinkedCondition
    facts: tuple[Link, ...]
    concludes: tuple[tuple[str, tuple[Link, ...]], ...]
    because: str
    readers: tuple[Link, ...]
    ends: tuple[tuple[str, tuple[Link, ...]], ...]
    cases: tuple[tuple[str, str], ...]
    overrides: tuple[str, ...]


def build_anchor(kind: str, name: str) -> str:
    """The anchor of something on its page; different ids have different ones, since no id has a `:`."""
    return f"{kind}:{name.replace('/', ':')}"


def link_to_rule(rule: Rule, note: str = "") -> Link:
    """Where a rule is told."""
    return Link(rule.id, f"rules-{rule.stage}.html#{build_anchor('rule', rule.id)}", note)


def link_to_fact(name: str, note: str = "") -> Link:
    """Where a fact is told."""
    return Link(name, f"{FACTS_PAGE}#{build_anchor('fact', name)}", note)


def link_to_conclusion(name: str, note: str = "") -> Link:
    """Where a conclusion is told."""
    return Link(name, f"{CONCLUSIONS_PAGE}#{build_anchor('conclusion', name)}", note)


def link_to_source(locator: str) -> Link:
    """Where a locator is told."""
    return Link(locator, f"{SOURCES_PAGE}#{build_anchor('source', locator)}")


class PagePartBuilder:
    """Makes the parts of the pages of one reference."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.rulebase = reference.rulebase
        self.rule_graph = reference.rule_graph

    @cached_property
    def _practice_ids(self) -> frozenset[str]:
        steps = self.rulebase.steps.values()
        return frozenset(practice.id for step in steps for practice in step.practices.values())

    def build_rule_view(self, rule: Rule) -> RuleView:
        """Everything about one rule."""
        reference = self.reference
        after = self.rule_graph.find_reachable_rules(rule)
        return RuleView(
            id=rule.id,
            anchor=build_anchor("rule", rule.id),
            title=rule.title,
            status=rule.status.value,
            pack=rule.pack,
            at=self.format_location("rules", rule.id),
            source=link_to_source(rule.source),
            cited=reference.resolve_locator(rule.source).words,
            condition=self.link_condition(describe_condition(rule.condition, self.rulebase)),
            facts=tuple(self.iter_question_links(rule)),
            concludes=tuple(
                (name, tuple(self.link_atom(Atom(name, value)) for value in values))
                for name, values in iter_conclusions(rule)
            ),
            because=reference.format_because(rule),
            readers=tuple(
                link_to_rule(each.rule, "held back by it" if each.is_hindered else "")
                for each in self.rule_graph.find_dependents(rule)
            ),
            ends=self.group_atoms(sort_outcomes(atom for each in after for atom in each.then)),
            cases=tuple(
                ("fires" if key == "fires" else "stays silent", case.name)
                for key, case in reference.find_cases(rule.id)
            ),
            overrides=tuple(reference.describe_overrides(f"rules/{rule.id}")),
        )

    def format_location(self, section: str, name: str) -> str:
        """The file and line in which something is defined."""
        place = self.reference.places.get((section, name))
        if place is None:
            return ""
        for pack, folder in zip(self.rulebase.packs[1:], self.reference.folders, strict=True):
            if place.file.startswith(folder):
                return f"{pack.name}: {place.file[len(folder) :].lstrip('/')}:{place.line}"
        return f"{place.file}:{place.line}"

    def iter_question_links(self, rule: Rule) -> Iterator[Link]:
        """The facts that a rule reads, with their questions."""
        for name in self.rulebase.list_condition_facts(rule.condition):
            fact = self.rulebase.facts[name]
            yield link_to_fact(name, fact.question or f"Worked out by the program: {fact.label}")

    def link_condition(self, condition: ConditionText) -> LinkedCondition:
        """A piece of a condition with its links."""
        if condition.name in self.rulebase.facts:
            href = link_to_fact(condition.name).href
        else:
            href = link_to_conclusion(condition.name).href if condition.name else ""
        return LinkedCondition(condition.words, href, tuple(map(self.link_condition, condition.parts)))

    def group_atoms(self, atoms: Iterable[Atom]) -> tuple[tuple[str, tuple[Link, ...]], ...]:
        """Atoms by their names, each with its link."""
        found: dict[str, list[Link]] = {}
        for atom in atoms:
            found.setdefault(atom.name, []).append(self.link_atom(atom))
        return tuple((name, tuple(links)) for name, links in found.items())

    def link_atom(self, atom: Atom) -> Link:
        """Where the value of a conclusion is told: a step, an entry, a rule, or nowhere by itself."""
        name, value = atom
        rulebase = self.rulebase
        if name in STEP_CONCLUSIONS and value in rulebase.steps:
            return Link(value, f"{STEPS_PAGE}#{build_anchor('step', value)}")
        if name == "detail" and any(
            value == each.id for step in rulebase.steps.values() for each in step.practices.values()
        ):
            return Link(value, f"{STEPS_PAGE}#{build_anchor('practice', value)}")
        section = {"verdict": "verdicts/", "state": "relationships/", "move_to": "relationships/"}.get(name, "")
        if f"{section}{value}" in rulebase.entries:
            return Link(value, f"{ENTRIES_PAGE}#{build_anchor('entry', f'{section}{value}')}")
        if name == "caution":
            rule = next(rule for rule in rulebase.rules if value in rule.list_concluded_values("caution"))
            return Link(value, link_to_rule(rule).href)
        return Link(value)
