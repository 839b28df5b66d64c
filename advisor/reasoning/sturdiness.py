"""How sturdy a verdict is: what it survives, and what is enough to turn it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from advisor.logic.possible_values import PossibleValues
from advisor.model.advice import Sturdiness, VerdictAlternative
from advisor.model.answers import Answers
from advisor.model.conditions import iter_leaves
from advisor.reasoning.state_readings import BASIS, SCORE_STATE


def build_sturdiness(
    answers: Answers, would_change: Iterable[VerdictAlternative], score_margin: int | None
) -> Sturdiness:
    """Build the sturdiness of a verdict that is settled.

    Args:
        answers: the answers of the company.
        would_change: the smallest changes that turn the verdict at the company's level.
        score_margin: how many answers to the 20 statements may be off by one; None if the verdict does not need them.
    """
    changes = list(would_change)
    known = [change for change in changes if answers.known.keys() >= change.facts.keys()]
    return Sturdiness(
        holds_whatever_is_open=len(known) == len(changes),
        answers_to_turn=min((len(change.facts) for change in known), default=None),
        statements_off_by_one=score_margin,
    )


def depends_on_scores(verdicts: PossibleValues, answers: Answers) -> bool:
    """Return whether a verdict depends on the scores, and of what they show only on the level.

    Args:
        verdicts: the exact verdicts of the rule base.
        answers: the answers of the company.
    """
    read = {leaf.name for rule in verdicts.builder.rules for leaf in iter_leaves(rule.condition)}
    computed = {name for name in read if name in verdicts.rulebase.facts and verdicts.rulebase.facts[name].computed}
    return answers.known.get(BASIS) == "scores" and computed <= {BASIS, SCORE_STATE}


def compute_score_margin(
    crossings: Iterable[tuple[str, int]], present: Iterable[str], list_verdicts: Callable[[str], Iterable[str]]
) -> int | None:
    """Compute the largest number of answers to the 20 statements that may all be off by one, whichever they are.

    Args:
        crossings: other levels, each with the smallest number of such answers that allows it.
        present: the settled verdict.
        list_verdicts: lists the verdicts that are possible at a level.

    Returns:
        None if no other level turns the verdict.
    """
    turning = [count for state, count in crossings if set(list_verdicts(state)) != set(present)]
    return min(turning) - 1 if turning else None
