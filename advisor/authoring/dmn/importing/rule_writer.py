"""Rules and their first cases as the text of the files in a pack, in the project's own hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from advisor.authoring.dmn.errors import TableError
from advisor.authoring.dmn.table_rows import Row, RowBuilder
from advisor.model.conditions import All, Condition, Not, Test, iter_leaves
from advisor.model.rulebase import STATE, RuleBase
from advisor.model.rules import Rule

STATED_STATE = "relationship"
MAX_CONDITION_TESTS = 60
_BARE_WORD = re.compile(r"[a-z][a-z0-9_]*(?:[/-][a-z0-9_]+)*")
_QUOTED_WORDS = ("null", "true", "false", "on", "off", "y", "n", "unknown")

Facts = Mapping[str, str | int | list[str]]


def render_pack(name: str, title: str) -> str:
    """The header of a pack that holds imported rules."""
    return f"name: {_format_word(name)}\nversion: 0.1.0\ntitle: {_quote_text(title)}\n"


def render_rules(rules: Iterable[Rule], source_name: str) -> str:
    """A rule file; all its rules are of one stage."""
    listed = list(rules)
    lines = [f"# Read from {' '.join(source_name.split())}.", f"stage: {listed[0].stage}", "rules:"]
    for rule in listed:
        then: dict[str, list[str]] = {}
        for name, value in rule.then:
            then.setdefault(name, []).append(value)
        lines += [
            f"  - id: {_format_word(rule.id)}",
            f"    title: {_quote_text(rule.title)}",
            f"    status: {rule.status}",
            f"    source: {_format_word(rule.source)}",
        ]
        if rule.when != All(()):
            lines.append(f"    when: {format_condition(rule.when)}")
        given = ", ".join(f"{name}: {_format_words(values)}" for name, values in then.items())
        lines += [f"    then: {{{given}}}", f"    because: {_quote_text(rule.because)}"]
    return "\n".join(lines) + "\n"


def find_rule_at_line(text: str, line: int) -> tuple[str, str]:
    """The id of the rule that a line of a rule file belongs to ("" for none), and the key that stands in it."""
    rule_id = key = ""
    for each in text.splitlines()[:line]:
        key, _, value = each.strip().removeprefix("- ").partition(": ")
        if each.startswith("  - id: "):
            rule_id = json.loads(value) if value.startswith('"') else value
    return rule_id, key


def format_condition(condition: Condition) -> str:
    """A condition as a mapping in one line."""
    if isinstance(condition, Test):
        return f"{{{_format_test(condition)}}}"
    if isinstance(condition, Not):
        return f"{{not: {format_condition(condition.part)}}}"
    parts = [part for part in condition.parts if isinstance(part, Test)] if isinstance(condition, All) else []
    if parts and len(parts) == len(condition.parts) and len({part.name for part in parts}) == len(parts):
        return "{" + ", ".join(map(_format_test, parts)) + "}"
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
    """A case file: names, facts and what is expected; `without` has the rules that still lack a case."""
    lines = ["# A start: one case for each rule for which facts could be told. Add those that matter to you."]
    lines += [f"# no case yet for {rule_id}" for rule_id in untested_rules]
    lines.append("cases:")
    for name, facts, expect in cases:
        given = ", ".join(f"{key}: {_format_value(value)}" for key, value in facts.items())
        wanted = ", ".join(f"{key}: {_format_words(values)}" for key, values in expect.items())
        lines += [f"  - name: {_quote_text(name)}", f"    facts: {{{given}}}", f"    expect: {{{wanted}}}"]
    return "\n".join(lines) + "\n"


def find_firing_facts(rule: Rule, rulebase: RuleBase) -> Facts | None:
    """Facts for which a rule holds, where its condition can be met by facts (and the state) alone."""
    if sum(1 for _ in iter_leaves(rule.condition)) > MAX_CONDITION_TESTS:
        return None
    try:
        rows = RowBuilder(rulebase, (STATE,)).build_rows(rule.condition, f"rule `{rule.id}`")
    except TableError:
        return None  # too many ways to go through for an example
    found = (_choose_facts(row, rulebase) for row in rows)
    return next((facts for facts in found if facts is not None), None)


def _choose_facts(row: Row, rulebase: RuleBase) -> Facts | None:
    facts: dict[str, str | int | list[str]] = {}
    for (name, value), cell in row.items():
        fact = rulebase.facts.get(name)
        if fact is None:
            stated = rulebase.facts.get(STATED_STATE)
            if name != STATE or stated is None or STATED_STATE in facts or isinstance(cell, tuple):
                return None
            known = [each for each in stated.values if each in cell]
            if not known:
                return None
            facts[STATED_STATE] = known[0]
        elif isinstance(cell, tuple):
            ends = [end for span in cell for end in span if end is not None and end >= fact.minimum]
            facts[name] = ends[0] if ends else fact.minimum
        elif value is not None:
            chosen = facts.setdefault(name, [])
            if "true" in cell and isinstance(chosen, list):
                chosen.append(value)
        else:
            facts[name] = next(each for each in fact.values if each in cell)
    return facts


def _format_value(value: str | int | list[str]) -> str:
    if isinstance(value, int):
        return str(value)
    return f"[{', '.join(map(_format_word, value))}]" if isinstance(value, list) else _format_word(value)


def _format_words(values: Iterable[str]) -> str:
    words = [_format_word(value) for value in values]
    return words[0] if len(words) == 1 else f"[{', '.join(words)}]"


def _format_word(text: str) -> str:
    return text if _BARE_WORD.fullmatch(text) and text not in _QUOTED_WORDS else _quote_text(text)


def _quote_text(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
