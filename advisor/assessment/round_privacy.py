"""Choose what two rounds may show together, so that nobody finds the answers of the few who joined or left.

If a function has changed by fewer people than may be shown, the difference of its two means is what those few answered
(policy/privacy). That is so if its size has changed by a few while others answered as before, and also if as many
joined as left: then the sheets of answers differ in a few only. If the size has changed by a few, but enough sheets of
each round are unlike all sheets of the other, the difference depends on all their answers. Else it is held back, with
everything it follows from: the figures of the company, of staff and heads, and of single statements. Roles are shown
next to functions only if they add no combination: if the number of people of each function and role is the same, or
only heads differ, who agreed to it.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from advisor.assessment.privacy import GROUPS, list_members
from advisor.assessment.sheet_matching import has_new_sheets
from advisor.model.responses import FUNCTIONS, PrivacyLimits, Respondents


class RoundRelease(NamedTuple):
    """The functions that changed by a few people between the rounds, and the groups that may still be shown.

    `near_groups` are all groups whose size has changed by a few people, unless their answers are others.
    """

    near_functions: frozenset[str]
    shown_groups: frozenset[str]
    near_groups: frozenset[str]


def check_round_privacy(before: Respondents, after: Respondents, showing: PrivacyLimits) -> RoundRelease:
    """Decide which totals two rounds may show; single statements only if no function is near.

    Args:
        before: The people of the earlier round.
        after: The people of the later round.
        showing: The smallest group, and whether heads agreed to be shown.
    """
    rounds = (before, after)
    private = [tuple(each for each in people if not (showing.heads and each.role == "head")) for people in rounds]
    near_groups = frozenset(name for name in GROUPS if _has_near_size(name, before, after, showing))
    near = frozenset(
        name
        for name in FUNCTIONS
        if name in near_groups
        or _has_near_size(name, private[0], private[1], showing)
        or any(_differ_by_few(name, earlier, later, showing) for earlier, later in (rounds, private))
    )
    roles = ("heads", "staff")
    near_roles = {role for role in roles if _differ_by_few(role, private[0], private[1], showing)}
    if not near and _count_kinds(before) == _count_kinds(after):
        return RoundRelease(near, frozenset({*GROUPS} - ({*roles} if near_roles else set())), near_groups)
    shown = {*FUNCTIONS} - near
    if not near and min(len(list_members(name, each)) for name in FUNCTIONS for each in private) >= showing.min_group:
        shown.add("company")
        if showing.heads and not near_roles and all(each.role for people in private for each in people):
            shown.add("staff")
    return RoundRelease(near, frozenset(shown | {"heads"} if showing.heads else shown), near_groups)


def _has_near_size(group: str, before: Respondents, after: Respondents, showing: PrivacyLimits) -> bool:
    """Return whether a group has changed by a few people, and too few of its sheets of answers are new."""
    members = [list_members(group, people) for people in (before, after)]
    if not 0 < abs(len(members[0]) - len(members[1])) < showing.min_group:
        return False
    sheets = [[each.answers for each in people] for people in members]
    least = showing.min_group
    return not (has_new_sheets(sheets[0], sheets[1], least) and has_new_sheets(sheets[1], sheets[0], least))


def _differ_by_few(group: str, before: Respondents, after: Respondents, showing: PrivacyLimits) -> bool:
    """Return whether the sheets of answers of a group differ in some, but in fewer than may be shown."""
    sheets = [Counter(each.answers for each in list_members(group, people)) for people in (before, after)]
    differing = max((sheets[0] - sheets[1]).total(), (sheets[1] - sheets[0]).total())
    return 0 < differing < showing.min_group


def _count_kinds(people: Respondents) -> Counter[tuple[str, str | None]]:
    return Counter((each.function, each.role) for each in people)
