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
from advisor.assessment.scoring import speaks_for
from advisor.model.responses import FUNCTIONS, Respondent, Showing


class Between(NamedTuple):
    """The functions whose sizes are near each other in the two rounds, and the groups that may be told all the same."""

    near: frozenset[str]
    told: frozenset[str]


def between(before: Sequence[Respondent], after: Sequence[Respondent], showing: Showing) -> Between:
    """What two rounds may show of totals; of single statements they may only where no function is near."""
    secret = _secret(before, showing), _secret(after, showing)
    counts = {
        name: [(_heard(one, name), _heard(other, name)) for one, other in ((before, after), secret)]
        for name in FUNCTIONS
    }
    near = frozenset(name for name, pairs in counts.items() if any(_is_near(pair, showing) for pair in pairs))
    if not near and _cells(before) == _cells(after):
        return Between(near, frozenset(GROUPS))
    told = {name for name in FUNCTIONS if name not in near}
    if not near and all(count >= showing.min_group for pairs in counts.values() for count in pairs[1]):
        told.add("company")
        if showing.heads and all(each.role for people in secret for each in people):
            told.add("staff")
    return Between(near, frozenset(told | {"heads"} if showing.heads else told))


def _secret(people: Sequence[Respondent], showing: Showing) -> list[Respondent]:
    """Those who did not agree to be shown."""
    return [each for each in people if not (showing.heads and each.role == "head")]


def _heard(people: Sequence[Respondent], name: str) -> int:
    return sum(speaks_for(each, name) for each in people)


def _is_near(pair: tuple[int, int], showing: Showing) -> bool:
    """Whether a number of people has changed, but by fewer than may be shown."""
    return 0 < abs(pair[1] - pair[0]) < showing.min_group


def _cells(people: Sequence[Respondent]) -> Counter[tuple[str, str | None]]:
    return Counter((each.function, each.role) for each in people)
