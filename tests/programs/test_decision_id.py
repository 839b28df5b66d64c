"""The id of a decision depends on answers and rule base, and on nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from advisor import facts_from
from advisor.model.rulebase import RuleBase
from advisor.programs.decision_id import build_decision_id

FACTS: dict[str, Any] = {"relationship": "defined", "conflict_topics": ["pricing", "roles"], "employees": 120}
PEOPLE = {"respondents": [{"function": "sales", "answers": [3] * 20}]}


def build(rulebase: RuleBase, facts: dict[str, Any]) -> str:
    return build_decision_id(facts_from(facts, rulebase), rulebase)


def test_order_name_and_unknown_facts_do_not_matter(builtin: RuleBase) -> None:
    first = build(builtin, FACTS)
    other = {"company": "Acme", "employees": 120, "conflict_topics": ["roles", "pricing"], "relationship": "Defined"}
    assert build(builtin, other) == first
    assert build(builtin, {**FACTS, "change_rapid": "unknown"}) == first
    assert len(first) == 32


def test_the_order_of_people_and_totals_does_not_matter(builtin: RuleBase) -> None:
    totals = {"sales": 63, "marketing": 58}
    swapped = dict(reversed(totals.items()))
    assert build(builtin, {"assessment": {"totals": totals}}) == build(builtin, {"assessment": {"totals": swapped}})
    people = [
        {"function": "sales", "answers": [3, "unknown", *[4] * 18]},
        {"function": "sales", "role": "head", "answers": [2] * 20},
    ]
    first = build(builtin, {"assessment": {"respondents": people}})
    assert build(builtin, {"assessment": {"respondents": people[::-1]}}) == first
    people[0]["answers"] = [3, 3, *[4] * 18]
    assert build(builtin, {"assessment": {"respondents": people}}) != first


@pytest.mark.parametrize(
    "change", [{"employees": 121}, {"relationship": "aligned"}, {"conflict_topics": ["roles"]}, {"assessment": PEOPLE}]
)
def test_every_answer_matters(builtin: RuleBase, change: dict[str, Any]) -> None:
    assert build(builtin, {**FACTS, **change}) != build(builtin, FACTS)


def test_the_rule_base_matters(builtin: RuleBase) -> None:
    pack = builtin.packs[0]._replace(sha256="0" * 64)
    other = builtin._replace(packs=(pack,)) if hasattr(builtin, "_replace") else None
    if other is None:
        import copy

        other = copy.copy(builtin)
        object.__setattr__(other, "packs", (pack,))
    company = facts_from(FACTS, builtin)
    assert build_decision_id(company, other) != build_decision_id(company, builtin)


def test_the_id_is_what_is_documented(builtin: RuleBase) -> None:
    import hashlib
    import json

    packs = [[pack.name, pack.version, pack.sha256] for pack in builtin.packs]
    content = {"assessment": [], "facts": FACTS, "form": "decision/1", "packs": packs, "showing": None}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    assert build(builtin, FACTS) == hashlib.sha256(text.encode()).hexdigest()[:32]
