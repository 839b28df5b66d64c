"""Puts the answers of a closed round into its consultation. Everything else that the consultation knows stays."""

from __future__ import annotations

from advisor.interview.resumption import resume_dialogue
from advisor.model.responses import PrivacyLimits, Respondent
from advisor.web.consultations.open_consultation import ConsultationShelf


def add_round_answers(
    shelf: ConsultationShelf, name: str, respondents: tuple[Respondent, ...], showing: PrivacyLimits
) -> None:
    """Let the answers of a round count instead of earlier ones to the statements, and write them to disk.

    Raises:
        RefusedRequestError: the consultation is gone, or the disk does not take it.
        ChangedMeanwhileError: somebody else writes the file at this moment.
    """
    opened = shelf.find(name)
    dialogue = opened.dialogue
    try:
        described = opened.build_company()._replace(assessed=respondents, showing=showing)
        dialogue.initial_company = dialogue.initial_company._replace(assessed=respondents, showing=showing)
        resume_dialogue(dialogue, described, frozenset())
        shelf.save(opened)
    except BaseException:
        shelf.forget(name)
        raise
