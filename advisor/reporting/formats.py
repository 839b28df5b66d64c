"""The formats of a written recommendation, by name."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.model.advice import Advice, as_data
from advisor.model.rulebase import RuleBase

FORMATS = ("text", "md", "json")
SUFFIXES = {".txt": "text", ".md": "md", ".markdown": "md", ".json": "json"}
TEMPLATES = {"text": "recommendation.txt.j2", "md": "recommendation.md.j2", "summary": "summary.txt.j2"}


def render(advice: Advice, rulebase: RuleBase, form: str) -> str:
    """The advice in one of FORMATS, ending in a line break. Raises TemplateError where a pack's template is wrong."""
    if form == "json":
        import json

        return json.dumps(as_data(advice), indent=2, ensure_ascii=False) + "\n"
    from advisor.reporting.templates import fill

    return fill(TEMPLATES[form], advice, rulebase)


def suffix_format(path: str) -> str | None:
    """The format a file's name asks for, if it is one of ours."""
    return next((form for suffix, form in SUFFIXES.items() if path.lower().endswith(suffix)), None)


def either(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
