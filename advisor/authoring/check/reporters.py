"""Findings as text, JSON, SARIF 2.1.0 and JUnit: for people, programs, code scanning and CI."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from advisor.authoring.check.catalogue import ERROR, NOTE, WARNING, load_checks
from advisor.errors import Finding, replace_unprintable
from advisor.model.word_lists import join_words

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def select_first(findings: Sequence[Finding], limit: int | None) -> Sequence[Finding]:
    """Return the first findings of the highest severities, in the order of all; all of them without a limit."""
    if limit is None or len(findings) <= limit:
        return findings
    ranks = {ERROR: 0, WARNING: 1, NOTE: 2}
    numbers = sorted(range(len(findings)), key=lambda number: ranks.get(findings[number].severity, 0))[:limit]
    return [findings[number] for number in sorted(numbers)]


def render_text(findings: Sequence[Finding], limit: int | None = None) -> str:
    """Write a line for each finding, its fix below, and the number of findings.

    With a `limit`, it lists no more than this, first those of the highest severities; the last lines count all.

    A fix is left out if the sentence ends with it, or if the last finding of the same code has it too. Example:

        rules/own.yaml:6:5: note ADV302: rule `mine/one` has no case in which it nearly fires
            fix: add a case to …
        1 note
    """
    lines = []
    last_fixes: dict[str, str] = {}
    shown = select_first(findings, limit)
    for finding in shown:
        lines.append(f"{finding.place}: {finding.severity} {finding.code}: {finding.sentence}")
        if finding.fix and last_fixes.get(finding.code) != finding.fix and not finding.sentence.endswith(finding.fix):
            lines.append(f"    fix: {finding.fix}")
        last_fixes[finding.code] = finding.fix
    if more := len(findings) - len(shown):
        lines.append(f"{more:,} more; fix the ones above first, or list all with `--all`")
    return "".join(f"{replace_unprintable(line)}\n" for line in (*lines, summarize_findings(findings)))


def summarize_findings(findings: Sequence[Finding]) -> str:
    """Return the number of findings of each severity: `1 error and 2 notes`."""
    counts = Counter(finding.severity for finding in findings)
    severities = [each for each in (ERROR, WARNING, NOTE) if counts[each]]
    return join_words(f"{counts[each]} {each}{'s' * (counts[each] != 1)}" for each in severities) or "no findings"


def render_json(findings: Sequence[Finding], limit: int | None = None) -> str:
    """Write `{"findings": [{file, line, column, code, severity, sentence, fix}, …], "more": 0}`.

    What is not known is null. With a `limit`, it lists no more than this; `more` counts the others.
    """
    shown = select_first(findings, limit)
    data = {"findings": [_build_finding_data(each) for each in shown], "more": len(findings) - len(shown)}
    return json.dumps(data, indent=2) + "\n"


def _build_finding_data(finding: Finding) -> Mapping[str, object]:
    place, sentence, code, severity, fix = finding
    return {**place._asdict(), "code": code, "severity": severity, "sentence": sentence, "fix": fix or None}


def render_sarif(findings: Sequence[Finding], limit: int | None = None) -> str:
    """Write one run of SARIF 2.1.0, with every check as a rule of the tool; programs read it, so it has no limit."""
    codes = list(load_checks())
    rules = [
        {
            "id": code,
            "shortDescription": {"text": check.title},
            "fullDescription": {"text": check.why},
            "help": {"text": f"{check.fix} (see `advisor rules explain {code}`)"},
            "defaultConfiguration": {"level": check.severity},
        }
        for code, check in load_checks().items()
    ]
    results = [
        {
            "ruleId": each.code,
            "ruleIndex": codes.index(each.code),
            "level": each.severity,
            "message": {"text": _format_with_fix(each)},
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


def _format_with_fix(finding: Finding) -> str:
    return f"{finding.sentence}; fix: {finding.fix}" if finding.fix else finding.sentence


def _build_location(finding: Finding) -> Mapping[str, object]:
    file, line, column = finding.place
    path = Path(file)
    location: dict[str, object] = {
        "artifactLocation": {"uri": path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="replace")}
    }
    if line is not None:
        location["region"] = {"startLine": line, **({"startColumn": column} if column is not None else {})}
    return location


def render_junit(findings: Sequence[Finding], limit: int | None = None) -> str:
    """Write a test case for each finding, and one for each check without findings. Notes do not fail.

    Programs read it, so it has no limit.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    failing = [each for each in findings if each.severity != NOTE]
    quiet = {code: check for code, check in load_checks().items() if code not in {each.code for each in findings}}
    numbers = {"tests": str(len(findings) + len(quiet)), "failures": str(len(failing)), "errors": "0"}
    suites = Element("testsuites", {"name": "advisor rules check", **numbers})
    suite = SubElement(suites, "testsuite", {"name": "advisor rules check", "time": "0", **numbers})
    for each in findings:
        name, file, sentence, text = (
            replace_unprintable(words)
            for words in (
                f"{each.code} {each.place}",
                each.place.file,
                each.sentence,
                f"{each.place}: {_format_with_fix(each)}",
            )
        )
        case = SubElement(suite, "testcase", name=name, classname=file, time="0")
        if each.severity == NOTE:
            SubElement(case, "system-out").text = text
        else:
            SubElement(case, "failure", message=sentence, type=f"{each.severity} {each.code}").text = text
    for code, check in quiet.items():
        SubElement(suite, "testcase", name=f"{code} {check.title}", classname="advisor rules check", time="0")
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


FORMATS: dict[str, Callable[[Sequence[Finding], int | None], str]] = {
    "text": render_text,
    "json": render_json,
    "sarif": render_sarif,
    "junit": render_junit,
}


def is_clean(findings: Sequence[Finding]) -> bool:
    """Return whether there are only notes, or nothing."""
    return all(each.severity not in (ERROR, WARNING) for each in findings)
