"""Findings as data for programs: the place, what is wrong, and what to do about it."""

from __future__ import annotations

import re
from typing import Any

from advisor.errors import AdvisorError, Finding

JSON_TYPE, PROBLEM_TYPE = "application/json", "application/problem+json"
_SEPARATOR = re.compile(r"; (?=[^`]*(?:`[^`]*`[^`]*)*$)")
"""Between the problem and what to do; not within backticks, which hold what the user wrote."""
_CORRECT = "correct this value and send everything again"
_REMEDIES = {
    "too-many-cases": "give more of the facts that are still open",
    "contradiction": "correct one of the two rules, or leave out the pack",
}


def build_findings_data(error: AdvisorError) -> list[dict[str, Any]]:
    """Build the data of all findings of an error."""
    return [_build_finding_data(finding) for finding in error.findings]


def _build_finding_data(finding: Finding) -> dict[str, Any]:
    problem, remedy = split_remedy(finding)
    place = finding.place
    lines = {"line": place.line, "column": place.column} if place.line else {}
    return {"place": place.file, **lines, "problem": problem, "remedy": remedy, "code": finding.code or "ADV002"}


def split_remedy(finding: Finding) -> tuple[str, str]:
    """Return what is wrong, and what to do; a finding that does not say what to do gets the usual advice."""
    found = _SEPARATOR.search(finding.sentence)
    if found is not None:
        return finding.sentence[: found.start()], finding.sentence[found.end() :]
    return finding.sentence, finding.fix or _REMEDIES.get(finding.code, _CORRECT)
