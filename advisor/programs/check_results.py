"""The results of checking a text against an advice: what was checked, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from advisor.programs.claims import Claim

PLAINLY = "write it plainly"
NOT_CERTAIN = f"not certain: {PLAINLY}"


class Problem(NamedTuple):
    """A difference between a text and the advice.

    `what` is verdict, step, number, rule, source, target or mark; `said` are the words of the text, and `advice` is
    what the advice has.
    """

    what: str
    said: str
    advice: str


class CheckedClaim(NamedTuple):
    """A mark, the words that belong to it, and what differs; nothing if it agrees."""

    mark: str
    words: str
    target: str
    problems: tuple[Problem, ...]


class UncitedSentence(NamedTuple):
    """A sentence without a mark that names a verdict, a step or a number, and what differs or cannot be checked."""

    sentence: str
    problems: tuple[Problem, ...]


class TextCheck(NamedTuple):
    """The result for a text, in the order of the text."""

    claims: tuple[CheckedClaim, ...]
    uncited: tuple[UncitedSentence, ...]

    @property
    def agrees(self) -> bool:
        """Whether there is a cited claim, all of them agree, and nothing else differs."""
        return bool(self.claims) and not self.uncited and not any(claim.problems for claim in self.claims)


def build_check_data(check: TextCheck, claims: Sequence[Claim]) -> dict[str, Any]:
    """Build the data of a check; a claim that differs has the right mark next to it."""
    by_target: Mapping[str, Claim] = {claim.target: claim for claim in claims}
    return {
        "agrees": check.agrees,
        "checked": len(check.claims),
        "differing": [
            {
                "mark": each.mark,
                "words": each.words,
                "problems": [problem._asdict() for problem in each.problems],
                "right_mark": by_target[each.target].mark if each.target in by_target else None,
            }
            for each in check.claims
            if each.problems
        ],
        "uncited": [
            {"sentence": each.sentence, "problems": [problem._asdict() for problem in each.problems]}
            for each in check.uncited
        ],
        "agreeing": [each.target for each in check.claims if not each.problems],
    }
