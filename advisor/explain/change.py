"""What would turn the verdict: the cheapest changes, grouped by who can bring them about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from advisor.assessment.score_route import ScoreRoute, find_score_route
from advisor.consultation import Consultation
from advisor.explain.company_trials import CompanyTrials
from advisor.explain.harm import HarmfulAnswers
from advisor.explain.why_not import ChangedAnswer, describe_changes
from advisor.logic.relevant_values import find_relevant_rules
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import NO_VERDICT, STATED_STATE, VERDICT
from advisor.model.vocabulary import Atom, Control

MAX_SETS = 5
"""The maximum number of changes for each verdict and group."""
MAX_HARM = 2
"""The maximum number of answers in a change that does harm; more of them hardly happen at once."""
REPAIRS = ("consolidate", "prepare")
"""Verdicts that say that something is missing or wrong; nobody aims at them."""
_ORDER = (Control.COMPANY, Control.SLOW, Control.MARKET)


class TurnGroup(StrEnum):
    """What a set of changes needs. No one makes the changes of the last group on purpose, but they can happen."""

    OPEN = "open"
    """Only answers to open questions."""
    COMPANY = "company"
    """What the company can change soon."""
    SLOW = "slow"
    """What the company can change slowly."""
    MARKET = "market"
    """Also a change of the market."""
    HARM = "harm"
    """Trouble, or the loss of something good."""


class Turn(NamedTuple):
    """A set of changes with the verdict that it leads to, and what it needs."""

    verdict: str
    group: TurnGroup
    changes: tuple[ChangedAnswer, ...]

    @property
    def control(self) -> Control:
        """Who can bring it about: the slowest of its answers. An open answer is only given, unless all are open."""
        changed = [each.control for each in self.changes if not each.is_open]
        return max(changed or [each.control for each in self.changes], key=_ORDER.index)


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

    For each verdict, a group has only changes that no earlier group makes: first what open answers can do, then what
    the company can change soon, then what it can change slowly, then what needs its market. The last group has changes
    that do harm; they can happen, but nobody is advised to make them. The level itself does not change.

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
        search = _TurnSearch(trials, verdict)
        turns += search.iter_turns()
        complete = complete and search.is_complete
    route = find_score_route(company.assessed, company.showing, consultation.bands)
    groups = list(TurnGroup)
    ordered = sorted(turns, key=lambda turn: (groups.index(turn.group), len(turn.changes)))
    return VerdictChanges(present, tuple(ordered), complete, route)


class _TurnSearch:
    """The search for the changes that lead to one verdict.

    Facts from which only other facts follow are left out, as the other facts say the same more directly.
    """

    def __init__(self, trials: CompanyTrials, verdict: str) -> None:
        self._trials, self._verdict = trials, verdict
        self._harm = HarmfulAnswers(trials.rulebase)
        is_stated = STATED_STATE in trials.company.stated
        level = {STATED_STATE} if is_stated else trials.consultation.sign_facts | {STATED_STATE}
        rules = find_relevant_rules(trials.rulebase, [Atom(VERDICT, verdict)])
        read = {leaf.name for rule in rules for leaf in iter_leaves(rule.condition)}
        self._changeable = (trials.changeable_facts & {*read, *trials.company.stated}) - level
        known = trials.build_answers(trials.company.stated).known
        self._open = {name for name in self._changeable if name not in known}
        self.is_complete = True

    def iter_turns(self) -> Iterator[Turn]:
        """Yield the turns, group by group."""
        turns = list(self._iter_group(TurnGroup.OPEN, self._find_changes(self._open)))
        yield from turns
        is_found = bool(turns)
        for number, control in enumerate(_ORDER, 1):
            if control is Control.MARKET and is_found:
                break  # nobody needs to wait for the market
            facts = self._trials.rulebase.facts
            names = {name for name in self._changeable if facts[name].control in _ORDER[:number]} | self._open
            found = self._find_changes(names, harmless=True, counts=control is Control.COMPANY)
            turns = list(self._iter_group(TurnGroup(control.value), found))
            is_found = is_found or bool(turns)
            yield from turns
        yield from self._iter_group(TurnGroup.HARM, self._find_changes(self._changeable, max_size=MAX_HARM))

    def _find_changes(
        self, names: Collection[str], *, harmless: bool = False, max_size: int | None = None, counts: bool = False
    ) -> list[tuple[ChangedAnswer, ...]]:
        """Find sets of changes of some facts.

        Args:
            names: the facts that may change.
            harmless: whether changes that do harm are left out.
            max_size: the maximum number of changes in a set; then, only the smallest sets are wanted.
            counts: whether it matters for `is_complete` that these are all.
        """
        useful = self._harm.list_harmless_values() if harmless else None
        search = self._trials.search_changes(Atom(VERDICT, self._verdict), names, useful)
        found = search.find_changes(MAX_SETS, max_size, only_smallest=max_size is not None)
        self.is_complete = self.is_complete and (found.is_complete or not counts)
        return [describe_changes(search, changes) for changes in found.changes if changes]

    def _iter_group(self, group: TurnGroup, found: Sequence[tuple[ChangedAnswer, ...]]) -> Iterator[Turn]:
        """Yield the sets of changes that belong to a group."""
        for changes in found:
            turn = Turn(self._verdict, group, changes)
            if self._find_group(turn) is group:
                yield turn if group in (TurnGroup.OPEN, TurnGroup.HARM) else self._leave_out_harm(turn)

    def _leave_out_harm(self, turn: Turn) -> Turn:
        """Leave out the other answers that would do as well but do harm."""
        changes = []
        for change in turn.changes:
            harmless = {
                value: clause
                for value, clause in change.others.items()
                if not self._harm.is_harmful(change.fact, None, value)
            }
            changes.append(change._replace(others=harmless))
        return turn._replace(changes=tuple(changes))

    def _find_group(self, turn: Turn) -> TurnGroup:
        if all(change.is_open for change in turn.changes):
            return TurnGroup.OPEN
        if any(self._harm.is_harmful(each.fact, each.before, each.after) for each in turn.changes):
            return TurnGroup.HARM
        return TurnGroup(turn.control.value)
