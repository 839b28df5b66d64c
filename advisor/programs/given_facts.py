"""The facts that a program gives: a company, and the facts of which it says that nobody knows them."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, isnan
from typing import Any, NamedTuple

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

_MAX_DEPTH = 40


class GivenFacts(NamedTuple):
    """A company, and the facts that the program named as unknown."""

    company: Company
    declined: frozenset[str]


def read_given_facts(given: object, rulebase: RuleBase, place: str = "") -> GivenFacts:
    """Read a mapping of facts, as a facts file has them.

    Args:
        given: the mapping.
        rulebase: the facts and their values.
        place: the part of the request that has the facts; "" if it has nothing else.

    Raises:
        FactsError: with all findings.
    """
    if not isinstance(given, Mapping):
        example = '`{"relationship": "defined", "employees": 120}`'
        raise FactsError.at("facts", f"the facts must be an object; send them like this: {example}", WRONG_SHAPE)
    if isinstance(given.get("company"), bool):  # a facts file in JSON reads these two as the words, also in a name
        given = {**given, "company": "yes" if given["company"] else "no"}
    try:
        company = facts_from(_write_as_json(given, 0), rulebase)
    except FactsError as error:
        raise _move_places(error, place) from None
    names = (str(name) for name in given)  # without findings, a fact that is not stated was given as unknown
    return GivenFacts(company, frozenset(name for name in names if name in rulebase.facts) - set(company.stated))


def _move_places(error: FactsError, place: str) -> FactsError:
    """Return an error whose places begin with the part of the request that has the facts."""
    if not place:
        return error
    findings = FindingList()
    for finding in error.findings:
        inner = finding.place.file
        moved = finding.place._replace(file=f"{place}.{inner}" if inner != "facts" else place)
        findings.append(finding._replace(place=moved))
    findings.rest = error.rest
    return FactsError(findings)


def _write_as_json(value: Any, depth: int) -> Any:
    """Return a value whose words are those of JSON, so that errors quote what the program sent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not isfinite(value):
        return "NaN" if isnan(value) else "1e999" if value > 0 else "-1e999"
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, Mapping):
        return {key: _write_as_json(inner, depth + 1) for key, inner in value.items()}
    return [_write_as_json(each, depth + 1) for each in value] if isinstance(value, list) else value


def read_tried_facts(tried: object, rulebase: RuleBase) -> dict[str, Value | None]:
    """Read answers to try: values by fact; None for an answer to take back. Raises FactsError with all findings."""
    if not isinstance(tried, Mapping) or not tried:
        example = '`{"sales_cycle": "short"}`'
        raise FactsError.at("tried", f"nothing is tried; give an object of facts like this: {example}", WRONG_SHAPE)
    findings = FindingList()
    changes: dict[str, Value | None] = {}
    askable = [name for name, fact in rulebase.facts.items() if not fact.computed]
    for key, value in tried.items():
        name, place = str(key), f"tried.{format_key(str(key))}"
        fact = rulebase.facts.get(name)
        if fact is None:
            sentence = f"`{format_key(name)}` is not a fact{suggest_name(name, askable)}"
            findings.append(Finding(Place(place), sentence, UNKNOWN_NAME))
        elif fact.computed:
            sentence = f"`{name}` is worked out by the program; try another fact"
            findings.append(Finding(Place(place), sentence, WRONG_SHAPE))
        else:
            try:
                node = build_node(_write_as_json(value, 0), place, findings)
            except UnreadableError as error:
                findings.append(error.finding)
                continue
            is_taken_back = isinstance(node, ScalarNode) and not node.is_empty and is_unknown(node.text)
            changes[name] = None if is_taken_back else read_value(fact, node, findings)
    if findings:
        raise FactsError(findings)
    return changes
