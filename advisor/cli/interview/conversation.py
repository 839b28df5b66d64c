"""The conversation: shows each question, reads what the user types, and acts on it until the interview ends."""

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
    "why": "show which rules depend on this answer, and what each concludes",
    "help": "explain the question, with an example (also `example` or `?`)",
    "unknown": "say that you do not know; the advice lists what is still unknown",
    "back": "go back to the question before",
    "review": "list your answers; to change one, type its name and the new answer, such as `sales_cycle: long`",
    "stop": "stop here and show the advice",
    "quit": "save and leave; `--resume` continues later",
}
_PHASE_PURPOSES = {
    Phase.STATE: "the present relationship",
    Phase.VERDICT: "the verdict",
    Phase.MOVE: "the move",
    Phase.STEPS: "the steps",
    Phase.REST: "the points to note",
}
_HINTS = {Kind.MANY: "Choose one or more, separated by commas, or `none`.", Kind.COUNT: "Type a whole number."}


class QuitError(Exception):
    """The user has left the interview; the answers are saved."""


class Conversation:
    """One interview at a terminal or a pipe. Calls `save` after every answer, before the next question."""

    def __init__(self, dialogue: Dialogue, screen: Screen, save: Callable[[], None]) -> None:
        self.dialogue = dialogue
        self.screen = screen
        self.save = save
        self._settled_shown = False

    def run(self) -> None:
        """Ask until no question is left or the user stops. Raises QuitError if the user leaves."""
        self.screen.show_text(
            "Type a number, a word or its first letters; or a command: `help`, `why`, `unknown`, `back`, `review`, "
            "`stop`, `quit`."
        )
        shown: Question | None = None
        while (question := self.dialogue.question) is not None:
            if self.dialogue.depth is Depth.BRIEF and len(question.verdicts) == 1:
                return
            fact = self.dialogue.find_fact(question.fact)
            assert fact is not None  # the dialogue asks only known facts
            if question != shown:
                self._show_settled_verdict(question)
                self._show_question(question, fact)
                shown = question
            typed = self.screen.read_line(f"{fact.name}: " if self.screen.plain else "> ")
            if typed is None:
                if not self.screen.piped:
                    raise QuitError
                self.screen.show_text("The input ends here. The advice is based on the answers so far.")
                return
            answered = len(self.dialogue.path)
            if self._handle_input(" ".join(typed.split()), question, fact):
                return
            if len(self.dialogue.path) != answered or self.dialogue.question != question:
                shown = None

    def _handle_input(self, typed: str, question: Question, fact: Fact) -> bool:
        """Act on a typed line; return True to end the interview."""
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
            if not self.dialogue.return_to_previous():
                self.screen.show_text("This is the first question.")
        elif word == "review":
            self._list_answers()
        elif not self._answer_by_name(typed):
            self._record_answer(typed, fact)
        return False

    def _record_answer(self, typed: str, fact: Fact) -> None:
        try:
            value = _parse_value(fact, typed)
            if self._show_clash(fact, value):
                return
            self.dialogue.answer(value)
        except AnswerError as error:
            word = typed.lower()
            near = "" if " " in word or word in COMMANDS else suggest_name(word, COMMANDS)
            self.screen.show_warning(f"{error}{near}")
        else:
            self.save()

    def _show_clash(self, fact: Fact, value: Value | None) -> bool:
        """Show the earlier answer that this one excludes, and ask which is right; return False if there is none."""
        clash = self.dialogue.find_clash(fact.name, value)
        if clash:
            self.screen.show_warning(
                f"{clash}. Which is right? Answer again, or type the other answer's name, a colon and a new value."
            )
        return bool(clash)

    def _answer_by_name(self, typed: str) -> bool:
        """Record `name: answer` or `name = answer` for the question of that name; return False if it is neither."""
        for sign in (":", "="):
            name, separator, entry = typed.partition(sign)
            name = name.strip().lower().replace(" ", "_")
            fact = self.dialogue.find_fact(name) if separator else None
            if fact is not None:
                self._change_answer(fact, entry)
                return True
            if separator and name.isidentifier():
                near = suggest_name(name, (*self.dialogue.planner.rulebase.facts, ROUTE))
                self.screen.show_warning(f"`{name[:40]}` is not the name of a question{near}")
                return True
        return False

    def _change_answer(self, fact: Fact, entry: str) -> None:
        try:
            value = _parse_value(fact, entry)
        except AnswerError as error:
            self.screen.show_warning(f"{fact.name}: {error}")
            return
        if self._show_clash(fact, value):
            return
        self.dialogue.update_answer(fact.name, value)
        self.save()
        self.screen.show_text(f"Noted: {fact.label}: {self._format_value(fact, value)}.")

    def _show_question(self, question: Question, fact: Fact) -> None:
        self.screen.draw_separator()
        number, remaining = len(self.dialogue.path) + 1, question.remaining_count
        left = "the last one" if remaining == 1 else f"about {remaining} left"
        self.screen.show_text(f"Question {number}, for {_PHASE_PURPOSES[question.phase]} ({left})", style="quiet")
        self.screen.show_text(fact.question, style="bold")
        has_names = question.fact in self.dialogue.planner.rulebase.facts
        for index, value in enumerate(list_options(fact), 1):
            words = f"{value} - {fact.values[value]}" if has_names else fact.values[value]
            self.screen.show_text(f"{index}  {words}", indent=2, hanging=3)
        if fact.kind in _HINTS:
            self.screen.show_text(_HINTS[fact.kind], indent=2)
        if question.fact in self.dialogue.entered_answers:
            answer = self._format_value(fact, self.dialogue.entered_answers[question.fact])
            self.screen.show_text(f"Your answer was: {answer}", style="quiet")

    def _show_settled_verdict(self, question: Question) -> None:
        settled = len(question.verdicts) == 1
        if settled and not self._settled_shown:
            count, purpose = question.remaining_count, _PHASE_PURPOSES[question.phase]
            more = "One more question refines" if count == 1 else f"About {count} more questions refine"
            self.screen.draw_separator()
            self.screen.show_text(
                f"The verdict is settled: {question.verdicts[0]}. Further answers do not change it. "
                f"{more} {purpose}; type `stop` to end here."
            )
        self._settled_shown = settled

    def _show_help(self, fact: Fact) -> None:
        self.screen.show_text(fact.help or "There is no more help for this question.")
        for command, text in COMMANDS.items():
            self.screen.show_text(f"{command}: {text}", indent=2, hanging=4, style="quiet")

    def _explain_question(self, question: Question, fact: Fact, limit: int | None) -> None:
        rules = explain_question(self.dialogue.planner, question.fact, self.dialogue.build_answers())
        if not rules:
            self.screen.show_text(
                f"This answer shows the present relationship, which decides the reasons that count [{fact.source}]."
            )
        for rule in rules[:limit]:
            result = f" If it holds, {rule.conclusions}." if rule.conclusions else ""
            others = f" It also depends on: {rule.other_facts}." if rule.other_facts else ""
            self.screen.show_text(f"* {rule.title}.{result}{others} [{rule.source}]", indent=2, hanging=2)
        if limit is not None and len(rules) > limit:
            self.screen.show_text(f"and {len(rules) - limit} more; type `why all` to list them", indent=2)

    def _list_answers(self) -> None:
        answers = {**self.dialogue.initial_company.stated, **self.dialogue.collect_active_answers()}
        for name, value in answers.items():
            fact = self.dialogue.find_fact(name)
            if fact is not None:
                self.screen.show_text(f"{name}: {self._format_value(fact, value)}", indent=2, hanging=4)
        unused = [name for name in self.dialogue.collect_inactive_answers() if self.dialogue.find_fact(name)]
        if unused:
            self.screen.show_text(f"Saved, but not used at present: {', '.join(unused)}.", style="quiet")
        if answers:
            self.screen.show_text("To change an answer, type its name, a colon and the new answer.", style="quiet")
        else:
            self.screen.show_text("You have not answered any question yet.")

    def _format_value(self, fact: Fact, value: Value | None) -> str:
        if value is None:
            return "unknown"
        if fact.name not in self.dialogue.planner.rulebase.facts:
            return fact.values.get(str(value), str(value))
        if isinstance(value, frozenset):
            return ", ".join(sorted(value)) or "none"
        return str(value) if isinstance(value, str | int) else format_clause(fact, value)


def _parse_value(fact: Fact, typed: str) -> Value | None:
    """Parse a typed answer; None for unknown. Raises AnswerError."""
    value = parse_answer(fact, typed)
    if value is None and fact.name in REQUIRED_QUESTIONS:
        problem = "we need this answer to use your ratings"
        raise AnswerError(f"{problem}; type a number from 1 to {len(fact.values)}")
    return value
