"""A writer of rules and their first cases as the YAML files of a pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from advisor.authoring.dmn.table_rows import TRUE, Row, RowBuilder
from advisor.consultation import STATED_STATE
from advisor.errors import TableError
from advisor.loading.documents.yaml_writer import build_condition_data, format_entry, group_values
from advisor.model.conditions import ALWAYS, iter_leaves
from advisor.model.rulebase import STATE, RuleBase
from advisor.model.rules import Rule

MAX_CONDITION_TESTS = 60

Facts = Mapping[str, str | int | list[str]]


def render_rules(rules: Sequence[Rule], source_name: str) -> str:
    """Return a rule file: `stage: weigh`, `rules:`, `- id: prices/row-1` …; all rules are of one stage."""
    head = f"# Read from {' '.join(source_name.split())}.\nstage: {rules[0].stage}\nrules:\n"
    return head + "".join(format_entry(_build_entry(rule), 2) for rule in rules)


def _build_entry(rule: Rule) -> dict[str, object]:
    entry: dict[str, object] = {"id": rule.id, "title": rule.title, "status": rule.status, "source": rule.source}
    if rule.when != ALWAYS:
        entry["when"] = build_condition_data(rule.when)
    return entry | {"then": group_values(rule.then), "because": rule.because}


def find_rule_at_line(text: str, line: int) -> tuple[str, str]:
    """Return the id of the rule at a line of a rule file ("" for none), and the key in that line."""
    rule_id = key = ""
    for row in text.splitlines()[:line]:
        key, _, value = row.strip().removeprefix("- ").partition(": ")
        if row.startswith("  - id: "):
            rule_id = value.strip('"')
    return rule_id, key


def render_cases(cases: Iterable[Mapping[str, object]], untested_rules: Iterable[str]) -> str:
    """Return a case file.

    Args:
        cases: The cases, each with `name`, `facts` and `expect`.
        untested_rules: The ids of rules without a case, which are listed in comments.
    """
    lines = ["# First cases, one for each rule with known facts that make it fire. Add the cases that matter to you."]
    lines += [f"# no case yet for {rule_id}" for rule_id in untested_rules]
    return "\n".join([*lines, "cases:\n"]) + "".join(format_entry(case, 2) for case in cases)


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
