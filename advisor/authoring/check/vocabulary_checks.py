"""ADV501 to ADV504: facts and steps that nothing uses, thresholds in rules, and ids without the pack's name."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.authoring.check.subject import Found, Subject, found
from advisor.loading.nodes import Mapped
from advisor.loading.overrides import OVERRIDES
from advisor.model.conditions import leaves
from advisor.model.vocabulary import Kind


def check(subject: Subject) -> Iterator[Found]:
    """What can be said of each rule by itself."""
    facts = subject.rulebase.facts
    for item, rule in subject.understood:
        for leaf in dict.fromkeys(each for each in leaves(rule.when) if each.is_bound):
            fact = facts.get(leaf.name)
            # the scales of what the program works out (statements from 1 to 5) are fixed; what people state is not
            if fact and fact.kind is Kind.COUNT and not fact.computed:
                filled = [
                    each.name for each in facts.values() if each.filled_from and each.filled_from.fact == leaf.name
                ]
                banded = f", though `{filled[0]}` has bands" if filled else ""
                sentence = f"rule `{item.id}` compares `{leaf.name}` with a number of its own{banded}"
                yield found("ADV503", item, sentence, item.at("when"), f"ask for `{filled[0]}`" if filled else "")
    for item, _ in subject.rules.values():
        overriding = isinstance(item.node, Mapped) and item.node.get(OVERRIDES) is not None
        # a pack that does not say its name has been told so, which is enough
        if subject.pack and not subject.builtin and not overriding and not item.id.startswith(f"{subject.pack}/"):
            sentence = f"rule `{item.id}` of pack `{subject.pack}` does not begin with `{subject.pack}/`"
            yield found("ADV504", item, sentence, fix=f"call it `{subject.pack}/{item.id.rpartition('/')[2]}`")


def check_whole(subject: Subject) -> Iterator[Found]:
    """What only the whole rule base tells: that nothing reads a fact, or advises a step."""
    rulebase = subject.rulebase
    read = {leaf.name for rule in rulebase.rules for leaf in leaves(rule.condition)}
    read |= {fact.filled_from.fact for fact in rulebase.facts.values() if fact.filled_from and fact.name in read}
    concluded = {atom for rule in rulebase.rules for atom in rule.then}
    advised = {atom.value for atom in concluded if atom.name == "step"}
    for item in subject.section("facts"):
        if item.id not in read:
            yield found("ADV501", item, f"no rule reads the fact `{item.id}`")
    for item in subject.section("steps"):
        if item.id not in advised:
            yield found("ADV502", item, f"no rule advises the step `{item.id}`")
