"""The start of a resumed interview: what counted when it was saved still counts, and nothing else does.

The path of questions can be another one than when the answers were saved: the depth or the rules are different, or
somebody edited the file.
"""

from __future__ import annotations

from advisor.interview.dialogue import Dialogue
from advisor.model.company import Company


def resume_dialogue(dialogue: Dialogue, described: Company, set_aside: frozenset[str]) -> None:
    """Let a dialogue go on from a file, so that its company is the one that the file describes.

    An answer that counted and is not on the path becomes a fact of the company, as in a plain facts file.

    Args:
        dialogue: the dialogue with all earlier answers.
        described: the company as every other command reads it from the file.
        set_aside: the earlier answers that did not count.
    """
    dialogue.set_aside = set_aside
    _state_answers_off_path(dialogue, described)
    company = dialogue.build_company()
    if (company.assessed, company.showing) != (described.assessed, described.showing):
        # somebody edited the answers to the statements: the edited ones count, not those of the interview
        opening = frozenset(dialogue.opening_questions).intersection(dialogue.entered_answers)
        dialogue.set_aside = set_aside | opening
        dialogue.initial_company = dialogue.initial_company._replace(
            assessed=described.assessed, showing=described.showing
        )
        _state_answers_off_path(dialogue, described)


def _state_answers_off_path(dialogue: Dialogue, described: Company) -> None:
    """State the answers that are facts of the described company but not on the path, which can change the path."""
    dialogue.follow_path_anew()
    while left := _list_uncounted(dialogue, described):
        for name in left:
            del dialogue.entered_answers[name]
            dialogue.state_answer(name, described.stated[name])
        dialogue.follow_path_anew()


def _list_uncounted(dialogue: Dialogue, described: Company) -> list[str]:
    counted = dialogue.build_company().stated
    return [name for name in described.stated if name in dialogue.entered_answers and name not in counted]
