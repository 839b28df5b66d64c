"""An attacker who has an advice and wants the answers of single people.

The attacker knows the function and role of each person, and which statements each person answered. Each published
figure is a linear equation; there is one unknown for each person and statement. The attacker looks for a combination
of equations that contains only the answers of a few people. This module uses no code that decides what to show.

Known limits, which are no combination of figures and which no rule on group sizes can prevent:

- Somebody who knows all answers but one can compute that one from a mean.
- A mean near an end of the scale bounds all its answers: five answers with a mean of 1.2 are 1, 1, 1, 1 and 2.

Other attacks need no combination: `find_unanimous_sides` looks for means at the end of the scale, also those of
statements that are held back; `find_sets_of_answers` for the answers that fit a mean and a spread; `bound_function` for
what the company's mean says about one function; `find_blank_of_both` for a gap that shows who left a statement out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

import numpy

from advisor.model.responses import Respondent

SIDES = ("sales", "marketing")
Equation = tuple[list[list[Fraction]], float]
"""The weight of each person's answer to each statement in a figure, and the figure."""


def has_function(each: Respondent, side: str) -> bool:
    return each.function in (side, "both")


def is_in_group(each: Respondent, group: str) -> bool:
    """Return whether a person belongs to a group of the report."""
    if group in SIDES:
        return has_function(each, group)
    return group == "company" or each.role == {"heads": "head", "staff": "staff"}[group]


def compute_weights(group: str, people: Sequence[Respondent]) -> list[Fraction]:
    """Compute what each person counts in a group's score: functions the same, and people of a function the same."""
    inside = [is_in_group(each, group) for each in people]
    counted = SIDES if group not in SIDES else (group,)
    counts = {
        side: count
        for side in counted
        if (count := sum(has_function(each, side) for each, member in zip(people, inside, strict=True) if member))
    }
    return [
        sum((Fraction(member, counts[side] * len(counts)) for side in counts if has_function(each, side)), Fraction())
        for each, member in zip(people, inside, strict=True)
    ]


def list_equations(data: dict[str, Any], people: Sequence[Respondent]) -> list[Equation]:
    """List all sums of answers that an advice (as in JSON) shows; a missing answer counts at least 1."""
    survey = data["survey"] or {"statements": [], "themes": []}
    found = [_build_equation(people, each["who"], range(1, 21), each["low"]) for each in data["scores"]]
    for side in SIDES:
        for each in survey["statements"]:
            found.append(_build_equation(people, side, [each["number"]], each[side]["low"]))
        for each in survey["themes"]:
            found.append(_build_equation(people, side, each["statements"], each[side][0] * len(each["statements"])))
    return found


def _build_equation(people: Sequence[Respondent], group: str, numbers: Sequence[int], figure: float) -> Equation:
    row, missing = [], Fraction(0)
    for weight, each in zip(compute_weights(group, people), people, strict=True):
        answers = [answer for number, answer in enumerate(each.answers, 1) if number in numbers]
        missing += weight * answers.count(None)
        row.append(
            [
                weight if number in numbers and answer is not None else Fraction(0)
                for number, answer in enumerate(each.answers, 1)
            ]
        )
    return row, figure - float(missing)


def is_true(equation: Equation, people: Sequence[Respondent]) -> bool:
    """Return whether an equation is true for the real answers."""
    row, figure = equation
    terms = (
        weight * (answer or 0)
        for by_statement, each in zip(row, people, strict=True)
        for weight, answer in zip(by_statement, each.answers, strict=True)
    )
    return abs(float(sum(terms)) - figure) < 1e-6


def find_victims(
    known: Sequence[Equation], people: Sequence[Respondent], least: int, *, heads_known: bool = False
) -> tuple[int, ...] | None:
    """Find fewer than `least` people (by index) of whom some sum of answers follows; None if there are none.

    `heads_known`: heads agreed to be shown, so their answers are no secret and can be subtracted.
    """
    hidden = [at for at, each in enumerate(people) if not (heads_known and each.role == "head")]
    if not known or not hidden or least < 2:
        return None
    table, owner = _build_table(known, people, hidden)
    _, sizes, directions = numpy.linalg.svd(table, full_matrices=False)
    basis = directions[sizes > 1e-9]
    if not len(basis):
        return None
    own = {at: basis[:, owner == at] @ basis[:, owner == at].T for at in hidden}
    groups = list(combinations(hidden, min(least - 1, len(hidden))))
    # If a combination depends only on a group, the group's columns have its full length.
    longest = numpy.linalg.eigvalsh(numpy.array([sum(own[at] for at in group) for group in groups]))[:, -1]
    group = groups[int(longest.argmax())]
    return group if longest.max() > 1 - 1e-9 and _is_exact(known, group, hidden) else None


def _build_table(known: Sequence[Equation], people: Sequence[Respondent], hidden: Sequence[int]) -> tuple[Any, Any]:
    """Write the equations as a matrix; also return whose answer each column is.

    Of statements that the same people answered, and that are in the same sums, one is enough.
    """
    by_kind: dict[Any, int] = {}
    for number in range(20):
        sums = tuple(
            at
            for at, (row, _) in enumerate(known)
            if any(each[number] for each in row) and sum(any(column) for column in zip(*row, strict=True)) > 1
        )
        alone = sum(any(each[number] for each in row) for row, _ in known) > len(sums)
        by_kind[sums, alone, tuple(each.answers[number] is None for each in people)] = number
    numbers = list(by_kind.values())
    table = numpy.array([[float(row[at][number]) for at in hidden for number in numbers] for row, _ in known])
    return table, numpy.array([at for at in hidden for _ in numbers])


def _is_exact(known: Sequence[Equation], group: Sequence[int], hidden: Sequence[int]) -> bool:
    """Check in exact numbers that fewer equations are independent without the group's columns."""
    whole = [[value for at in hidden for value in row[at]] for row, _ in known]
    others = [[value for at in hidden if at not in group for value in row[at]] for row, _ in known]
    return compute_rank(others) < compute_rank(whole)


def compute_rank(rows: Sequence[Sequence[Fraction]]) -> int:
    """Count the independent rows, by elimination."""
    left = [list(row) for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((at for at in range(found, len(left)) if left[at][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for at in range(found + 1, len(left)):
            if left[at][column]:
                factor = left[at][column] / left[found][column]
                left[at] = [value - factor * other for value, other in zip(left[at], left[found], strict=True)]
        found += 1
    return found


def find_unanimous_sides(data: dict[str, Any], people: Sequence[Respondent]) -> set[tuple[str, tuple[int, ...]]]:
    """Find the functions of which a reader knows that everybody gave the same end of the scale to some statements.

    The statements that are not shown are what the total of a function leaves: their sum can be at an end as well.
    """
    shown = {each["number"]: each for each in (data["survey"] or {"statements": []})["statements"]}
    totals = {each["who"]: each for each in data["scores"]}
    found = set()
    for side in SIDES:
        inside = [each for each in people if has_function(each, side)]
        blocks = {(number,): (each[side]["low"], each[side]["high"]) for number, each in shown.items()}
        if side in totals:
            hidden = tuple(number for number in range(1, 21) if number not in shown)
            rest = [totals[side][end] - sum(each[side][end] for each in shown.values()) for end in ("low", "high")]
            blocks |= {hidden: (rest[0], rest[1]), tuple(range(1, 21)): (totals[side]["low"], totals[side]["high"])}
        for numbers, (low, high) in blocks.items():
            given = [each.answers[number - 1] is not None for each in inside for number in numbers]
            if any(given) and (abs(low - len(numbers)) < 1e-6 or abs(high - 5 * len(numbers)) < 1e-6):
                found.add((side, numbers))
    return found


def find_sets_of_answers(mean: float, count: int, spread: float | None, word: str | None, widest_close: float) -> int:
    """Count the sets of answers that fit what is shown of one function and statement without missing answers."""
    fitting = 0
    for answers in combinations_with_replacement(range(1, 6), count):
        own = sum(answers) / count
        deviation = (sum(answer**2 for answer in answers) / count - own**2 + 1e-12) ** 0.5
        fits_spread = spread is None or abs(round(deviation, 1) - spread) < 1e-9
        fits_word = word is None or (deviation <= widest_close + 1e-9) == (word == "close")
        fitting += abs(own - mean) < 1e-9 and fits_spread and fits_word
    return fitting


def bound_function(company: float, lowest: float, highest: float) -> tuple[float, float]:
    """Bound the mean of one function, if the company's mean is that of two functions on a scale."""
    return max(lowest, 2 * company - highest), min(highest, 2 * company - lowest)


def find_blank_of_both(statement: dict[str, Any]) -> bool:
    """Return whether a gap is narrower than both sides allow, which shows that a person for both left a blank."""
    widths = [statement[side]["high"] - statement[side]["low"] for side in SIDES]
    return bool(statement["gap"][1] - statement["gap"][0] < sum(widths) - 1e-9)
