"""The pages of the reference: complete HTML files by name, without scripts and without a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.reference.condition_text import format_bands
from advisor.authoring.reference.decision_tables import build_columns, build_overviews, build_summary_rows
from advisor.authoring.reference.page_parts import (
    ENTRIES_PAGE,
    Link,
    LinkGroups,
    PagePartBuilder,
    RuleView,
    build_anchor,
    link_to_conclusion,
    link_to_entry,
    link_to_fact,
    link_to_rule,
    link_to_source,
    link_to_step,
)
from advisor.authoring.reference.rule_graph import STEP_RULE_LABELS
from advisor.authoring.reference.rule_reference import Reference
from advisor.model.knowledge import Step
from advisor.model.rules import Rule
from advisor.model.vocabulary import Fact, Stage
from advisor.reporting.render.templates import fill_template

GENERATOR_TAG = '<meta name="generator" content="advisor rules docs">'
"""The mark of every page; `advisor rules docs` replaces only files with it."""
STAGE_TITLES = {
    Stage.INFER: "what follows from the answers",
    Stage.CLASSIFY: "which relationship it is",
    Stage.WEIGH: "reasons",
    Stage.DECIDE: "verdict and move",
    Stage.PLAN: "steps",
    Stage.CAUTION: "cautions",
}
PAGE_TITLES = {
    "index.html": "Overview",
    "tables.html": "Decision tables",
    "leads-to.html": "What leads to what",
    **{f"rules-{stage}.html": f"Rules: {words}" for stage, words in STAGE_TITLES.items()},
    "facts.html": "Facts",
    "conclusions.html": "Conclusions",
    "steps.html": "Steps",
    ENTRIES_PAGE: "Reference entries",
    "sources.html": "Sources",
}


MAX_VALUES = 12
"""Maximum number of values of a conclusion for which the rules are listed value by value."""
AFFECTED_KINDS = {"verdict": "verdict", "step": "steps", "caution": "cautions"}
"""The conclusions that a fact can affect, with the word for their values."""


class ReferenceItem(NamedTuple):
    """A fact, a conclusion, a step or an entry with lists of links, each under its heading."""

    anchor: str
    item: object
    source: Link
    location: str
    links: LinkGroups


class LocatorUse(NamedTuple):
    """A locator: its anchor, its place in the work, and everything that cites it."""

    anchor: str
    locator: str
    words: str
    used_by: tuple[Link, ...]


def _link_stage(stage: Stage) -> Link:
    file = f"rules-{stage}.html"
    return Link(PAGE_TITLES[file], file)


def build_pages(reference: Reference) -> dict[str, str]:
    """Build every page by its file name. Raises TemplateError."""
    return dict(_PageBuilder(reference).iter_pages())


class _PageBuilder:
    def __init__(self, reference: Reference) -> None:
        self.reference, self.rulebase = reference, reference.rulebase
        self.parts = PagePartBuilder(reference)

    def iter_pages(self) -> Iterator[tuple[str, str]]:
        rulebase, parts = self.rulebase, self.parts
        rules_by_stage = rulebase.rules_by_stage
        sizes = [(_link_stage(stage), len(rules)) for stage, rules in rules_by_stage.items()]
        yield self._render_page("index.html", "index", packs=rulebase.packs, sizes=sizes, known=rulebase)
        yield self._render_page("tables.html", "tables", columns=build_columns(parts), lines=build_summary_rows(parts))
        yield self._render_page("leads-to.html", "leads-to", ways=build_overviews(parts))
        for stage in Stage:
            yield self._render_page(_link_stage(stage).href, "rules", groups=self._group_rules(rules_by_stage[stage]))
        yield self._render_page("facts.html", "facts", facts=list(map(self._build_fact_item, rulebase.facts.values())))
        yield self._render_page("conclusions.html", "conclusions", conclusions=list(self._iter_conclusion_items()))
        yield self._render_page("steps.html", "steps", moves=self._group_steps_by_move())
        yield self._render_page(ENTRIES_PAGE, "entries", sections=self._group_entries_by_section())
        yield self._render_page("sources.html", "sources", works=self._list_cited_works())

    def _render_page(self, file: str, template: str, **values: object) -> tuple[str, str]:
        values |= {"mark": GENERATOR_TAG, "title": PAGE_TITLES[file], "here": file}
        values |= {"pages": PAGE_TITLES, "anchor": build_anchor}
        return file, fill_template(f"reference-{template}.html.j2", self.rulebase, values)

    def _group_rules(self, rules: tuple[Rule, ...]) -> dict[str, list[RuleView]]:
        """Group rules by their ids without the last part, in order."""
        groups: dict[str, list[RuleView]] = {}
        for rule in rules:
            groups.setdefault(rule.id.rpartition("/")[0] or rule.pack, []).append(self.parts.build_rule_view(rule))
        return groups

    def _build_fact_item(self, fact: Fact) -> ReferenceItem:
        filled = [one for one in self.rulebase.facts.values() if one.filled_from and one.filled_from.fact == fact.name]
        readers = [rule for each in (fact, *filled) for rule in self.parts.rule_graph.find_readers(each.name)]
        atoms = (atom for rule in readers for atom in self.parts.rule_graph.find_outcomes(rule))
        affected = self.parts.link_outcomes(atom for atom in atoms if atom.name in AFFECTED_KINDS)
        links = [
            ("Fills in", tuple(link_to_fact(each.name, format_bands(each)) for each in filled)),
            ("Read by", tuple(link_to_rule(rule) for rule in self.parts.rule_graph.find_readers(fact.name))),
            *((f"Can affect the {AFFECTED_KINDS[name]}", values) for name, values in affected),
        ]
        if fact.filled_from:
            links.append(("Computed from", (link_to_fact(fact.filled_from.fact, format_bands(fact)),)))
        return self._build_item("fact", "facts", fact.name, fact, fact.source, links)

    def _iter_conclusion_items(self) -> Iterator[ReferenceItem]:
        for name, conclusion in self.rulebase.conclusions.items():
            rules = self.rulebase.find_concluding_rules(name)
            values = sorted(conclusion.values or ())
            links = [("Read by", tuple(link_to_rule(rule) for rule in self.parts.rule_graph.find_readers(name)))]
            if 0 < len(values) <= MAX_VALUES:
                groups = {each: [rule for rule in rules if each in rule.list_concluded_values(name)] for each in values}
                links = [*((each, tuple(map(link_to_rule, group))) for each, group in groups.items()), *links]
            else:
                links.insert(0, ("Concluded by", tuple(map(link_to_rule, rules))))
            yield self._build_item("conclusion", "conclusions", name, conclusion, conclusion.source, links)

    def _group_steps_by_move(self) -> dict[str, list[ReferenceItem]]:
        items: dict[str, list[ReferenceItem]] = {step.move: [] for step in self.rulebase.steps.values()}
        for step in sorted(self.rulebase.steps.values(), key=lambda step: step.order):
            items[step.move].append(self._build_step_item(step))
        return items

    def _build_step_item(self, step: Step) -> ReferenceItem:
        rules = self.rulebase.rules
        links = [
            (label, tuple(link_to_rule(rule) for rule in rules if step.id in rule.list_concluded_values(name)))
            for name, label in STEP_RULE_LABELS.items()
        ]
        tasks = tuple(link_to_entry(f"checklist/{task}", task) for task in step.tasks)
        links.append(("Tasks of the checklist", tasks))
        return self._build_item("step", "steps", step.id, step, step.source, links)

    def _group_entries_by_section(self) -> dict[str, list[ReferenceItem]]:
        items: dict[str, list[ReferenceItem]] = {}
        naming: dict[str, list[Link]] = {}
        for rule in self.rulebase.rules:
            for value in dict.fromkeys(atom.value for atom in rule.then):
                naming.setdefault(value, []).append(link_to_rule(rule))
        for name, entry in self.rulebase.entries.items():
            links = [("Reported by", tuple(naming.get(name, ())))]
            item = self._build_item("entry", entry.section, name, entry, entry.source, links)
            items.setdefault(entry.section, []).append(item)
        return items

    def _build_item(
        self, kind: str, section: str, name: str, item: object, source: str, links: list[tuple[str, tuple[Link, ...]]]
    ) -> ReferenceItem:
        groups = tuple((heading, targets) for heading, targets in links if targets)
        location = self.parts.format_location(section, name.removeprefix(f"{section}/") if kind == "entry" else name)
        return ReferenceItem(build_anchor(kind, name), item, link_to_source(source), location, groups)

    def _list_cited_works(self) -> list[tuple[object, list[LocatorUse]]]:
        """List the works with their locators, and last the locators of no known work (None)."""
        uses: dict[str, list[LocatorUse]] = {}
        for locator, used_by in sorted(self._collect_citations().items()):
            work, place = self.rulebase.cite(locator)
            use = LocatorUse(build_anchor("source", locator), locator, place, tuple(dict.fromkeys(used_by)))
            uses.setdefault(work.id if work else "", []).append(use)
        works: list[tuple[object, list[LocatorUse]]] = [(work, uses.get(work.id, [])) for work in self.rulebase.works]
        return works + ([(None, uses[""])] if "" in uses else [])

    def _collect_citations(self) -> dict[str, list[Link]]:
        citations: dict[str, list[Link]] = {}
        for locator, link in self._iter_citations():
            citations.setdefault(locator, []).append(link)
        return citations

    def _iter_citations(self) -> Iterator[tuple[str, Link]]:
        rulebase = self.rulebase
        yield from ((rule.source, link_to_rule(rule)) for rule in rulebase.rules)
        for fact in rulebase.facts.values():
            sources = [fact.source, *([fact.filled_from.source] if fact.filled_from else [])]
            yield from ((source, link_to_fact(fact.name)) for source in sources)
        yield from ((each.source, link_to_conclusion(each.name)) for each in rulebase.conclusions.values())
        for step in rulebase.steps.values():
            sources = [each.source for each in step.practices.values()]
            sources += [each.source for each in step.variants.values()]
            sources += [step.weeks.source] if step.weeks else []
            yield from ((source, link_to_step(step.id)) for source in (step.source, *sources))
        for name, entry in rulebase.entries.items():
            sources = [entry.source, *(sign.source for sign in entry.signs)]
            yield from ((source, link_to_entry(name)) for source in sources)
