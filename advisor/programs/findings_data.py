"""Findings as data for programs: the place, what is wrong, and what to do about it."""

from __future__ import annotations

import re
from typing import Any

from advisor.errors import AdvisorError, Finding
from advisor.loading.documents.nodes import format_excerpt

JSON_TYPE, PROBLEM_TYPE = "application/json", "application/problem+json"
_SEPARATOR = re.compile(r"; (?=[^`]*(?:`[^`]*`[^`]*)*$)")
"""Between the problem and what to do; not within backticks, which hold what the user wrote."""
_CORRECT = "correct this value and send everything again"
_MAX_QUOTED, _MAX_SENTENCE = 60, 1_000
_QUOTED = re.compile(rf"`[^`]{{{_MAX_QUOTED},}}`")
_NO_FACT = "is not a fact"
_REMEDIES = {
    "too-many-cases": "give more of the facts that are still open",
    "contradiction": "correct one of the two rules, or leave out the pack",
}


def build_findings_data(error: AdvisorError, list_of_facts: str) -> list[dict[str, Any]]:
    """Build the data of all findings of an error; `list_of_facts` says where the reader finds the facts."""
    return [_build_finding_data(finding, list_of_facts) for finding in error.findings]


def _build_finding_data(finding: Finding, list_of_facts: str) -> dict[str, Any]:
    problem, remedy = split_remedy(finding, list_of_facts)
    place = finding.place
    lines = {"line": place.line, "column": place.column} if place.line else {}
    data = {"place": format_excerpt(place.file, 200), **lines, "problem": problem, "remedy": remedy}
    return {**data, "code": finding.code or "ADV002"}


def split_remedy(finding: Finding, list_of_facts: str) -> tuple[str, str]:
    """Return what is wrong, and what to do; a finding that does not say what to do gets the usual advice.

    What the user wrote is cut if it is long.
    """
    sentence = shorten_quoted(finding.sentence)
    found = _SEPARATOR.search(sentence)
    if found is not None:
        return sentence[: found.start()], sentence[found.end() :]
    usual = list_of_facts if sentence.endswith(_NO_FACT) else _CORRECT
    return sentence, shorten_quoted(finding.fix) or _REMEDIES.get(finding.code, usual)


def shorten_quoted(sentence: str) -> str:
    """Shorten what is in backticks in a sentence, and the sentence itself if that is not enough."""
    return format_excerpt(_QUOTED.sub(lambda match: f"`{format_excerpt(match[0][1:-1])}`", sentence), _MAX_SENTENCE)
