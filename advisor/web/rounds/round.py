"""What a round is made of: invitations, one for each person, and the answers that came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.model.responses import FUNCTIONS, MAX_RATING, MIN_RATING, ROLES, STATEMENT_COUNT, Respondent

MAX_STAFF = 200
"""Maximum number of people of one team, besides the head."""
HEAD, STAFF = ROLES
OPEN, CLOSING, CLOSED = STATES = ("open", "closing", "closed")
"""While a round is closing, nobody can answer, and its answers are not in the consultation yet."""
SAVED, UNKNOWN_LINK, NOT_OPEN, OTHER_BROWSER = "saved", "unknown", "closed", "taken"
"""What can happen to answers that somebody sends."""
_NOT_ANSWERED = "-"
_RATINGS = frozenset(map(str, range(MIN_RATING, MAX_RATING + 1)))


class Invitation(NamedTuple):
    """One person who may answer. `secret` is the end of the link; `number` counts the people of one group.

    `answers` has a digit or `-` for each statement; "" until the person answers. `browser` is a mark of the browser
    that answered, which alone may change the answers. `shows_head` is whether a head agrees to show the scores.
    """

    secret: str
    round_id: str
    function: str
    role: str
    number: int
    answers: str = ""
    browser: str = ""
    shows_head: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether the person has answered."""
        return bool(self.answers)


class Round(NamedTuple):
    """A round of one consultation; `min_group` is what it promises about small groups, `state` one of the STATES."""

    id: str
    consultation: str
    min_group: int
    state: str = OPEN

    @property
    def is_open(self) -> bool:
        """Whether people can answer."""
        return self.state == OPEN


class GroupCount(NamedTuple):
    """How many people of a group were asked, and how many answered."""

    function: str
    role: str
    asked: int
    answered: int


def list_people(staff: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """List the people of a round: both heads, and the given number of staff of each team."""
    heads = [(function, HEAD, 1) for function in FUNCTIONS]
    return heads + [(function, STAFF, each + 1) for function in FUNCTIONS for each in range(staff[function])]


def count_groups(invitations: Iterable[Invitation]) -> list[GroupCount]:
    """Count the people of each group."""
    people = list(invitations)
    asked = Counter((each.function, each.role) for each in people)
    answered = Counter((each.function, each.role) for each in people if each.is_answered)
    return [GroupCount(*group, count, answered[group]) for group, count in asked.items()]


def list_left_out(ratings: Sequence[str]) -> list[int]:
    """List the numbers of the statements without an answer."""
    return [number for number, each in enumerate(ratings, 1) if not each]


def format_answers(ratings: Sequence[str]) -> str:
    """Return answers as one text, in the order of the statements. Raises ValueError for one that is no rating."""
    if len(ratings) != STATEMENT_COUNT or any(each and each not in _RATINGS for each in ratings):
        raise ValueError("not an answer to each statement")
    return "".join(each or _NOT_ANSWERED for each in ratings)


def list_ratings(answers: str) -> list[str]:
    """Return the ratings of answers as a form sends them."""
    return [each.replace(_NOT_ANSWERED, "") for each in answers.ljust(STATEMENT_COUNT, _NOT_ANSWERED)]


def build_respondents(invitations: Iterable[Invitation]) -> tuple[Respondent, ...]:
    """Build the respondents, in an order that does not show who answered when."""
    answered = sorted((each.function, each.role, each.answers) for each in invitations if each.is_answered)
    return tuple(
        Respondent(function, role, tuple(int(each) if each != _NOT_ANSWERED else None for each in answers))
        for function, role, answers in answered
    )


def may_show_heads(invitations: Iterable[Invitation]) -> bool:
    """Return whether every head who answered agrees that the report shows the heads' scores."""
    heads = [each for each in invitations if each.role == HEAD and each.is_answered]
    return bool(heads) and all(each.shows_head for each in heads)
