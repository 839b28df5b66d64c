"""Problems for programs (RFC 9457): what is wrong, where, and what to do, with all findings."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from advisor.errors import AdvisorError
from advisor.programs.findings_data import PROBLEM_TYPE, build_findings_data, shorten_quoted
from advisor.web.security.refusals import RefusedRequestError

LIST_OF_FACTS = "`GET /v1/facts` lists the facts"
_TYPES = "urn:alignment-advisor:problem:"
"""The beginning of the types of problems; their endings never change."""


def build_refusal(error: RefusedRequestError, place: str) -> Response:
    """Build the answer to a request that is refused as it is; `place` is the part of the request that is at fault."""
    phrase = HTTPStatus(error.status).phrase
    remedy = error.remedy or "Check the request, and send it again."
    problem, remedy = shorten_quoted(error.problem), shorten_quoted(remedy)
    finding = {"place": place, "problem": problem, "remedy": remedy, "code": f"http-{error.status}"}
    return _build(error.status, f"http-{error.status}", phrase, problem, remedy, [finding])


def build_problem(error: AdvisorError) -> Response:
    """Build the answer to facts, options or rules with errors; it has all of them."""
    findings = build_findings_data(error, LIST_OF_FACTS)
    count = len(findings) + error.rest
    detail = "One thing in this request is wrong." if count == 1 else f"{count} things in this request are wrong."
    remedy = "Correct each of the findings, and send the request again."
    return _build(422, "invalid-request", "The request has errors", detail, remedy, findings, error.rest)


def _build(
    status: int, kind: str, title: str, detail: str, remedy: str, findings: list[dict[str, Any]], rest: int = 0
) -> Response:
    head = {"type": f"{_TYPES}{kind}", "title": title, "status": status, "detail": detail, "remedy": remedy}
    text = json.dumps({**head, "findings": findings, "rest": rest})
    return Response(text, status, media_type=PROBLEM_TYPE)
