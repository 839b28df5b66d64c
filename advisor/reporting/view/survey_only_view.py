"""What came of a round of questionnaires by itself: who answered, scores, differences, and what to bear in mind."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.report_view import CitedWork, describe_scores, list_cited_works
from advisor.reporting.view.survey_view import SurveyView, build_survey_view
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import build_context

SCORE_CAUTION_PREFIX = "caution/scores/"


class SurveyOnlyView(NamedTuple):
    """The answers, laid out for a reader; the notes are numbered anew."""

    heard: SurveyView | None
    scores: list[str]
    cautions: list[CitedText]
    sources: list[CitedWork]


def build_survey_only_view(advice: Advice, rulebase: RuleBase) -> SurveyOnlyView:
    """What an advice holds on the answers to the 20 statements."""
    at = build_context(advice, rulebase)
    return SurveyOnlyView(
        heard=build_survey_view(advice.survey, at) if advice.survey else None,
        scores=describe_scores(at),
        cautions=[
            at.cite_text(each.text, each.source)
            for each in advice.cautions
            if each.rule.startswith(SCORE_CAUTION_PREFIX)
        ],
        sources=list_cited_works(at),
    )
