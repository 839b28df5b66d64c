"""Findings as text, JSON, SARIF 2.1.0 and JUnit, for people, programs, editors and CI."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from advisor.authoring.check.catalogue import CHECKS, ERROR, NOTE, WARNING
from advisor.errors import Finding
from advisor.model.word_lists import join_words

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
CHECKS_PAGE = "docs/checks.md"


def render_text(findings: Sequence[Finding]) -> str:
    """A line for each finding (`file:line:col: severity CODE: sentence`), its fix below, and how many there are.

    What the sentence ends in, or mended the finding before of that code, is not told again.
    """
    lines = []
    last: dict[str, str] = {}
    for each in findings:
        lines.append(f"{each.place}: {each.severity} {each.code}: {each.sentence}")
        if each.fix and last.get(each.code) != each.fix and not each.sentence.endswith(each.fix):
            lines.append(f"    fix: {each.fix}")
        last[each.code] = each.fix
    return "".join(f"{_replace_unprintable(line)}\n" for line in (*lines, summarize_findings(findings)))


def summarize_findings(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity."""
    counted = Counter(finding.severity for finding in findings)
    parts = [
        f"{counted[severity]} {severity}{'' if counted[severity] == 1 else 's'}"
        for severity in (ERROR, WARNING, NOTE)
        if counted[severity]
    ]
    return join_words(parts) if parts else "nothing found"


def render_json(findings: Sequence[Finding]) -> str:
    """`{"findings": [{file, line, column, code, severity, sentence, fix}, …]}`; what is not known is null."""
    listed = [
        {
            **each.place._asdict(),
            "code": each.code,
            "severity": each.severity,
            "sentence": each.sentence,
            "fix": each.fix or None,
        }
        for each in findings
    ]
    return json.dumps({"findings": listed}, indent=2) + "\n"


def render_sarif(findings: Sequence[Finding]) -> str:
    """One run of SARIF 2.1.0, with every check as a rule of the tool."""
    numbers = {code: number for number, code in enumerate(CHECKS)}
    rules = [
        {
            "id": code,
            "shortDescription": {"text": check.title},
            "fullDescription": {"text": check.why},
            "help": {"text": f"{check.fix} (see {CHECKS_PAGE})"},
            "defaultConfiguration": {"level": check.severity},
        }
        for code, check in CHECKS.items()
    ]
    results = [
        {
            "ruleId": each.code,
            "ruleIndex": numbers[each.code],
            "level": each.severity,
            "message": {"text": f"{each.sentence}; to mend it: {each.fix}" if each.fix else each.sentence},
            "locations": [{"physicalLocation": _build_location(each)}],
        }
        for each in findings
    ]
    run = {
        "tool": {"driver": {"name": "advisor rules check", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _build_location(finding: Finding) -> Mapping[str, object]:
    file, line, column = finding.place
    path = Path(file)
    location: dict[str, object] = {
        "artifactLocation": {"uri": path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")}
    }
    if line is not None:
        location["region"] = {"startLine": line, **({"startColumn": column} if column is not None else {})}
    return location


def render_junit(findings: Sequence[Finding]) -> str:
    """A test case for each finding, which fails, and one for each check that found nothing. Notes do not fail."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    failing = [each for each in findings if each.severity != NOTE]
    quiet = [code for code in CHECKS if code not in {each.code for each in findings}]
    numbers = {"tests": str(len(findings) + len(quiet)), "failures": str(len(failing)), "errors": "0"}
    suites = Element("testsuites", {"name": "advisor rules check", **numbers})
    suite = SubElement(suites, "testsuite", {"name": "advisor rules check", "time": "0", **numbers})
    for each in findings:
        name = _replace_unprintable(f"{each.code} {each.place}")
        case = SubElement(suite, "testcase", name=name, classname=_replace_unprintable(each.place.file), time="0")
        told = _replace_unprintable(
            f"{each.place}: {each.sentence}" + (f"; to mend it: {each.fix}" if each.fix else "")
        )
        if each.severity == NOTE:
            SubElement(case, "system-out").text = told
        else:
            failure = SubElement(
                case, "failure", message=_replace_unprintable(each.sentence), type=f"{each.severity} {each.code}"
            )
            failure.text = told
    for code in quiet:
        SubElement(suite, "testcase", name=f"{code} {CHECKS[code].title}", classname="advisor rules check", time="0")
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _replace_unprintable(words: str) -> str:
    """What a terminal and XML take as it is: a pack's texts may hold anything."""
    return "".join(char if char.isprintable() else "?" for char in words)


FORMATS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "text": render_text,
    "json": render_json,
    "sarif": render_sarif,
    "junit": render_junit,
}


def is_clean(findings: Sequence[Finding]) -> bool:
    """Whether there is nothing but notes."""
    return all(each.severity not in (ERROR, WARNING) for each in findings)
