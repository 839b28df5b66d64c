"""Reads what a program sends: the body as JSON and the query, strictly; nothing is guessed or ignored."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from math import isfinite
from typing import Any, NamedTuple

from advisor.errors import FactsError, Finding, Place, lower_first
from advisor.loading.documents.mapping_nodes import format_key
from advisor.loading.documents.nodes import FindingList
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

SWITCHES = ("compact",)
"""The parts of a query that are 1 or 0."""
_CONSTANT = re.compile(r'"(?:\\.|[^"\\])*"|(-?\bInfinity\b|\bNaN\b)')
_MAX_DIGITS = 300
"""Longer numbers are cut: they are far too large for any fact, and take long to read."""


class SentRequest(NamedTuple):
    """What a program sent: the body, and what is wrong so far in the query and in the body."""

    body: Any
    findings: tuple[Finding, ...]

    def read(self, *readers: Callable[[], object]) -> None:
        """Call readers of this request, and raise a FactsError with the findings of all of them and those so far."""
        findings = FindingList()
        findings.merge(self.findings)
        for reader in readers:
            try:
                reader()
            except FactsError as error:
                findings.merge(error.findings, error.rest)
        if findings:
            raise FactsError(findings)


async def read_request(visit: Visit, known: Collection[str] = ()) -> SentRequest:
    """Read query and body of a request.

    Args:
        visit: the request.
        known: the names of the query.

    Raises:
        RefusedRequestError: there is no body that can be read.
        FactsError: the body is not JSON; with all findings, also those of the query.
    """
    kind = visit.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    limits = visit.site.limits
    declared = visit.request.headers.get("content-length")
    body = await read_body(visit.request.receive, declared, limits.form_bytes, limits.body_seconds)
    if kind != "application/json":
        raise RefusedRequestError(415, "The body is not JSON.", "Send it with `Content-Type: application/json`.")
    in_query = list_query_findings(visit, known)
    try:
        value, findings = parse_body(body)
    except FactsError as error:
        raise FactsError([*in_query, *error.findings]) from None
    return SentRequest(value, (*in_query, *findings))


def parse_body(body: bytes) -> tuple[Any, list[Finding]]:
    """Parse a body; return its value with what is wrong in it, such as a key that is there twice.

    Raises FactsError if it is not JSON.
    """
    try:
        text = body.decode("utf-8-sig")
        if not text.strip():
            raise FactsError.at("body", "the body is empty; send the facts as a JSON object", EMPTY_FILE)
        findings = list(_iter_constants(text))
        value = json.loads(
            text, object_pairs_hook=_Object, parse_int=_read_int, parse_float=_read_float, parse_constant=_Constant
        )
        findings += _iter_repeated(value, "")
    except UnicodeDecodeError as error:
        sentence = f"the body is not UTF-8, from byte {error.start}; encode it as UTF-8"
        raise FactsError.at("body", sentence, NOT_TEXT) from None
    except json.JSONDecodeError as error:
        place = Place("body", error.lineno, error.colno)
        sentence = f"this is not valid JSON: {lower_first(error.msg)}; correct it at this place"
        raise FactsError([Finding(place, sentence, INVALID_SYNTAX)]) from None
    except RecursionError:
        raise FactsError.at("body", "this has too many levels; send facts as a flat object", TOO_DEEP) from None
    return _leave_out_constants(value), findings


class _Object(dict[str, Any]):
    """An object of JSON; `repeated` are the keys that it has twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs)
        self.repeated = [name for name, count in counts.items() if count > 1]


class _Constant(str):
    """A word such as NaN that JSON does not have; it is reported, and then it is as if it were not there."""

    __slots__ = ()


def _iter_repeated(value: Any, path: str) -> Iterator[Finding]:
    if isinstance(value, _Object):
        for name in value.repeated:
            shown = format_key(name)
            place = f"{path}.{shown}" if path else shown
            yield Finding(Place(place), f"`{shown}` appears twice; keep one of them", DUPLICATE_KEY)
        for name, inner in value.items():
            yield from _iter_repeated(inner, f"{path}.{format_key(name)}" if path else format_key(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _iter_repeated(inner, f"{path}[{number}]")


def _iter_constants(text: str) -> Iterator[Finding]:
    """Yield each NaN and Infinity of a text that is not within a string, with line and column."""
    for match in _CONSTANT.finditer(text):
        if match[1]:
            line_start = text.rfind("\n", 0, match.start()) + 1
            place = Place("body", text.count("\n", 0, match.start()) + 1, match.start() - line_start + 1)
            yield Finding(place, f"`{match[1]}` is not a value in JSON; leave it out", INVALID_SYNTAX)


def _leave_out_constants(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _leave_out_constants(each) for key, each in value.items() if not isinstance(each, _Constant)}
    if isinstance(value, list):
        return [_leave_out_constants(each) for each in value if not isinstance(each, _Constant)]
    return value


def _read_int(text: str) -> int:
    return int(text[:_MAX_DIGITS])


def _read_float(text: str) -> Any:
    number = float(text)
    return number if isfinite(number) else text[:_MAX_DIGITS]  # errors show it as it was written


def list_query_findings(visit: Visit, known: Collection[str]) -> list[Finding]:
    """List unknown and repeated names of a query, and values of switches that cannot be read."""
    findings, seen = [], set[str]()
    for name, value in visit.request.query_params.multi_items():
        shown = format_key(name)
        if name not in known:
            way_out = suggest_name(name, known) or "; leave it out"
            sentence = f"`{shown}` is not a part of the query{way_out}"
            findings.append(Finding(Place(f"query: {shown}"), sentence, UNKNOWN_KEY))
        elif name in seen:
            sentence = f"`{shown}` appears twice; keep one of them"
            findings.append(Finding(Place(f"query: {shown}"), sentence, DUPLICATE_KEY))
        elif name in SWITCHES and value not in ("0", "1"):
            sentence = f"`{format_key(value)}` is not a value of `{name}`; write {join_quoted(('1', '0'))}"
            findings.append(Finding(Place(f"query: {name}"), sentence, UNKNOWN_VALUE))
        seen.add(name)
    return findings


def check_query(visit: Visit, known: Collection[str] = ()) -> None:
    """Refuse a query with errors. Raises FactsError with all findings."""
    if findings := list_query_findings(visit, known):
        raise FactsError(findings)


def read_switch(visit: Visit, name: str) -> bool:
    """Read a part of the query that is 1 or 0; without it, 0."""
    return bool(visit.request.query_params.get(name, "0") == "1")
