"""An example of the right shape for each key of a pack, which ends a finding that says only what is wrong."""

from __future__ import annotations

from advisor.errors import Finding

_PREFIXES = {"a condition": "when", "a knowledge file": "facts", "a rule file": "rules", "a rule ": "rules"}
"""Beginnings of sentences about a part without a key."""
SHAPE_EXAMPLES = {
    "when": "when: {sales_cycle: short}",
    "guard": "guard: {state: defined}",
    "all": "all: [{sales_cycle: short}, {change_rapid: yes}]",
    "any": "any: [{sales_cycle: short}, {change_rapid: yes}]",
    "not": "not: {sales_cycle: short}",
    "then": "then: {step: liaison}",
    "title": "title: Conflicts are frequent",
    "because": "because: You report that {grounds}; agree on rules.",
    "source": "source: policy/meetings",
    "status": "status: experimental",
    "id": "id: mine/no-meetings",
    "rules": "rules: [{id: mine/one, title: …, status: test, source: policy/x, when: {…}, then: {…}, because: …}]",
    "exempt": "exempt: {ADV503: the law itself names this number}",
    "overrides": "overrides: plan/defined/distance",
    "reason": "reason: Our teams share one office.",
    "switches_off": "switches_off: [{rule: plan/defined/distance, reason: Our teams share one office.}]",
    "replaces_templates": "replaces_templates: [{template: summary.txt.j2, reason: Our own form.}]",
    "name": "name: mine",
    "version": "version: 1.0.0",
    "requires": "requires: '>=1.0,<2'",
    "facts": "facts: {meetings: {kind: yes_no, label: …, question: …, values: {yes: …, no: …}, source: policy/x}}",
    "steps": "steps: {talk: {title: …, move: watch, order: 1, what: …, first: …, owner: …, sign: …, source: policy/x}}",
    "sources": "sources: {mine: {title: Our own notes, prefix: [mine]}}",
    "conclusions": "conclusions: {friction: {stage: weigh, values: [economic, cultural], source: policy/x}}",
    "kind": "kind: yes_no",
    "label": "label: the meetings",
    "question": "question: Do the two teams meet?",
    "help": "help: A meeting has an agenda.",
    "clause": "clause: you have {value} people",
    "empty": "empty: there is no topic you disagree about",
    "values": "values: {yes: the two teams meet, no: the two teams do not meet}",
    "minimum": "minimum: 0",
    "maximum": "maximum: 100",
    "computed": "computed: no",
    "control": "control: slow",
    "filled_from": "filled_from: {fact: people, bands: {small: {at_most: 9}, large: {at_least: 10}}, source: policy/x}",
    "bands": "bands: {small: {at_most: 9}, large: {at_least: 10}}",
    "at_least": "at_least: 10",
    "at_most": "at_most: 9",
    "stage": "stage: plan",
    "single": "single: yes",
    "reported": "reported: yes",
    "values_from": "values_from: steps",
    "move": "move: undefined-to-defined",
    "order": "order: 10",
    "what": "what: Both teams meet.",
    "first": "first: Fix a date.",
    "owner": "owner: both heads",
    "sign": "sign: The meeting takes place.",
    "short": "short: monthly meetings",
    "weeks": "weeks: {from: 1, to: 5, source: policy/x}",
    "from": "from: 1",
    "to": "to: 5",
    "practices": "practices: {agenda: {text: Write an agenda., source: policy/x}}",
    "variants": "variants: {small: {what: Meet at lunch., source: policy/x}}",
    "tasks": "tasks: [structure_1]",
    "signs": "signs: {meetings: {text: The teams meet., source: policy/x}}",
    "text": "text: Leave it as it is.",
    "wording": "wording: {move: 'Next: {goal} ({meaning}).'}",
    "places": "places: {policy/meetings: on meetings}",
    "prefix": "prefix: [policy]",
    "statements": "statements: 1 4 10",
    "below": "below: 40",
    "authors": "authors: A. Smith and B. Jones",
    "year": "year: 2020",
    "published_in": "published_in: a journal",
    "mark": "mark: J",
}
"""For each key, what can be written; `…` stands for the author's own words."""


def find_example(finding: Finding) -> str:
    """Return how to write the key that a finding about a wrong shape names; "" if it names none."""
    for beginning, key in _PREFIXES.items():
        if finding.sentence.startswith(beginning):
            return f"write it like `{SHAPE_EXAMPLES[key]}`"
    quoted = finding.sentence.split("`")[1::2]
    key = next((word for word in quoted if word in SHAPE_EXAMPLES), "")
    return f"write it like `{SHAPE_EXAMPLES[key]}`" if key else ""
