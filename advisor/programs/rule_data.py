"""A rule or a step as data: where it comes from, when it fires, and what it leads to."""

from __future__ import annotations

from typing import Any

from advisor.authoring.reference.condition_text import describe_condition, format_lines
from advisor.authoring.reference.rule_list import RuleFilter, select_rules
from advisor.model.advice import as_data
from advisor.model.rulebase import RuleBase

RULE_SCHEMA, STEP_SCHEMA = "rule/1", "step/1"


class RuleShelf:
    """The rules and steps of a rule base by id, as data; what a rule leads to is found once."""

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self._rows = {row.id: row for row in select_rules(rulebase, RuleFilter())}

    def build_rule(self, name: str) -> dict[str, Any] | None:
        """Build the data of a rule; None if there is none. The row is that of `advisor rules list --format json`."""
        row = self._rows.get(name)
        if row is None:
            return None
        rule = self.rulebase.rules_by_id[name]
        concludes: dict[str, list[str]] = {}
        for atom in rule.then:
            concludes.setdefault(atom.name, []).append(atom.value)
        return {
            "schema": RULE_SCHEMA,
            **row._asdict(),
            "reads": list(row.reads),
            "when": list(format_lines(describe_condition(rule.condition, self.rulebase))),
            "concludes": concludes,
            "because": rule.because,
            "cited": self._cite(rule.source),
        }

    def build_step(self, name: str) -> dict[str, Any] | None:
        """Build the data of a step, with the rules that advise it; None if there is none."""
        step = self.rulebase.steps.get(name)
        if step is None:
            return None
        data = as_data(step)
        assert isinstance(data, dict)  # it is a named tuple
        rules = [rule.id for rule in self.rulebase.rules if name in rule.list_concluded_values("step")]
        return {"schema": STEP_SCHEMA, **data, "advised_by": rules, "cited": self._cite(step.source)}

    def _cite(self, locator: str) -> dict[str, str]:
        """Return the work and the place of a locator, "" where it is in none."""
        work, place = self.rulebase.cite(locator)
        return {"work": work.title if work else "", "place": place or ""}
