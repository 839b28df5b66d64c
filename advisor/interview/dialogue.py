"""The dialogue: answers given so far, the question at hand, and the way back. No terminal, no files.

Whatever was answered is kept. The path of questions is always the one the planner would take for the answers as they
are now; an answer whose question is not on it any more lies aside, and counts again as soon as its question is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.interview.opening_questions import (
    FUNCTION,
    ROLE,
    ROUTE,
    SCORES,
    SIGNS,
    STATED,
    openers,
    respondent,
    statement,
)
from advisor.interview.planner import Depth, Phase, Planner, Question
from advisor.model.answers import Answers, Value
from advisor.model.company import Company
from advisor.model.responses import STATEMENTS, Showing
from advisor.model.rulebase import STATE
from advisor.model.vocabulary import Fact

Given = Mapping[str, Value | None]
"""Answers by the names of what was asked; None: the user does not know."""
Understand = Callable[[Company, str | None], Answers]
"""What the program makes of a company's answers, the state resting on a given basis."""
_RELATIONSHIP = "relationship"


class Dialogue:
    """One interview. `before` is what was known before it began, `given` what an earlier part of it brought."""

    def __init__(
        self,
        planner: Planner,
        understand: Understand,
        before: Company,
        given: Given | None = None,
        depth: Depth = Depth.USUAL,
    ) -> None:
        self.planner = planner
        self.understand = understand
        self.before = before
        self.depth = depth
        self.given: dict[str, Value | None] = dict(given or {})
        self.path: list[Question] = []
        self._openers = openers(planner.rulebase)
        self.question: Question | None = None
        self._advance()

    def fact(self, name: str) -> Fact | None:
        """What is asked under a name; None where there is no such thing."""
        fact = self.planner.rulebase.facts.get(name)
        return self._openers.get(name) if fact is None or fact.computed else fact

    def answer(self, value: Value | None) -> None:
        """Answer the question at hand (None: not known) and go on to the next one. There must be a question."""
        assert self.question is not None
        self.given[self.question.fact] = value
        self.path.append(self.question)
        self._advance()

    def back(self) -> bool:
        """Return to the question before; False at the first one. The answer it had is kept until it gets another."""
        if self.path:
            self.question = self.path.pop()
            return True
        return False

    def change(self, name: str, value: Value | None) -> None:
        """Answer something by its name, whether it was asked yet or not, and go on from what follows."""
        stated = {key: each for key, each in self.before.stated.items() if key != name}
        was_asked = name in self.given or name in self._openers
        if value is None or was_asked:
            self.given[name] = value
        else:
            stated[name] = value
        self.before = self.before._replace(stated=stated)
        self.path.clear()
        self._advance()

    def answered(self) -> dict[str, Value | None]:
        """The answers in effect, in the order of the questions."""
        return {question.fact: self.given[question.fact] for question in self.path}

    def aside(self) -> dict[str, Value | None]:
        """Answers given whose questions do not come up as things are now."""
        on_path = {question.fact for question in self.path}
        at_hand = self.question.fact if self.question else None
        return {name: value for name, value in self.given.items() if name not in on_path and name != at_hand}

    def declined(self) -> frozenset[str]:
        """The facts that the user does not know."""
        return frozenset(n for n, value in self.answered().items() if value is None and n not in self._openers)

    def company(self) -> Company:
        """The company as described so far."""
        answered = self.answered()
        stated = {
            **self.before.stated,
            **{n: v for n, v in answered.items() if v is not None and n not in self._openers},
        }
        person = respondent(answered) if answered.get(ROUTE) == SCORES else None
        if person is None:
            return self.before._replace(stated=stated)
        own = Showing(min_group=1)  # who answers here is told of nobody else's answers
        return self.before._replace(stated=stated, assessed=(person,), showing=own)

    def answers(self) -> Answers:
        """What the program makes of the answers so far."""
        return self.understand(self.company(), self._basis())

    def _basis(self) -> str | None:
        route = self.answered().get(ROUTE)
        if route == STATED and _RELATIONSHIP in self.declined():
            return SIGNS  # who cannot name the state is led to the signs of it
        return route if isinstance(route, str) else None

    def _advance(self) -> None:
        """Follow the path as far as answers go."""
        self.question = self._next()
        while self.question is not None and self.question.fact in self.given:
            self.path.append(self.question)
            self.question = self._next()

    def _next(self) -> Question | None:
        answers = self.answers()
        opener = self._opener(answers)
        if opener is not None:
            name, ahead = opener
            return Question(name, Phase.STATE, ahead, self.planner.every_verdict())
        return self.planner.next(answers, self.declined(), self.depth)

    def _opener(self, answers: Answers) -> tuple[str, int] | None:
        """The next opening question, and how many there may be."""
        answered = self.answered()
        if ROUTE not in answered:
            open_state = len(self.planner.exact[STATE].values(answers)) > 1
            untold = _RELATIONSHIP not in self.before.stated and not self.before.assessed
            return (ROUTE, 2) if untold and open_state else None
        if answered[ROUTE] != SCORES:
            return None
        for name in (FUNCTION, ROLE):
            if name not in answered:
                return name, STATEMENTS
        if len(self.planner.exact[STATE].values(answers)) > 1 or self.depth is Depth.THOROUGH:
            left = [
                n for n in range(1, STATEMENTS + 1) if statement(n) not in answered and statement(n) in self._openers
            ]
            if left:
                return statement(left[0]), len(left)
        return None
