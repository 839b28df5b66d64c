"""What two rounds together would give away, although each may be shown: the answers of those who joined or left.

Where a function has changed by fewer people than may be shown, and the others answered as before, the difference of its
two means is what those few answered (policy/privacy). So it is held back, and what it follows from: the company's
figures, those of staff and heads, and the single statements. Roles are told beside functions only where they make no
new combination: where nobody's function and role changed in number, or only heads stay apart, and agreed to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from advisor.assessment.privacy import GROUPS
from advisor.assessment.scoring import has_function
from advisor.model.responses import FUNCTIONS, PrivacyLimits, Respondent


class RoundRelease(NamedTuple):
    """The functions whose sizes are near each other in the two rounds, and the groups that may be told all the same."""

    near_functions: frozenset[str]
    shown_groups: frozenset[str]


def check_round_privacy(
    before: Sequence[Respondent], after: Sequence[Respondent], showing: PrivacyLimits
) -> RoundRelease:
    """What two rounds may show of totals; of single statements they may only where no function is near."""
    secret = _list_private_people(before, showing), _list_private_people(after, showing)
    counts = {
        name: [(_count_people(one, name), _count_people(other, name)) for one, other in ((before, after), secret)]
        for name in FUNCTIONS
    }
    near = frozenset(name for name, pairs in counts.items() if any(_has_small_change(pair, showing) for pair in pairs))
    if not near and _count_kinds(before) == _count_kinds(after):
        return RoundRelease(near, frozenset(GROUPS))
    told = {name for name in FUNCTIONS if name not in near}
    if not near and all(count >= showing.min_group for pairs in counts.values() for count in pairs[1]):
        told.add("company")
        if showing.heads and all(each.role for people in secret for each in people):
            told.add("staff")
    return RoundRelease(near, frozenset(told | {"heads"} if showing.heads else told))


def _list_private_people(people: Sequence[Respondent], showing: PrivacyLimits) -> list[Respondent]:
    """Those who did not agree to be shown."""
    return [each for each in people if not (showing.heads and each.role == "head")]


def _count_people(people: Sequence[Respondent], function: str) -> int:
    return sum(has_function(each, function) for each in people)


def _has_small_change(pair: tuple[int, int], showing: PrivacyLimits) -> bool:
    """Whether a number of people has changed, but by fewer than may be shown."""
    return 0 < abs(pair[1] - pair[0]) < showing.min_group


def _count_kinds(people: Sequence[Respondent]) -> Counter[tuple[str, str | None]]:
    return Counter((each.function, each.role) for each in people)
