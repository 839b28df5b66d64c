"""The pass over the companies that the tests of this folder share.

It has companies of every kind that is drawn: stated, scored, signed and unknown levels, calm ones, contradicting ones,
and one of each low statement at each level. `python -m tests.policy.law_run 100000 --seed 7` draws many more by hand.
"""

from __future__ import annotations

import pytest

from advisor.loading.packs.load_rulebase import load
from advisor.model.rulebase import RuleBase
from tests.policy.companies import RandomCompanies
from tests.policy.law_run import REVOPS, LawRun, run_laws

COMPANIES, SURVEYED, WITH_PACK, SEED = 500, 200, 120, 12


@pytest.fixture(scope="session")
def law_run(builtin: RuleBase) -> LawRun:
    """Check the laws on companies advised by the built-in rule base."""
    drawn, surveyed = RandomCompanies(builtin, SEED), RandomCompanies(builtin, SEED + 2)
    return run_laws(builtin, [*drawn.draw(COMPANIES), *(surveyed.draw_surveyed() for _ in range(SURVEYED))])


@pytest.fixture(scope="session")
def pack_run() -> LawRun:
    """Check the laws on companies advised with a pack, whose own facts are drawn too."""
    rulebase = load([str(REVOPS)])
    return run_laws(rulebase, RandomCompanies(rulebase, SEED + 1).draw(WITH_PACK))
