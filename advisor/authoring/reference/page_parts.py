"""Parts of the pages of the reference: rules, facts, steps and sources as plain values with links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.reference.condition_text import ConditionText, describe_condition
from advisor.authoring.reference.rule_graph import group_atoms, iter_conclusions, sort_outcomes
from advisor.authoring.reference.rule_reference import Reference
from advisor.model.rulebase import STEP_CONCLUSIONS
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom

STEPS_PAGE, ENTRIES_PAGE, FACTS_PAGE = "steps.html", "entries.html", "facts.html"
CONCLUSIONS_PAGE, SOURCES_PAGE = "conclusions.html", "sources.html"


class Link(NamedTuple):
    """Words with an address ("" for no link) and a note."""

    words: str
    href: str = ""
    note: str = ""


LinkGroups = tuple[tuple[str, tuple[Link, ...]], ...]
"""Links by their headings or names, in order."""


class RuleView(NamedTuple):
    """One rule. `concludes` and `leads_to` have the values of each conclusion; `location` is its file and line."""

    id: str
    anchor: str
    title: str
    status: str
    pack: str
    location: str
    source: Link
    cited: str
    condition: ConditionText
    facts: tuple[Link, ...]
    concludes: LinkGroups
    because: str
    readers: tuple[Link, ...]
    leads_to: LinkGroups
    cases: tuple[tuple[str, str], ...]
    overrides: tuple[str, ...]


def build_anchor(kind: str, name: str) -> str:
    """Build the anchor of an entry on its page; it is unique, since no id contains a `:`."""
    return f"{kind}:{name.replace('/', ':')}"


def link_to_rule(rule: Rule, note: str = "") -> Link:
    """Link to the page of a rule."""
    return Link(rule.id, f"rules-{rule.stage}.html#{build_anchor('rule', rule.id)}", note)


def link_to_fact(name: str, note: str = "") -> Link:
    """Link to the page of a fact."""
    return Link(name, f"{FACTS_PAGE}#{build_anchor('fact', name)}", note)


def link_to_conclusion(name: str, note: str = "") -> Link:
    """Link to the page of a conclusion."""
    return Link(name, f"{CONCLUSIONS_PAGE}#{build_anchor('conclusion', name)}", note)


def link_to_step(step_id: str, words: str = "", note: str = "") -> Link:
    """Link to the page of a step, by default with its id as words."""
    return Link(words or step_id, f"{STEPS_PAGE}#{build_anchor('step', step_id)}", note)


def link_to_entry(entry_id: str, words: str = "") -> Link:
    """Link to the page of an entry, such as `funnel/loyalty`, by default with its id as words."""
    return Link(words or entry_id, f"{ENTRIES_PAGE}#{build_anchor('entry', entry_id)}")


def link_to_source(locator: str) -> Link:
    """Link to the page of a locator."""
    return Link(locator, f"{SOURCES_PAGE}#{build_anchor('source', locator)}")


class PagePartBuilder:
    """Builds the parts of the pages of one reference."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.rulebase = reference.rulebase
        self.rule_graph = reference.rule_graph

    def build_rule_view(self, rule: Rule) -> RuleView:
        """Collect everything about one rule."""
        reference = self.reference
        reachable = self.rule_graph.find_reachable_rules(rule)
        return RuleView(
            id=rule.id,
            anchor=build_anchor("rule", rule.id),
            title=rule.title,
            status=rule.status.value,
            pack=rule.pack,
            location=self.format_location("rules", rule.id),
            source=link_to_source(rule.source),
            cited=reference.describe_source(rule.source),
            condition=describe_condition(rule.condition, self.rulebase, lambda name: self.link_name(name).href),
            facts=tuple(self.iter_question_links(rule)),
            concludes=tuple((name, self.link_values(name, values)) for name, values in iter_conclusions(rule)),
            because=reference.format_because(rule),
            readers=tuple(
                link_to_rule(reader, "blocked by it" if is_blocked else "")
                for reader, is_blocked in self.rule_graph.find_dependents(rule)
            ),
            leads_to=self.link_outcomes(atom for each in reachable for atom in each.then),
            cases=tuple((label, case.name) for label, case in reference.find_cases(rule.id)),
            overrides=tuple(reference.describe_overrides(f"rules/{rule.id}")),
        )

    def format_location(self, section: str, name: str) -> str:
        """Format the pack, file and line in which an entry is defined; "" if unknown."""
        place = self.reference.places.get((section, name))
        if place is None:
            return ""
        number = self.reference.find_pack_number(place.file)
        if not number:
            return f"{place.file}:{place.line}"
        file = Path(place.file).relative_to(self.reference.folders[number - 1]).as_posix()
        return f"{self.rulebase.packs[number].name}: {file}:{place.line}"

    def iter_question_links(self, rule: Rule) -> Iterator[Link]:
        """Yield links to the facts that a rule reads, with their questions."""
        for name in self.rulebase.list_condition_facts(rule.condition):
            fact = self.rulebase.facts[name]
            yield link_to_fact(name, fact.question or f"Computed: {fact.label}")

    def link_name(self, name: str) -> Link:
        """Link to the page of a fact or a conclusion."""
        return link_to_fact(name) if name in self.rulebase.facts else link_to_conclusion(name)

    def link_outcomes(self, atoms: Iterable[Atom]) -> LinkGroups:
        """Link to the values that a reader of the advice sees, by the name of their conclusion."""
        groups = group_atoms(sort_outcomes(atoms))
        return tuple((name, self.link_values(name, values)) for name, values in groups.items())

    def link_values(self, name: str, values: Iterable[str]) -> tuple[Link, ...]:
        """Link to the values of one conclusion."""
        return tuple(self.link_atom(Atom(name, value)) for value in values)

    def link_atom(self, atom: Atom) -> Link:
        """Link to the page of a value: a step, a practice, an entry or a rule; other values have no page."""
        name, value = atom
        rulebase = self.rulebase
        if name in STEP_CONCLUSIONS and value in rulebase.steps:
            return link_to_step(value)
        practices = (each.id for step in rulebase.steps.values() for each in step.practices.values())
        if name == "detail" and value in practices:
            return Link(value, f"{STEPS_PAGE}#{build_anchor('practice', value)}")
        section = {"verdict": "verdicts/", "state": "relationships/", "move_to": "relationships/"}.get(name, "")
        if f"{section}{value}" in rulebase.entries:
            return link_to_entry(f"{section}{value}", value)
        if name == "caution":
            rule = next(rule for rule in rulebase.rules if value in rule.list_concluded_values("caution"))
            return Link(value, link_to_rule(rule).href)
        return Link(value)
