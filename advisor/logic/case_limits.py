"""How many cases are tried for a company with unknown facts before its advice is refused.

Each combination of answers to unknown facts that rules distinguish is a case. Rules with too many cases are refused
because nobody would wait so long for the advice.
"""

from __future__ import annotations

from advisor.errors import TOO_MANY_CASES, TooManyCasesError

MAX_TESTS_READ = 900_000
"""Maximum number of tests that all cases of one company may read. 500 rules on top of the built-in ones need about
320,000."""
MAX_NODES = 100_000
"""Maximum number of nodes in the decision diagrams of one rule base."""


def compute_case_limit(test_count: int) -> int:
    """Return how many cases of one company may be tried if the rules have `test_count` tests."""
    return max(1, MAX_TESTS_READ // max(1, test_count))


def make_case_limit_error(limit: int) -> TooManyCasesError:
    """Build the error for unknown facts that leave more than `limit` cases open."""
    sentence = f"too many facts are unknown, so more than {limit:,} cases are possible; state more facts and try again"
    return TooManyCasesError.at("rules", sentence, TOO_MANY_CASES)
