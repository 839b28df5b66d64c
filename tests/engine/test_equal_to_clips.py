"""The engine and the plain evaluator against CLIPS, over generated rule bases and the built-in one."""

from __future__ import annotations

from hypothesis import given

from advisor.engine.engine import Engine
from advisor.loading.packs.load_rulebase import load
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, Value
from advisor.model.rulebase import RuleBase
from tests import plain_evaluator as plain
from tests.engine.clips_reading import ClipsReading
from tests.profiles import examples
from tests.strategies import build_evidence, companies, draw_companies, rule_bases

BUILTIN = load()
READING, ENGINE, MEANING = ClipsReading(BUILTIN), Engine(BUILTIN), Semantics(BUILTIN)


@examples(250)
@given(rule_bases(infer=True), companies())
def test_clips_fires_and_concludes_what_the_engine_and_the_plain_evaluator_do(
    rulebase: RuleBase, known: dict[str, Value]
) -> None:
    fired, certain, possible = ClipsReading(rulebase).evaluate(known)
    expected = plain.evaluate(rulebase, known)
    assert (fired, certain, possible) == (expected.holding, expected.certain, expected.possible)
    firings = Engine(rulebase).infer(Answers(known), build_evidence(certain, possible))
    assert {firing.rule.id for firing in firings} == fired


@examples(100)
@given(draw_companies(BUILTIN))
def test_clips_fires_the_built_in_rules_that_the_engine_fires(known: dict[str, Value]) -> None:
    answers = Answers(known)
    fired, certain, possible = READING.evaluate(known)
    evidence = MEANING.compute_evidence(answers)
    assert evidence == build_evidence(certain, possible)
    assert {firing.rule.id for firing in ENGINE.infer(answers, evidence)} == fired
