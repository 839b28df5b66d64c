"""The pages of the reference: HTML files by their names, each whole in itself, without scripts or a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.reference.condition_text import filling
from advisor.authoring.reference.decision_tables import columns, lines, ways
from advisor.authoring.reference.index import Reference
from advisor.authoring.reference.page_parts import (
    ENTRIES,
    Link,
    Parts,
    RuleEntry,
    anchor,
    conclusion_link,
    fact_link,
    rule_link,
    source_link,
)
from advisor.authoring.reference.rule_graph import sorted_ends
from advisor.model.knowledge import Step
from advisor.model.rules import Rule
from advisor.model.vocabulary import Fact, Stage
from advisor.reporting.render.templates import fill_with

MARK = '<meta name="generator" content="advisor rules docs">'
"""Stands in every page; a file without it is somebody else's."""
STAGES = {
    Stage.CLASSIFY: "which relationship it is",
    Stage.WEIGH: "reasons",
    Stage.DECIDE: "verdict and move",
    Stage.PLAN: "steps",
    Stage.CAUTION: "what to bear in mind",
}
PAGES = {
    "index.html": "Overview",
    "tables.html": "Decision tables",
    "leads-to.html": "What leads to what",
    **{f"rules-{stage}.html": f"Rules: {words}" for stage, words in STAGES.items()},
    "facts.html": "Facts",
    "conclusions.html": "Conclusions",
    "steps.html": "Steps",
    ENTRIES: "Reference entries",
    "sources.html": "Sources",
}


MOST_VALUES = 12
"""The rules that conclude a value are told value by value where there are no more of them."""
BORNE_ON = {"verdict": "verdict", "step": "steps", "caution": "cautions"}
"""What a fact is said to bear on: conclusions, and the word for their values."""


class Told(NamedTuple):
    """A fact, a conclusion, a step or an entry with what belongs to it: lists of links, each under its heading."""

    anchor: str
    item: object
    source: Link
    at: str
    links: tuple[tuple[str, tuple[Link, ...]], ...]


class Place(NamedTuple):
    """A locator: its anchor, where it leads, and what rests on it."""

    anchor: str
    locator: str
    words: str
    used_by: tuple[Link, ...]


def pages(reference: Reference) -> dict[str, str]:
    """Every page by its file name. Raises TemplateError."""
    return dict(_Pages(reference).all())


class _Pages:
    def __init__(self, reference: Reference) -> None:
        self.reference, self.rulebase = reference, reference.rulebase
        self.parts = Parts(reference)

    def all(self) -> Iterator[tuple[str, str]]:
        counts = {stage: len(rules) for stage, rules in self.rulebase.by_stage.items()}
        sizes = [(Link(PAGES[f"rules-{stage}.html"], f"rules-{stage}.html"), count) for stage, count in counts.items()]
        yield self._page("index.html", "index", packs=self.rulebase.packs, sizes=sizes, known=self.rulebase)
        yield self._page("tables.html", "tables", columns=columns(self.parts), lines=lines(self.parts))
        yield self._page("leads-to.html", "leads-to", ways=ways(self.parts))
        for stage in Stage:
            yield self._page(f"rules-{stage}.html", "rules", groups=self._groups(self.rulebase.by_stage[stage]))
        yield self._page("facts.html", "facts", facts=[self._fact(fact) for fact in self.rulebase.facts.values()])
        yield self._page("conclusions.html", "conclusions", conclusions=list(self._conclusions()))
        yield self._page("steps.html", "steps", moves=self._moves())
        yield self._page(ENTRIES, "entries", sections=self._sections())
        yield self._page("sources.html", "sources", works=self._works())

    def _page(self, file: str, template: str, **values: object) -> tuple[str, str]:
        given = {"mark": MARK, "title": PAGES[file], "here": file, "pages": PAGES, "anchor": anchor, **values}
        return file, fill_with(f"reference-{template}.html.j2", self.rulebase, **given)

    def _groups(self, rules: tuple[Rule, ...]) -> dict[str, list[RuleEntry]]:
        """Rules by all of their ids but the last part, in order."""
        found: dict[str, list[RuleEntry]] = {}
        for rule in rules:
            found.setdefault(rule.id.rpartition("/")[0] or rule.pack, []).append(self.parts.rule(rule))
        return found

    def _fact(self, fact: Fact) -> Told:
        filled = [
            each for each in self.rulebase.facts.values() if each.filled_from and each.filled_from.fact == fact.name
        ]
        readers = [rule for each in (fact, *filled) for rule in self.parts.links.readers_of(each.name)]
        ends = self.parts.grouped(
            sorted_ends(atom for rule in readers for atom in self.parts.links.ends(rule) if atom.name in BORNE_ON)
        )
        links = [
            ("Fills in", tuple(fact_link(each.name, filling(each)) for each in filled)),
            ("Read by", tuple(rule_link(rule) for rule in self.parts.links.readers_of(fact.name))),
            *((f"May bear on the {BORNE_ON[name]}", found) for name, found in ends),
        ]
        if fact.filled_from:
            links.append(("Worked out from", (fact_link(fact.filled_from.fact, filling(fact)),)))
        return self._told("fact", "facts", fact.name, fact, fact.source, links)

    def _conclusions(self) -> Iterator[Told]:
        for name, conclusion in self.rulebase.conclusions.items():
            concluding = self.rulebase.concluding(name)
            values = sorted(conclusion.values or ())
            links = [("Read by", tuple(rule_link(rule) for rule in self.parts.links.readers_of(name)))]
            if 0 < len(values) <= MOST_VALUES:
                by_value = {each: [rule for rule in concluding if each in rule.concludes(name)] for each in values}
                links = [*((each, tuple(map(rule_link, rules))) for each, rules in by_value.items()), *links]
            else:
                links.insert(0, ("Concluded by", tuple(map(rule_link, concluding))))
            yield self._told("conclusion", "conclusions", name, conclusion, conclusion.source, links)

    def _moves(self) -> dict[str, list[Told]]:
        found: dict[str, list[Told]] = {}
        for step in sorted(self.rulebase.steps.values(), key=lambda step: step.order):
            found.setdefault(step.move, []).append(self._step(step))
        return {move: found[move] for move in dict.fromkeys(step.move for step in self.rulebase.steps.values())}

    def _step(self, step: Step) -> Told:
        kinds = {"step": "Advised by", "done": "In place by", "not_yet": "To wait by", "hold_back": "Held back by"}
        links = [
            (words, tuple(rule_link(rule) for rule in self.rulebase.rules if step.id in rule.concludes(name)))
            for name, words in kinds.items()
        ]
        tasks = tuple(Link(task, f"{ENTRIES}#{anchor('entry', f'checklist/{task}')}") for task in step.tasks)
        return self._told("step", "steps", step.id, step, step.source, [*links, ("Tasks of the checklist", tasks)])

    def _sections(self) -> dict[str, list[Told]]:
        found: dict[str, list[Told]] = {}
        naming: dict[str, list[Link]] = {}
        for rule in self.rulebase.rules:
            for value in dict.fromkeys(atom.value for atom in rule.then):
                naming.setdefault(value, []).append(rule_link(rule))
        for name, entry in self.rulebase.entries.items():
            links = [("Told by", tuple(naming.get(name, ())))]
            found.setdefault(entry.section, []).append(
                self._told("entry", entry.section, name, entry, entry.source, links)
            )
        return found

    def _told(
        self, kind: str, section: str, name: str, item: object, source: str, links: list[tuple[str, tuple[Link, ...]]]
    ) -> Told:
        kept = tuple((words, found) for words, found in links if found)
        bare = name.removeprefix(f"{section}/") if kind == "entry" else name
        return Told(anchor(kind, name), item, source_link(source), self.parts.at(section, bare), kept)

    def _works(self) -> list[tuple[object, list[Place]]]:
        """The works with the locators that lead into them, and those that lead into none."""
        by_work: dict[str, list[Place]] = {}
        for locator, used_by in sorted(self._used().items()):
            cited = self.reference.cited(locator)
            place = Place(anchor("source", locator), locator, cited.place, tuple(dict.fromkeys(used_by)))
            by_work.setdefault(cited.work.id if cited.work else "", []).append(place)
        known = [*((work.id, work) for work in self.rulebase.works), ("", None)]
        return [(work, by_work.get(name, [])) for name, work in known if work is not None or name in by_work]

    def _used(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for rule in self.rulebase.rules:
            found.setdefault(rule.source, []).append(rule_link(rule))
        for fact in self.rulebase.facts.values():
            found.setdefault(fact.source, []).append(fact_link(fact.name))
            if fact.filled_from:
                found.setdefault(fact.filled_from.source, []).append(fact_link(fact.name))
        for conclusion in self.rulebase.conclusions.values():
            found.setdefault(conclusion.source, []).append(conclusion_link(conclusion.name))
        for step in self.rulebase.steps.values():
            weeks = (step.weeks.source,) if step.weeks else ()
            others = (*(each.source for each in step.variants.values()), *weeks)
            for locator in (step.source, *(each.source for each in step.practices.values()), *others):
                found.setdefault(locator, []).append(Link(step.id, f"steps.html#{anchor('step', step.id)}"))
        for name, entry in self.rulebase.entries.items():
            for locator in (entry.source, *(sign.source for sign in entry.signs)):
                found.setdefault(locator, []).append(Link(name, f"{ENTRIES}#{anchor('entry', name)}"))
        return found
