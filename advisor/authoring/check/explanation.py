"""What a code of `advisor rules check` means, with an example that has the finding and one that is right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from advisor.authoring.check.catalogue import Check, load_checks
from advisor.errors import AdvisorError
from advisor.loading.documents.nodes import format_excerpt
from advisor.loading.finding_codes import UNKNOWN_ID
from advisor.model.name_suggestion import suggest_name

_WIDTH = 80
_PLACES = {"rule": "a rule", "rules": "the rules of a file", "fact": "a fact", "step": "a step", "case": "a case"}
"""Where an example belongs, by `where` of the catalogue; anything else is the name of a file."""


class UnknownCodeError(AdvisorError):
    """A code that no check has."""


def describe_code(word: str) -> list[str]:
    """Describe one code, whatever its case, as lines. Raises UnknownCodeError with the nearest code."""
    checks, code = load_checks(), word.strip().upper()
    if code not in checks:
        shown = format_excerpt(word)
        sentence = f"this is not the code of a check{suggest_name(code, checks)}"
        raise UnknownCodeError.at(shown, f"{sentence}; `advisor rules explain` lists all codes", UNKNOWN_ID)
    return list(_iter_lines(code, checks[code]))


def list_codes() -> list[str]:
    """List all codes with their severities and titles, a line for each."""
    return [f"{code}  {check.severity:<7}  {check.title}" for code, check in load_checks().items()]


def _iter_lines(code: str, check: Check) -> Iterator[str]:
    yield f"{code}: {check.title}"
    yield from _wrap(f"{check.severity.capitalize()}. {_describe_limits(check)}")
    yield ""
    yield from _wrap(f"Why: {check.why}")
    yield from _wrap(f"Fix: {check.fix}")
    place = _PLACES.get(check.where, f"the file {check.where}")
    for heading, example in ((f"This has the finding, in {place}:", check.avoid), ("This is right:", check.prefer)):
        yield ""
        yield heading
        yield from textwrap.indent(example, "    ").splitlines()


def _describe_limits(check: Check) -> str:
    """Say whether the check fixes it, and what can be done about a finding that one wants to keep."""
    fixed = "`advisor rules check --fix` corrects it. " if check.is_fixable else ""
    if check.keeps_from_advice:
        return "The advisor gives no advice with such a pack, so nothing can switch it off."
    if check.is_about_exemptions:
        return "Nothing can be exempt from it."
    return f"{fixed}A project can lower it or switch it off in advisor.toml, with a reason."


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
