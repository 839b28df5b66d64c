"""Choose what two rounds may show together, so that nobody finds the answers of the few who joined or left.

If a function has changed by fewer people than may be shown, the difference of its two means is what those few answered
(policy/privacy). That is so if its size has changed by a few, and also if as many joined as left: then the sheets of
answers differ in a few only. So it is held back, with everything it follows from: the figures of the company, of staff
and heads, and of single statements. Roles are shown next to functions only if they add no combination: if the number
of people of each function and role is the same, or only heads differ, who agreed to it.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from advisor.assessment.privacy import GROUPS, list_members
from advisor.model.responses import FUNCTIONS, PrivacyLimits, Respondents


class RoundRelease(NamedTuple):
    """The functions that changed by a few people between the rounds, and the groups that may still be shown."""

    near_functions: frozenset[str]
    shown_groups: frozenset[str]


def check_round_privacy(before: Respondents, after: Respondents, showing: PrivacyLimits) -> RoundRelease:
    """Decide which totals two rounds may show; single statements only if no function is near.

    Args:
        before: The people of the earlier round.
        after: The people of the later round.
        showing: The smallest group, and whether heads agreed to be shown.
    """
    rounds = (before, after)
    private = [[each for each in people if not (showing.heads and each.role == "head")] for people in rounds]
    sizes = {name: [_count_members(name, *rounds), _count_members(name, *private)] for name in FUNCTIONS}
    near = frozenset(
        name
        for name, pairs in sizes.items()
        if any(is_small_change(*pair, showing) for pair in pairs)
        or any(_differ_by_few(name, earlier, later, showing) for earlier, later in (rounds, private))
    )
    roles = ("heads", "staff")
    near_roles = {role for role in roles if _differ_by_few(role, private[0], private[1], showing)}
    if not near and _count_kinds(before) == _count_kinds(after):
        return RoundRelease(near, frozenset({*GROUPS} - ({*roles} if near_roles else set())))
    shown = {*FUNCTIONS} - near
    if not near and min(size for _, pair in sizes.values() for size in pair) >= showing.min_group:
        shown.add("company")
        if showing.heads and not near_roles and all(each.role for people in private for each in people):
            shown.add("staff")
    return RoundRelease(near, frozenset(shown | {"heads"} if showing.heads else shown))


def is_small_change(before: int, after: int, showing: PrivacyLimits) -> bool:
    """Return whether a number of people has changed, but by fewer than may be shown."""
    return 0 < abs(after - before) < showing.min_group


def _differ_by_few(group: str, before: Respondents, after: Respondents, showing: PrivacyLimits) -> bool:
    """Return whether the sheets of answers of a group differ in some, but in fewer than may be shown."""
    sheets = [Counter(each.answers for each in list_members(group, people)) for people in (before, after)]
    differing = max((sheets[0] - sheets[1]).total(), (sheets[1] - sheets[0]).total())
    return 0 < differing < showing.min_group


def _count_kinds(people: Respondents) -> Counter[tuple[str, str | None]]:
    return Counter((each.function, each.role) for each in people)


def _count_members(group: str, before: Respondents, after: Respondents) -> tuple[int, int]:
    return len(list_members(group, before)), len(list_members(group, after))
