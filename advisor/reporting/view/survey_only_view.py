"""The view of a survey without advice: who answered, scores, differences and cautions."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.numbered_notes import CitedWork
from advisor.reporting.view.state_view import describe_scores
from advisor.reporting.view.survey_view import SurveyView, build_survey_view
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import build_context

SCORE_CAUTION_PREFIX = "caution/scores/"


class SurveyOnlyView(NamedTuple):
    """The answers to the statements, ready for a template; its notes are numbered from 1."""

    heard: SurveyView | None
    scores: list[str]
    cautions: list[CitedText]
    sources: list[CitedWork]


def build_survey_only_view(advice: Advice, rulebase: RuleBase) -> SurveyOnlyView:
    """Build the view of the answers to the 20 statements."""
    context = build_context(advice, rulebase)
    return SurveyOnlyView(
        heard=build_survey_view(advice.survey, context) if advice.survey else None,
        scores=describe_scores(context),
        cautions=[
            context.cite_text(caution.text, caution.source)
            for caution in advice.cautions
            if caution.rule.startswith(SCORE_CAUTION_PREFIX)
        ],
        sources=context.notes.list_works(),
    )
