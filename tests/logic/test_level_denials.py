"""An open mark of the level keeps no verdict open, but its denial is listed as what would change the verdict."""

from __future__ import annotations

from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.loading.packs.load_rulebase import load
from advisor.logic.answer_changes import ChangeFinder
from advisor.logic.possible_values import PossibleValues
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from tests import plain_evaluator as plain
from tests.profiles import examples
from tests.strategies import FACTS, agreeing_rule_bases, settled_values

MAX_WAYS = 300
CONSULTATION = Consultation(load())
DEFINED = {"relationship": "defined", "market_commoditization": "commoditizing"}
DENIED_ROLES = {"roles_defined": "no"}


def test_an_open_mark_is_listed_with_the_verdict_of_its_denial() -> None:
    advice = CONSULTATION.advise(Company(DEFINED))
    assert advice.possible_verdicts == ["tighten"]
    [denial] = [change for change in advice.would_change if change.facts == DENIED_ROLES]
    assert denial.verdicts == CONSULTATION.advise(Company({**DEFINED, **DENIED_ROLES})).possible_verdicts == ["prepare"]


def test_a_known_mark_is_changed_once_and_a_level_without_marks_has_no_denial() -> None:
    known = CONSULTATION.advise(Company({**DEFINED, "roles_defined": "yes"}))
    assert [change.facts for change in known.would_change].count(DENIED_ROLES) == 1
    undefined = CONSULTATION.advise(Company({"relationship": "undefined", "tasks_neglected": "yes"}))
    assert all(change.facts != DENIED_ROLES for change in undefined.would_change)


@examples(200)
@given(agreeing_rule_bases(infer=True), st.data())
def test_a_settled_verdict_without_denials_survives_every_answer(rulebase: RuleBase, data: st.DataObject) -> None:
    """Every way to answer some of the open questions is tried, as answers that somebody reports."""
    names = data.draw(st.sets(st.sampled_from(list(FACTS)), min_size=3))
    known: dict[str, Value] = {name: data.draw(settled_values(FACTS[name])) for name in sorted(names)}
    assume(not rulebase.find_clashes(known))
    verdicts = PossibleValues(rulebase, "verdict")
    answers = rulebase.build_answers(known)
    present = verdicts.compute_values(answers)
    assume(len(present) == 1)
    open_names = [name for name in FACTS if name not in answers.known]
    choices = [[None, *plain.list_settled_answers(rulebase, name, None)] for name in open_names]
    ways = list(product(*choices))
    assume(len(ways) <= MAX_WAYS)
    turning = []
    for way in ways:
        given_answers = {name: value for name, value in zip(open_names, way, strict=True) if value is not None}
        stated = {**known, **given_answers}
        if rulebase.find_clashes(stated):
            continue
        if verdicts.compute_values(rulebase.build_answers(stated)) != present:
            turning.append(given_answers)
    found = ChangeFinder(verdicts).find_denials(answers, max_size=None)
    assert found.is_complete
    assert bool(found.changes) is bool(turning)
    for change in found.changes:
        stated = {**known, **dict(change.facts)}
        assert verdicts.compute_values(rulebase.build_answers(stated)) == change.values != present
