"""Everything about one id as plain lines: a rule, fact, conclusion, step, entry, caution, work or pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from advisor.authoring.pack_source.replaced_rules import describe_removed_rule, find_replaced_rules
from advisor.authoring.reference.condition_text import describe_condition, format_lines
from advisor.authoring.reference.rule_graph import STEP_RULE_LABELS, group_atoms, iter_conclusions, sort_outcomes
from advisor.authoring.reference.rule_reference import Reference
from advisor.errors import AdvisorError
from advisor.loading.finding_codes import UNKNOWN_ID
from advisor.model.conditions import ALWAYS, Condition
from advisor.model.knowledge import Entry, Step, Work
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import Pack
from advisor.model.rules import Rule
from advisor.model.vocabulary import MAX_COUNT, Atom, Conclusion, Fact, Kind
from advisor.model.word_lists import MAX_LISTED, format_count

_CODE = re.compile("adv[0-9]{3}", re.IGNORECASE)
"""A code of `advisor rules check`."""
_KINDS = {Kind.CHOICE: "one value", Kind.YES_NO: "yes or no", Kind.MANY: "any number of values", Kind.COUNT: "a count"}


class UnknownIdError(AdvisorError):
    """An id that nothing in the rule base has."""


def describe_id(name: str, reference: Reference) -> list[str]:
    """Describe everything that has an id, as lines. Raises UnknownIdError with the nearest known id."""
    descriptions = [list(lines) for lines in _Describer(reference).iter_descriptions(name)]
    if not descriptions and (change := describe_removed_rule(name, reference.rulebase)):
        descriptions.append([f"Rule {name} is {change}"])
    if not descriptions:
        suggestion = suggest_name(name, _list_ids(reference))
        if _CODE.fullmatch(name):
            suggestion = f"; `advisor rules explain {name.upper()}` explains a code of the check"
        sentence = f"no rule, fact, conclusion, step, entry, caution, work or pack has this id{suggestion}"
        raise UnknownIdError.at(name, sentence, UNKNOWN_ID)
    return [line for number, part in enumerate(descriptions) for line in ([""] * bool(number) + part)]


def _list_ids(reference: Reference) -> list[str]:
    rulebase = reference.rulebase
    ids = [*rulebase.rules_by_id, *rulebase.facts, *rulebase.conclusions, *rulebase.steps, *rulebase.entries]
    ids += [caution for rule in rulebase.rules for caution in rule.list_concluded_values("caution")]
    return [*ids, *(work.id for work in rulebase.works), *(pack.name for pack in rulebase.packs)]


class _Describer:
    def __init__(self, reference: Reference) -> None:
        self.reference, self.rulebase, self.rule_graph = reference, reference.rulebase, reference.rule_graph

    def iter_descriptions(self, name: str) -> Iterator[Iterator[str]]:
        """Yield the lines about each thing that has this id."""
        rulebase = self.rulebase
        if name in rulebase.rules_by_id:
            yield self._describe_rule(rulebase.rules_by_id[name])
        if name in rulebase.facts:
            yield self._describe_fact(rulebase.facts[name])
        if name in rulebase.conclusions:
            yield self._describe_conclusion(rulebase.conclusions[name])
        if name in rulebase.steps:
            yield self._describe_step(rulebase.steps[name])
        if name in rulebase.entries:
            yield self._describe_entry(rulebase.entries[name])
        if any(name in rule.list_concluded_values("caution") for rule in rulebase.rules):
            yield self._describe_caution(name)
        yield from (self._describe_work(work) for work in rulebase.works if work.id == name)
        yield from (self._describe_pack(pack) for pack in rulebase.packs if pack.name == name)

    def _describe_rule(self, rule: Rule) -> Iterator[str]:
        yield f"Rule {rule.id}: {rule.title}"
        location = self._format_location("rules", rule.id)
        yield f"  stage {rule.stage}, status {rule.status}, pack {rule.pack}{location}"
        yield self._describe_source(rule.source)
        yield from self._describe_replaced_rule(rule)
        yield "It fires when:"
        yield from self._describe_condition(rule.condition)
        if rule.guard != ALWAYS:
            guard = (line.strip().removeprefix("- ").removesuffix(":") for line in self._describe_condition(rule.guard))
            yield f"  (the guard of its file, for all its rules: {'; '.join(guard)})"
        facts = [self.rulebase.facts[name] for name in self.rulebase.list_condition_facts(rule.condition)]
        lines = [f"{fact.name}: {fact.question or f'computed ({fact.label})'}" for fact in facts]
        yield from _list_lines("It reads the facts:", lines, len(lines))
        names = [name for name in self.rule_graph.list_read_names(rule) if name in self.rulebase.conclusions]
        if names:
            yield f"It reads the conclusions: {', '.join(names)}"
        yield "It concludes:"
        yield from (f"  {name}: {', '.join(values)}" for name, values in iter_conclusions(rule))
        yield "The report says:"
        yield f"  {self.reference.format_because(rule)}"
        dependents = self.rule_graph.find_dependents(rule)
        readers = [f"{reader.id}{' (which it blocks)' if is_blocked else ''}" for reader, is_blocked in dependents]
        yield from _list_lines("Its conclusions are read by:", readers)
        yield from _list_atoms("It can lead to:", self.rule_graph.find_outcomes(rule))
        cases = [f"{label}: {case.name} ({case.place})" for label, case in self.reference.find_cases(rule.id)]
        yield from _list_lines("Cases:", cases, len(cases)) if cases else ["No case names it."]

    def _describe_replaced_rule(self, rule: Rule) -> Iterator[str]:
        overrides = self.rulebase.overrides
        old = find_replaced_rules(rule.pack, self.rulebase).get(rule.id, "") if overrides else ""
        for override in overrides:
            if old and override.what == f"rules/{old}":
                yield f"  replaces `{old}` of pack `{override.of}`: {override.reason}"

    def _describe_condition(self, condition: Condition) -> Iterator[str]:
        return (f"  {line}" for line in format_lines(describe_condition(condition, self.rulebase)))

    def _describe_fact(self, fact: Fact) -> Iterator[str]:
        yield f"Fact {fact.name}: {fact.label}"
        computed = ", computed" if fact.computed else ""
        limits = f" from {fact.minimum} to {fact.maximum}" if fact.maximum < MAX_COUNT else ""
        yield f"  {_KINDS[fact.kind]}{limits}{computed}{self._format_location('facts', fact.name)}"
        yield self._describe_source(fact.source)
        yield from self._describe_overrides(f"facts/{fact.name}")
        yield from (f"  {text}" for text in (fact.question, fact.help) if text)
        yield from (f"    {value}: {words}" for value, words in fact.values.items())
        if fact.filled_from:
            yield f"  computed from {fact.filled_from.fact} if it is not stated"
        yield from self._describe_readers(fact.name)

    def _describe_conclusion(self, conclusion: Conclusion) -> Iterator[str]:
        kind = "one value" if conclusion.single else "any number of values"
        location = self._format_location("conclusions", conclusion.name)
        yield f"Conclusion {conclusion.name}: {kind}, stage {conclusion.stage}{location}"
        yield self._describe_source(conclusion.source)
        if conclusion.values is not None and len(conclusion.values) <= MAX_LISTED:
            yield f"  {', '.join(sorted(conclusion.values))}"
        concluding = self.rulebase.find_concluding_rules(conclusion.name)
        yield from _list_rules("Concluded by:", concluding) if concluding else ["No rule concludes it."]
        yield from self._describe_readers(conclusion.name)

    def _describe_step(self, step: Step) -> Iterator[str]:
        yield f"Step {step.id}: {step.title}"
        yield f"  {step.move}, place {step.order}{self._format_location('steps', step.id)}"
        yield self._describe_source(step.source)
        yield from self._describe_overrides(f"steps/{step.id}")
        yield f"  {step.what}"
        yield f"  First ({step.owner}): {step.first}"
        yield f"  It works when: {step.sign}"
        practices = [f"{practice.id}: {practice.text}" for practice in step.practices.values()]
        yield from _list_lines("Practices:", practices, len(practices))
        if step.variants:
            yield f"Variants: {', '.join(step.variants)}"
        for name, label in STEP_RULE_LABELS.items():
            rules = [rule for rule in self.rulebase.rules if step.id in rule.list_concluded_values(name)]
            yield from _list_rules(f"{label}:", rules)

    def _describe_entry(self, entry: Entry) -> Iterator[str]:
        full_id = f"{entry.section}/{entry.id}"
        yield f"Entry {full_id}{f': {entry.title}' if entry.title else ''}"
        yield self._describe_source(entry.source)
        if entry.text:
            yield f"  {entry.text}"
        yield from (f"  {key}: {value}" for key, value in entry.extra.items())
        yield from (f"  sign: {sign.text}" for sign in entry.signs)
        rules = [rule for rule in self.rulebase.rules if any(atom.value == full_id for atom in rule.then)]
        yield from _list_rules("Reported by:", rules)

    def _describe_caution(self, name: str) -> Iterator[str]:
        yield f"Caution {name}"
        for rule in self.rulebase.rules:
            if name in rule.list_concluded_values("caution"):
                yield f"  {rule.id}: {self.reference.format_because(rule)}"
                yield from self._describe_condition(rule.condition)

    def _describe_work(self, work: Work) -> Iterator[str]:
        yield f"Work {work.id}: {work.title}"
        if published := ", ".join(filter(None, (work.authors, work.published_in, work.year))):
            yield f"  {published}"
        yield f"  locators begin with {', '.join(work.prefix)}"
        yield from self._describe_overrides(f"sources/{work.id}")
        places = [f"{locator}: {place}" for locator, place in work.places.items()]
        yield from _list_lines("Places:", places, len(places))
        citing = sum(rule.source.split("/")[0] in work.prefix for rule in self.rulebase.rules)
        yield f"Cited by {format_count(citing, 'rule')}."

    def _describe_pack(self, pack: Pack) -> Iterator[str]:
        reference, number = self.reference, self.rulebase.packs.index(pack)
        yield f"Pack {pack.name}: version {pack.version}"
        yield f"  in {Path(pack.templates).parent}"
        places = reference.places.items()
        sections = [section for (section, _), place in places if reference.find_pack_number(place.file) == number]
        counts = [format_count(sections.count(f"{word}s"), word) for word in ("rule", "fact", "step")]
        yield f"  {', '.join(counts)}"
        overrides = [each for each in self.rulebase.overrides if each.by == pack.name]
        lines = [f"{each.what} of pack {each.of}: {each.reason}" for each in overrides]
        yield from _list_lines("It replaces or switches off:", lines, len(lines))

    def _describe_overrides(self, what: str) -> Iterator[str]:
        return (f"  {line}" for line in self.reference.describe_overrides(what))

    def _describe_source(self, locator: str) -> str:
        return f"  source {locator}: {self.reference.describe_source(locator)}"

    def _format_location(self, section: str, name: str) -> str:
        place = self.reference.places.get((section, name))
        return f", in {place.file}:{place.line}" if place else ""

    def _describe_readers(self, name: str) -> Iterator[str]:
        rules = self.rule_graph.find_readers(name)
        yield from _list_rules("Read by:", rules) if rules else ["No rule reads it."]
        outcomes = sort_outcomes(atom for rule in rules for atom in self.rule_graph.find_outcomes(rule))
        yield from _list_atoms("It can affect:", outcomes)


def _list_rules(heading: str, rules: Iterable[Rule]) -> Iterator[str]:
    return _list_lines(heading, [rule.id for rule in rules])


def _list_lines(heading: str, lines: list[str], limit: int = MAX_LISTED) -> Iterator[str]:
    """Yield a heading and at most `limit` indented lines; nothing if there are no lines."""
    if lines:
        yield heading
    yield from (f"  {line}" for line in lines[:limit])
    if len(lines) > limit:
        yield f"  and {len(lines) - limit} more"


def _list_atoms(heading: str, atoms: Iterable[Atom]) -> Iterator[str]:
    groups = [f"{name}: {', '.join(values)}" for name, values in group_atoms(atoms).items()]
    return _list_lines(heading, groups, len(groups))
