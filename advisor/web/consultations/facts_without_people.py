"""The facts of a consultation without what each person answered, so that the advice for them stays the same.

The scores of the teams stay if a report may show them, else only the level, which a report always shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from advisor.model.company import Company
from advisor.model.responses import FUNCTIONS, FunctionTotal, PrivacyLimits
from advisor.model.rulebase import STATED_STATE
from advisor.model.word_lists import format_count

if TYPE_CHECKING:
    from advisor.assessment.scoring import StateBand


class ShownCompany(NamedTuple):
    """A company without respondents, and comments for its file that say what is left out and what is there instead."""

    company: Company
    comments: tuple[str, ...]


def leave_out_people(company: Company, bands: Sequence[StateBand]) -> ShownCompany:
    """Leave out what each person answered, and keep the scores of the teams or the level."""
    from advisor.assessment.scoring import Tally  # here, since most visits need no scores

    people = format_count(len(company.assessed), "person", "people")
    first = f"What {people} answered to the 20 statements is left out: nobody is shown the answers of others."
    states = Tally(company.assessed).compute_company_score().find_states(bands)
    bare = company._replace(assessed=(), showing=PrivacyLimits())
    if totals := _list_shown_totals(company, bands, states):
        more = "The scores of the teams are here, so the level is the same. Advice about single statements can differ."
        return ShownCompany(bare._replace(assessed=totals), (first, more))
    if company.stated.get(STATED_STATE) is not None:
        more = "The level is the one that you answered, as before. Advice about the scores can differ."
        return ShownCompany(bare, (first, more))
    if len(states) == 1:
        more = f"Their level stays: `{STATED_STATE}` comes from the 20 statements, not from an answer about the level."
        return ShownCompany(bare._replace(stated={STATED_STATE: states[0], **company.stated}), (first, more))
    more = f"They leave open which level it is. So this file has no `{STATED_STATE}`, and its advice can differ."
    return ShownCompany(bare, (first, more))


def _list_shown_totals(
    company: Company, bands: Sequence[StateBand], states: Sequence[str]
) -> tuple[FunctionTotal, ...]:
    """List the scores as a report prints them; none if it may not show both, or if they give another level."""
    from advisor.assessment.privacy import find_shown_groups
    from advisor.assessment.scoring import Tally, list_respondents

    shown = find_shown_groups(list_respondents(company.assessed), company.showing)
    scores = Tally(company.assessed).compute_function_scores()
    if not shown.issuperset(("company", *FUNCTIONS)) or any(each.low != each.high for each in scores.values()):
        return ()
    totals = tuple(FunctionTotal(name, float(round(score.low, 1))) for name, score in scores.items())
    same = Tally(totals).compute_company_score().find_states(bands) == tuple(states)
    return totals if same and len(totals) == len(FUNCTIONS) else ()
