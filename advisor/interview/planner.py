"""The planner: from a rule base and the answers so far to the next question, with what it is asked for.

First what can still change the state, then the verdict, then the move, each time the fact that is expected to settle it
soonest; then what can still change a step, most steps first. A question that can change nothing of these is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

from advisor.interview.question_order import QuestionOrder
from advisor.interview.step_questions import StepQuestions
from advisor.logic.possible_values import PossibleValues
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.rules import Rule, build_lookup, list_awaited_facts


class Phase(StrEnum):
    """What a question is asked for."""

    STATE = "state"
    VERDICT = "verdict"
    MOVE = "move"
    STEPS = "steps"
    REST = "rest"


class Depth(IntEnum):
    """How far to ask: until the verdict is settled, until the steps are too, or everything some rule waits for."""

    BRIEF = 0
    USUAL = 1
    THOROUGH = 2


class Question(NamedTuple):
    """The next question. `ahead`: about how many questions its phase still has, this one among them.

    `verdicts` are those still possible; with one, whatever is answered from here on, it stays.
    """

    fact: str
    phase: Phase
    remaining_count: int
    verdicts: tuple[str, ...]


class WaitingRule(NamedTuple):
    """A rule that waits for an answer, and the other facts that it waits for as well."""

    rule: Rule
    other_facts: tuple[str, ...]


_PHASE_CONCLUSIONS = ((Phase.STATE, STATE), (Phase.VERDICT, VERDICT), (Phase.MOVE, MOVE_TO))


class Planner:
    """Chooses questions for one rule base. A function of what it is given; it only remembers what it has worked out."""

    def __init__(self, rulebase: RuleBase, meaning: Semantics, exact: Mapping[str, PossibleValues]) -> None:
        self.rulebase = rulebase
        self.semantics = meaning
        self.exact = exact
        self._orders = {name: QuestionOrder(each.builder.diagrams) for name, each in exact.items()}
        self._step_questions = StepQuestions(rulebase, meaning)
        self._computed = frozenset(name for name, fact in rulebase.facts.items() if fact.computed)

    def choose_question(
        self, answers: Answers, declined: frozenset[str] = frozenset(), depth: Depth = Depth.USUAL
    ) -> Question | None:
        """The next question, or None where nothing is left to ask.

        `declined` are facts that stay unknown, since the user does not know them.
        """
        counted = self._find_count_facts(answers, declined)
        question = self._choose_by_phase(answers, declined - set(counted), depth)
        return question._replace(fact=counted.get(question.fact, question.fact)) if question else None

    def _find_count_facts(self, answers: Answers, declined: frozenset[str]) -> dict[str, str]:
        """Facts that the user could not name but that a count tells, which has not been asked for yet."""
        found = {}
        for name in declined:
            filling = self.rulebase.facts[name].filled_from
            if filling and filling.fact not in answers.known and filling.fact not in declined:
                found[name] = filling.fact
        return found

    def _choose_by_phase(self, answers: Answers, declined: frozenset[str], depth: Depth) -> Question | None:
        verdicts = self.list_possible_verdicts(answers)
        for phase, name in _PHASE_CONCLUSIONS:
            found = self._choose_settling_fact(name, answers, declined)
            if found is not None:
                return Question(found[0], phase, found[1], verdicts)
        if depth is Depth.BRIEF:
            return None
        return self._choose_step_question(answers, declined, verdicts) or (
            self._choose_remaining_question(answers, declined, verdicts) if depth is Depth.THOROUGH else None
        )

    def list_all_verdicts(self) -> tuple[str, ...]:
        """The verdicts there are, whatever is known; for opening questions, after which nothing is settled."""
        return tuple(sorted(self.rulebase.conclusions[VERDICT].values or ()))

    def list_possible_verdicts(self, answers: Answers) -> tuple[str, ...]:
        """The verdicts that are still possible, in alphabetical order; exact."""
        possible = self.exact[VERDICT].compute_values(answers)
        return tuple(value for value in self.list_all_verdicts() if value in possible)

    def _choose_settling_fact(self, name: str, answers: Answers, declined: frozenset[str]) -> tuple[str, int] | None:
        """The fact that is expected to settle a conclusion soonest, and how many questions that takes."""
        possibilities = self.exact[name]
        own = reads = self._find_deciding_facts(name, answers, declined)
        if name == STATE and reads:  # a state that changes neither verdict nor move is not asked for its own sake
            reads &= self._find_deciding_facts(VERDICT, answers, declined) | self._find_deciding_facts(
                MOVE_TO, answers, declined
            )
        facts = [fact for fact in self.rulebase.facts if fact in reads]
        if not facts:
            return None
        unfolding, known = possibilities.builder, answers.known
        everything_else = self._collect_excluded_facts(answers, declined) | (own - reads)
        node = unfolding.diagrams.ignore_facts(possibilities.get_node(answers), frozenset(everything_else))
        if node.variable is None:
            return facts[0], len(facts)
        best, expected = self._orders[name].choose_first(
            node, facts, lambda fact: unfolding.relevant_values.list_variables(fact, known.get(fact))
        )
        return best, max(1, round(expected))

    def _find_deciding_facts(self, name: str, answers: Answers, declined: frozenset[str]) -> frozenset[str]:
        """The facts to which an answer may come and can still change what is possible of a conclusion."""
        possibilities = self.exact[name]
        node = possibilities.get_node(answers)
        return possibilities.builder.diagrams.ignore_facts(node, self._collect_excluded_facts(answers, declined)).reads

    def _collect_excluded_facts(self, answers: Answers, declined: frozenset[str]) -> frozenset[str]:
        return declined | self._computed

    def _choose_step_question(
        self, answers: Answers, declined: frozenset[str], verdicts: tuple[str, ...]
    ) -> Question | None:
        free = [name for name in self.exact if self._find_deciding_facts(name, answers, declined)]
        fixed = {name: values for name, values in self._compute_exact_values(answers).items() if name not in free}
        shaping = self._step_questions.find_deciding_facts(
            answers,
            declined,
            lambda others: {**fixed, **{name: self.exact[name].compute_values(others) for name in free}},
            frozenset(fixed),
        )
        if not shaping:
            return None
        order = list(self.rulebase.facts)
        fact = min(shaping, key=lambda name: (-len(shaping[name]), order.index(name)))
        return Question(fact, Phase.STEPS, len(shaping), verdicts)

    def _compute_exact_values(self, answers: Answers) -> dict[str, frozenset[str | None]]:
        return {name: possibilities.compute_values(answers) for name, possibilities in self.exact.items()}

    def _choose_remaining_question(
        self, answers: Answers, declined: frozenset[str], verdicts: tuple[str, ...]
    ) -> Question | None:
        """What some rule waits for, whatever it concludes."""
        waiting = self._group_waiting_rules(answers)
        facts = [name for name in self.rulebase.facts if name in waiting and name not in declined | self._computed]
        return Question(facts[0], Phase.REST, len(facts), verdicts) if facts else None

    def list_waiting_rules(self, fact: str, answers: Answers) -> list[WaitingRule]:
        """The rules that wait for an answer to a fact, in the order of stages."""
        rules = sorted(self._group_waiting_rules(answers).get(fact, {}).items(), key=lambda item: item[1][0].stage.rank)
        return [WaitingRule(rule, also) for _, (rule, also) in rules]

    def _group_waiting_rules(self, answers: Answers) -> dict[str, dict[str, tuple[Rule, tuple[str, ...]]]]:
        evidence, open_rules = self.semantics.evaluate(answers, self._compute_exact_values(answers))
        lookup = build_lookup(answers, evidence, self.rulebase.facts)
        waiting: dict[str, dict[str, tuple[Rule, tuple[str, ...]]]] = {}
        for rule in open_rules:
            names = list_awaited_facts(rule, lookup, self.rulebase.facts)
            for name in names:
                also = tuple(other for other in names if other != name)
                waiting.setdefault(name, {})[rule.id] = rule, also
        return waiting
