"""An open mark of the level keeps no verdict open, but its denial is listed as what would change the verdict."""

from __future__ import annotations

from advisor.consultation import Consultation
from advisor.loading.load_rulebase import load
from advisor.model.company import Company

CONSULTATION = Consultation(load())
DEFINED = {"relationship": "defined", "market_commoditization": "commoditizing"}
DENIED_ROLES = {"roles_defined": "no"}


def test_an_open_mark_is_listed_with_the_verdict_of_its_denial() -> None:
    advice = CONSULTATION.advise(Company(DEFINED))
    assert advice.possible_verdicts == ["tighten"]
    [denial] = [change for change in advice.would_change if change.facts == DENIED_ROLES]
    assert denial.verdicts == CONSULTATION.advise(Company({**DEFINED, **DENIED_ROLES})).possible_verdicts == ["prepare"]


def test_a_known_mark_is_changed_once_and_a_level_without_marks_has_no_denial() -> None:
    known = CONSULTATION.advise(Company({**DEFINED, "roles_defined": "yes"}))
    assert [change.facts for change in known.would_change].count(DENIED_ROLES) == 1
    undefined = CONSULTATION.advise(Company({"relationship": "undefined", "tasks_neglected": "yes"}))
    assert all(change.facts != DENIED_ROLES for change in undefined.would_change)
