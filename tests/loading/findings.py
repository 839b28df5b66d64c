"""Comparison of findings by their facts: places, codes, and the names and numbers in their sentences."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.errors import Finding


def check_findings(findings: Iterable[Finding], expected: Iterable[str], root: object = "") -> None:
    """Compare findings with texts such as "3:1 ADV005 `relationship` 1": a place, a code, and parts of the sentence.

    `root` is the file or folder at the beginning of each place, which is left out; `-` is the root itself.
    """
    findings, texts = list(findings), [text.split() for text in expected]
    places = [str(finding.place).removeprefix(str(root)).lstrip(":/") or "-" for finding in findings]
    found = [[place, finding.code] for place, finding in zip(places, findings, strict=True)]
    assert found == [text[:2] for text in texts], findings
    for finding, text in zip(findings, texts, strict=True):
        assert not [part for part in text[2:] if part not in finding.sentence], finding
