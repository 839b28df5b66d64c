"""The pages of the reference: HTML files by their names, each whole in itself, without scripts or a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.reference.condition_text import format_bands
from advisor.authoring.reference.decision_tables import build_columns, build_overviews, build_summary_rows
from advisor.authoring.reference.page_parts import (
    ENTRIES_PAGE,
    Link,
    PagePartBuilder,
    RuleView,
    build_anchor,
    link_to_conclusion,
    link_to_fact,
    link_to_rule,
    link_to_source,
)
from advisor.authoring.reference.rule_graph import sort_outcomes
from advisor.authoring.reference.rule_reference import Reference
from advisor.model.knowledge import Step
from advisor.model.rules import Rule
from advisor.model.vocabulary import Fact, Stage
from advisor.reporting.render.templates import fill_template

GENERATOR_TAG = '<meta name="generator" content="advisor rules docs">'
"""Stands in every page; a file without it is somebody else's."""
STAGE_TITLES = {
    Stage.CLASSIFY: "which relationship it is",
    Stage.WEIGH: "reasons",
    Stage.DECIDE: "verdict and move",
    Stage.PLAN: "steps",
    Stage.CAUTION: "what to bear in mind",
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
"""The rules that conclude a value are told value by value where there are no more of them."""
AFFECTED_KINDS = {"verdict": "verdict", "step": "steps", "caution": "cautions"}
"""What a fact is said to bear on: conclusions, and the word for their values."""


class ReferenceItem(NamedTuple):
    """A fact, a conclusion, a step or an entry with what belongs to it: lists of links, each under its heading."""

    anchor: str
    item: object
    source: Link
    at: str
    links: tuple[tuple[str, tuple[Link, ...]], ...]


class LocatorUse(NamedTuple):
    """A locator: its anchor, where it leads, and what rests on it."""

    anchor: str
    locator: str
    words: str
    used_by: tuple[Link, ...]


def build_pages(reference: Reference) -> dict[str, str]:
    """Every page by its file name. Raises TemplateError."""
    return dict(_PageBuilder(reference).iter_pages())


class _PageBuilder:
    def __init__(self, reference: Reference) -> None:
        self.reference, self.rulebase = reference, reference.rulebase
        self.parts = PagePartBuilder(reference)

    def iter_pages(self) -> Iterator[tuple[str, str]]:
        counts = {stage: len(rules) for stage, rules in self.rulebase.rules_by_stage.items()}
        sizes = [
            (Link(PAGE_TITLES[f"rules-{stage}.html"], f"rules-{stage}.html"), count) for stage, count in counts.items()
        ]
        yield self._render_page("index.html", "index", packs=self.rulebase.packs, sizes=sizes, known=self.rulebase)
        yield self._render_page(
            "tables.html", "tables", columns=build_columns(self.parts), lines=build_summary_rows(self.parts)
        )
        yield self._render_page("leads-to.html", "leads-to", ways=build_overviews(self.parts))
        for stage in Stage:
            yield self._render_page(
                f"rules-{stage}.html", "rules", groups=self._group_rules(self.rulebase.rules_by_stage[stage])
            )
        yield self._render_page(
            "facts.html", "facts", facts=[self._build_fact_item(fact) for fact in self.rulebase.facts.values()]
        )
        yield self._render_page("conclusions.html", "conclusions", conclusions=list(self._iter_conclusion_items()))
        yield self._render_page("steps.html", "steps", moves=self._group_steps_by_move())
        yield self._render_page(ENTRIES_PAGE, "entries", sections=self._group_entries_by_section())
        yield self._render_page("sources.html", "sources", works=self._list_cited_works())

    def _render_page(self, file: str, template: str, **values: object) -> tuple[str, str]:
        given = {
            "mark": GENERATOR_TAG,
            "title": PAGE_TITLES[file],
            "here": file,
            "pages": PAGE_TITLES,
            "anchor": build_anchor,
            **values,
        }
        return file, fill_template(f"reference-{template}.html.j2", self.rulebase, **given)

    def _group_rules(self, rules: tuple[Rule, ...]) -> dict[str, list[RuleView]]:
        """Rules by all of their ids but the last part, in order."""
        found: dict[str, list[RuleView]] = {}
        for rule in rules:
            found.setdefault(rule.id.rpartition("/")[0] or rule.pack, []).append(self.parts.build_rule_view(rule))
        return found

    def _build_fact_item(self, fact: Fact) -> ReferenceItem:
        filled = [
            each for each in self.rulebase.facts.values() if each.filled_from and each.filled_from.fact == fact.name
        ]
        readers = [rule for each in (fact, *filled) for rule in self.parts.rule_graph.find_readers(each.name)]
        ends = self.parts.group_atoms(
            sort_outcomes(
                atom
                for rule in readers
                for atom in self.parts.rule_graph.find_outcomes(rule)
                if atom.name in AFFECTED_KINDS
            )
        )
        links = [
            ("Fills in", tuple(link_to_fact(each.name, format_bands(each)) for each in filled)),
            ("Read by", tuple(link_to_rule(rule) for rule in self.parts.rule_graph.find_readers(fact.name))),
            *((f"May bear on the {AFFECTED_KINDS[name]}", found) for name, found in ends),
        ]
        if fact.filled_from:
            links.append(("Worked out from", (link_to_fact(fact.filled_from.fact, format_bands(fact)),)))
        return self._build_item("fact", "facts", fact.name, fact, fact.source, links)

    def _iter_conclusion_items(self) -> Iterator[ReferenceItem]:
        for name, conclusion in self.rulebase.conclusions.items():
            concluding = self.rulebase.find_concluding_rules(name)
            values = sorted(conclusion.values or ())
            links = [("Read by", tuple(link_to_rule(rule) for rule in self.parts.rule_graph.find_readers(name)))]
            if 0 < len(values) <= MAX_VALUES:
                by_value = {
                    each: [rule for rule in concluding if each in rule.list_concluded_values(name)] for each in values
                }
                links = [*((each, tuple(map(link_to_rule, rules))) for each, rules in by_value.items()), *links]
            else:
                links.insert(0, ("Concluded by", tuple(map(link_to_rule, concluding))))
            yield self._build_item("conclusion", "conclusions", name, conclusion, conclusion.source, links)

    def _group_steps_by_move(self) -> dict[str, list[ReferenceItem]]:
        found: dict[str, list[ReferenceItem]] = {}
        for step in sorted(self.rulebase.steps.values(), key=lambda step: step.order):
            found.setdefault(step.move, []).append(self._build_step_item(step))
        return {move: found[move] for move in dict.fromkeys(step.move for step in self.rulebase.steps.values())}

    def _build_step_item(self, step: Step) -> ReferenceItem:
        kinds = {"step": "Advised by", "done": "In place by", "not_yet": "To wait by", "hold_back": "Held back by"}
        links = [
            (
                words,
                tuple(
                    link_to_rule(rule) for rule in self.rulebase.rules if step.id in rule.list_concluded_values(name)
                ),
            )
            for name, words in kinds.items()
        ]
        tasks = tuple(Link(task, f"{ENTRIES_PAGE}#{build_anchor('entry', f'checklist/{task}')}") for task in step.tasks)
        return self._build_item(
            "step", "steps", step.id, step, step.source, [*links, ("Tasks of the checklist", tasks)]
        )

    def _group_entries_by_section(self) -> dict[str, list[ReferenceItem]]:
        found: dict[str, list[ReferenceItem]] = {}
        naming: dict[str, list[Link]] = {}
        for rule in self.rulebase.rules:
            for value in dict.fromkeys(atom.value for atom in rule.then):
                naming.setdefault(value, []).append(link_to_rule(rule))
        for name, entry in self.rulebase.entries.items():
            links = [("Told by", tuple(naming.get(name, ())))]
            found.setdefault(entry.section, []).append(
                self._build_item("entry", entry.section, name, entry, entry.source, links)
            )
        return found

    def _build_item(
        self, kind: str, section: str, name: str, item: object, source: str, links: list[tuple[str, tuple[Link, ...]]]
    ) -> ReferenceItem:
        kept = tuple((words, found) for words, found in links if found)
        bare = name.removeprefix(f"{section}/") if kind == "entry" else name
        return ReferenceItem(
            build_anchor(kind, name), item, link_to_source(source), self.parts.format_location(section, bare), kept
        )

    def _list_cited_works(self) -> list[tuple[object, list[LocatorUse]]]:
        """The works with the locators that lead into them, and those that lead into none."""
        by_work: dict[str, list[LocatorUse]] = {}
        for locator, used_by in sorted(self._collect_citations().items()):
            cited = self.reference.resolve_locator(locator)
            place = LocatorUse(build_anchor("source", locator), locator, cited.place, tuple(dict.fromkeys(used_by)))
            by_work.setdefault(cited.work.id if cited.work else "", []).append(place)
        known = [*((work.id, work) for work in self.rulebase.works), ("", None)]
        return [(work, by_work.get(name, [])) for name, work in known if work is not None or name in by_work]

    def _collect_citations(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for rule in self.rulebase.rules:
            found.setdefault(rule.source, []).append(link_to_rule(rule))
        for fact in self.rulebase.facts.values():
            found.setdefault(fact.source, []).append(link_to_fact(fact.name))
            if fact.filled_from:
                found.setdefault(fact.filled_from.source, []).append(link_to_fact(fact.name))
        for conclusion in self.rulebase.conclusions.values():
            found.setdefault(conclusion.source, []).append(link_to_conclusion(conclusion.name))
        for step in self.rulebase.steps.values():
            weeks = (step.weeks.source,) if step.weeks else ()
            others = (*(each.source for each in step.variants.values()), *weeks)
            for locator in (step.source, *(each.source for each in step.practices.values()), *others):
                found.setdefault(locator, []).append(Link(step.id, f"steps.html#{build_anchor('step', step.id)}"))
        for name, entry in self.rulebase.entries.items():
            for locator in (entry.source, *(sign.source for sign in entry.signs)):
                found.setdefault(locator, []).append(Link(name, f"{ENTRIES_PAGE}#{build_anchor('entry', name)}"))
        return found
