"""What the API answers: facts of a program in, data out. It is loaded with the first request of a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.errors import FactsError, Finding, Place
from advisor.loading.documents.mapping_nodes import format_key
from advisor.loading.finding_codes import UNKNOWN_KEY
from advisor.logic.fact_list import FactFilter, list_facts
from advisor.model.advice import as_data
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import STATED_STATE
from advisor.model.word_lists import join_quoted
from advisor.programs.claims import NO_RULE, list_claims
from advisor.programs.compact import build_smallest_compact
from advisor.programs.decision_id import build_decision_id
from advisor.programs.explanation_kinds import KINDS
from advisor.programs.explanations import build_explanation, read_options
from advisor.programs.facts_data import build_facts_data
from advisor.programs.given_facts import GivenFacts, read_given_facts
from advisor.programs.questions import build_next_question
from advisor.reporting.render.notice import add_json_notice
from advisor.web.app.program_request import SentRequest
from advisor.web.app.program_shelf import open_shelf
from advisor.web.app.site import Site
from advisor.web.security.refusals import RefusedRequestError


class UnknownEntryError(RefusedRequestError):
    """An id that no rule or step has; unlike an unknown page, it names the nearest one."""


def build_advice(site: Site, sent: SentRequest, is_compact: bool) -> dict[str, Any]:
    """Build the advice, or its claims in at most 4 KB. Raises AdvisorError."""
    rulebase = site.rulebase
    company = _read_facts(site, sent).company
    advice, decision_id = site.adviser.advise(company), build_decision_id(company, rulebase)
    if is_compact:
        return build_smallest_compact(advice, list_claims(advice, rulebase), decision_id)
    data = add_json_notice(as_data(advice), rulebase, advice)
    assert isinstance(data, dict)  # an advice is a named tuple
    return {**data, "decision_id": decision_id, **({"notes": list(company.notes)} if company.notes else {})}


def build_question(site: Site, sent: SentRequest) -> dict[str, Any]:
    """Build the next question. Raises AdvisorError."""
    given = _read_facts(site, sent)
    return build_next_question(site.adviser, given.company, given.declined)


def _read_facts(site: Site, sent: SentRequest) -> GivenFacts:
    """Read a body that is facts. Raises FactsError with all findings of the request."""
    sent.read(lambda: read_given_facts(sent.body, site.rulebase))
    return read_given_facts(sent.body, site.rulebase)


def build_kind(site: Site, kind: str, sent: SentRequest) -> dict[str, Any]:
    """Build an explanation. Raises AdvisorError."""
    rulebase = site.rulebase
    body = sent.body if isinstance(sent.body, Mapping) else {}
    options = {name: value for name, value in body.items() if name in KINDS[kind]}
    sent.read(
        lambda: _refuse_members(body, kind),
        lambda: read_given_facts(body["facts"], rulebase, "facts") if "facts" in body else None,
        lambda: read_options(kind, options, rulebase) if body else None,
    )
    company = read_given_facts(body["facts"], rulebase, "facts").company
    data = build_explanation(site.adviser, company, kind, read_options(kind, options, rulebase))
    return {**data, "decision_id": build_decision_id(company, rulebase)}


def _refuse_members(body: Mapping[str, object], kind: str) -> None:
    """Refuse unknown members of a request for an explanation, and missing facts. Raises FactsError."""
    known = ("facts", *KINDS[kind])
    findings = [
        Finding(
            Place(format_key(name)),
            f"`{format_key(name)}` is not a part of this request{suggest_name(name, known) or '; leave it out'}",
            UNKNOWN_KEY,
        )
        for name in body
        if name not in known
    ]
    if "facts" not in body:
        example = '`{"facts": {"relationship": "defined"}}`'
        sentence = f"the facts are missing; send them like this: {example}"
        findings.insert(0, Finding(Place("facts"), sentence, UNKNOWN_KEY))
    if findings:
        raise FactsError(findings)


def build_facts(site: Site, in_query: Sequence[Finding], level: str, search: str) -> dict[str, Any]:
    """Build the list of facts; `in_query` is what is wrong in the query. Raises FactsError with all findings."""
    rulebase = site.rulebase
    levels = rulebase.facts[STATED_STATE].values if STATED_STATE in rulebase.facts else {}
    findings = list(in_query)
    if level and level not in levels:
        sentence = (
            f"`{format_key(level)}` is not a level{suggest_name(level, levels) or f'; write {join_quoted(levels)}'}"
        )
        findings.append(Finding(Place("query: level"), sentence, UNKNOWN_KEY))
    if findings:
        raise FactsError(findings)
    themes = list_facts(rulebase, open_shelf(site.adviser).uses, FactFilter(level or None, search))
    return {"schema": "facts/1", "facts": build_facts_data(themes)}


def find_rule(site: Site, name: str) -> dict[str, Any]:
    """Build the data of a rule. Raises UnknownEntryError."""
    data = open_shelf(site.adviser).rules.build_rule(name)
    return data if data is not None else _refuse_id("rule", name, site.rulebase.rules_by_id)


def find_step(site: Site, name: str) -> dict[str, Any]:
    """Build the data of a step. Raises UnknownEntryError."""
    data = open_shelf(site.adviser).rules.build_step(name)
    return data if data is not None else _refuse_id("step", name, site.rulebase.steps)


def _refuse_id(kind: str, name: str, known: Mapping[str, object]) -> Any:
    if not name:
        raise UnknownEntryError(404, f"This address names no {kind}.", f"Add the id of a {kind} to it.")
    if name == NO_RULE and kind == "rule":
        problem = f"`{NO_RULE}` is not a rule; it means that no rule makes the claim."
        raise UnknownEntryError(404, problem, "Look at the source of the claim.")
    near = suggest_name(name, known) or suggest_name(name.lower().replace("_", "-"), known)
    remedy = near.removeprefix("; ") or "check the id; the advice names rules and steps."
    raise UnknownEntryError(404, f"There is no {kind} `{format_key(name)}`.", f"{remedy[:1].upper()}{remedy[1:]}")


def build_document(site: Site) -> dict[str, Any]:
    """Build the description of the API."""
    return open_shelf(site.adviser).document
