"""What the screen shows of a question: the progress, the question and its answers, and news about the advice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from advisor.cli.interview.menu import Menu
from advisor.cli.interview.terminal import Screen
from advisor.interview.answer_options import NOT_SURE, AnswerOption
from advisor.interview.answer_parser import AnswerError, parse_answer
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import REQUIRED_QUESTIONS, ROUTE, find_statement_number
from advisor.interview.planner import Question
from advisor.interview.question_words import (
    describe_answer,
    describe_number_limits,
    describe_progress,
    describe_settled_verdict,
    find_denials,
    find_earlier_answer,
    list_options,
)
from advisor.logic.answer_changes import AnswerChange
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.vocabulary import Fact, Kind

_LIST_HINT = "Choose one or more, such as `1, 3` or `1-3`; or type `all` or `none`."


class QuestionView:
    """Shows the questions of a dialogue on a screen.

    Args:
        dialogue: the dialogue.
        screen: the screen.
        describe_score: returns a sentence on the score of a company that has answered the statements.
    """

    def __init__(self, dialogue: Dialogue, screen: Screen, describe_score: Callable[[Company], str]) -> None:
        self.dialogue = dialogue
        self.screen = screen
        self._describe_score = describe_score
        self._settled_verdict = ""
        """The verdict that was last shown as settled; "" if none was."""
        self._warning = ""
        """What was last said of a question that can still change a settled verdict."""
        self._rating = False
        """The last question shown was a statement."""

    def list_options(self, fact: Fact) -> list[AnswerOption]:
        """Return the answers to a question, as they are on the screen."""
        return list_options(self.dialogue, fact)

    def format_answer(self, fact: Fact, value: Value | None) -> str:
        """Return an answer in the words of the screen."""
        return describe_answer(self.dialogue, fact, value)

    def show(self, question: Question, fact: Fact, *, again: bool = False) -> None:
        """Show what is new since the last question, and the question; `again` if the user wants to change an answer."""
        denials = find_denials(self.dialogue, question)
        if not again:
            self._show_score(question)
            self._show_settled_verdict(question, denials)
        self.screen.draw_separator()
        progress = (
            "Another answer to an earlier question" if again else describe_progress(self.dialogue, question, denials)
        )
        self.screen.show_text(progress, style="quiet")
        self.screen.show_text(fact.question, style="bold")
        if not self.screen.editing:
            for number, option in enumerate(self.list_options(fact), 1):
                self.screen.show_text(f"{number}  {option.text}", indent=2, hanging=3)
            if fact.kind is Kind.COUNT:
                self.screen.show_text(describe_number_limits(fact), indent=2)
            elif fact.kind is Kind.MANY:
                self.screen.show_text(_LIST_HINT, indent=2)
        if question.fact in self.dialogue.entered_answers or question.fact in self.dialogue.initial_company.stated:
            answer = self.format_answer(fact, find_earlier_answer(self.dialogue, fact.name))
            self.screen.show_text(f"Your answer was: {answer}", style="quiet")

    def build_menu(self, fact: Fact, words: tuple[str, ...]) -> Menu:
        """Build the menu of a question; Tab also completes `words`."""
        options = self.list_options(fact)
        values = [option.phrases[0] for option in options]
        texts = [option.text.lower() for option in options]
        earlier = find_earlier_answer(self.dialogue, fact.name)
        special = ("not sure", *(("all", "none") if fact.kind is Kind.MANY else ()))
        return Menu(
            [option.text for option in options],
            several=fact.kind is Kind.MANY,
            others=_list_others(fact),
            chosen=_find_positions(earlier, options),
            words=tuple(dict.fromkeys((*values, *texts, *special, *words))),
            match=lambda text: _match_typed(fact, text, options),
        )

    def match_typed(self, fact: Fact, text: str) -> frozenset[int]:
        """Return the positions of the options that a typed text means; none if it is not an answer."""
        return _match_typed(fact, text, self.list_options(fact))

    def _show_settled_verdict(self, question: Question, denials: list[AnswerChange]) -> None:
        """Say once that the verdict is settled, and later if an answer about a mark of the level changes it.

        While the present question can still change it, this is said, and once more when it is settled for good.
        """
        verdict = question.verdicts[0] if len(question.verdicts) == 1 else ""
        news = describe_settled_verdict(self.dialogue, question, denials)
        is_new = verdict != self._settled_verdict
        if news and (is_new or (self._warning and not news.warning)):
            self.screen.draw_separator()
            said = "Your last answer changes the main advice" if self._settled_verdict and is_new else news.lead
            warning = f"{news.warning}. " if news.warning else ""
            text = f'{said}: "{news.title}". {warning}{news.change}. {news.more}; type `stop` to end here.'
            self.screen.show_text(text)
        self._settled_verdict, self._warning = verdict, news.warning if news else ""

    def _show_score(self, question: Question | None) -> None:
        """Show the score when the statements are done."""
        rating = question is not None and find_statement_number(question.fact) > 0
        if self._rating and not rating:
            company = self.dialogue.build_company()
            if company.assessed:
                self.screen.draw_separator()
                self.screen.show_text(self._describe_score(company))
        self._rating = rating

    def finish(self) -> None:
        """Show what is new after the last question."""
        self._show_score(None)


def _list_others(fact: Fact) -> list[tuple[str, str]]:
    """Return the answers that are no options: their text on the screen, and what it means if typed."""
    if not fact.values or fact.name in (*REQUIRED_QUESTIONS, ROUTE):
        return []
    none = [("None of these", "none")] if fact.kind is Kind.MANY else []
    return [*none, ("Not sure", NOT_SURE)]


def _match_typed(fact: Fact, text: str, options: Sequence[AnswerOption]) -> frozenset[int]:
    """Return the positions of the options that a typed text means."""
    try:
        return _find_positions(parse_answer(fact, text, options), options)
    except AnswerError:
        return frozenset()


def _find_positions(value: Value | None, options: Sequence[AnswerOption]) -> frozenset[int]:
    values = value if isinstance(value, frozenset) else {value}
    return frozenset(position for position, option in enumerate(options) if option.value in values)
