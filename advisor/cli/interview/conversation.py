"""The conversation: shows the question at hand, takes what is typed, and does what it says until the interview ends."""

from __future__ import annotations

from collections.abc import Callable

from advisor.cli.interview.terminal import Screen
from advisor.interview.answer_parser import AnswerError, list_options, parse_answer
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import REQUIRED_QUESTIONS, ROUTE
from advisor.interview.planner import Depth, Phase, Question
from advisor.interview.why import explain_question
from advisor.model.answers import Value
from advisor.model.clauses import format_clause
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import Fact, Kind

MAX_WHY_RULES = 5
COMMANDS = {
    "why": "which rules wait for this answer, and what each would conclude",
    "help": "what the question means, with an example (also `example` or `?`)",
    "unknown": "you do not know; the advice is exact about what stays unknown",
    "back": "return to the question before",
    "review": "list your answers; change one by typing its name and the new answer, such as `sales_cycle: long`",
    "stop": "end here and see the advice",
    "quit": "save and leave; `--resume` goes on",
}
_PHASE_PURPOSES = {
    Phase.STATE: "where the relationship stands",
    Phase.VERDICT: "the verdict",
    Phase.MOVE: "the move",
    Phase.STEPS: "the steps",
    Phase.REST: "what to bear in mind",
}


class QuitError(Exception):
    """The user has left; what was answered is saved."""


class Conversation:
    """One interview at a terminal or a pipe. `save` is called after every answer, before the next question."""

    def __init__(self, dialogue: Dialogue, screen: Screen, save: Callable[[], None]) -> None:
        self.dialogue = dialogue
        self.screen = screen
        self.save = save
        self._settled_told = False

    def run(self) -> None:
        """Ask until nothing is left to ask or the user has heard enough. Raises LeftError."""
        self.screen.show_text(
            "Type a number, a word or its beginning; `help`, `why`, `unknown`, `back`, `review`, `stop`, `quit`."
        )
        shown: Question | None = None
        while (question := self.dialogue.question) is not None:
            if self.dialogue.depth is Depth.BRIEF and len(question.verdicts) == 1:
                return
            fact = self.dialogue.find_fact(question.fact)
            assert fact is not None  # the dialogue asks only what there is
            if question != shown:
                self._show_settled_verdict(question)
                self._show_question(question, fact)
                shown = question
            typed = self.screen.read_line(f"{fact.name}: " if self.screen.plain else "> ")
            if typed is None:
                if self.screen.piped:
                    self.screen.show_text("The input ends here; what follows rests on what is known.")
                    return
                raise QuitError
            answered = len(self.dialogue.path)
            if self._handle_input(" ".join(typed.split()), question, fact):
                return
            if len(self.dialogue.path) != answered or self.dialogue.question != question:
                shown = None

    def _handle_input(self, typed: str, question: Question, fact: Fact) -> bool:
        """Do what was typed; True where the interview is to end."""
        word = typed.lower()
        if word == "stop":
            return True
        if word in ("quit", "exit"):
            raise QuitError
        if word in ("why", "why all"):
            self._explain_question(question, fact, None if word == "why all" else MAX_WHY_RULES)
        elif word in ("help", "example", "?"):
            self._show_help(fact)
        elif word == "back":
            self._return_to_previous()
        elif word == "review":
            self._list_answers()
        elif not self._answer_by_name(typed):
            self._record_answer(typed, fact)
        return False

    def _record_answer(self, typed: str, fact: Fact) -> None:
        try:
            value = self._parse_value(fact, typed)
        except AnswerError as error:
            near = suggest_name(typed.lower(), COMMANDS) if " " not in typed else ""
            self.screen.show_text(f"{error}{near}", style="warning")
            return
        self.dialogue.answer(value)
        self.save()

    @staticmethod
    def _parse_value(fact: Fact, typed: str) -> Value | None:
        """What was typed, as an answer. Raises EntryError."""
        value = parse_answer(fact, typed)
        if value is None and fact.name in REQUIRED_QUESTIONS:
            raise AnswerError(f"this one is needed to read your ratings; type a number from 1 to {len(fact.values)}")
        return value

    def _answer_by_name(self, typed: str) -> bool:
        """Take `name: answer` or `name = answer` as the answer to what has that name; False where it is neither."""
        for sign in (":", "="):
            name, found, entry = typed.partition(sign)
            name = name.strip().lower().replace(" ", "_")
            fact = self.dialogue.find_fact(name) if found else None
            if found and fact is None and name.isidentifier():
                near = suggest_name(name, (*self.dialogue.planner.rulebase.facts, ROUTE))
                self.screen.show_text(f"`{name[:40]}` is the name of no question{near}", style="warning")
                return True
            if fact is not None:
                try:
                    value = self._parse_value(fact, entry)
                except AnswerError as error:
                    self.screen.show_text(f"{fact.name}: {error}", style="warning")
                    return True
                self.dialogue.update_answer(fact.name, value)
                self.save()
                self.screen.show_text(f"Noted: {fact.label}: {self._format_value(fact, value)}.")
                return True
        return False

    def _return_to_previous(self) -> None:
        if not self.dialogue.return_to_previous():
            self.screen.show_text("This is the first question.")

    def _show_question(self, question: Question, fact: Fact) -> None:
        self.screen.draw_separator()
        number, ahead = len(self.dialogue.path) + 1, question.remaining_count
        left = "the last one" if ahead == 1 else f"about {ahead} left"
        self.screen.show_text(f"Question {number}, for {_PHASE_PURPOSES[question.phase]} ({left})", style="quiet")
        self.screen.show_text(fact.question, style="bold")
        for index, value in enumerate(list_options(fact), 1):
            words = fact.values[value]
            shown = words if question.fact not in self.dialogue.planner.rulebase.facts else f"{value} - {words}"
            self.screen.show_text(f"{index}  {shown}", indent=2, hanging=3)
        if fact.kind is Kind.MANY:
            self.screen.show_text("Several, with commas between; `none` for none of them.", indent=2)
        elif fact.kind is Kind.COUNT:
            self.screen.show_text("A whole number.", indent=2)
        if question.fact in self.dialogue.given_answers:
            self.screen.show_text(
                f"Your answer was: {self._format_value(fact, self.dialogue.given_answers[question.fact])}",
                style="quiet",
            )

    def _show_settled_verdict(self, question: Question) -> None:
        settled = len(question.verdicts) == 1
        if settled and not self._settled_told:
            more = (
                "One more question"
                if question.remaining_count == 1
                else f"About {question.remaining_count} more questions"
            )
            sharpen = "sharpens" if question.remaining_count == 1 else "sharpen"
            self.screen.draw_separator()
            self.screen.show_text(
                f"The verdict is settled: {question.verdicts[0]}. Whatever you answer from here, it stays. {more} "
                f"{sharpen} {_PHASE_PURPOSES[question.phase]}; type `stop` to end here."
            )
        self._settled_told = settled

    def _show_help(self, fact: Fact) -> None:
        self.screen.show_text(fact.help or "There is no further help for this question.")
        for command, text in COMMANDS.items():
            self.screen.show_text(f"{command}: {text}", indent=2, hanging=4, style="quiet")

    def _explain_question(self, question: Question, fact: Fact, limit: int | None) -> None:
        rules = explain_question(self.dialogue.planner, question.fact, self.dialogue.build_answers())
        if not rules:
            self.screen.show_text(
                f"It tells where the relationship stands, and so which reasons count [{fact.source}]."
            )
        for each in rules[:limit]:
            would = f" If it holds, {each.conclusions}." if each.conclusions else ""
            also = f" It also waits for: {each.other_facts}." if each.other_facts else ""
            self.screen.show_text(f"* {each.title}.{would}{also} [{each.source}]", indent=2, hanging=2)
        if limit is not None and len(rules) > limit:
            self.screen.show_text(f"and {len(rules) - limit} more; `why all` tells them too", indent=2)

    def _list_answers(self) -> None:
        answered = {**self.dialogue.initial_company.stated, **self.dialogue.collect_active_answers()}
        if not answered:
            self.screen.show_text("Nothing is answered yet.")
        for name, value in answered.items():
            fact = self.dialogue.find_fact(name)
            if fact is not None:
                self.screen.show_text(f"{name}: {self._format_value(fact, value)}", indent=2, hanging=4)
        aside = [name for name in self.dialogue.collect_inactive_answers() if self.dialogue.find_fact(name)]
        if aside:
            self.screen.show_text(f"Kept aside, as they do not count at present: {', '.join(aside)}.", style="quiet")
        if answered:
            self.screen.show_text("To change one, type its name, a colon and the new answer.", style="quiet")

    def _format_value(self, fact: Fact, value: Value | None) -> str:
        if value is None:
            return "unknown"
        if fact.name not in self.dialogue.planner.rulebase.facts:
            return fact.values.get(str(value), str(value))
        if isinstance(value, frozenset):
            return ", ".join(sorted(value)) or "none"
        return str(value) if isinstance(value, str | int) else format_clause(fact, value)
