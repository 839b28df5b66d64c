"""Findings as sentences for a page: each with its place, and how many more there are."""

from __future__ import annotations

from advisor.errors import AdvisorError
from advisor.loading.documents.nodes import MAX_KEPT_FINDINGS
from advisor.model.word_lists import format_count


def list_findings(error: AdvisorError) -> list[str]:
    """Return one sentence for each of the first findings, and one that counts the others."""
    shown = [str(finding) for finding in error.findings[:MAX_KEPT_FINDINGS]]
    more = len(error.findings) - len(shown) + error.rest
    return [*shown, f"{format_count(more, 'more error')}; fix the ones above first"] if more > 0 else shown
