"""What would turn the verdict: the cheapest changes, grouped by who can bring them about."""

from __future__ import annotations

from typing import NamedTuple

from advisor.assessment.score_route import ScoreRoute, find_score_route
from advisor.consultation import Consultation
from advisor.explain.company_trials import CompanyTrials
from advisor.explain.why_not import ChangedAnswer, describe_changes
from advisor.model.company import Company
from advisor.model.rulebase import NO_VERDICT, STATED_STATE, VERDICT
from advisor.model.vocabulary import Atom, Control

MAX_SETS = 5
"""The maximum number of changes for each verdict and group."""
REPAIRS = ("consolidate", "prepare")
"""Verdicts that say that something is missing or wrong; nobody aims at them."""
_ORDER = (Control.COMPANY, Control.SLOW, Control.MARKET)


class Turn(NamedTuple):
    """A set of changes with the verdict that it leads to, and who can bring it about: the slowest of its answers."""

    verdict: str
    control: Control
    changes: tuple[ChangedAnswer, ...]


class VerdictChanges(NamedTuple):
    """The present verdict, the changes that turn it, and the route to the next level if there are scores.

    `complete` says whether all changes of the company's own were found.
    """

    verdict: str
    turns: tuple[Turn, ...]
    complete: bool
    route: ScoreRoute | None


def explain_change(consultation: Consultation, company: Company, to: str | None = None) -> VerdictChanges:
    """Find the cheapest changes that turn the verdict at the company's level.

    For each verdict, a group has only changes that no earlier group makes: first what the company can change soon, then
    what it can change slowly, then what only its market can. The level itself does not change.

    Args:
        consultation: a consultation over the rule base.
        company: the company.
        to: the verdict to aim at; without it, every other one that says nothing is missing.

    Raises:
        AdvisorError: what `Consultation.conclude` raises for the company.
    """
    trials = CompanyTrials(consultation, company)
    present = consultation.conclude(company).verdict
    reachable = [atom.value for atom in trials.rulebase.list_concluded_atoms(VERDICT)]
    aims = [to] if to else [value for value in reachable if value not in (*REPAIRS, NO_VERDICT)]
    turns: list[Turn] = []
    complete = True
    for verdict in aims:
        if verdict == present or present == NO_VERDICT:
            continue
        for control in _ORDER:
            if control is Control.MARKET and any(turn.verdict == verdict for turn in turns):
                break  # nobody needs to wait for the market
            found, is_complete = _find_turns(trials, verdict, control)
            turns += found
            complete = complete and (is_complete or control is not Control.COMPANY)
    route = find_score_route(company.assessed, company.showing, consultation.bands)
    ordered = sorted(turns, key=lambda turn: (_ORDER.index(turn.control), len(turn.changes)))
    return VerdictChanges(present, tuple(ordered), complete, route)


def _find_turns(trials: CompanyTrials, verdict: str, control: Control) -> tuple[list[Turn], bool]:
    """Find the changes that need nothing harder to change than `control`, but something as hard."""
    allowed = _ORDER[: _ORDER.index(control) + 1]
    level = {STATED_STATE} if STATED_STATE in trials.company.stated else trials.consultation.sign_facts | {STATED_STATE}
    changeable = {name for name in trials.changeable_facts - level if trials.rulebase.facts[name].control in allowed}
    search = trials.search_changes(Atom(VERDICT, verdict), changeable)
    found = search.find_changes(MAX_SETS)
    described = [describe_changes(search, changes) for changes in found.changes]
    turns = [
        Turn(verdict, control, changes)
        for changes in described
        if changes and any(change.control is control for change in changes)
    ]
    return turns, found.is_complete
