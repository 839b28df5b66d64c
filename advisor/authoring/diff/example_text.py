"""The answers of an example, as they can be put into a facts file: as data, and in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model.clauses import plain
from advisor.model.company import Company
from advisor.model.responses import Respondent, Showing, Total


def answers(company: Company, *, shown: bool = True) -> dict[str, Any]:
    """The facts of a company and its `assessment`, which is left out unless it may be `shown`."""
    facts: dict[str, Any] = {name: plain(value) for name, value in company.stated.items()}
    if not company.assessed or not shown:
        return facts
    totals = {each.function: _number(each.total) for each in company.assessed if isinstance(each, Total)}
    people = [_person(each) for each in company.assessed if isinstance(each, Respondent)]
    assessment: dict[str, Any] = {"totals": totals} if totals else {"respondents": people}
    if company.showing != Showing():
        assessment |= {"min_group": company.showing.min_group, "show_heads": company.showing.heads}
    return facts | {"assessment": assessment}


def flow(company: Company, answers_of: str) -> str:
    """The same as one line of YAML; where people's answers are not shown, with the name of the company they are of."""
    facts = answers(company, shown=not answers_of)
    beside = f" beside the answers to the 20 statements of {answers_of}" if answers_of else ""
    return f"{_flow(facts)}{beside}" if facts or beside else "a company of which nothing is known"


def _person(person: Respondent) -> dict[str, str]:
    marks = "".join("-" if each is None else str(each) for each in person.answers)
    return {"function": person.function, **({"role": person.role} if person.role else {}), "answers": marks}


def _number(total: float) -> int | float:
    return int(total) if total == int(total) else total


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_flow(each)}' for name, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f'"{value}"' if isinstance(value, str) and not value[:1].isalpha() else str(value)
