"""The HTTP API for programs: `/v1/…` and `/openapi.json`. docs/api.md describes it.

The answers are imported with the first request, so that the server is ready before the rules can run.
"""

from __future__ import annotations

import json

from starlette.responses import Response

from advisor.programs.explanation_kinds import KINDS
from advisor.programs.findings_data import JSON_TYPE
from advisor.web.app.program_request import check_query, list_query_findings, read_request, read_switch
from advisor.web.app.visit import Handler, Visit

DECISION_HEADER = "Decision-Id"


def _send(data: object, decision_id: str = "") -> Response:
    headers = {DECISION_HEADER: decision_id} if decision_id else None
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type=JSON_TYPE, headers=headers)


async def advise(visit: Visit) -> Response:
    """Send the advice for the facts in the body."""
    from advisor.web.app import program_answers as answers

    sent = await read_request(visit, ("compact",))
    data = await visit.site.compute(answers.build_advice, visit.site, sent, read_switch(visit, "compact"))
    return _send(data, str(data["decision_id"]))


async def ask_next(visit: Visit) -> Response:
    """Send the next question for the facts in the body."""
    from advisor.web.app import program_answers as answers

    data = await visit.site.compute(answers.build_question, visit.site, await read_request(visit))
    return _send(data, str(data["decision_id"]))


def _explain_as(kind: str) -> Handler:
    async def explain(visit: Visit) -> Response:
        """Send an explanation of the advice for the facts in the body."""
        from advisor.web.app import program_answers as answers

        data = await visit.site.compute(answers.build_kind, visit.site, kind, await read_request(visit))
        return _send(data, str(data["decision_id"]))

    return explain


async def send_facts_list(visit: Visit) -> Response:
    """Send the facts that can be stated."""
    from advisor.web.app import program_answers as answers

    findings = list_query_findings(visit, ("level", "search"))
    level, search = visit.get("level"), visit.get("search")
    return _send(await visit.site.compute(answers.build_facts, visit.site, findings, level, search))


async def send_rule(visit: Visit) -> Response:
    """Send a rule."""
    from advisor.web.app import program_answers as answers

    check_query(visit, ())
    return _send(await visit.site.compute(answers.find_rule, visit.site, visit.request.path_params["id"]))


async def send_step(visit: Visit) -> Response:
    """Send a step."""
    from advisor.web.app import program_answers as answers

    check_query(visit, ())
    return _send(await visit.site.compute(answers.find_step, visit.site, visit.request.path_params["id"]))


async def send_openapi(visit: Visit) -> Response:
    """Send the description of the API."""
    from advisor.web.app import program_answers as answers

    check_query(visit, ())
    return _send(await visit.site.compute(answers.build_document, visit.site))


ROUTES = (
    ("/v1/advise", "POST", advise),
    ("/v1/next-question", "POST", ask_next),
    *((f"/v1/explain/{kind}", "POST", _explain_as(kind)) for kind in KINDS),
    ("/v1/facts", "GET", send_facts_list),
    ("/v1/rules/{id:path}", "GET", send_rule),
    ("/v1/steps/{id:path}", "GET", send_step),
    ("/openapi.json", "GET", send_openapi),
)
