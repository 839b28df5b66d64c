"""The law of `explain how`: the answers in the tree are enough, and each is needed or has another line in its place."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.consultation import Consultation
from advisor.explain.company_trials import CompanyTrials
from advisor.explain.how import HowExplanation, explain_how
from advisor.explain.lines import LineKind
from advisor.model.company import Company
from advisor.model.vocabulary import Atom


def list_conclusions(consultation: Consultation, company: Company) -> list[Atom]:
    """List what a reader sees of the advice."""
    conclusions = consultation.conclude(company)
    atoms = [Atom("step", step.id) for step in conclusions.steps]
    atoms += [Atom("caution", each.id) for each in conclusions.cautions]
    if len(conclusions.possible_verdicts) == 1 and conclusions.verdict != "none":
        atoms.append(Atom("verdict", conclusions.verdict))
    if conclusions.relationship.state:
        atoms.append(Atom("state", conclusions.relationship.state))
    if conclusions.move:
        atoms.append(Atom("move_to", conclusions.move.to))
    return atoms


def list_named_answers(how: HowExplanation) -> list[str]:
    """List the facts whose answers the tree names, each once."""
    answers = (each for line in how.lines for each in line.iter_lines() if each.kind is LineKind.ANSWER)
    return list(dict.fromkeys(line.id for line in answers))


def find_faults(consultation: Consultation, company: Company, how: HowExplanation) -> Iterator[str]:
    """Yield what is wrong with the explanation of a conclusion that the company gets."""
    named = list_named_answers(how)
    if not how.holds or not how.lines:
        yield "the explanation is empty"
    if invented := set(named) - company.stated.keys():
        yield f"it names answers that nobody gave: {invented}"
    fewer = company._replace(stated={name: value for name, value in company.stated.items() if name in named})
    if not CompanyTrials(consultation, fewer).try_target(how.target).is_met:
        yield "its answers are not enough"
    trials = CompanyTrials(consultation, company)
    for name in named:
        others = {other: value for other, value in company.stated.items() if other != name}
        if not trials.try_target(how.target, others).is_met:
            continue
        without = explain_how(consultation, company._replace(stated=others), how.target)
        if not _depends_on_others(how, without, name):
            yield f"nothing in it depends on {name}"


def _depends_on_others(how: HowExplanation, without: HowExplanation, name: str) -> bool:
    """Check whether, without an answer, each line above it is gone or has other lines below it."""
    below: dict[tuple[LineKind, str], int] = {}
    for top in without.lines:
        for line in top.iter_lines():
            key = line.kind, line.id
            below[key] = max(below.get(key, 0), len(line.lines))
    above = (
        (line.kind, line.id)
        for top in how.lines
        for line in top.iter_lines()
        if any(each.id == name for each in line.lines)
    )
    return bool(without.lines) and all(below.get(key) != 0 for key in above)
