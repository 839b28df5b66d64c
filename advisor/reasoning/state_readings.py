"""The verdicts if the relationship were in another state: one that scores or signs show, or one function alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from advisor.logic.possible_values import PossibleValues
from advisor.model.advice import FunctionReading, Score
from advisor.model.answers import Answers, Value
from advisor.model.conditions import iter_required_leaves
from advisor.model.responses import FUNCTIONS
from advisor.model.rulebase import MOVE_TO, STATE, STATE_BASES, STATED_STATE, VERDICT, RuleBase, name_verdicts
from advisor.model.vocabulary import Stage

BASIS, SCORE_STATE = "state_basis", "score_state"
SIGNS_BASIS = "signs"


def list_sign_facts(rulebase: RuleBase) -> frozenset[str]:
    """List the facts that rules read only if the state depends on signs."""
    return frozenset(
        name
        for rule in rulebase.rules_by_stage[Stage.CLASSIFY]
        if any(leaf.name == BASIS and SIGNS_BASIS in leaf.values for leaf in iter_required_leaves(rule.condition))
        for name in rulebase.list_condition_facts(rule.condition)
        if name != BASIS
    )


class StateReadings:
    """The readings of one company; `known` are its facts, `exact` the possible values of the single conclusions."""

    def __init__(self, rulebase: RuleBase, exact: Mapping[str, PossibleValues], known: Mapping[str, Value]) -> None:
        self.rulebase, self.exact, self.known = rulebase, exact, known

    def list_other_readings(self, sign_facts: Set[str]) -> list[FunctionReading]:
        """List the verdicts under the state that scores or signs show, where another one is stated or scored."""
        basis_fact = STATED_STATE if STATED_STATE in self.known else SCORE_STATE
        stated = self.known.get(basis_fact)
        if not isinstance(stated, str):
            return []
        others = {name: value for name, value in self.known.items() if name != STATED_STATE}
        readings = []
        for basis in STATE_BASES if basis_fact == STATED_STATE else (SIGNS_BASIS,):
            if SCORE_STATE in self.known if basis == "scores" else not sign_facts.isdisjoint(self.known):
                states = self.exact[STATE].compute_values(self.rulebase.build_answers({**others, BASIS: basis}))
                shown = [] if stated in states else sorted(filter(None, states), key=self.rulebase.states.index)
                readings += [self._read(basis, state) for state in shown]
        return readings

    def list_verdicts_by_state(self) -> dict[str, list[str]]:
        """Map each state to the verdicts that are possible if somebody states it."""
        return {state: self.list_verdicts(state) for state in self.rulebase.states}

    def list_verdicts(self, state: str) -> list[str]:
        """List the verdicts that are possible if somebody states a state."""
        return self._list_verdicts(self._build_answers(state))

    def list_function_readings(self, scores: Iterable[Score]) -> list[FunctionReading]:
        """List the verdicts under each function's own state, if the scores of the two name different states."""
        states = {score.who: score.states[0] for score in scores if score.who in FUNCTIONS and len(score.states) == 1}
        return [self._read(*each) for each in states.items()] if len(set(states.values())) > 1 else []

    def compute_outcome(self, state: str) -> frozenset[tuple[str, str | None]]:
        """Return the possible verdicts in a state, each with its move."""
        answers = self._build_answers(state)
        moves = self.exact[MOVE_TO].compute_values(answers)
        return frozenset((verdict, move) for verdict in self._list_verdicts(answers) for move in moves)

    def _read(self, who: str, state: str) -> FunctionReading:
        return FunctionReading(who, state, self._list_verdicts(self._build_answers(state)))

    def _build_answers(self, state: str) -> Answers:
        return self.rulebase.build_answers({**self.known, BASIS: "stated", STATED_STATE: state})

    def _list_verdicts(self, answers: Answers) -> list[str]:
        return sorted(name_verdicts(self.exact[VERDICT].compute_values(answers)))
