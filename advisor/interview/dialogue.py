"""The dialogue: the answers so far, the present question, and the way back. No terminal, no files.

Every answer is kept. The path of questions is always the path of the planner for the present answers. An answer whose
question is no longer on the path is inactive; it counts again as soon as its question is on the path.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy

from advisor.errors import FactsError, TooManyCasesError
from advisor.interview import opening_questions as opening
from advisor.interview.planner import Depth, Phase, Planner, Question
from advisor.loading import finding_codes as codes
from advisor.loading.facts.company_check import check_answer
from advisor.model.answers import Answers, Value
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.inferred_facts import Clash
from advisor.model.name_suggestion import suggest_name
from advisor.model.responses import STATEMENT_COUNT, PrivacyLimits
from advisor.model.rulebase import STATE, STATED_STATE
from advisor.model.vocabulary import Fact

NamedAnswers = Mapping[str, Value | None]
"""Answers by the names of questions; None if the user does not know."""
AnswersBuilder = Callable[[Company, str | None], Answers]
"""A function from a company and the basis of its state to all its answers, with those that the program derives."""


class Dialogue:
    """One interview.

    `before` is the company as known before, and `declined` are facts that somebody has said nobody knows;
    `earlier_answers` are from an earlier part of the interview.
    """

    def __init__(
        self,
        planner: Planner,
        answers_builder: AnswersBuilder,
        before: Company,
        earlier_answers: NamedAnswers | None = None,
        depth: Depth = Depth.USUAL,
        declined: frozenset[str] = frozenset(),
    ) -> None:
        self.planner = planner
        self.answers_builder = answers_builder
        self.initial_company = before
        self.depth = depth
        self.entered_answers: dict[str, Value | None] = dict(earlier_answers or {})
        self.path: list[Question] = []
        self.opening_questions = opening.build_opening_questions(planner.rulebase)
        self.set_aside: frozenset[str] = frozenset()
        """Earlier answers that did not count when they were saved; they may count again after the next answer."""
        self.declined = declined
        for name, value in self.entered_answers.items():
            self._check_answer(name, value)
        self.question: Question | None = None
        self._follow_path()

    def copy(self) -> Dialogue:
        """Return a dialogue with the same answers, which does not change when this one goes on."""
        copied = copy(self)
        copied.entered_answers, copied.path = dict(self.entered_answers), list(self.path)
        return copied

    def find_fact(self, name: str) -> Fact | None:
        """Find the fact or opening question with a name; None if there is no such question."""
        fact = self.planner.rulebase.facts.get(name)
        return self.opening_questions.get(name) if fact is None or fact.computed else fact

    def _check_answer(self, name: str, value: Value | None) -> None:
        """Refuse an answer that does not fit its question. Raises FactsError."""
        fact = self.find_fact(name)
        if fact is None:
            names = (*self.opening_questions, *self.planner.rulebase.facts)
            sentence = f"`{name}` is not a question of the interview{suggest_name(name, names)}"
            raise FactsError.at(name, sentence, codes.UNKNOWN_NAME)
        check_answer(fact, value)

    def answer(self, value: Value | None) -> None:
        """Answer the present question (None: not known) and go to the next one.

        Raises:
            FactsError: the value is no answer to the question, or there is no question left.
        """
        if self.question is None:
            raise FactsError.at("the interview", "no question is left; `build_company()` returns the company")
        self._check_answer(self.question.fact, value)
        self.set_aside = frozenset()
        self.entered_answers[self.question.fact] = value
        self.path.append(self.question)
        self._follow_path()

    def answer_level(self, level: str) -> None:
        """Answer the question for the way to find the level with the level itself."""
        assert self.question is not None
        assert self.question.fact == opening.ROUTE
        self.entered_answers[STATED_STATE] = level
        try:
            self.answer(opening.STATED)
        except TooManyCasesError:  # before the level is on the path
            self.state_answer(STATED_STATE, self.entered_answers.pop(STATED_STATE) or level)
            raise

    def find_clash(self, name: str, value: Value | None) -> Clash | None:
        """Find an earlier answer that excludes an answer to the question `name`; None if there is none."""
        return next(iter(self.list_clashes(name, value)), None)

    def list_clashes(self, name: str, value: Value | None) -> list[Clash]:
        """Return all earlier answers that exclude an answer to the question `name`."""
        rulebase = self.planner.rulebase
        if value is None or name not in rulebase.facts:
            return []
        stated = {key: known for key, known in self.build_company().stated.items() if key != name}
        clashes = rulebase.find_clashes({**stated, name: value})
        return [clash for clash in clashes if name in (clash.premise, clash.fact)]

    def find_exclusion(self, name: str, value: Value) -> Clash | None:
        """Find why the present answers exclude an answer to the question `name`, also by what follows from them."""
        find_clashes, stated = self.planner.rulebase.find_clashes, self.build_company().stated
        others = {key: known for key, known in stated.items() if key != name}
        earlier = frozenset((clash.rule.id, clash.fact) for clash in find_clashes(others))
        clashes = find_clashes({**others, name: value})
        new = [clash for clash in clashes if (clash.rule.id, clash.fact) not in earlier]
        return next((clash for clash in new if name in (clash.premise, clash.fact)), new[0] if new else None)

    def overrule(self, clash: Clash, name: str, value: Value) -> None:
        """Keep an answer, and withdraw the earlier one that excludes it; of a list, only the values that exclude it."""
        self.set_aside = frozenset()
        other = find_other_side(clash, name)
        earlier = self.find_answer(other)
        was_stated = other in self.initial_company.stated
        leaves = [leaf for leaf in iter_leaves(clash.rule.condition) if leaf.name == other]
        tested = frozenset(value for leaf in leaves for value in leaf.values)
        self._withdraw_answer(other)
        if isinstance(earlier, frozenset) and earlier & tested:
            if was_stated:
                self.state_answer(other, earlier - tested)
            else:
                self.entered_answers[other] = earlier - tested
        self.entered_answers[name] = value
        self.follow_path_anew()
        if name not in self.collect_active_answers():  # without the other answer, nobody asks this question
            del self.entered_answers[name]
            self.state_answer(name, value)
            self.follow_path_anew()

    def find_answer(self, name: str) -> Value | None:
        """Find the answer in effect to a question; None if there is none or it is not known."""
        active = self.collect_active_answers()
        return active[name] if name in active else self.initial_company.stated.get(name)

    def state_answer(self, name: str, value: Value) -> None:
        """Make an answer a fact of the company that counts whatever is asked."""
        stated = {**self.initial_company.stated, name: value}
        self.initial_company = self.initial_company._replace(stated=stated)

    def _withdraw_answer(self, name: str) -> None:
        self.entered_answers.pop(name, None)
        stated = {key: stated for key, stated in self.initial_company.stated.items() if key != name}
        self.initial_company = self.initial_company._replace(stated=stated)

    def return_to_previous(self) -> bool:
        """Return to the previous question; False at the first one. Its answer is kept until there is another."""
        if not self.path:
            return False
        self.question = self.path.pop()
        return True

    def keep_present_answers(self) -> None:
        """Count the answers again that the user went back to and left as they were."""
        self._follow_path()

    def has_questions_left(self, depth: Depth) -> bool:
        """Return whether a question is left for somebody who asks that far."""
        deeper = self.copy()
        deeper.depth = depth
        deeper.keep_present_answers()
        return deeper.question is not None

    def count_asked(self) -> int:
        """Return the number of questions before the present one; the way and the level count as one."""
        route = self.entered_answers.get(opening.ROUTE) == opening.STATED
        return len(self.path) - (route and any(question.fact == opening.ROUTE for question in self.path))

    def update_answer(self, name: str, value: Value | None) -> None:
        """Answer a question by its name, asked or not, and go to the next question that has no answer.

        Raises:
            FactsError: there is no such question, or the value is no answer to it.
        """
        self._check_answer(name, value)
        self.set_aside = frozenset()
        stated = {key: stated for key, stated in self.initial_company.stated.items() if key != name}
        was_asked = name in self.entered_answers or name in self.opening_questions
        if value is None or was_asked:
            self.entered_answers[name] = value
        else:
            stated[name] = value
        self.initial_company = self.initial_company._replace(stated=stated)
        self.follow_path_anew()
        self._let_answer_count(name, value)

    def _let_answer_count(self, name: str, value: Value | None) -> None:
        """Make an answer that somebody has just given a fact of the company if its question is not on the path."""
        is_asked_again = self.question is not None and self.question.fact == name
        if value is None or name in self.opening_questions or is_asked_again or self.find_answer(name) == value:
            return
        del self.entered_answers[name]
        self.state_answer(name, value)
        self.follow_path_anew()

    def collect_active_answers(self) -> dict[str, Value | None]:
        """Return the answers in effect, in the order of the questions."""
        return {question.fact: self.entered_answers[question.fact] for question in self.path}

    def collect_inactive_answers(self) -> dict[str, Value | None]:
        """Return the answers whose questions are not on the path now."""
        active = {question.fact for question in (*self.path, self.question) if question}
        return {name: value for name, value in self.entered_answers.items() if name not in active}

    def collect_kept_answers(self) -> dict[str, Value | None]:
        """Return the answers that do not count now, with the old answer to the present question."""
        name = self.question.fact if self.question else ""
        current = {name: self.entered_answers[name]} if name in self.entered_answers else {}
        return {**self.collect_inactive_answers(), **current}

    def collect_declined_facts(self) -> frozenset[str]:
        """Return the facts that the user does not know."""
        return self.declined.union(name for name, value in self._collect_fact_answers().items() if value is None)

    def _collect_fact_answers(self) -> dict[str, Value | None]:
        active = self.collect_active_answers()
        return {name: value for name, value in active.items() if name not in self.opening_questions}

    def build_company(self) -> Company:
        """Build the company as described so far."""
        answered = self.collect_active_answers()
        known = {name: value for name, value in self._collect_fact_answers().items() if value is not None}
        company = self.initial_company._replace(stated={**self.initial_company.stated, **known})
        respondent = opening.build_respondent(answered) if answered.get(opening.ROUTE) == opening.SCORES else None
        if respondent is None:
            return company
        # the report shows respondents only their own answers
        return company._replace(assessed=(respondent,), showing=PrivacyLimits(min_group=1))

    def build_answers(self) -> Answers:
        """Build the answers so far, with those that the program derives."""
        return self.answers_builder(self.build_company(), self._choose_basis())

    def try_answer(self, name: str, value: Value | None) -> Answers:
        """Build all answers as they would be with another answer to a fact; None takes it back."""
        company = self.build_company()
        others = {other: stated for other, stated in company.stated.items() if other != name}
        tried = others if value is None else {**others, name: value}
        return self.answers_builder(company._replace(stated=tried), self._choose_basis())

    def _choose_basis(self) -> str | None:
        route = self.collect_active_answers().get(opening.ROUTE)
        if route == opening.STATED and STATED_STATE in self.collect_declined_facts():
            return opening.SIGNS  # a user who cannot name the state is asked for signs of it
        return route if isinstance(route, str) else None

    def follow_path_anew(self) -> None:
        """Find the path again, from the first question."""
        self.path.clear()
        self._follow_path()

    def _follow_path(self) -> None:
        """Follow the path as far as there are answers. Raises TooManyCasesError; then there is no present question."""
        self.question = None
        self.question = self._choose_question()
        while self.question is not None and self.question.fact in self.entered_answers:
            name = self.question.fact
            if name in self.set_aside:
                return  # it did not count when it was saved: ask again
            if self.find_clash(name, self.entered_answers[name]):
                return  # an old answer that counts again must not contradict a newer one: ask again
            self.path.append(self.question)
            self.question = self._choose_question()

    def _choose_question(self) -> Question | None:
        answers = self.build_answers()
        opening_question = self._choose_opening_question(answers)
        if opening_question is not None:
            name, count = opening_question
            return Question(name, Phase.STATE, count, count, self._list_possible_verdicts(answers))
        return self.planner.choose_question(answers, self.collect_declined_facts(), self.depth)

    def _list_possible_verdicts(self, answers: Answers) -> tuple[str, ...]:
        try:
            return self.planner.list_possible_verdicts(answers)
        except TooManyCasesError:  # the level may leave fewer cases, so ask for it
            return self.planner.list_all_verdicts()

    def list_turning_levels(self, verdict: str) -> list[str]:
        """List the levels that would turn a verdict which follows from other answers, if the user named one of them."""
        company = self.build_company()
        turning = []
        for level in self.planner.rulebase.states:
            if not self.find_clash(STATED_STATE, level):
                named = company._replace(stated={**company.stated, STATED_STATE: level})
                answers = self.answers_builder(named, opening.STATED)
                if self._list_possible_verdicts(answers) != (verdict,):
                    turning.append(level)
        return turning

    def _choose_opening_question(self, answers: Answers) -> tuple[str, int] | None:
        """Choose the next opening question; return it with the number of such questions that may remain."""
        answered = self.collect_active_answers()
        is_state_open = len(self.planner.exact[STATE].compute_values(answers)) > 1
        if opening.ROUTE not in answered:
            is_state_given = STATED_STATE in self.initial_company.stated or self.initial_company.assessed
            return (opening.ROUTE, 2) if is_state_open and not is_state_given else None
        if answered[opening.ROUTE] != opening.SCORES:
            return None
        for name in (opening.FUNCTION, opening.ROLE):
            if name not in answered:
                return name, STATEMENT_COUNT
        statements = map(opening.format_statement_name, range(1, STATEMENT_COUNT + 1))
        remaining = [name for name in statements if name in self.opening_questions and name not in answered]
        needed = is_state_open or self.depth is Depth.THOROUGH
        return (remaining[0], len(remaining)) if remaining and needed else None


def find_other_side(clash: Clash, name: str) -> str:
    """Return the question whose answer excludes that to the question `name`."""
    return clash.fact if name == clash.premise else clash.premise
