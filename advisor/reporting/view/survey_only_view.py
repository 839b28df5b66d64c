"""What came of a round of questionnaires by itself: who answered, scores, differences, and what to bear in mind."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.report_view import WorkCited, scores, sources
from advisor.reporting.view.survey_view import HeardView, heard
from advisor.reporting.view.text_layout import Line
from advisor.reporting.view.wording import setting

SCORES = "caution/scores/"


class Answered(NamedTuple):
    """The answers, laid out for a reader; the notes are numbered anew."""

    heard: HeardView | None
    scores: list[str]
    cautions: list[Line]
    sources: list[WorkCited]


def answered(advice: Advice, rulebase: RuleBase) -> Answered:
    """What an advice holds on the answers to the 20 statements."""
    at = setting(advice, rulebase)
    return Answered(
        heard=heard(advice.survey, at) if advice.survey else None,
        scores=scores(at),
        cautions=[at.line(each.text, each.source) for each in advice.cautions if each.rule.startswith(SCORES)],
        sources=sources(at),
    )
