"""A second evaluator of the 20 statements, written only from the policy, to compare with the first.

It does not use intervals. It fills in missing answers in every possible way, if there are few, and takes as known
what all ways agree on. It uses only the data classes of the advisor. It is slow and simple on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from advisor.model.responses import Respondent

SIDES = ("sales", "marketing")
BANDS = (("undefined", 20, 40), ("defined", 40, 60), ("aligned", 60, 80), ("integrated", 80, 101))
Full = tuple[int, ...]


def iter_completions(people: Sequence[Respondent]) -> Iterator[list[Respondent]]:
    """Yield the same people with every missing answer filled in, in every way."""
    missing = [(at, place) for at, each in enumerate(people) for place, answer in enumerate(each.answers) if not answer]
    for chosen in product(range(1, 6), repeat=len(missing)):
        sheets = [list(each.answers) for each in people]
        for (at, place), answer in zip(missing, chosen, strict=True):
            sheets[at][place] = answer
        yield [each._replace(answers=tuple(sheet)) for each, sheet in zip(people, sheets, strict=True)]


def count_completions(people: Sequence[Respondent]) -> int:
    """Count the completions."""
    missing: int = 5 ** sum(each.answers.count(None) for each in people)
    return missing


def counts_for(each: Respondent, side: str) -> bool:
    """Return whether a person counts for a side; a person for both counts for both."""
    return each.function == side or each.function == "both"


def compute_score(people: Sequence[Respondent], side: str, numbers: Sequence[int] = range(1, 21)) -> Fraction | None:
    """Compute the mean of a side's totals over some statements; None without people. All answers are given."""
    totals = [sum(each.answers[number - 1] or 0 for number in numbers) for each in people if counts_for(each, side)]
    return Fraction(sum(totals), len(totals)) if totals else None


def compute_company_score(people: Sequence[Respondent], numbers: Sequence[int] = range(1, 21)) -> Fraction:
    """Compute the mean of the means of the sides with people."""
    means = [one for side in SIDES if (one := compute_score(people, side, numbers)) is not None]
    return sum(means, Fraction(0)) / len(means)


def find_state(points: Fraction) -> str:
    """Find the band of a score; it includes its lower edge and not its upper one."""
    return next(name for name, low, below in BANDS if low <= points < below)


def find_level(points: Fraction) -> int:
    """Find the nearest point of the scale; a half counts up."""
    return min(range(1, 6), key=lambda point: (abs(point - points), -point))


def is_near_edge(points: Fraction) -> bool:
    """Return whether a score is within two points of a band's edge."""
    return any(abs(points - edge) <= 2 for edge in (40, 60, 80))
