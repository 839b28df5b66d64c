"""A list of rules: the filter, and a row for each rule."""

from __future__ import annotations

from typing import NamedTuple

from advisor.authoring.reference.rule_graph import RuleGraph, group_atoms
from advisor.authoring.reference.show import UnknownIdError
from advisor.errors import Finding, Place
from advisor.loading.finding_codes import UNKNOWN_ID
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom


class RuleFilter(NamedTuple):
    """What the rules of a list have in common; None allows any value. `leads_to` is a value or `name: value`."""

    stage: str | None = None
    status: str | None = None
    reads: str | None = None
    leads_to: str | None = None
    packs: frozenset[str] | None = None


class RuleRow(NamedTuple):
    """A rule in a list. `leads_to` has the values of each conclusion that a reader of the advice sees."""

    id: str
    title: str
    stage: str
    status: str
    pack: str
    source: str
    reads: tuple[str, ...]
    leads_to: dict[str, list[str]]


def select_rules(rulebase: RuleBase, rule_filter: RuleFilter) -> list[RuleRow]:
    """Return the rules that match a filter, in order. Raises UnknownIdError for a name that no rule can match."""
    graph = RuleGraph(rulebase)

    def list_outcomes(rule: Rule) -> tuple[Atom, ...]:
        return (*rule.then, *graph.find_outcomes(rule))

    name, value = _parse_outcome(rule_filter.leads_to or "")
    _check_filter(rulebase, rule_filter, name, value)
    return [
        _build_row(rule, graph)
        for rule in rulebase.rules
        if (rule_filter.stage is None or rule.stage == rule_filter.stage)
        and (rule_filter.status is None or rule.status == rule_filter.status)
        and (rule_filter.packs is None or rule.pack in rule_filter.packs)
        and (rule_filter.reads is None or rule_filter.reads in graph.list_read_names(rule))
        and (not value or any(each.value == value and name in ("", each.name) for each in list_outcomes(rule)))
    ]


def _parse_outcome(text: str) -> tuple[str, str]:
    name, sign, value = text.partition(":")
    return (name.strip(), value.strip()) if sign else ("", text.strip())


def _check_filter(rulebase: RuleBase, rule_filter: RuleFilter, name: str, value: str) -> None:
    findings = []
    known = (*rulebase.facts, *rulebase.conclusions)
    if rule_filter.reads is not None and rule_filter.reads not in known:
        sentence = f"there is no fact or conclusion `{rule_filter.reads}`{suggest_name(rule_filter.reads, known)}"
        findings.append(Finding(Place("--reads"), sentence, UNKNOWN_ID))
    values = {atom.value for rule in rulebase.rules for atom in rule.then if name in ("", atom.name)}
    if rule_filter.leads_to is not None and value not in values:
        sentence = f"no rule concludes `{rule_filter.leads_to}`{suggest_name(value, values)}"
        findings.append(Finding(Place("--leads-to"), sentence, UNKNOWN_ID))
    if findings:
        raise UnknownIdError(findings)


def _build_row(rule: Rule, graph: RuleGraph) -> RuleRow:
    reads, leads_to = graph.list_read_names(rule), group_atoms(graph.find_outcomes(rule))
    return RuleRow(rule.id, rule.title, rule.stage.value, rule.status.value, rule.pack, rule.source, reads, leads_to)
