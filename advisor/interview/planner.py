"""The planner: chooses the next question from a rule base and the answers so far, with the purpose of the question.

First come the facts that can change the state, then the verdict, then the move, each time the fact that is expected to
settle it soonest. Then come facts that can change steps, most steps first. No other question is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

from advisor.interview.question_order import QuestionOrder
from advisor.interview.step_questions import StepQuestions
from advisor.logic.answer_changes import AnswerChange, ChangeFinder
from advisor.logic.possible_values import PossibleValues
from advisor.logic.recent_results import RecentResults
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers
from advisor.model.rulebase import MOVE_TO, NO_VERDICT, STATE, VERDICT, RuleBase, name_verdicts
from advisor.model.rules import WaitingRule, build_lookup, group_waiting_rules
from advisor.model.vocabulary import Stage

MAX_KEPT_QUESTIONS = 1_000
MAX_KEPT_NODES = 60_000
"""The maximum number of nodes of each conclusion that stay for the next company."""


class Phase(StrEnum):
    """The purpose of a question."""

    STATE = "state"
    VERDICT = "verdict"
    MOVE = "move"
    STEPS = "steps"
    REASONS = "reasons"
    REST = "rest"


class Depth(IntEnum):
    """How far to ask: until the verdict is settled, until the steps are too, or everything that some rule waits for."""

    BRIEF = 0
    USUAL = 1
    THOROUGH = 2


class Question(NamedTuple):
    """The next question.

    `remaining_count` is the number of questions that its phase is expected to have still, including this one, and
    `max_count` the number that it has at most. `verdicts` are the verdicts that are still possible; if there is one, no
    later answer changes it.
    """

    fact: str
    phase: Phase
    remaining_count: int
    max_count: int
    verdicts: tuple[str, ...]


_PHASE_CONCLUSIONS = ((Phase.STATE, STATE), (Phase.VERDICT, VERDICT), (Phase.MOVE, MOVE_TO))


class Planner:
    """Chooses questions for one rule base. A choice depends on its arguments only; results are cached."""

    def __init__(self, rulebase: RuleBase, meaning: Semantics, exact: Mapping[str, PossibleValues]) -> None:
        self.rulebase = rulebase
        self.semantics = meaning
        self.exact = exact
        self._orders = {name: QuestionOrder(each.builder.diagrams) for name, each in exact.items()}
        self._change_finder = ChangeFinder(exact[VERDICT])
        self._step_questions = StepQuestions(rulebase)
        self._questions = RecentResults[Question | None](MAX_KEPT_QUESTIONS)
        self._denials = RecentResults[list[AnswerChange]](MAX_KEPT_QUESTIONS)
        self._computed = frozenset(name for name, fact in rulebase.facts.items() if fact.computed)

    def choose_question(
        self, answers: Answers, declined: frozenset[str] = frozenset(), depth: Depth = Depth.USUAL
    ) -> Question | None:
        """Choose the next question.

        Args:
            answers: the answers so far.
            declined: facts that stay unknown because the user does not know them.
            depth: how far to ask.

        Returns:
            None if there is nothing left to ask.
        """
        return self._questions.get(
            (answers.freeze_content(), declined, depth), lambda: self._choose(answers, declined, depth)
        )

    def _trim_caches(self) -> None:
        for possible_values in self.exact.values():
            possible_values.trim_cache(MAX_KEPT_NODES)

    def _choose(self, answers: Answers, declined: frozenset[str], depth: Depth) -> Question | None:
        self._trim_caches()
        count_facts = self._find_count_facts(answers, declined)
        question = self._choose_by_phase(answers, declined - set(count_facts), depth)
        return question._replace(fact=count_facts.get(question.fact, question.fact)) if question else None

    def _find_count_facts(self, answers: Answers, declined: frozenset[str]) -> dict[str, str]:
        """Map declined facts to a count that determines them and was not asked yet."""
        derivations = {name: self.rulebase.facts[name].filled_from for name in declined}
        return {
            name: derivation.fact
            for name, derivation in derivations.items()
            if derivation and derivation.fact not in answers.known and derivation.fact not in declined
        }

    def _choose_by_phase(self, answers: Answers, declined: frozenset[str], depth: Depth) -> Question | None:
        verdicts = self.list_possible_verdicts(answers)
        for phase, name in _PHASE_CONCLUSIONS:
            choice = self._choose_settling_fact(name, answers, declined)
            if choice is not None:
                return Question(choice[0], phase, choice[1], choice[2], verdicts)
        if depth is Depth.BRIEF:
            return None
        return self._choose_step_question(answers, declined, verdicts) or (
            self._choose_remaining_question(answers, declined, verdicts) if depth is Depth.THOROUGH else None
        )

    def list_all_verdicts(self) -> tuple[str, ...]:
        """Return all verdicts in alphabetical order."""
        return tuple(sorted(self.rulebase.conclusions[VERDICT].values or ()))

    def list_possible_verdicts(self, answers: Answers) -> tuple[str, ...]:
        """Return the verdicts that are still possible, in alphabetical order; exact."""
        possible = name_verdicts(self.exact[VERDICT].compute_values(answers))
        return tuple(value for value in (*self.list_all_verdicts(), NO_VERDICT) if value in possible)

    def list_unknown_deciding_facts(self, answers: Answers) -> list[str]:
        """List the open facts that decide between the possible verdicts, in the order of the rule base."""
        deciding = self._find_deciding_facts(VERDICT, answers, frozenset())
        return [name for name in self.rulebase.facts if name in deciding]

    def find_denials(self, answers: Answers, declined: frozenset[str]) -> list[AnswerChange]:
        """Find the open marks of the level that would change a settled verdict if an answer denied them."""
        denials = self._denials.get(answers.freeze_content(), lambda: self._change_finder.find_denials(answers).changes)
        return [each for each in denials if declined.isdisjoint(name for name, _ in each.facts)]

    def _choose_settling_fact(
        self, name: str, answers: Answers, declined: frozenset[str]
    ) -> tuple[str, int, int] | None:
        """Choose the fact that is expected to settle a conclusion soonest.

        Returns:
            The fact, and the expected and the maximum number of questions, including this one.
        """
        possible_values = self.exact[name]
        own = reads = self._find_deciding_facts(name, answers, declined)
        if name == STATE and reads:  # ask about the state only if it changes the verdict or the move
            verdict, move = (self._find_deciding_facts(each, answers, declined) for each in (VERDICT, MOVE_TO))
            reads &= verdict | move
        facts = [fact for fact in self.rulebase.facts if fact in reads]
        if not facts:
            return None
        builder, known = possible_values.builder, answers.known
        ignored = declined | self._computed | (own - reads)
        node = builder.diagrams.ignore_facts(possible_values.get_node(answers), ignored)
        max_count = sum(map(self._count_questions, facts))
        if node.variable is None:
            return facts[0], max_count, max_count
        fact, expected = self._orders[name].choose_first(
            node, facts, lambda fact: builder.relevant_values.list_variables(fact, known.get(fact))
        )
        return fact, min(max(1, round(expected)), max_count), max_count

    def _count_questions(self, name: str) -> int:
        """Count the questions that a fact can take: who does not know it may be asked for a number instead."""
        return 2 if self.rulebase.facts[name].filled_from else 1

    def _find_deciding_facts(self, name: str, answers: Answers, declined: frozenset[str]) -> frozenset[str]:
        """Return the facts that can be asked and can still change the possible values of a conclusion."""
        possible_values = self.exact[name]
        node = possible_values.get_node(answers)
        return possible_values.builder.diagrams.ignore_facts(node, declined | self._computed).reads

    def _choose_step_question(
        self, answers: Answers, declined: frozenset[str], verdicts: tuple[str, ...]
    ) -> Question | None:
        deciding = {name: self._find_deciding_facts(name, answers, declined) for name in self.exact}
        fixed = {name: values for name, values in self._compute_exact_values(answers).items() if not deciding[name]}
        effects = self._step_questions.count_effects(
            answers,
            declined,
            lambda others: {name: fixed.get(name) or each.compute_values(others) for name, each in self.exact.items()},
            deciding,
        )
        denials = [change.facts[0][0] for change in self.find_denials(answers, declined) if len(change.facts) == 1]
        if not effects and not denials:
            return None
        order = list(self.rulebase.facts)
        by_effect = sorted(effects, key=lambda name: (-effects[name], order.index(name)))
        fact = [*denials, *by_effect][0]  # what can still turn the advice comes before what only refines the steps
        max_count = sum(map(self._count_questions, {*effects, *denials}))
        return Question(fact, Phase.STEPS, max_count, max_count, verdicts)

    def _compute_exact_values(self, answers: Answers) -> dict[str, frozenset[str | None]]:
        return {name: possible_values.compute_values(answers) for name, possible_values in self.exact.items()}

    def _choose_remaining_question(
        self, answers: Answers, declined: frozenset[str], verdicts: tuple[str, ...]
    ) -> Question | None:
        """Choose a fact that some rule waits for, first one that can be a reason and make the case clearer."""
        waiting = self._group_waiting_rules(answers)
        askable = waiting.keys() - declined - self._computed
        facts = [name for name in self.rulebase.facts if name in askable]
        reasons = [name for name in facts if any(each.rule.stage is Stage.WEIGH for each in waiting[name])]
        phase, facts = (Phase.REASONS, reasons) if reasons else (Phase.REST, facts)
        max_count = sum(map(self._count_questions, facts))
        return Question(facts[0], phase, max_count, max_count, verdicts) if facts else None

    def _group_waiting_rules(self, answers: Answers) -> dict[str, list[WaitingRule]]:
        evidence, open_rules = self.semantics.evaluate(answers, self._compute_exact_values(answers))
        facts = self.rulebase.facts
        return group_waiting_rules(open_rules, build_lookup(answers, evidence, facts), facts)
