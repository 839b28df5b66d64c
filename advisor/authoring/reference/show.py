"""Everything about one id in plain lines, be it a rule, a fact, a conclusion, a step, an entry, a work or a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.authoring.cases.unmet_conditions import format_test
from advisor.authoring.pack_source.replaced_rules import describe_removed_rule, find_replaced_rules
from advisor.authoring.reference.condition_text import describe_condition
from advisor.authoring.reference.rule_graph import iter_conclusions, sort_outcomes
from advisor.authoring.reference.rule_reference import Reference
from advisor.authoring.reference.show_origins import describe_pack, describe_work
from advisor.errors import AdvisorError, Finding, Place
from advisor.model.conditions import ALWAYS, Any, Condition, Not, Test
from advisor.model.knowledge import Entry, Step
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Conclusion, Fact, Kind

MAX_LISTED = 12


class UnknownIdError(AdvisorError):
    """An id that nothing in the rule base has."""


def describe_id(name: str, reference: Reference) -> list[str]:
    """All that is known by an id, as lines. Raises UnknownIdError with the nearest id there is."""
    rulebase = reference.rulebase
    parts: list[list[str]] = []
    if name in rulebase.rules_by_id:
        parts.append(list(_describe_rule(rulebase.rules_by_id[name], reference)))
    if name in rulebase.facts:
        parts.append(list(_describe_fact(rulebase.facts[name], reference)))
    if name in rulebase.conclusions:
        parts.append(list(_describe_conclusion(rulebase.conclusions[name], reference)))
    if name in rulebase.steps:
        parts.append(list(_describe_step(rulebase.steps[name], reference)))
    if name in rulebase.entries:
        parts.append(list(_describe_entry(rulebase.entries[name], reference)))
    if any(name in rule.list_concluded_values("caution") for rule in rulebase.rules):
        parts.append(list(_describe_caution(name, reference)))
    parts += [list(describe_work(work, reference)) for work in rulebase.works if work.id == name]
    parts += [list(describe_pack(pack, reference)) for pack in rulebase.packs if pack.name == name]
    if not parts and (why := describe_removed_rule(name, rulebase)):
        parts.append([f"Rule {name} is {why}"])
    if not parts:
        known = [*rulebase.rules_by_id, *rulebase.facts, *rulebase.conclusions, *rulebase.steps, *rulebase.entries]
        known += [slug for rule in rulebase.rules for slug in rule.list_concluded_values("caution")]
        known += [*(work.id for work in rulebase.works), *(pack.name for pack in rulebase.packs)]
        sentence = (
            f"no rule, fact, conclusion, step, entry, caution, work or pack has this id{suggest_name(name, known)}"
        )
        raise UnknownIdError([Finding(Place(name), sentence)])
    return [line for number, part in enumerate(parts) for line in ([""] * bool(number) + part)]


def _describe_rule(rule: Rule, reference: Reference) -> Iterator[str]:
    rulebase, links = reference.rulebase, reference.rule_graph
    yield f"Rule {rule.id}: {rule.title}"
    yield f"  stage {rule.stage}, status {rule.status}, pack {rule.pack}{_format_location('rules', rule.id, reference)}"
    yield from _describe_source(rule.source, reference)
    yield from _describe_override(rule, rulebase)
    yield "It fires when:"
    yield from (f"  {line}" for line in _describe_condition(rule.condition, rulebase))
    if rule.guard != ALWAYS:
        yield f"  (its file asks of all its rules: {'; '.join(_strip_bullets(_describe_condition(rule.guard, rulebase)))})"
    facts = rulebase.list_condition_facts(rule.condition)
    if facts:
        yield "It reads the facts:"
        for name in facts:
            fact = rulebase.facts[name]
            yield f"  {name}: {fact.question or f'worked out by the program ({fact.label})'}"
    read = [name for name in links.list_read_names(rule) if name in rulebase.conclusions]
    if read:
        yield f"It reads the conclusions: {', '.join(read)}"
    yield "It concludes:"
    yield from (f"  {name}: {', '.join(values)}" for name, values in iter_conclusions(rule))
    yield "The report says:"
    yield f"  {reference.format_because(rule)}"
    after = links.find_dependents(rule)
    if after:
        yield "Read further by:"
        told_of = [f"{each.rule.id}{' (which it holds back)' if each.is_hindered else ''}" for each in after]
        yield from _list_names(told_of)
    ends = links.find_outcomes(rule)
    if ends:
        yield "It can lead to:"
        yield from _describe_outcomes(ends)
    yield from _describe_cases(rule.id, reference)


def _describe_override(rule: Rule, rulebase: RuleBase) -> Iterator[str]:
    """What a rule takes the place of, and why."""
    old = find_replaced_rules(rule.pack, rulebase).get(rule.id, "") if rulebase.overrides else ""
    for each in rulebase.overrides:
        if old and each.what == f"rules/{old}":
            yield f"  in the place of `{old}` of pack `{each.of}`: {each.reason}"


def _describe_condition(condition: Condition, rulebase: RuleBase, depth: int = 0) -> Iterator[str]:
    """A condition in words, one leaf a line, each with what stands in the rule."""
    lead = f"{'  ' * depth}- {describe_condition(condition, rulebase).words}"
    if isinstance(condition, Test):
        yield f"{lead} ({format_test(condition)})"
        return
    if isinstance(condition, Not):
        parts = condition.part.parts if isinstance(condition.part, Any) else (condition.part,)
    else:
        parts = condition.parts
    yield f"{lead}{':' if parts else ''}"
    for part in parts:
        yield from _describe_condition(part, rulebase, depth + 1)


def _describe_cases(rule_id: str, reference: Reference) -> Iterator[str]:
    cases = reference.find_cases(rule_id)
    yield "Cases:" if cases else "No case names it."
    for key, case in cases:
        yield f"  {'fires' if key == 'fires' else 'stays silent'}: {case.name} ({case.place})"


def _describe_fact(fact: Fact, reference: Reference) -> Iterator[str]:
    yield f"Fact {fact.name}: {fact.label}"
    kinds = {
        Kind.CHOICE: "one value",
        Kind.YES_NO: "yes or no",
        Kind.MANY: "any number of values",
        Kind.COUNT: "a count",
    }
    computed = ", worked out by the program" if fact.computed else ""
    yield f"  {kinds[fact.kind]}{computed}{_format_location('facts', fact.name, reference)}"
    yield from _describe_source(fact.source, reference)
    yield from (f"  {each}" for each in reference.describe_overrides(f"facts/{fact.name}"))
    if fact.question:
        yield f"  {fact.question}"
    if fact.help:
        yield f"  {fact.help}"
    yield from (f"    {value}: {words}" for value, words in fact.values.items())
    if fact.filled_from:
        yield f"  worked out from {fact.filled_from.fact} where it is not stated"
    yield from _describe_readers(reference.rule_graph.find_readers(fact.name), reference)


def _describe_conclusion(conclusion: Conclusion, reference: Reference) -> Iterator[str]:
    one = "one value" if conclusion.single else "any number of values"
    place = _format_location("conclusions", conclusion.name, reference)
    yield f"Conclusion {conclusion.name}: {one}, stage {conclusion.stage}{place}"
    yield from _describe_source(conclusion.source, reference)
    if conclusion.values is not None and len(conclusion.values) <= MAX_LISTED:
        yield f"  {', '.join(sorted(conclusion.values))}"
    yield from _list_concluding_rules(reference.rulebase.find_concluding_rules(conclusion.name))
    yield from _describe_readers(reference.rule_graph.find_readers(conclusion.name), reference)


def _describe_step(step: Step, reference: Reference) -> Iterator[str]:
    yield f"Step {step.id}: {step.title}"
    yield f"  {step.move}, place {step.order}{_format_location('steps', step.id, reference)}"
    yield from _describe_source(step.source, reference)
    yield from (f"  {each}" for each in reference.describe_overrides(f"steps/{step.id}"))
    yield f"  {step.what}"
    yield f"  First ({step.owner}): {step.first}"
    yield f"  It works when: {step.sign}"
    if step.practices:
        yield "Practices:"
        yield from (f"  {each.id}: {each.text}" for each in step.practices.values())
    if step.variants:
        yield f"Variants: {', '.join(step.variants)}"
    for name, words in (
        ("step", "Advised by:"),
        ("done", "In place by:"),
        ("not_yet", "To wait by:"),
        ("hold_back", "Held back by:"),
    ):
        rules = [rule for rule in reference.rulebase.rules if step.id in rule.list_concluded_values(name)]
        if rules:
            yield from _list_concluding_rules(rules, words)


def _describe_entry(entry: Entry, reference: Reference) -> Iterator[str]:
    yield f"Entry {entry.section}/{entry.id}{f': {entry.title}' if entry.title else ''}"
    yield from _describe_source(entry.source, reference)
    if entry.text:
        yield f"  {entry.text}"
    yield from (f"  {key}: {value}" for key, value in entry.extra.items())
    yield from (f"  sign: {each.text}" for each in entry.signs)
    full = f"{entry.section}/{entry.id}"
    rules = [rule for rule in reference.rulebase.rules if any(atom.value == full for atom in rule.then)]
    if rules:
        yield from _list_concluding_rules(rules, "Told by:")


def _describe_caution(name: str, reference: Reference) -> Iterator[str]:
    yield f"Caution {name}"
    for rule in reference.rulebase.rules:
        if name in rule.list_concluded_values("caution"):
            yield f"  {rule.id}: {reference.format_because(rule)}"
            yield from (f"  {line}" for line in _describe_condition(rule.condition, reference.rulebase))


def _describe_source(locator: str, reference: Reference) -> Iterator[str]:
    yield f"  source {locator}: {reference.resolve_locator(locator).words}"


def _format_location(section: str, name: str, reference: Reference) -> str:
    place = reference.places.get((section, name))
    return f", in {place.file}:{place.line}" if place else ""


def _describe_readers(rules: tuple[Rule, ...], reference: Reference) -> Iterator[str]:
    if not rules:
        yield "No rule reads it."
        return
    yield "Read by:"
    yield from _list_names([rule.id for rule in rules])
    ends = sort_outcomes(atom for rule in rules for atom in reference.rule_graph.find_outcomes(rule))
    if ends:
        yield "It may bear on:"
        yield from _describe_outcomes(ends)


def _list_concluding_rules(rules: Iterable[Rule], words: str = "Concluded by:") -> Iterator[str]:
    yield words
    yield from _list_names([rule.id for rule in rules])


def _list_names(names: list[str]) -> Iterator[str]:
    yield from (f"  {name}" for name in names[:MAX_LISTED])
    if len(names) > MAX_LISTED:
        yield f"  and {len(names) - MAX_LISTED} more"


def _describe_outcomes(atoms: Iterable[Atom]) -> Iterator[str]:
    by_name: dict[str, list[str]] = {}
    for atom in atoms:
        by_name.setdefault(atom.name, []).append(atom.value)
    yield from (f"  {name}: {', '.join(values)}" for name, values in by_name.items())


def _strip_bullets(lines: Iterable[str]) -> Iterator[str]:
    return (line.strip().removeprefix("- ").removesuffix(":") for line in lines)
