"""What the pages of the reference are filled with: rules, facts, steps and sources as plain values with their links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from advisor.authoring.reference.condition_text import Told, told
from advisor.authoring.reference.index import Reference
from advisor.authoring.reference.rule_graph import sorted_ends, told_conclusions
from advisor.model.rulebase import OF_STEPS
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom

STEPS, ENTRIES, FACTS, CONCLUSIONS, SOURCES = (
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


class Piece(NamedTuple):
    """A piece of a condition, and where its fact or conclusion is told."""

    words: str
    href: str
    parts: tuple[Piece, ...]


class RuleEntry(NamedTuple):
    """One rule. `concludes` and `ends` are names, each with its values; `at` is where it stands."""

    id: str
    anchor: str
    title: str
    status: str
    pack: str
    at: str
    source: Link
    cited: str
    condition: Piece
    facts: tuple[Link, ...]
    concludes: tuple[tuple[str, tuple[Link, ...]], ...]
    because: str
    readers: tuple[Link, ...]
    ends: tuple[tuple[str, tuple[Link, ...]], ...]
    cases: tuple[tuple[str, str], ...]
    overrides: tuple[str, ...]


def anchor(kind: str, name: str) -> str:
    """The anchor of something on its page; different ids have different ones, since no id has a `:`."""
    return f"{kind}:{name.replace('/', ':')}"


def rule_link(rule: Rule, note: str = "") -> Link:
    """Where a rule is told."""
    return Link(rule.id, f"rules-{rule.stage}.html#{anchor('rule', rule.id)}", note)


def fact_link(name: str, note: str = "") -> Link:
    """Where a fact is told."""
    return Link(name, f"{FACTS}#{anchor('fact', name)}", note)


def conclusion_link(name: str, note: str = "") -> Link:
    """Where a conclusion is told."""
    return Link(name, f"{CONCLUSIONS}#{anchor('conclusion', name)}", note)


def source_link(locator: str) -> Link:
    """Where a locator is told."""
    return Link(locator, f"{SOURCES}#{anchor('source', locator)}")


class Parts:
    """Makes the parts of the pages of one reference."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.rulebase = reference.rulebase
        self.links = reference.links

    @cached_property
    def _practices(self) -> frozenset[str]:
        steps = self.rulebase.steps.values()
        return frozenset(practice.id for step in steps for practice in step.practices.values())

    def rule(self, rule: Rule) -> RuleEntry:
        """Everything about one rule."""
        reference = self.reference
        after = self.links.after(rule)
        return RuleEntry(
            id=rule.id,
            anchor=anchor("rule", rule.id),
            title=rule.title,
            status=rule.status.value,
            pack=rule.pack,
            at=self.at("rules", rule.id),
            source=source_link(rule.source),
            cited=reference.cited(rule.source).words,
            condition=self.piece(told(rule.condition, self.rulebase)),
            facts=tuple(self.questions(rule)),
            concludes=tuple(
                (name, tuple(self.atom(Atom(name, value)) for value in values))
                for name, values in told_conclusions(rule)
            ),
            because=reference.because(rule),
            readers=tuple(
                rule_link(each.rule, "held back by it" if each.hindered else "") for each in self.links.next(rule)
            ),
            ends=self.grouped(sorted_ends(atom for each in after for atom in each.then)),
            cases=tuple(
                ("fires" if key == "fires" else "stays silent", case.name) for key, case in reference.cases_of(rule.id)
            ),
            overrides=tuple(reference.overrides_of(f"rules/{rule.id}")),
        )

    def at(self, section: str, name: str) -> str:
        """The file and line in which something is defined."""
        place = self.reference.places.get((section, name))
        if place is None:
            return ""
        for pack, folder in zip(self.rulebase.packs[1:], self.reference.folders, strict=True):
            if place.file.startswith(folder):
                return f"{pack.name}: {place.file[len(folder) :].lstrip('/')}:{place.line}"
        return f"{place.file}:{place.line}"

    def questions(self, rule: Rule) -> Iterator[Link]:
        """The facts that a rule reads, with their questions."""
        for name in self.rulebase.facts_read(rule.condition):
            fact = self.rulebase.facts[name]
            yield fact_link(name, fact.question or f"Worked out by the program: {fact.label}")

    def piece(self, piece: Told) -> Piece:
        """A piece of a condition with its links."""
        if piece.name in self.rulebase.facts:
            href = fact_link(piece.name).href
        else:
            href = conclusion_link(piece.name).href if piece.name else ""
        return Piece(piece.words, href, tuple(map(self.piece, piece.parts)))

    def grouped(self, atoms: Iterable[Atom]) -> tuple[tuple[str, tuple[Link, ...]], ...]:
        """Atoms by their names, each with its link."""
        found: dict[str, list[Link]] = {}
        for atom in atoms:
            found.setdefault(atom.name, []).append(self.atom(atom))
        return tuple((name, tuple(links)) for name, links in found.items())

    def atom(self, atom: Atom) -> Link:
        """Where the value of a conclusion is told: a step, an entry, a rule, or nowhere by itself."""
        name, value = atom
        rulebase = self.rulebase
        if name in OF_STEPS and value in rulebase.steps:
            return Link(value, f"{STEPS}#{anchor('step', value)}")
        if name == "detail" and any(
            value == each.id for step in rulebase.steps.values() for each in step.practices.values()
        ):
            return Link(value, f"{STEPS}#{anchor('practice', value)}")
        section = {"verdict": "verdicts/", "state": "relationships/", "move_to": "relationships/"}.get(name, "")
        if f"{section}{value}" in rulebase.entries:
            return Link(value, f"{ENTRIES}#{anchor('entry', f'{section}{value}')}")
        if name == "caution":
            rule = next(rule for rule in rulebase.rules if value in rule.concludes("caution"))
            return Link(value, rule_link(rule).href)
        return Link(value)
