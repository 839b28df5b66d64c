"""ADV501 to ADV504: facts and steps that nothing uses, thresholds in rules, and ids without the pack's name."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.loading.nodes import MappingNode
from advisor.loading.overrides import OVERRIDES_KEY
from advisor.model.conditions import iter_leaves
from advisor.model.vocabulary import Kind


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """What can be said of each rule by itself."""
    facts = subject.rulebase.facts
    for item, rule in subject.parsed_rules:
        for leaf in dict.fromkeys(each for each in iter_leaves(rule.when) if each.is_bound):
            fact = facts.get(leaf.name)
            # the scales of what the program works out (statements from 1 to 5) are fixed; what people state is not
            if fact and fact.kind is Kind.COUNT and not fact.computed:
                filled = [
                    each.name for each in facts.values() if each.filled_from and each.filled_from.fact == leaf.name
                ]
                banded = f", though `{filled[0]}` has bands" if filled else ""
                sentence = f"rule `{item.id}` compares `{leaf.name}` with a number of its own{banded}"
                yield report(
                    "ADV503", item, sentence, item.find_place("when"), f"ask for `{filled[0]}`" if filled else ""
                )
    for item, _ in subject.rules.values():
        overriding = isinstance(item.node, MappingNode) and item.node.get(OVERRIDES_KEY) is not None
        # a pack that does not say its name has been told so, which is enough
        if subject.pack and not subject.builtin and not overriding and not item.id.startswith(f"{subject.pack}/"):
            sentence = f"rule `{item.id}` of pack `{subject.pack}` does not begin with `{subject.pack}/`"
            yield report("ADV504", item, sentence, fix=f"call it `{subject.pack}/{item.id.rpartition('/')[2]}`")


def check_rulebase(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """What only the whole rule base tells: that nothing reads a fact, or advises a step."""
    rulebase = subject.rulebase
    read = {leaf.name for rule in rulebase.rules for leaf in iter_leaves(rule.condition)}
    read |= {fact.filled_from.fact for fact in rulebase.facts.values() if fact.filled_from and fact.name in read}
    concluded = {atom for rule in rulebase.rules for atom in rule.then}
    advised = {atom.value for atom in concluded if atom.name == "step"}
    for item in subject.iter_section("facts"):
        if item.id not in read:
            yield report("ADV501", item, f"no rule reads the fact `{item.id}`")
    for item in subject.iter_section("steps"):
        if item.id not in advised:
            yield report("ADV502", item, f"no rule advises the step `{item.id}`")
