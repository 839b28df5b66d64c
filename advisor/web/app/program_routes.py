"""The HTTP API for programs: `/v1/…` and `/openapi.json`. docs/api.md describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from advisor.errors import FactsError, Finding, Place
from advisor.loading.finding_codes import UNKNOWN_KEY
from advisor.loading.mapping_nodes import format_key
from advisor.logic.fact_list import FactFilter, list_facts
from advisor.model.advice import as_data
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import STATED_STATE
from advisor.programs.claims import list_claims
from advisor.programs.compact import build_smallest_compact, format_short_json
from advisor.programs.decision_id import build_decision_id
from advisor.programs.explanations import KINDS, build_explanation
from advisor.programs.facts_data import build_facts_data
from advisor.programs.given_facts import read_given_facts
from advisor.programs.openapi import JSON_TYPE
from advisor.programs.questions import build_next_question
from advisor.reporting.render.notice import add_json_notice
from advisor.web.app.program_request import check_query, read_json_body, read_switch
from advisor.web.app.program_shelf import open_shelf
from advisor.web.app.site import Site
from advisor.web.app.visit import Handler, Visit
from advisor.web.security.refusals import RefusedRequestError

DECISION_HEADER = "Decision-Id"


def _send(data: object, decision_id: str = "") -> Response:
    headers = {DECISION_HEADER: decision_id} if decision_id else None
    return Response(format_short_json(data), media_type=JSON_TYPE, headers=headers)


async def advise(visit: Visit) -> Response:
    """Send the advice for the facts in the body."""
    check_query(visit, ("compact",))
    is_compact = read_switch(visit, "compact")
    data = await visit.site.report(_build_advice, visit.site, await read_json_body(visit), is_compact)
    return _send(data, str(data["decision_id"]))


def _build_advice(site: Site, given: object, is_compact: bool) -> dict[str, Any]:
    rulebase = site.rulebase
    company = read_given_facts(given, rulebase).company
    advice, decision_id = site.adviser.advise(company), build_decision_id(company, rulebase)
    if is_compact:
        return build_smallest_compact(advice, list_claims(advice, rulebase), decision_id)
    data = add_json_notice(as_data(advice), rulebase, advice)
    assert isinstance(data, dict)  # an advice is a named tuple
    return {**data, "decision_id": decision_id, **({"notes": list(company.notes)} if company.notes else {})}


async def ask_next(visit: Visit) -> Response:
    """Send the next question for the facts in the body."""
    check_query(visit, ())
    data = await visit.site.report(_build_question, visit.site, await read_json_body(visit))
    return _send(data, str(data["decision_id"]))


def _build_question(site: Site, body: object) -> dict[str, Any]:
    given = read_given_facts(body, site.rulebase)
    return build_next_question(site.adviser, given.company, given.declined)


def _explain_as(kind: str) -> Handler:
    async def explain(visit: Visit) -> Response:
        """Send an explanation of the advice for the facts in the body."""
        check_query(visit, ())
        return _send(*await visit.site.report(_build_explanation, visit.site, kind, await read_json_body(visit)))

    return explain


def _build_explanation(site: Site, kind: str, body: object) -> tuple[dict[str, Any], str]:
    options = _read_options(body, kind)
    company = read_given_facts(options.pop("facts", {}), site.rulebase).company
    return build_explanation(site.adviser, company, kind, options), build_decision_id(company, site.rulebase)


def _read_options(body: object, kind: str) -> dict[str, Any]:
    """Return the members of a request for an explanation. Raises FactsError with all findings."""
    known = ("facts", *KINDS[kind])
    if not isinstance(body, Mapping) or "facts" not in body:
        example = '`{"facts": {"relationship": "defined"}}`'
        raise FactsError.at("facts", f"the facts are missing; send them like this: {example}", UNKNOWN_KEY)
    findings = [
        Finding(
            Place(format_key(name)),
            f"`{format_key(name)}` is not a part of this request{suggest_name(name, known) or '; leave it out'}",
            UNKNOWN_KEY,
        )
        for name in body
        if name not in known
    ]
    if findings:
        raise FactsError(findings)
    return dict(body)


async def send_facts_list(visit: Visit) -> Response:
    """Send the facts that can be stated."""
    check_query(visit, ("level", "search"))
    return _send(await visit.site.report(_build_facts, visit.site, visit.get("level"), visit.get("search")))


def _build_facts(site: Site, level: str, search: str) -> dict[str, Any]:
    rulebase = site.rulebase
    levels = rulebase.facts[STATED_STATE].values if STATED_STATE in rulebase.facts else {}
    if level and level not in levels:
        sentence = f"`{format_key(level)}` is not a level{suggest_name(level, levels) or '; leave it out'}"
        raise FactsError.at("query: level", sentence, UNKNOWN_KEY)
    themes = list_facts(rulebase, open_shelf(site.adviser).uses, FactFilter(level or None, search))
    return {"schema": "facts/1", "facts": build_facts_data(themes)}


async def send_rule(visit: Visit) -> Response:
    """Send a rule."""
    check_query(visit, ())
    return _send(await visit.site.report(_find_rule, visit.site, visit.request.path_params["id"]))


def _find_rule(site: Site, name: str) -> dict[str, Any]:
    data = open_shelf(site.adviser).rules.build_rule(name)
    return data if data is not None else _refuse_id("rule", name, site.rulebase.rules_by_id)


async def send_step(visit: Visit) -> Response:
    """Send a step."""
    check_query(visit, ())
    return _send(await visit.site.report(_find_step, visit.site, visit.request.path_params["id"]))


def _find_step(site: Site, name: str) -> dict[str, Any]:
    data = open_shelf(site.adviser).rules.build_step(name)
    return data if data is not None else _refuse_id("step", name, site.rulebase.steps)


def _refuse_id(kind: str, name: str, known: Mapping[str, object]) -> Any:
    remedy = suggest_name(name, known).removeprefix("; ") or "check the id; the advice names rules and steps."
    raise UnknownEntryError(404, f"There is no {kind} `{format_key(name)}`.", f"{remedy[:1].upper()}{remedy[1:]}")


class UnknownEntryError(RefusedRequestError):
    """An id that no rule or step has; unlike an unknown page, it names the nearest one."""


async def send_openapi(visit: Visit) -> Response:
    """Send the description of the API."""
    check_query(visit, ())
    return _send(await visit.site.report(lambda: open_shelf(visit.site.adviser).document))


ROUTES = (
    ("/v1/advise", "POST", advise),
    ("/v1/next-question", "POST", ask_next),
    *((f"/v1/explain/{kind}", "POST", _explain_as(kind)) for kind in KINDS),
    ("/v1/facts", "GET", send_facts_list),
    ("/v1/rules/{id:path}", "GET", send_rule),
    ("/v1/steps/{id:path}", "GET", send_step),
    ("/openapi.json", "GET", send_openapi),
)
