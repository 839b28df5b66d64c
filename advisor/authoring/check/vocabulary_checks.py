"""ADV501 to ADV504: facts and steps that no rule uses, thresholds in rules, and ids without the name of their pack."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.loading.documents.nodes import MappingNode
from advisor.loading.packs.overrides import OVERRIDES_KEY
from advisor.model.conditions import iter_leaves
from advisor.model.vocabulary import Kind


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Check each rule by itself."""
    facts = subject.rulebase.facts
    for item, rule in subject.parsed_rules:
        for name in dict.fromkeys(leaf.name for leaf in iter_leaves(rule.when) if leaf.is_bound):
            fact = facts.get(name)
            # scales that the program computes (statements from 1 to 5) are fixed; counts that people state are not
            if fact and fact.kind is Kind.COUNT and not fact.computed:
                banded = next((f.name for f in facts.values() if f.filled_from and f.filled_from.fact == name), None)
                hint, fix = (f", though `{banded}` has bands", f"ask for `{banded}`") if banded else ("", "")
                sentence = f"rule `{item.id}` compares `{name}` with a number of its own{hint}"
                yield report("ADV503", item, sentence, item.find_place("when"), fix)
    for item, _ in subject.rules.values():
        is_override = isinstance(item.node, MappingNode) and item.node.get(OVERRIDES_KEY) is not None
        # a pack without a name has an error already
        if subject.pack and not subject.builtin and not is_override and not item.id.startswith(f"{subject.pack}/"):
            sentence = f"rule `{item.id}` of pack `{subject.pack}` does not begin with `{subject.pack}/`"
            yield report("ADV504", item, sentence, fix=f"call it `{subject.pack}/{item.id.rpartition('/')[2]}`")


def check_rulebase(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Find facts that no rule reads and steps that no rule advises, of whichever pack that is checked."""
    rulebase = subject.together
    read = {leaf.name for rule in rulebase.rules for leaf in iter_leaves(rule.condition)}
    read |= {fact.filled_from.fact for fact in rulebase.facts.values() if fact.filled_from and fact.name in read}
    advised = {value for rule in rulebase.rules for value in rule.list_concluded_values("step")}
    for item in subject.iter_section("facts"):
        if item.id not in read:
            yield report("ADV501", item, f"no rule reads the fact `{item.id}`")
    for item in subject.iter_section("steps"):
        if item.id not in advised:
            yield report("ADV502", item, f"no rule advises the step `{item.id}`")
