"""A check of `because`: the report can fill in each placeholder, whatever company the rule fires for."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList, format_excerpt
from advisor.loading.packs.placeholders import GROUNDS, iter_foreign_placeholders, list_plain_names, parse_placeholders
from advisor.model.conditions import iter_leaves, iter_required_leaves
from advisor.model.name_suggestion import suggest_name
from advisor.model.rules import Rule
from advisor.model.vocabulary import Fact


def check_because(
    rule: Rule, place: Place, facts: Mapping[str, Fact], findings: FindingList, *, is_valid_condition: bool
) -> None:
    """Check the placeholders of a rule's `because`.

    Args:
        rule: the rule.
        place: where its `because` is.
        facts: all facts by name.
        findings: receives what is wrong.
        is_valid_condition: whether the condition has no errors; else it is not known which facts the rule requires.
    """
    label = f"`because` of rule `{rule.id}`"
    required = {leaf.name for leaf in iter_required_leaves(rule.condition)}
    reads_fact = any(leaf.name in facts and not facts[leaf.name].computed for leaf in iter_leaves(rule.when))
    names = {*facts, GROUNDS}
    plain = list_plain_names(rule.because)
    foreign = list(iter_foreign_placeholders(rule.because, names, plain))
    for text, name in foreign:
        right = name if name in names else GROUNDS
        sentence = f"{label} has `{format_excerpt(text)}`, which nothing fills in; write `{{{right}}}`"
        findings.add(place, sentence, codes.INVALID_PLACEHOLDER)
    if not is_valid_condition:
        return
    if parse_placeholders(rule.because) is None and not foreign:
        sentence = f"{label} has a brace that does not close"
        findings.add(place, sentence, codes.INVALID_PLACEHOLDER)
    for name in sorted(plain):
        sentence = fix = ""
        if name == GROUNDS:
            if not reads_fact:
                sentence, fix = f"{label} has `{{grounds}}`, but its condition reads no fact", "leave it out"
        elif name not in facts:
            sentence = f"{label} names `{name}`, which is not a fact{suggest_name(name, facts)}"
        elif name not in required:
            sentence = f"{label} names `{name}`, which may be unknown when the rule fires; use `{{grounds}}`"
        if sentence:
            findings.add(place, sentence, codes.INVALID_PLACEHOLDER, fix)
