"""Reads what a program sends: the body as JSON and the query, strictly; nothing is guessed or ignored."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from advisor.errors import FactsError, Finding, Place, lower_first
from advisor.loading.documents.mapping_nodes import format_key
from advisor.loading.finding_codes import (
    DUPLICATE_KEY,
    EMPTY_FILE,
    INVALID_SYNTAX,
    NOT_TEXT,
    TOO_DEEP,
    UNKNOWN_KEY,
    UNKNOWN_VALUE,
)
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_quoted
from advisor.web.app.visit import Visit
from advisor.web.security.body import read_body
from advisor.web.security.refusals import RefusedRequestError

_MAX_DIGITS = 300
"""Longer numbers are cut: they are far too large for any fact, and take long to read."""


async def read_json_body(visit: Visit) -> Any:
    """Read the body of a request. Raises RefusedRequestError, FactsError."""
    kind = visit.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    limits = visit.site.limits
    declared = visit.request.headers.get("content-length")
    body = await read_body(visit.request.receive, declared, limits.form_bytes, limits.body_seconds)
    if kind != "application/json":
        raise RefusedRequestError(415, "The body is not JSON.", "Send it with `Content-Type: application/json`.")
    return parse_body(body)


def parse_body(body: bytes) -> Any:
    """Parse a body. Raises FactsError with every key that is there twice."""
    findings: list[Finding] = []

    def build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for name, value in pairs:
            if name in built:
                shown = format_key(name)
                findings.append(Finding(Place(shown), f"`{shown}` appears twice; keep one of them", DUPLICATE_KEY))
            built[name] = value
        return built

    try:
        text = body.decode("utf-8-sig")
        if not text.strip():
            raise FactsError.at("body", "the body is empty; send the facts as a JSON object", EMPTY_FILE)
        value = json.loads(text, object_pairs_hook=build_object, parse_int=_read_int, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        sentence = f"the body is not UTF-8, from byte {error.start}; encode it as UTF-8"
        raise FactsError.at("body", sentence, NOT_TEXT) from None
    except json.JSONDecodeError as error:
        place = Place("body", error.lineno, error.colno)
        sentence = f"this is not valid JSON: {lower_first(error.msg)}; correct it at this place"
        raise FactsError([Finding(place, sentence, INVALID_SYNTAX)]) from None
    except RecursionError:
        raise FactsError.at("body", "this has too many levels; send facts as a flat object", TOO_DEEP) from None
    if findings:
        raise FactsError(findings)
    return value


def _read_int(text: str) -> int:
    return int(text[:_MAX_DIGITS])


def _refuse_constant(name: str) -> Any:
    raise FactsError.at("body", f"`{name}` is not a value in JSON; leave it out", INVALID_SYNTAX)


def check_query(visit: Visit, known: Collection[str]) -> None:
    """Refuse a query with unknown or repeated names. Raises FactsError with all findings."""
    findings, seen = [], set[str]()
    for name, _ in visit.request.query_params.multi_items():
        shown = format_key(name)
        if name not in known:
            way_out = suggest_name(name, known) or "; leave it out"
            sentence = f"`{shown}` is not a part of the query{way_out}"
            findings.append(Finding(Place(f"query: {shown}"), sentence, UNKNOWN_KEY))
        elif name in seen:
            sentence = f"`{shown}` appears twice; keep one of them"
            findings.append(Finding(Place(f"query: {shown}"), sentence, DUPLICATE_KEY))
        seen.add(name)
    if findings:
        raise FactsError(findings)


def read_switch(visit: Visit, name: str) -> bool:
    """Read a part of the query that is 1 or 0; without it, 0. Raises FactsError."""
    text = visit.request.query_params.get(name, "0")
    if text not in ("0", "1"):
        sentence = f"`{format_key(text)}` is not a value of `{name}`; write {join_quoted(('1', '0'))}"
        raise FactsError.at(f"query: {name}", sentence, UNKNOWN_VALUE)
    return text == "1"
