"""A file that somebody else wrote while the interview ran: asks which of the two versions to keep."""

from __future__ import annotations

from advisor.cli.interview.menu import Menu
from advisor.cli.interview.terminal import Screen
from advisor.interview.answer_options import AnswerOption, normalize_text
from advisor.interview.answer_parser import AnswerError, parse_answer
from advisor.model.vocabulary import Fact, Kind

THEIRS, MINE, ELSEWHERE = "theirs", "mine", "elsewhere"
_TEXTS = {
    THEIRS: "Keep their file, and end this interview without my answer",
    MINE: "Keep my answers, and their file as a copy",
    ELSEWHERE: "Keep their file, and save my answers in a new file",
}


def ask_which_file(screen: Screen, path: str) -> str:
    """Ask what to do with a file that somebody else wrote; return THEIRS, MINE or ELSEWHERE.

    Who ends the input, or leaves with Ctrl-C, loses nothing: the answers go to a new file.
    """
    options = [AnswerOption(side, text, (side, normalize_text(text))) for side, text in _TEXTS.items()]
    question = Fact("", Kind.CHOICE, "", "Which version do you keep?", "", _TEXTS)
    screen.drop_rest()
    screen.show_warning(f"Somebody changed {path} while this interview ran. Your last answer is not saved yet.")
    screen.show_text(question.question, style="bold")
    if not screen.editing:
        for number, option in enumerate(options, 1):
            screen.show_text(f"{number}  {option.text}", indent=2, hanging=3)
    while True:
        try:
            typed = screen.read_entry(Menu(list(_TEXTS.values()), words=tuple(_TEXTS)))
        except KeyboardInterrupt:
            typed = None
        if typed is None:
            return ELSEWHERE
        try:
            chosen = parse_answer(question, typed, options)
        except AnswerError as error:
            screen.show_warning(str(error))
            continue
        if chosen in _TEXTS:
            return str(chosen)
        screen.show_warning("Type 1, 2 or 3.")
