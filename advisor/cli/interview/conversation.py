"""The conversation: shows each question, reads what the user types, and acts on it until the interview ends."""

from __future__ import annotations

from collections.abc import Callable

from advisor.assessment.score_sentence import describe_score
from advisor.cli.interview.command_replies import COMMAND_WORDS, INTRODUCTION, CommandReplies
from advisor.cli.interview.contradictions import ask_which_is_right
from advisor.cli.interview.question_view import QuestionView
from advisor.cli.interview.terminal import Screen
from advisor.consultation import Consultation
from advisor.interview.answer_parser import AnswerError, find_typed_band, parse_answer
from advisor.interview.dialogue import Dialogue
from advisor.interview.named_questions import describe_unknown_name, find_named_question, split_name
from advisor.interview.opening_questions import REQUIRED_QUESTIONS, ROUTE, STATED
from advisor.interview.planner import Depth, Phase, Question
from advisor.interview.question_words import find_asked_fact, list_changeable
from advisor.interview.recording import describe_contradiction, find_level_fact, record_route
from advisor.model.answers import Value
from advisor.model.choices_from_counts import describe_band
from advisor.model.name_suggestion import suggest_name
from advisor.model.vocabulary import Fact


class QuitError(Exception):
    """The user has left the interview; the answers are saved."""


class RefusedAnswerError(Exception):
    """A line from a pipe that is not an answer. The lines after it must not answer other questions than they should."""


class Conversation:
    """One interview at a terminal or a pipe. Calls `save` after every answer, before the next question.

    Args:
        dialogue: the dialogue.
        consultation: the consultation that leads it.
        screen: the screen.
        save: saves the answers.
        verbose: whether to show names of facts and sources of rules.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        consultation: Consultation,
        screen: Screen,
        save: Callable[[], None],
        *,
        verbose: bool = False,
    ) -> None:
        self.dialogue = dialogue
        self.screen = screen
        self.save = save
        self.view = QuestionView(dialogue, screen, lambda company: describe_score(company, consultation.bands))
        self.replies = CommandReplies(self.view, consultation, verbose=verbose)
        self._changing: Question | None = None
        """The question whose answer the user wants to change; it comes before that of the dialogue."""
        self._shown: Question | None = None

    def run(self) -> None:
        """Ask until no question is left or the user stops.

        Raises:
            QuitError: the user leaves.
            RefusedAnswerError: a line from a pipe is not an answer.
        """
        self.screen.show_text(INTRODUCTION)
        while (question := self._changing or self.dialogue.question) is not None:
            if self._is_brief_end(question):
                break
            fact = find_asked_fact(self.dialogue, question)
            menu = self.view.build_menu(fact, COMMAND_WORDS)
            if question != self._shown:
                self.view.show(question, fact, again=question is self._changing)
                self._shown = question
            elif menu.several and self.screen.ticked:
                menu = menu._replace(ticked=self.screen.ticked)  # a command or a refusal takes no tick away
            typed = self.screen.read_entry(menu)
            if typed is None:
                if not self.screen.piped:
                    raise QuitError
                self.screen.show_text("The input ends here. The advice is based on the answers so far.")
                break
            if self._handle_input(" ".join(typed.split()), question, fact):
                break
        self.dialogue.keep_present_answers()
        self.view.finish()

    def _is_brief_end(self, question: Question) -> bool:
        """Return whether a brief interview ends here: the verdict is settled, and the level was asked for."""
        is_usual = question is not self._changing and question.fact not in self.dialogue.opening_questions
        return self.dialogue.depth is Depth.BRIEF and len(question.verdicts) == 1 and is_usual

    def _handle_input(self, typed: str, question: Question, fact: Fact) -> bool:
        """Act on a typed line; return True to end the interview."""
        word = typed.lower()
        if word == "stop":
            return True
        if word in ("quit", "exit"):
            raise QuitError
        if word in ("why", "why all"):
            self.replies.explain_question(question, fact, every=word == "why all")
        elif word in ("help", "example", "?"):
            self.replies.show_help(fact)
        elif word == "help commands":
            self.replies.show_commands()
        elif word == "back":
            self._go_back()
        elif word == "review":
            self.replies.list_answers()
        elif word == "change" or word.startswith("change "):
            self._begin_change(word.removeprefix("change").strip())
        elif not self._answer_by_name(typed, fact):
            self._record_answer(typed, fact)
        return False

    def _go_back(self) -> None:
        self._shown = None
        if self._changing is not None:
            self._changing = None
        elif not self.dialogue.return_to_previous():
            self.screen.show_text("This is the first question.")
            self._shown = self.dialogue.question
        elif self.dialogue.path and self.dialogue.path[-1].fact == ROUTE and self.dialogue.count_asked() == 0:
            self.dialogue.return_to_previous()  # the level and the way to find it are one question for the user

    def _begin_change(self, text: str) -> None:
        """Ask again the question with a number in the list of answers, or with a name."""
        facts = list_changeable(self.dialogue)
        if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= len(facts):
            fact: Fact | None = facts[int(text[:6]) - 1]
        else:
            fact = find_named_question(self.dialogue, text)
        if fact is None:
            self._refuse(
                f"type `change` and a number from 1 to {len(facts)}; `review` lists the answers with their numbers"
                if facts
                else "there is no answer to change yet"
            )
            return
        self._changing = Question(fact.name, Phase.REST, 1, 1, self.dialogue.planner.list_all_verdicts())

    def _record_answer(self, typed: str, fact: Fact) -> None:
        try:
            value = self._parse_value(fact, typed)
        except AnswerError as error:
            word = typed.lower()
            near = (
                ""
                if " " in word or word in COMMAND_WORDS or "did you mean" in str(error)
                else suggest_name(word, COMMAND_WORDS)
            )
            self._refuse(f"{error}{near}")
            return
        if fact.name == ROUTE:
            self._record_route(value)
        elif self._settle_clashes(fact, value):
            if self._changing is None:
                self.dialogue.answer(value)
            else:
                self.dialogue.update_answer(fact.name, value)
        self._finish_answer()

    def _record_route(self, value: Value | None) -> None:
        """Record the answer to the first question: the level, or the way to find it; who is not sure gets the signs."""
        level = find_level_fact(self.dialogue, value)
        if level is None or self._settle_clashes(level, value):
            record_route(self.dialogue, value, changing=self._changing is not None)

    def _finish_answer(self) -> None:
        self._changing = None
        self._shown = None
        self.save()

    def _settle_clashes(self, fact: Fact, value: Value | None) -> bool:
        """Ask about each earlier answer that excludes this one; return whether this one is still to be recorded."""
        recorded = False
        while value is not None and (clash := self.dialogue.find_clash(fact.name, value)):
            sentence = describe_contradiction(self.dialogue, clash, fact, value)
            if self.screen.piped:
                self._refuse(f"{sentence}; correct one of them")
            self._drop_rest()
            if not ask_which_is_right(self.view, clash, fact, value):
                return False
            recorded = True
        return not recorded

    def _answer_by_name(self, typed: str, asked: Fact) -> bool:
        """Record `name: answer` or `name = answer` for the question of that name; return False if it is neither.

        An answer of the present question can have a colon, too ("Yes: your market changes fast").
        """
        parts = split_name(typed)
        fact = find_named_question(self.dialogue, parts[0]) if parts else None
        if parts is None or (fact is None and self.view.match_typed(asked, typed)):
            return False
        if fact is None:
            self._refuse(describe_unknown_name(self.dialogue, parts[0]))
        else:
            self._change_answer(fact, parts[1])
        return True

    def _change_answer(self, fact: Fact, entry: str) -> None:
        try:
            value = self._parse_value(fact, entry)
        except AnswerError as error:
            self._refuse(f"{fact.label}: {error}")
            return
        if self._settle_clashes(fact, value):
            self.dialogue.update_answer(fact.name, value)
        self._finish_answer()
        answer = self.view.format_answer(fact, self.dialogue.find_answer(fact.name))
        self.screen.show_text(f"Noted. {fact.label[:1].upper()}{fact.label[1:]}: {answer}.")

    def _parse_value(self, fact: Fact, typed: str) -> Value | None:
        """Parse a typed answer; None for not known. Raises AnswerError."""
        if fact.name == ROUTE and typed.lower() == STATED:
            return STATED  # answers made for an earlier version name the way first
        options = self.view.list_options(fact)
        value = parse_answer(fact, typed, options)
        if counted := find_typed_band(fact, typed, options):
            self.screen.show_text(f"{describe_band(fact, *counted)}.")
        if value is None and fact.name in REQUIRED_QUESTIONS:
            problem = "we need this answer to use your ratings"
            raise AnswerError(f"{problem}; type a number from 1 to {len(fact.values)}")
        return value

    def _refuse(self, sentence: str) -> None:
        """Show why an entry is refused. What was pasted or typed after it is dropped, or it would answer this question.

        Raises RefusedAnswerError if the entry comes from a pipe.
        """
        if self.screen.piped:
            question = self._changing or self.dialogue.question
            assert question is not None  # an entry is read only after a question
            number, text = self.dialogue.count_asked() + 1, find_asked_fact(self.dialogue, question).question
            raise RefusedAnswerError(f'{sentence} (question {number}: "{text}")')
        self.screen.show_warning(sentence)
        self._drop_rest()

    def _drop_rest(self) -> None:
        if self.screen.drop_rest():
            self.screen.show_warning("What you pasted or typed after it is not used.")
