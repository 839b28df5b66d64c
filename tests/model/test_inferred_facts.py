"""Facts that follow from other answers, where rules infer what other rules deny."""

from __future__ import annotations

from advisor.model.conditions import Any, Not, Test
from advisor.model.inferred_facts import infer_facts
from advisor.model.vocabulary import Atom, Stage
from tests.strategies import FACTS, build_rule


def test_a_rule_fires_although_another_one_infers_at_once_what_it_denies() -> None:
    short, leads = Test("cycle", frozenset({"short"})), Test("topics", frozenset({"leads"}))
    adding = build_rule(0, Stage.INFER, short, (Atom("topics", "leads"),))
    denying = build_rule(1, Stage.INFER, Any((Not(leads),)), (Atom("market", "calm"),))
    inference = infer_facts({"cycle": "short", "topics": frozenset()}, [adding, denying], FACTS)
    assert inference.known == {"cycle": "short", "topics": frozenset({"leads"}), "market": "calm"}
    assert inference.origins == {"market": "topics"}
