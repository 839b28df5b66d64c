"""The error for a template whose output could load, run or hide something."""

from __future__ import annotations

from advisor.errors import TemplateError, show_hidden_characters
from advisor.loading.finding_codes import UNSAFE_TEMPLATE

_MAX_EXCERPT = 60


def build_refusal(name: str, excerpt: str, problem: str) -> TemplateError:
    """Build the error for a template: what it writes, and why that is refused; what to do is always to remove it."""
    short = " ".join(excerpt.split())
    shown = show_hidden_characters(short if len(short) <= _MAX_EXCERPT else f"{short[:_MAX_EXCERPT]}…").replace(
        "`", "'"
    )
    return TemplateError.at(name, f"this writes `{shown}`, {problem}; remove it", UNSAFE_TEMPLATE)
