"""A check that the companies and answers of a program fit the rule base.

What the loader refuses in a file is refused here, in the same sentences. The quick check makes no sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.errors import FactsError, Finding, Place
from advisor.loading.documents.mapping_nodes import build_node, format_key
from advisor.loading.documents.nodes import FindingList, MappingNode, ScalarNode, format_excerpt
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.facts.fact_values import read_value
from advisor.loading.facts.facts_file import MAX_NAME_LENGTH, read_company
from advisor.model.answers import OneOf, PartialChoice, Value
from advisor.model.company import Company
from advisor.model.fitting_values import fits_fact, is_assessment
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent, Responses
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact

_WAY_OUT = "`facts_from(mapping, rulebase)` makes a company that fits"
_PEOPLE = "a tuple of `Respondent`, or of one `FunctionTotal` for each function"


def check_company(company: object, rulebase: RuleBase) -> None:
    """Refuse a company that does not fit the rule base, with all findings. Raises FactsError.

    Facts that the program calculates may be stated here, as in cases.
    """
    if not isinstance(company, Company):
        raise FactsError.at("company", f"this is `{type(company).__name__}` and not a `Company`; {_WAY_OUT}")
    findings = list(_iter_findings(company, rulebase))
    if findings:
        raise FactsError(findings)


def check_answer(fact: Fact, value: object) -> None:
    """Refuse an answer that is no value of a fact. Raises FactsError. None, for "unknown", fits every fact."""
    if value is not None and not fits_fact(fact, value):
        raise FactsError(_explain_value(fact, value))


def _iter_findings(company: Company, rulebase: RuleBase) -> Iterator[Finding]:
    stated, name, assessed, showing, _ = company
    if not _is_name(name):
        yield from _explain("company", name, rulebase, f"the name of a `Company` must be a text, or None; {_WAY_OUT}")
    if not isinstance(stated, Mapping):
        yield Finding(Place("stated"), f"`stated` of a `Company` must be a mapping; {_WAY_OUT}")
        return
    for key, value in stated.items():
        fact = rulebase.facts.get(key)
        if fact is None:
            text = key if isinstance(key, str) else repr(key)
            yield from _explain(text, value, rulebase, f"`{format_excerpt(text)}` is not a fact; {_WAY_OUT}")
        elif not fits_fact(fact, value):
            yield from _explain_value(fact, value)
    yield from _check_assessment(assessed, showing, rulebase)


def _is_name(name: object) -> bool:
    return name is None or (isinstance(name, str) and len(name) <= MAX_NAME_LENGTH and name.isprintable())


def _check_assessment(assessed: Responses, showing: PrivacyLimits, rulebase: RuleBase) -> Iterator[Finding]:
    if not isinstance(showing, PrivacyLimits):
        yield Finding(Place("showing"), f"`showing` of a `Company` must be `PrivacyLimits`; {_WAY_OUT}")
    elif type(showing.min_group) is not int or showing.min_group < 1 or not isinstance(showing.heads, bool):
        yield Finding(Place("showing"), "`min_group` must be a whole number of 1 or more, and `heads` True or False")
    if not is_assessment(assessed):
        sentence = f"`assessed` of a `Company` must be {_PEOPLE}; {_WAY_OUT}"
        if isinstance(assessed, tuple) and all(isinstance(each, Respondent | FunctionTotal) for each in assessed):
            yield from _explain("assessment", _describe_responses(assessed), rulebase, sentence)
        else:
            yield Finding(Place("assessment"), sentence)


def _describe_responses(assessed: Responses) -> dict[str, object]:
    """Return the responses as a facts file has them."""
    people: list[object] = [
        {
            "function": each.function,
            **({} if each.role is None else {"role": each.role}),
            "answers": [("unknown" if answer is None else answer) for answer in each.answers]
            if isinstance(each.answers, tuple)
            else each.answers,
        }
        for each in assessed
        if isinstance(each, Respondent)
    ]
    totals = {each.function: each.total for each in assessed if isinstance(each, FunctionTotal)}
    return {**({"respondents": people} if people else {}), **({"totals": totals} if totals else {})}


def _explain(key: str, value: object, rulebase: RuleBase, sentence: str) -> list[Finding]:
    """Return what the loader finds in a line of a facts file; `sentence` if it finds nothing, as the type is wrong."""
    findings = FindingList()
    place = Place(format_key(key))
    try:
        line = ScalarNode(key, place), build_node(value, place.file, findings)
        read_company(MappingNode((line,), place), rulebase, findings)
    except UnreadableError as error:
        return [*findings, error.finding]
    return list(findings) or [Finding(place, sentence)]


def _explain_value(fact: Fact, value: object) -> list[Finding]:
    if isinstance(value, OneOf | PartialChoice):
        sentence = f"this partly known answer does not fit `{fact.name}`; its values must be some of the fact's own"
        return [Finding(Place(fact.name), sentence)]
    findings = FindingList()
    try:
        node = build_node(value, fact.name, findings)
        fitting = read_value(fact, node, findings)
    except UnreadableError as error:
        return [error.finding]
    if findings:
        return list(findings)
    way_out = f"write `{_format_value(fitting)}`" if fitting is not None else "leave the fact out"
    shown = format_excerpt(node.text) if isinstance(node, ScalarNode) else f"a {type(value).__name__}"
    sentence = f"`{fact.name}` of a `Company` cannot be `{shown}`; {way_out}, or use `facts_from`"
    return [Finding(Place(fact.name), sentence)]


def _format_value(value: Value) -> str:
    if isinstance(value, frozenset):
        return f"frozenset({sorted(value)})" if value else "frozenset()"
    return repr(value)
