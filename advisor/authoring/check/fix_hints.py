"""What mends a finding: what its check says, or its sentence, or else what holds for its kind.

The loader's sentences end in their way out ("…; did you mean `stable`?", "…; give it a `then`"). So each finding has a
remedy without the loader having to say it twice.
"""

from __future__ import annotations

import re

from advisor.authoring.check.catalogue import CHECKS
from advisor.errors import Finding

_SUGGESTION = re.compile(r"did you mean (`[^`]+`)\?\Z")
_STATEMENT_BEGINNINGS = ("it can be ", "it must be ")
"""How the end of a sentence begins that says what is, and not what to do."""


def add_fix(finding: Finding) -> Finding:
    """The finding with a `fix`."""
    return finding if finding.fix else finding._replace(fix=_extract_fix(finding) or _get_default_fix(finding.code))


def _extract_fix(finding: Finding) -> str:
    if meant := _SUGGESTION.search(finding.sentence):
        return f"write {meant[1]}"
    if not finding.code.startswith(("ADV0", "ADV1", "ADV303")):  # the checks of lint say it themselves
        return ""
    _, there, end = finding.sentence.rpartition("; ")
    if not there or end.count("`") % 2 or end.startswith(_STATEMENT_BEGINNINGS):
        return ""
    return end


def _get_default_fix(code: str) -> str:
    """What docs/checks.md says of all findings of a code, as the end of a sentence."""
    mend = CHECKS[code].fix.removesuffix(".")
    return mend[:1].lower() + mend[1:] if mend[1:2].islower() else mend
