"""The id of a decision: a hash of the answers and of the rule base. The same answers and rules give the same id.

What it depends on is documented in docs/api.md and never changes within `DECISION_FORM`: the stated facts, the answers
to the 20 statements with function and role, the limits on what may be shown of them, and the packs with their digests,
in their order. The name of the company, and the order in which facts, people and totals are written, do not matter.
"""

from __future__ import annotations

import hashlib
import json

from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal, Respondent
from advisor.model.rulebase import RuleBase

DECISION_FORM = "decision/1"
_LENGTH = 32


def build_decision_id(company: Company, rulebase: RuleBase) -> str:
    """Return the id of the advice for a company: 32 hexadecimal digits."""
    content = {
        "form": DECISION_FORM,
        "facts": {name: to_plain_value(value) for name, value in company.stated.items()},
        "assessment": sorted(map(_build_response, company.assessed), key=_format),
        "showing": [company.showing.min_group, company.showing.heads] if company.assessed else None,
        "packs": [[pack.name, pack.version, pack.sha256] for pack in rulebase.packs],
    }
    return hashlib.sha256(_format(content).encode()).hexdigest()[:_LENGTH]


def _format(content: object) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _build_response(response: Respondent | FunctionTotal) -> list[object]:
    if isinstance(response, FunctionTotal):
        return ["total", response.function, float(response.total)]
    return ["person", response.function, response.role, list(response.answers)]
