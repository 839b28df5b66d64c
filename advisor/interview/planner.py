"""The planner: from a rule base and the answers so far to the next question, with what it is asked for.

First what can still change the state, then the verdict, then the move, each time the fact that is expected to settle it
soonest; then what can still change a step, most steps first. A question that can change nothing of these is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

from advisor.interview.question_order import Order
from advisor.interview.step_questions import Shaping
from advisor.logic.possible_values import Possibilities
from advisor.logic.semantics import Meaning
from advisor.model.answers import Answers
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.rules import Rule, lookup_in, waits_for


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
    ahead: int
    verdicts: tuple[str, ...]


class Waiting(NamedTuple):
    """A rule that waits for an answer, and the other facts that it waits for as well."""

    rule: Rule
    also: tuple[str, ...]


_SETTLING = ((Phase.STATE, STATE), (Phase.VERDICT, VERDICT), (Phase.MOVE, MOVE_TO))


class Planner:
    """Chooses questions for one rule base. A function of what it is given; it only remembers what it has worked out."""

    def __init__(self, rulebase: RuleBase, meaning: Meaning, exact: Mapping[str, Possibilities]) -> None:
        self.rulebase = rulebase
        self.meaning = meaning
        self.exact = exact
        self._orders = {name: Order(each.unfolding.diagrams) for name, each in exact.items()}
        self._shaping = Shaping(rulebase, meaning)
        self._computed = frozenset(name for name, fact in rulebase.facts.items() if fact.computed)

    def next(
        self, answers: Answers, declined: frozenset[str] = frozenset(), depth: Depth = Depth.USUAL
    ) -> Question | None:
        """The next question, or None where nothing is left to ask.

        `declined` are facts that stay unknown, since the user does not know them.
        """
        counted = self._still_counted(answers, declined)
        question = self._next(answers, declined - set(counted), depth)
        return question._replace(fact=counted.get(question.fact, question.fact)) if question else None

    def _still_counted(self, answers: Answers, declined: frozenset[str]) -> dict[str, str]:
        """Facts that the user could not name but that a count tells, which has not been asked for yet."""
        found = {}
        for name in declined:
            filling = self.rulebase.facts[name].filled_from
            if filling and filling.fact not in answers.known and filling.fact not in declined:
                found[name] = filling.fact
        return found

    def _next(self, answers: Answers, declined: frozenset[str], depth: Depth) -> Question | None:
        verdicts = self.verdicts(answers)
        for phase, name in _SETTLING:
            found = self._settling(name, answers, declined)
            if found is not None:
                return Question(found[0], phase, found[1], verdicts)
        if depth is Depth.BRIEF:
            return None
        return self._shaping_question(answers, declined, verdicts) or (
            self._rest(answers, declined, verdicts) if depth is Depth.THOROUGH else None
        )

    def every_verdict(self) -> tuple[str, ...]:
        """The verdicts there are, whatever is known; for opening questions, after which nothing is settled."""
        return tuple(sorted(self.rulebase.conclusions[VERDICT].values or ()))

    def verdicts(self, answers: Answers) -> tuple[str, ...]:
        """The verdicts that are still possible, in alphabetical order; exact."""
        possible = self.exact[VERDICT].values(answers)
        return tuple(value for value in self.every_verdict() if value in possible)

    def _settling(self, name: str, answers: Answers, declined: frozenset[str]) -> tuple[str, int] | None:
        """The fact that is expected to settle a conclusion soonest, and how many questions that takes."""
        possibilities = self.exact[name]
        own = reads = self._reads(name, answers, declined)
        if name == STATE and reads:  # a state that changes neither verdict nor move is not asked for its own sake
            reads &= self._reads(VERDICT, answers, declined) | self._reads(MOVE_TO, answers, declined)
        facts = [fact for fact in self.rulebase.facts if fact in reads]
        if not facts:
            return None
        unfolding, known = possibilities.unfolding, answers.known
        everything_else = self._not_asked(answers, declined) | (own - reads)
        node = unfolding.diagrams.without(possibilities.at(answers), frozenset(everything_else))
        if node.variable is None:
            return facts[0], len(facts)
        best, expected = self._orders[name].first(
            node, facts, lambda fact: unfolding.distinctions.variables(fact, known.get(fact))
        )
        return best, max(1, round(expected))

    def _reads(self, name: str, answers: Answers, declined: frozenset[str]) -> frozenset[str]:
        """The facts to which an answer may come and can still change what is possible of a conclusion."""
        possibilities = self.exact[name]
        node = possibilities.at(answers)
        return possibilities.unfolding.diagrams.without(node, self._not_asked(answers, declined)).reads

    def _not_asked(self, answers: Answers, declined: frozenset[str]) -> frozenset[str]:
        return declined | self._computed

    def _shaping_question(
        self, answers: Answers, declined: frozenset[str], verdicts: tuple[str, ...]
    ) -> Question | None:
        free = [name for name in self.exact if self._reads(name, answers, declined)]
        fixed = {name: values for name, values in self._settled(answers).items() if name not in free}
        shaping = self._shaping.facts(
            answers,
            declined,
            lambda others: {**fixed, **{name: self.exact[name].values(others) for name in free}},
            frozenset(fixed),
        )
        if not shaping:
            return None
        order = list(self.rulebase.facts)
        fact = min(shaping, key=lambda name: (-len(shaping[name]), order.index(name)))
        return Question(fact, Phase.STEPS, len(shaping), verdicts)

    def _settled(self, answers: Answers) -> dict[str, frozenset[str | None]]:
        return {name: possibilities.values(answers) for name, possibilities in self.exact.items()}

    def _rest(self, answers: Answers, declined: frozenset[str], verdicts: tuple[str, ...]) -> Question | None:
        """What some rule waits for, whatever it concludes."""
        waiting = self._waiting(answers)
        facts = [name for name in self.rulebase.facts if name in waiting and name not in declined | self._computed]
        return Question(facts[0], Phase.REST, len(facts), verdicts) if facts else None

    def waiting(self, fact: str, answers: Answers) -> list[Waiting]:
        """The rules that wait for an answer to a fact, in the order of stages."""
        rules = sorted(self._waiting(answers).get(fact, {}).items(), key=lambda item: item[1][0].stage.rank)
        return [Waiting(rule, also) for _, (rule, also) in rules]

    def _waiting(self, answers: Answers) -> dict[str, dict[str, tuple[Rule, tuple[str, ...]]]]:
        evidence, open_rules = self.meaning.read(answers, self._settled(answers))
        lookup = lookup_in(answers, evidence, self.rulebase.facts)
        waiting: dict[str, dict[str, tuple[Rule, tuple[str, ...]]]] = {}
        for rule in open_rules:
            names = waits_for(rule, lookup, self.rulebase.facts)
            for name in names:
                also = tuple(other for other in names if other != name)
                waiting.setdefault(name, {})[rule.id] = rule, also
        return waiting
