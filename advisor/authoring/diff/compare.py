"""Two rule bases and some companies: what differs, for which of them, and the smallest example of each difference.

Looked at beside the companies at hand are possible ones: where a share of them gets another verdict, where scores or
counts come to something else, and where a rule that is new, gone or changed makes a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from advisor.authoring.diff.advice_differences import Difference
from advisor.authoring.diff.minimize_example import Smaller
from advisor.authoring.diff.population import filled_otherwise
from advisor.authoring.diff.population_shares import Share, verdict_shares
from advisor.authoring.diff.probe_companies import answering, at_the_edges, reaching
from advisor.authoring.diff.rulebase_changes import Change, advised_alike, revised
from advisor.authoring.diff.rulebase_pair import Behind, Twofold, key_of
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase

_PARTS = ("advice", "verdict", "possible verdicts", "state", "move")
"""What is told first."""


class Named(NamedTuple):
    """A company to be looked at, and the words by which a reader finds it. `public`: anybody may read its answers."""

    name: str
    company: Company
    public: bool = False


class Kinds(NamedTuple):
    """One kind of difference: the companies that show it, the smallest one found, and the rules behind it there.

    `companies` is empty where none of those at hand shows it, and only some possible company does. `answers_of` names
    the company whose people answered the 20 statements as in the example, where their answers are not for everybody.
    """

    difference: Difference
    companies: tuple[str, ...]
    example: Company
    answers_of: str
    behind: Behind


class Comparison(NamedTuple):
    """What a change of guidance changes.

    `changes` are those of the guidance itself. `differing` are the companies whose advice differs, `in_passing` how
    many of them differ in nothing but what is told of open or other answers. `shares` is None where it cannot be told;
    `refilled` are choices that are now worked out from a count (the second name) in another way. For the rules in
    `unreached`, no company was found for whom they make a difference. `advised_alike`: nothing differs that
    advice is made from, so that nobody's advice can.
    """

    changes: tuple[Change, ...]
    looked_at: int
    differing: tuple[str, ...]
    in_passing: int
    kinds: tuple[Kinds, ...]
    shares: tuple[Share, ...] | None
    refilled: tuple[tuple[str, str], ...] = ()
    unreached: tuple[str, ...] = ()
    advised_alike: bool = False

    @property
    def alike(self) -> bool:
        """Whether nothing differs: neither the guidance itself nor anybody's advice."""
        return not self.changes and not self.kinds and not any(share.share for share in self.shares or ())


def compare(old: RuleBase, new: RuleBase, companies: Iterable[Named]) -> Comparison:
    """Compare two rule bases on some companies, and on all that are possible as far as they can be told of.

    Companies of equal answers are asked about once, and all of them are named.
    """
    once = {(each.name, key_of(each.company)): each for each in companies}.values()
    named = sorted(once, key=lambda each: each.public)  # those that somebody asks about come first
    changes = revised(old, new)
    if advised_alike(old, new):
        return Comparison(changes, len(named), (), 0, (), (), advised_alike=True)
    both = Twofold(old, new)
    shares = verdict_shares(old, new)
    differing = [each for each in named if both.differences(each.company)]
    passing = sum(all(found.in_passing for found in both.differences(each.company)) for each in differing)
    shown: dict[Difference, list[str]] = {}
    for each in differing:
        for difference in both.differences(each.company):
            shown.setdefault(difference, []).append(each.name)
    unreached = _possible(both, shares or (), [each.company for each in named], shown)
    kinds = list(_kinds(both, shown, named))
    kinds.sort(key=lambda each: (each.difference.in_passing, _place(each.difference), -len(each.companies)))
    refilled = tuple((fact.name, fact.filled_from.fact) for fact in filled_otherwise(old, new) if fact.filled_from)
    names = tuple(each.name for each in differing)
    return Comparison(changes, len(named), names, passing, tuple(kinds), shares, refilled, unreached)


def _possible(
    both: Twofold, shares: Iterable[Share], at_hand: Iterable[Company], shown: dict[Difference, list[str]]
) -> tuple[str, ...]:
    """Add what possible companies show, and give the rules for which none was found.

    Of one whose verdict turns this is all that is told, since so much follows from it; of one that a rule makes a
    difference for, what the rule bears on.
    """
    old, new = (side.rulebase for side in both.sides)
    turning = [company for share in shares for company in share.examples.values()]
    edging = [*at_the_edges(old, new), *answering(both)]
    reached = {name for each in (*at_hand, *turning, *edging) for rules in both.fired(each) for name in rules}
    found = reaching(both, reached)
    told = [each for company in turning for each in both.differences(company) if each.part in ("verdict", "advice")]
    told += [each for company in edging for each in both.differences(company)]
    for name, companies in found.items():
        for company in companies:
            differences = both.differences(company)
            borne = [each for each in differences if name in chain(*both.behind(company, each))]
            told += borne or differences
    for difference in told:
        shown.setdefault(difference, [])
    return tuple(name for name, companies in found.items() if not companies)


def _place(difference: Difference) -> int:
    return _PARTS.index(difference.part) if difference.part in _PARTS else len(_PARTS)


def _kinds(both: Twofold, shown: Mapping[Difference, list[str]], named: Iterable[Named]) -> Iterable[Kinds]:
    smaller = Smaller(both)
    answered = {each.company.assessed: each for each in named if each.company.assessed}
    for difference, names in shown.items():
        example = smaller.smallest(difference)
        origin = answered.get(example.assessed)
        whose = origin.name if origin and not origin.public else ""
        yield Kinds(difference, tuple(names), example, whose, both.behind(example, difference))
