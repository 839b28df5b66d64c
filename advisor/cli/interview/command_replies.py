"""The replies to the commands `help`, `why` and `review`, in words; identifiers only if the user wants them."""

from __future__ import annotations

from advisor.cli.interview.question_view import QuestionView
from advisor.consultation import Consultation
from advisor.explain.document import Item, Paragraph
from advisor.explain.question import explain_question
from advisor.explain.question_document import build_question_document
from advisor.interview.planner import Question
from advisor.interview.question_words import describe_missing_reasons, list_changeable
from advisor.model.rulebase import STATED_STATE
from advisor.model.vocabulary import Fact

COMMANDS = {
    "help": "what the question means, with an example",
    "why": "what depends on the answer",
    "not sure": "leave the question open; the advice lists what is open",
    "back": "go back one question",
    "review": "list your answers; `change 3` changes the third",
    "stop": "end here and show the advice",
    "quit": "save and leave; you can continue later",
}
COMMAND_WORDS = ("help", "why", "back", "review", "change", "stop", "quit")
INTRODUCTION = (
    "Answer with a number or with words from the screen, or type `not sure`. Type `help` for help, or `quit` to leave "
    "and continue later."
)


class CommandReplies:
    """Shows the replies. `verbose` adds the names of facts and the sources of rules."""

    def __init__(self, view: QuestionView, consultation: Consultation, *, verbose: bool) -> None:
        self._consultation = consultation
        self.view = view
        self.screen = view.screen
        self.dialogue = view.dialogue
        self.verbose = verbose
        self._commands_shown = False

    def show_help(self, fact: Fact) -> None:
        """Explain the question; list the commands the first time, and after that if the user asks for them."""
        self.screen.show_text(fact.help or "There is no more help for this question.")
        if self._commands_shown:
            self.screen.show_text("For the commands, type `help commands`.", style="quiet")
        else:
            self.show_commands()

    def show_commands(self) -> None:
        """List the commands."""
        self._commands_shown = True
        for command, text in COMMANDS.items():
            self.screen.show_text(f"{command}: {text}", indent=2, hanging=4, style="quiet")

    def explain_question(self, question: Question, fact: Fact, *, every: bool) -> None:
        """Say what depends on the answer: what matters most, or everything."""
        if question.fact in (*self.dialogue.opening_questions, STATED_STATE):
            self._say_shortly(fact)
            return
        explanation = explain_question(self._consultation, self.dialogue, question.fact)
        if not explanation.matters:
            self._say_shortly(fact)
            return
        for block in build_question_document(explanation, every=every, verbose=self.verbose):
            if isinstance(block, Item):
                self.screen.show_text(f"* {block.text}", indent=2, hanging=2)
            elif isinstance(block, Paragraph):
                self.screen.show_text(block.text)

    def _say_shortly(self, fact: Fact) -> None:
        sentence = describe_missing_reasons(self.dialogue, fact)
        self.screen.show_text(f"{sentence}{f' [{fact.source}]' if self.verbose else ''}")

    def list_answers(self) -> None:
        """List the answers with their numbers."""
        answers = list_changeable(self.dialogue)
        for number, fact in enumerate(answers, 1):
            answer = self.view.format_answer(fact, self.dialogue.find_answer(fact.name))
            name = f" [{fact.name}]" if self.verbose else ""
            label = fact.label[:1].upper() + fact.label[1:]
            self.screen.show_text(f"{number}  {label}: {answer}{name}", indent=2, hanging=4)
        inactive = map(self.dialogue.find_fact, self.dialogue.collect_inactive_answers())
        labels = ", ".join(unused.label for unused in inactive if unused)
        if labels:
            self.screen.show_text(f"Saved, but not used at present: {labels}.", style="quiet")
        if answers:
            self.screen.show_text("To change an answer, type `change` and its number.", style="quiet")
        else:
            self.screen.show_text("You have not answered any question yet.")
