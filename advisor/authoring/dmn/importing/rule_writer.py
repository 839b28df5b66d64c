"""A writer of rules and their first cases as the YAML files of a pack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from advisor.authoring.dmn.table_rows import TRUE, Row, RowBuilder
from advisor.consultation import STATED_STATE
from advisor.errors import TableError
from advisor.model.conditions import All, Condition, Not, Test, iter_leaves
from advisor.model.rulebase import STATE, RuleBase
from advisor.model.rules import Rule

MAX_CONDITION_TESTS = 60
_BARE_WORD = re.compile(r"[a-z][a-z0-9_]*(?:[/-][a-z0-9_]+)*")
_QUOTED_WORDS = ("null", "true", "false", "on", "off", "y", "n", "unknown")

Facts = Mapping[str, str | int | list[str]]


def render_pack(name: str, title: str) -> str:
    """Return the `pack.yaml` of imported rules: `name: prices`, `version: 0.1.0`, `title: "…"`."""
    return f"name: {_format_word(name)}\nversion: 0.1.0\ntitle: {_quote_text(title)}\n"


def render_rules(rules: Sequence[Rule], source_name: str) -> str:
    """Return a rule file: `stage: weigh`, `rules:`, `- id: prices/row-1` …; all rules are of one stage."""
    lines = [f"# Read from {' '.join(source_name.split())}.", f"stage: {rules[0].stage}", "rules:"]
    for rule in rules:
        conclusions: dict[str, list[str]] = {}
        for name, value in rule.then:
            conclusions.setdefault(name, []).append(value)
        then = ", ".join(f"{name}: {_format_words(values)}" for name, values in conclusions.items())
        lines += [
            f"  - id: {_format_word(rule.id)}",
            f"    title: {_quote_text(rule.title)}",
            f"    status: {rule.status}",
            f"    source: {_format_word(rule.source)}",
            *([f"    when: {format_condition(rule.when)}"] if rule.when != All(()) else []),
            f"    then: {{{then}}}",
            f"    because: {_quote_text(rule.because)}",
        ]
    return "\n".join(lines) + "\n"


def find_rule_at_line(text: str, line: int) -> tuple[str, str]:
    """Return the id of the rule at a line of a rule file ("" for none), and the key in that line."""
    rule_id = key = ""
    for row in text.splitlines()[:line]:
        key, _, value = row.strip().removeprefix("- ").partition(": ")
        if row.startswith("  - id: "):
            rule_id = json.loads(value) if value.startswith('"') else value
    return rule_id, key


def format_condition(condition: Condition) -> str:
    """Return a condition as a mapping in one line: `{cycle: short, staff: {at_least: 5}}`."""
    if isinstance(condition, Test):
        return f"{{{_format_test(condition)}}}"
    if isinstance(condition, Not):
        return f"{{not: {format_condition(condition.part)}}}"
    tests = [part for part in condition.parts if isinstance(part, Test)] if isinstance(condition, All) else []
    if tests and len({test.name for test in tests}) == len(tests) == len(condition.parts):
        return "{" + ", ".join(map(_format_test, tests)) + "}"
    key = "all" if isinstance(condition, All) else "any"
    return f"{{{key}: [{', '.join(map(format_condition, condition.parts))}]}}"


def _format_test(test: Test) -> str:
    if not test.is_bound:
        return f"{test.name}: {_format_words(sorted(test.values))}"
    if test.at_least is not None and test.at_least == test.at_most:
        return f"{test.name}: {test.at_least}"
    bounds = [("at_least", test.at_least), ("at_most", test.at_most)]
    return f"{test.name}: {{{', '.join(f'{key}: {bound}' for key, bound in bounds if bound is not None)}}}"


def render_cases(cases: Iterable[tuple[str, Facts, Mapping[str, list[str]]]], untested_rules: Iterable[str]) -> str:
    """Return a case file: `cases:`, `- name: "…"`, `facts: {…}`, `expect: {fires: …}`.

    Args:
        cases: The name, the facts and the expectations of each case.
        untested_rules: The ids of rules without a case, which are listed in comments.
    """
    lines = ["# First cases, one for each rule with known facts that make it fire. Add the cases that matter to you."]
    lines += [f"# no case yet for {rule_id}" for rule_id in untested_rules]
    lines.append("cases:")
    for name, facts, expect in cases:
        fact_list = ", ".join(f"{key}: {_format_value(value)}" for key, value in facts.items())
        expected = ", ".join(f"{key}: {_format_words(values)}" for key, values in expect.items())
        lines += [f"  - name: {_quote_text(name)}", f"    facts: {{{fact_list}}}", f"    expect: {{{expected}}}"]
    return "\n".join(lines) + "\n"


def find_firing_facts(rule: Rule, rulebase: RuleBase) -> Facts | None:
    """Return facts for which a rule holds; None if facts (with the state) alone do not decide it."""
    if sum(1 for _ in iter_leaves(rule.condition)) > MAX_CONDITION_TESTS:
        return None
    try:
        rows = RowBuilder(rulebase, (STATE,)).build_rows(rule.condition, f"rule `{rule.id}`")
    except TableError:
        return None  # too many ways to search for an example
    return next((facts for row in rows if (facts := _choose_facts(row, rulebase)) is not None), None)


def _choose_facts(row: Row, rulebase: RuleBase) -> Facts | None:
    facts: dict[str, str | int | list[str]] = {}
    for (name, value), cell in row.items():
        fact = rulebase.facts.get(name)
        if fact is None:
            stated = rulebase.facts.get(STATED_STATE)
            if name != STATE or stated is None or STATED_STATE in facts or isinstance(cell, tuple):
                return None
            state = next((word for word in stated.values if word in cell), None)
            if state is None:
                return None
            facts[STATED_STATE] = state
        elif isinstance(cell, tuple):
            bounds = (bound for span in cell for bound in span if bound is not None and bound >= fact.minimum)
            facts[name] = next(bounds, fact.minimum)
        elif value is not None:
            values = facts.setdefault(name, [])
            if TRUE in cell and isinstance(values, list):
                values.append(value)
        else:
            facts[name] = next(word for word in fact.values if word in cell)
    return facts


def _format_value(value: str | int | list[str]) -> str:
    if isinstance(value, int):
        return str(value)
    return f"[{', '.join(map(_format_word, value))}]" if isinstance(value, list) else _format_word(value)


def _format_words(values: list[str]) -> str:
    return _format_value(values[0] if len(values) == 1 else values)


def _format_word(text: str) -> str:
    return text if _BARE_WORD.fullmatch(text) and text not in _QUOTED_WORDS else _quote_text(text)


def _quote_text(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
