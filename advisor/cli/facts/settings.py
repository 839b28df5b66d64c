"""Facts that are typed on the command line, as `employees=120` or `conflict_topics=pricing,budget`."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.errors import FactsError, Place
from advisor.loading.documents.nodes import FindingList, ListNode, Node, ScalarNode
from advisor.loading.facts.fact_hints import suggest_fact
from advisor.loading.facts.fact_values import read_value
from advisor.loading.finding_codes import CONTRADICTORY_ANSWERS, INVALID_OPTION
from advisor.model.answers import Value
from advisor.model.clauses import describe_clash
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind


def read_settings(settings: Iterable[str], rulebase: RuleBase) -> dict[str, Value]:
    """Read the facts; one that is `unknown` is left out. Raises FactsError with all findings."""
    findings = FindingList()
    values: dict[str, Value] = {}
    for setting in settings:
        name, sign, text = (part.strip() for part in setting.partition("="))
        place = Place(f"--set {name}")
        fact = rulebase.facts.get(name)
        node: Node = ScalarNode(text, place)
        if not sign:
            findings.add(place, "a fact needs a value; write it as `FACT=VALUE`", INVALID_OPTION)
        elif fact is None or fact.computed:
            hint = suggest_fact(ScalarNode(name, place), node, rulebase.facts)
            findings.add(place, f"`{name}` is not a fact that you can state{hint}", INVALID_OPTION)
        else:
            if fact.kind is Kind.MANY and "," in text:
                node = ListNode(tuple(ScalarNode(part.strip(), place) for part in text.split(",")), place)
            value = read_value(fact, node, findings)
            if values.get(name, value) != value:
                findings.add(place, f"`{name}` has two values; keep one of them", INVALID_OPTION)
            if value is not None:
                values[name] = value
    for clash in rulebase.find_clashes(values):
        findings.add(Place(f"--set {clash.fact}"), describe_clash(clash, values), CONTRADICTORY_ANSWERS)
    if findings:
        raise FactsError(findings)
    return values
