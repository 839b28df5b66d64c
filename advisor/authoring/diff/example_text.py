"""The answers of an example, ready for a facts file: as data and as one line."""

from __future__ import annotations

from typing import Any

from advisor.loading.documents.yaml_writer import format_flow
from advisor.loading.facts.responses_writer import build_respondent_data
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal, PrivacyLimits, Respondent


def collect_answers(company: Company, *, include_assessment: bool = True) -> dict[str, Any]:
    """Return the facts of a company, and its `assessment` if it may be shown."""
    facts: dict[str, Any] = {name: to_plain_value(value) for name, value in company.stated.items()}
    if not company.assessed or not include_assessment:
        return facts
    totals = {each.function: _simplify(each.total) for each in company.assessed if isinstance(each, FunctionTotal)}
    people = [build_respondent_data(each) for each in company.assessed if isinstance(each, Respondent)]
    assessment: dict[str, Any] = {"totals": totals} if totals else {"respondents": people}
    if company.showing != PrivacyLimits():
        assessment |= {"min_group": company.showing.min_group, "show_heads": company.showing.heads}
    return facts | {"assessment": assessment}


def format_example(company: Company, answers_of: str) -> str:
    """Write the facts as one line of YAML, such as `{relationship: defined}`.

    If the survey answers may not be shown, `answers_of` names their company, and the line refers to it.
    """
    facts = collect_answers(company, include_assessment=not answers_of)
    survey = f" and the survey answers of {answers_of}" if answers_of else ""
    return f"{format_flow(facts)}{survey}" if facts or survey else "a company without any answers"


def _simplify(total: float) -> int | float:
    return int(total) if total == int(total) else total
