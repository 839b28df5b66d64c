"""Words of a question name the value that it gives as an example."""

from __future__ import annotations

import pytest

from advisor.model.rulebase import RuleBase
from advisor.model.value_names import find_value

EXAMPLES = {
    ("marketing_absent_at", "negotiating"): "negotiation",
    ("marketing_absent_at", "defining needs"): "needs",
    ("checklist_done", "joint planning"): "activities_1",
    ("checklist_done", "shared databases"): "processes_2",
    ("metrics_in_use", "quota"): "quota_achieved",
    ("metrics_in_use", "new customers"): "new_customers",
    ("marketing_jobs", "market research"): "market_researcher",
    ("conflict_topics", "leads"): None,
    ("checklist_done", "joint"): None,
    ("checklist_done", "Marketing"): None,
    ("marketing_absent_at", "sale"): None,
}


@pytest.mark.parametrize(("fact", "text"), EXAMPLES)
def test_a_question_gives_examples_that_can_be_typed(fact: str, text: str, builtin: RuleBase) -> None:
    assert find_value(builtin.facts[fact], text) == EXAMPLES[fact, text]
