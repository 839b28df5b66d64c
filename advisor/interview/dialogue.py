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
    build_opening_questions,
    build_respondent,
    format_statement_name,
)
from advisor.interview.planner import Depth, Phase, Planner, Question
from advisor.model.answers import Answers, Value
from advisor.model.company import Company
from advisor.model.responses import STATEMENT_COUNT, PrivacyLimits
from advisor.model.rulebase import STATE
from advisor.model.vocabulary import Fact

NamedAnswers = Mapping[str, Value | None]
"""Answers by the names of what was asked; None: the user does not know."""
AnswersBuilder = Callable[[Company, str | None], Answers]
"""What the program makes of a company's answers, the state resting on a given basis."""
_RELATIONSHIP = "relationship"


class Dialogue:
    """One interview. `before` is what was known before it began, `given` what an earlier part of it brought."""

    def __init__(
        self,
        planner: Planner,
        understand: AnswersBuilder,
        before: Company,
        given: NamedAnswers | None = None,
        depth: Depth = Depth.USUAL,
    ) -> None:
        self.planner = planner
        self.answers_builder = understand
        self.initial_company = before
        self.depth = depth
        self.given_answers: dict[str, Value | None] = dict(given or {})
        self.path: list[Question] = []
        self._opening_questions = build_opening_questions(planner.rulebase)
        self.question: Question | None = None
        self._follow_path()

    def find_fact(self, name: str) -> Fact | None:
        """What is asked under a name; None where there is no such thing."""
        fact = self.planner.rulebase.facts.get(name)
        return self._opening_questions.get(name) if fact is None or fact.computed else fact

    def answer(self, value: Value | None) -> None:
        """Answer the question at hand (None: not known) and go on to the next one. There must be a question."""
        assert self.question is not None
        self.given_answers[self.question.fact] = value
        self.path.append(self.question)
        self._follow_path()

    def return_to_previous(self) -> bool:
        """Return to the question before; False at the first one. The answer it had is kept until it gets another."""
        if self.path:
            self.question = self.path.pop()
            return True
        return False

    def update_answer(self, name: str, value: Value | None) -> None:
        """Answer something by its name, whether it was asked yet or not, and go on from what follows."""
        stated = {key: each for key, each in self.initial_company.stated.items() if key != name}
        was_asked = name in self.given_answers or name in self._opening_questions
        if value is None or was_asked:
            self.given_answers[name] = value
        else:
            stated[name] = value
        self.initial_company = self.initial_company._replace(stated=stated)
        self.path.clear()
        self._follow_path()

    def collect_active_answers(self) -> dict[str, Value | None]:
        """The answers in effect, in the order of the questions."""
        return {question.fact: self.given_answers[question.fact] for question in self.path}

    def collect_inactive_answers(self) -> dict[str, Value | None]:
        """Answers given whose questions do not come up as things are now."""
        on_path = {question.fact for question in self.path}
        at_hand = self.question.fact if self.question else None
        return {name: value for name, value in self.given_answers.items() if name not in on_path and name != at_hand}

    def collect_declined_facts(self) -> frozenset[str]:
        """The facts that the user does not know."""
        return frozenset(
            n
            for n, value in self.collect_active_answers().items()
            if value is None and n not in self._opening_questions
        )

    def build_company(self) -> Company:
        """The company as described so far."""
        answered = self.collect_active_answers()
        stated = {
            **self.initial_company.stated,
            **{n: v for n, v in answered.items() if v is not None and n not in self._opening_questions},
        }
        person = build_respondent(answered) if answered.get(ROUTE) == SCORES else None
        if person is None:
            return self.initial_company._replace(stated=stated)
        own = PrivacyLimits(min_group=1)  # who answers here is told of nobody else's answers
        return self.initial_company._replace(stated=stated, assessed=(person,), showing=own)

    def build_answers(self) -> Answers:
        """What the program makes of the answers so far."""
        return self.answers_builder(self.build_company(), self._choose_basis())

    def _choose_basis(self) -> str | None:
        route = self.collect_active_answers().get(ROUTE)
        if route == STATED and _RELATIONSHIP in self.collect_declined_facts():
            return SIGNS  # who cannot name the state is led to the signs of it
        return route if isinstance(route, str) else None

    def _follow_path(self) -> None:
        """Follow the path as far as answers go."""
        self.question = self._choose_question()
        while self.question is not None and self.question.fact in self.given_answers:
            self.path.append(self.question)
            self.question = self._choose_question()

    def _choose_question(self) -> Question | None:
        answers = self.build_answers()
        opener = self._choose_opening_question(answers)
        if opener is not None:
            name, ahead = opener
            return Question(name, Phase.STATE, ahead, self.planner.list_all_verdicts())
        return self.planner.choose_question(answers, self.collect_declined_facts(), self.depth)

    def _choose_opening_question(self, answers: Answers) -> tuple[str, int] | None:
        """The next opening question, and how many there may be."""
        answered = self.collect_active_answers()
        if ROUTE not in answered:
            open_state = len(self.planner.exact[STATE].compute_values(answers)) > 1
            untold = _RELATIONSHIP not in self.initial_company.stated and not self.initial_company.assessed
            return (ROUTE, 2) if untold and open_state else None
        if answered[ROUTE] != SCORES:
            return None
        for name in (FUNCTION, ROLE):
            if name not in answered:
                return name, STATEMENT_COUNT
        if len(self.planner.exact[STATE].compute_values(answers)) > 1 or self.depth is Depth.THOROUGH:
            left = [
                n
                for n in range(1, STATEMENT_COUNT + 1)
                if format_statement_name(n) not in answered and format_statement_name(n) in self._opening_questions
            ]
            if left:
                return format_statement_name(left[0]), len(left)
        return None
