"""The conversation: shows the question at hand, takes what is typed, and does what it says until the interview ends."""

from __future__ import annotations

from collections.abc import Callable

from advisor.cli.interview.terminal import Screen
from advisor.errors import nearest
from advisor.interview.answer_parser import EntryError, options, understood
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import NEEDED, ROUTE
from advisor.interview.planner import Depth, Phase, Question
from advisor.interview.why import why
from advisor.model.answers import Value
from advisor.model.clauses import clause
from advisor.model.vocabulary import Fact, Kind

MOST_WHY = 5
COMMANDS = {
    "why": "which rules wait for this answer, and what each would conclude",
    "help": "what the question means, with an example (also `example` or `?`)",
    "unknown": "you do not know; the advice is exact about what stays unknown",
    "back": "return to the question before",
    "review": "list your answers; change one by typing its name and the new answer, such as `sales_cycle: long`",
    "stop": "end here and see the advice",
    "quit": "save and leave; `--resume` goes on",
}
_FOR = {
    Phase.STATE: "where the relationship stands",
    Phase.VERDICT: "the verdict",
    Phase.MOVE: "the move",
    Phase.STEPS: "the steps",
    Phase.REST: "what to bear in mind",
}


class LeftError(Exception):
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
        self.screen.say(
            "Type a number, a word or its beginning; `help`, `why`, `unknown`, `back`, `review`, `stop`, `quit`."
        )
        shown: Question | None = None
        while (question := self.dialogue.question) is not None:
            if self.dialogue.depth is Depth.BRIEF and len(question.verdicts) == 1:
                return
            fact = self.dialogue.fact(question.fact)
            assert fact is not None  # the dialogue asks only what there is
            if question != shown:
                self._tell_if_settled(question)
                self._show(question, fact)
                shown = question
            typed = self.screen.read(f"{fact.name}: " if self.screen.plain else "> ")
            if typed is None:
                if self.screen.piped:
                    self.screen.say("The input ends here; what follows rests on what is known.")
                    return
                raise LeftError
            answered = len(self.dialogue.path)
            if self._do(" ".join(typed.split()), question, fact):
                return
            if len(self.dialogue.path) != answered or self.dialogue.question != question:
                shown = None

    def _do(self, typed: str, question: Question, fact: Fact) -> bool:
        """Do what was typed; True where the interview is to end."""
        word = typed.lower()
        if word == "stop":
            return True
        if word in ("quit", "exit"):
            raise LeftError
        if word in ("why", "why all"):
            self._why(question, fact, None if word == "why all" else MOST_WHY)
        elif word in ("help", "example", "?"):
            self._help(fact)
        elif word == "back":
            self._back()
        elif word == "review":
            self._review()
        elif not self._by_name(typed):
            self._answer(typed, fact)
        return False

    def _answer(self, typed: str, fact: Fact) -> None:
        try:
            value = self._value(fact, typed)
        except EntryError as error:
            near = nearest(typed.lower(), COMMANDS) if " " not in typed else ""
            self.screen.say(f"{error}{near}", style="warning")
            return
        self.dialogue.answer(value)
        self.save()

    @staticmethod
    def _value(fact: Fact, typed: str) -> Value | None:
        """What was typed, as an answer. Raises EntryError."""
        value = understood(fact, typed)
        if value is None and fact.name in NEEDED:
            raise EntryError(f"this one is needed to read your ratings; type a number from 1 to {len(fact.values)}")
        return value

    def _by_name(self, typed: str) -> bool:
        """Take `name: answer` or `name = answer` as the answer to what has that name; False where it is neither."""
        for sign in (":", "="):
            name, found, entry = typed.partition(sign)
            name = name.strip().lower().replace(" ", "_")
            fact = self.dialogue.fact(name) if found else None
            if found and fact is None and name.isidentifier():
                near = nearest(name, (*self.dialogue.planner.rulebase.facts, ROUTE))
                self.screen.say(f"`{name[:40]}` is the name of no question{near}", style="warning")
                return True
            if fact is not None:
                try:
                    value = self._value(fact, entry)
                except EntryError as error:
                    self.screen.say(f"{fact.name}: {error}", style="warning")
                    return True
                self.dialogue.change(fact.name, value)
                self.save()
                self.screen.say(f"Noted: {fact.label}: {self._words(fact, value)}.")
                return True
        return False

    def _back(self) -> None:
        if not self.dialogue.back():
            self.screen.say("This is the first question.")

    def _show(self, question: Question, fact: Fact) -> None:
        self.screen.rule()
        number, ahead = len(self.dialogue.path) + 1, question.ahead
        left = "the last one" if ahead == 1 else f"about {ahead} left"
        self.screen.say(f"Question {number}, for {_FOR[question.phase]} ({left})", style="quiet")
        self.screen.say(fact.question, style="bold")
        for index, value in enumerate(options(fact), 1):
            words = fact.values[value]
            shown = words if question.fact not in self.dialogue.planner.rulebase.facts else f"{value} - {words}"
            self.screen.say(f"{index}  {shown}", indent=2, hanging=3)
        if fact.kind is Kind.MANY:
            self.screen.say("Several, with commas between; `none` for none of them.", indent=2)
        elif fact.kind is Kind.COUNT:
            self.screen.say("A whole number.", indent=2)
        if question.fact in self.dialogue.given:
            self.screen.say(f"Your answer was: {self._words(fact, self.dialogue.given[question.fact])}", style="quiet")

    def _tell_if_settled(self, question: Question) -> None:
        settled = len(question.verdicts) == 1
        if settled and not self._settled_told:
            more = "One more question" if question.ahead == 1 else f"About {question.ahead} more questions"
            sharpen = "sharpens" if question.ahead == 1 else "sharpen"
            self.screen.rule()
            self.screen.say(
                f"The verdict is settled: {question.verdicts[0]}. Whatever you answer from here, it stays. {more} "
                f"{sharpen} {_FOR[question.phase]}; type `stop` to end here."
            )
        self._settled_told = settled

    def _help(self, fact: Fact) -> None:
        self.screen.say(fact.help or "There is no further help for this question.")
        for command, text in COMMANDS.items():
            self.screen.say(f"{command}: {text}", indent=2, hanging=4, style="quiet")

    def _why(self, question: Question, fact: Fact, most: int | None) -> None:
        rules = why(self.dialogue.planner, question.fact, self.dialogue.answers())
        if not rules:
            self.screen.say(f"It tells where the relationship stands, and so which reasons count [{fact.source}].")
        for each in rules[:most]:
            would = f" If it holds, {each.would}." if each.would else ""
            also = f" It also waits for: {each.also}." if each.also else ""
            self.screen.say(f"* {each.title}.{would}{also} [{each.source}]", indent=2, hanging=2)
        if most is not None and len(rules) > most:
            self.screen.say(f"and {len(rules) - most} more; `why all` tells them too", indent=2)

    def _review(self) -> None:
        answered = {**self.dialogue.before.stated, **self.dialogue.answered()}
        if not answered:
            self.screen.say("Nothing is answered yet.")
        for name, value in answered.items():
            fact = self.dialogue.fact(name)
            if fact is not None:
                self.screen.say(f"{name}: {self._words(fact, value)}", indent=2, hanging=4)
        aside = [name for name in self.dialogue.aside() if self.dialogue.fact(name)]
        if aside:
            self.screen.say(f"Kept aside, as they do not count at present: {', '.join(aside)}.", style="quiet")
        if answered:
            self.screen.say("To change one, type its name, a colon and the new answer.", style="quiet")

    def _words(self, fact: Fact, value: Value | None) -> str:
        if value is None:
            return "unknown"
        if fact.name not in self.dialogue.planner.rulebase.facts:
            return fact.values.get(str(value), str(value))
        if isinstance(value, frozenset):
            return ", ".join(sorted(value)) or "none"
        return str(value) if isinstance(value, str | int) else clause(fact, value)
