"""Law 6 for sentences about all open answers: "whatever the open answers are", "cannot change", "remove a step"."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from advisor.consultation import Conclusions, Consultation
from advisor.errors import AdvisorError
from advisor.model.rulebase import WITHDRAWING_CONCLUSIONS
from advisor.model.vocabulary import Kind
from advisor.model.word_lists import join_words
from advisor.reporting.view.report_view import ReportView
from tests.policy.advised import Advised
from tests.policy.companies import list_askable_facts
from tests.policy.laws import Broken
from tests.policy.plain_policy import SIGNS
from tests.policy.tried_changes import change_company

SINGLES, COMPLETIONS = 25, 8
"""How many open answers are tried alone, and how often all open facts are answered at once."""
NO_CHANGE = ("settled-anyway", "nothing-open", "all-answered")
"""The wordings which say that no open answer changes the verdict."""


def check_claims_about_open_answers(case: Advised, view: ReportView, consultation: Consultation) -> Broken:
    """Every sentence about all open answers is true for single ones and when all are given."""
    wording = case.rulebase.wording
    unchanging = [
        name for name in NO_CHANGE if any(wording[name] in text for text in (view.nothing_open, *_list_why(view)))
    ]
    claims_all = wording["shared-steps"] in view.steps_note
    lines = " ".join(line.text for line in (*view.unknowns.first, *view.unknowns.rest))
    for answers, changed in _iter_completed(case, consultation):
        if unchanging and changed.possible_verdicts != case.advice.possible_verdicts:
            yield f"{unchanging[0]} is not true", f"{answers}: {changed.possible_verdicts}"
        if case.advice.open_steps is None:
            continue
        lost = [step.id for step in case.advice.steps if step.id not in {each.id for each in changed.steps}]
        if lost and claims_all:
            yield "a step is not needed whatever the open answers are", f"{answers}: {lost}"
        for step_id in lost:
            if step_id not in case.advice.open_steps.removable:
                yield "a step that open answers remove is not listed as removable", f"{answers}: {step_id}"
            if (
                len(answers) == 1
                and _is_gone(changed, step_id)
                and not _is_removal_printed(case, answers, step_id, lines)
            ):
                yield "an open answer removes a step, and no line says so", f"{answers}: {step_id}"
    yield from _check_removals(case, consultation)
    yield from _check_readings(case, consultation)


def _check_readings(case: Advised, consultation: Consultation) -> Broken:
    """Check that the move and the steps at another level are those that the company gets there."""
    for reading in case.advice.readings:
        stated = change_company(case.stated, {"relationship": reading.state})
        other = consultation.conclude(stated.build_company())
        if (other.move.to if other.move else None) != reading.move_to:
            yield f"the move of the reading of {reading.function} is not true", str(reading)
        if [step.id for step in other.steps] != reading.steps:
            yield f"the steps of the reading of {reading.function} are not true", str(reading)


def _list_why(view: ReportView) -> list[str]:
    return [line.text for line in view.first.why]


def _iter_completed(case: Advised, consultation: Consultation) -> Iterator[tuple[dict[str, object], Conclusions]]:
    """Yield open answers, one alone or all together, with the conclusions after them."""
    rulebase, random = case.rulebase, Random(len(case.stated.facts))
    names = [fact.name for fact in list_askable_facts(rulebase)] + [*SIGNS]
    if any(question.fact == "relationship" for question in case.advice.open_questions):
        names.append("relationship")
    open_facts = [rulebase.facts[name] for name in names if name not in case.answers]
    singles = [
        {fact.name: frozenset((value,)) if fact.kind is Kind.MANY else value}
        for fact in open_facts
        if fact.kind is not Kind.COUNT
        for value in fact.values
    ]
    tried: list[dict[str, object]] = random.sample(singles, min(SINGLES, len(singles)))
    choosable = [fact for fact in open_facts if fact.kind is not Kind.COUNT]
    for _ in range(COMPLETIONS):
        tried.append(
            {
                fact.name: frozenset(each for each in fact.values if random.random() < 0.3)
                if fact.kind is Kind.MANY
                else random.choice(list(fact.values))
                for fact in choosable
            }
        )
    for answers in tried:
        changed = case.stated._replace(facts={**case.stated.facts, **answers})
        try:
            yield answers, consultation.conclude(changed.build_company())
        except AdvisorError:
            continue  # an answer that does not fit the others


def _is_gone(changed: Conclusions, step_id: str) -> bool:
    """Return whether a step is surely not advised, whatever is still open."""
    evidence = changed.record.evidence
    withdrawn = any(step_id in evidence.get_values(name) for name in WITHDRAWING_CONCLUSIONS)
    return withdrawn or step_id not in evidence.get_values("step", certain=False)


def _is_removal_printed(case: Advised, answers: dict[str, object], step_id: str, lines: str) -> bool:
    """Return whether some line says that an answer removes a step; a level is a question with its own line."""
    (name, value), *_ = answers.items()
    clause = case.rulebase.facts[name].values.get(str(value), "")
    number = next(place for place, step in enumerate(case.advice.steps, 1) if step.id == step_id)
    if case.rulebase.facts[name].kind is Kind.MANY or name == "relationship":
        return True
    return any(clause in line and _names_step(line, number) for line in lines.split(". "))


def _names_step(line: str, number: int) -> bool:
    words = line.rpartition("step")[2].replace(",", " ").replace(".", " ").split()
    numbers = [int(word) for word in words if word.isdigit()]
    return number in (range(numbers[0], numbers[-1] + 1) if "to" in words else numbers)


def _check_removals(case: Advised, consultation: Consultation) -> Broken:
    """Every listed removal really removes its step."""
    for removal in case.advice.open_steps.removals if case.advice.open_steps else ():
        stated = change_company(case.stated, removal.facts)
        try:
            steps = {step.id for step in consultation.conclude(stated.build_company()).steps}
        except AdvisorError as error:
            yield "a listed removal leads to refused answers", f"{join_words(removal.clauses)}: {error}"
            continue
        if removal.step in steps:
            yield "a listed removal does not remove its step", f"{removal.facts}: {removal.step}"
