"""Findings as lines for a terminal: the first ones, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.errors import Finding
from advisor.loading.documents.nodes import MAX_KEPT_FINDINGS
from advisor.loading.finding_codes import TOO_MANY_FINDINGS
from advisor.model.word_lists import format_count


def list_finding_lines(findings: Sequence[Finding], rest: int = 0) -> list[str]:
    """Return one line for each of the first MAX_KEPT_FINDINGS findings, and one that counts the others.

    Args:
        findings: the findings.
        rest: the number of further ones that were only counted.
    """
    shown = findings[:MAX_KEPT_FINDINGS]
    more = len(findings) - len(shown) + rest
    if more == 1 and findings[-1].code == TOO_MANY_FINDINGS:
        return list(map(str, findings))  # it says itself that there are more
    lines = list(map(str, shown))
    return [*lines, f"{format_count(more, 'more error')}; fix the ones above first"] if more else lines
