"""The facts that a program gives: a company, and the facts of which it says that nobody knows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.errors import FactsError, Finding, Place
from advisor.loading.documents.mapping_nodes import build_node, format_key
from advisor.loading.documents.nodes import FindingList, ScalarNode
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.facts.fact_values import read_value
from advisor.loading.facts.facts_mapping import facts_from
from advisor.loading.finding_codes import UNKNOWN_NAME, WRONG_SHAPE
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.value_names import is_unknown

LIST_OF_FACTS = "`GET /v1/facts`, the tool `list_facts` and `advisor facts` list the facts"


class GivenFacts(NamedTuple):
    """A company, and the facts that the program named as unknown."""

    company: Company
    declined: frozenset[str]


def read_given_facts(given: object, rulebase: RuleBase) -> GivenFacts:
    """Read a mapping of facts, as a facts file has them. Raises FactsError with all findings."""
    if not isinstance(given, Mapping):
        example = '`{"relationship": "defined", "employees": 120}`'
        raise FactsError.at("facts", f"the facts must be an object; send them like this: {example}", WRONG_SHAPE)
    if isinstance(given.get("company"), bool):  # a facts file in JSON reads these two as the words, also in a name
        given = {**given, "company": "yes" if given["company"] else "no"}
    company = facts_from(given, rulebase)
    names = (str(name) for name in given)  # without findings, a fact that is not stated was given as unknown
    return GivenFacts(company, frozenset(name for name in names if name in rulebase.facts) - set(company.stated))


def read_tried_facts(tried: object, rulebase: RuleBase) -> dict[str, Value | None]:
    """Read answers to try: values by fact; None for an answer to take back. Raises FactsError with all findings."""
    if not isinstance(tried, Mapping) or not tried:
        example = '`{"sales_cycle": "short"}`'
        raise FactsError.at("tried", f"nothing is tried; give an object of facts like this: {example}", WRONG_SHAPE)
    findings = FindingList()
    changes: dict[str, Value | None] = {}
    for key, value in tried.items():
        name, place = str(key), f"tried.{format_key(str(key))}"
        fact = rulebase.facts.get(name)
        if fact is None:
            way_out = suggest_name(name, rulebase.facts) or f"; {LIST_OF_FACTS}"
            findings.append(Finding(Place(place), f"`{format_key(name)}` is not a fact{way_out}", UNKNOWN_NAME))
        elif fact.computed:
            sentence = f"`{name}` is worked out by the program; try another fact"
            findings.append(Finding(Place(place), sentence, WRONG_SHAPE))
        else:
            try:
                node = build_node(value, place, findings)
            except UnreadableError as error:
                findings.append(error.finding)
                continue
            is_taken_back = isinstance(node, ScalarNode) and not node.is_empty and is_unknown(node.text)
            changes[name] = None if is_taken_back else read_value(fact, node, findings)
    if findings:
        raise FactsError(findings)
    return changes
