"""A contradiction between two answers: asks at once which of them is right."""

from __future__ import annotations

from advisor.cli.interview.menu import Menu
from advisor.cli.interview.question_view import QuestionView
from advisor.interview.answer_options import AnswerOption, normalize_text
from advisor.interview.answer_parser import AnswerError, parse_answer
from advisor.interview.recording import format_earlier_side
from advisor.model.answers import Value
from advisor.model.clauses import format_clause, name_pack_rules
from advisor.model.inferred_facts import Clash
from advisor.model.vocabulary import Fact, Kind

NEW, EARLIER = "new", "earlier"


def ask_which_is_right(view: QuestionView, clash: Clash, fact: Fact, value: Value) -> bool:
    """Ask which of two answers is right; return whether it is the new one.

    If it is, the earlier answer is withdrawn and the new one kept. If it is not, or the user does not know, nothing
    changes.
    """
    texts = {
        NEW: f"The new answer: {format_clause(fact, value)}",
        EARLIER: f"The earlier answer: {format_earlier_side(view.dialogue, clash, fact)}",
    }
    options = [AnswerOption(side, text, (side, normalize_text(text))) for side, text in texts.items()]
    question = Fact("", Kind.CHOICE, "", "Which is right?", "", texts)
    screen = view.screen
    says = f", says {name_pack_rules(clash)}" if clash.pack_rules else ""
    screen.show_text(f"This answer does not fit an earlier one{says}. Which is right?", style="bold")
    if not screen.editing:
        for number, option in enumerate(options, 1):
            screen.show_text(f"{number}  {option.text}", indent=2, hanging=3)
    while (typed := screen.read_entry(Menu(list(texts.values()), words=(NEW, EARLIER, "not sure")))) is not None:
        try:
            chosen = parse_answer(question, typed, options)
        except AnswerError as error:
            screen.show_warning(str(error))
            continue
        if chosen == NEW:
            view.dialogue.overrule(clash, fact.name, value)
            screen.show_text("The earlier answer no longer counts.")
        else:
            screen.show_text("The earlier answer stays.")
        return chosen == NEW
    return False
