"""Law 6: every "if …, then …" is tried by running the change, with the plain policy and, for some, with real advice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.model.vocabulary import Kind
from advisor.reporting.view.report_view import ReportView
from tests.policy.advised import Advised
from tests.policy.companies import Stated
from tests.policy.laws import Broken
from tests.policy.plain_policy import SIGNS, ExcludingAnswersError, list_possible_verdicts

Outcome = frozenset[str] | None
"""Possible verdicts after a change; None if the changed answers are refused."""
Compute = Callable[[Stated], Outcome]


def compute_by_policy(stated: Stated) -> Outcome:
    """Return the possible verdicts by the plain policy."""
    try:
        return list_possible_verdicts(stated.facts, stated.score_states)
    except ExcludingAnswersError:
        return None


def build_compute_by_advice(consultation: Consultation) -> Compute:
    """Build the function that really runs a changed company."""

    def compute(stated: Stated) -> Outcome:
        try:
            return frozenset(consultation.advise(stated.build_company()).possible_verdicts)
        except AdvisorError:
            return None

    return compute


def change_company(stated: Stated, changes: Mapping[str, object]) -> Stated:
    """Return the company with some answers changed; lists become sets."""
    settled = {name: frozenset(value) if isinstance(value, list) else value for name, value in changes.items()}
    return stated._replace(facts={**stated.facts, **settled})


def check_law_6(case: Advised, compute: Compute = compute_by_policy) -> Broken:
    """Every outcome, change and reading of the advice is true when tried."""
    for what, change, claimed in _iter_claims(case):
        found = compute(change_company(case.stated, change))
        if found is None:
            yield f"{what}: the changed answers are refused", f"{change}: claimed {sorted(claimed)}"
        elif found != claimed:
            yield f"{what} is not true", f"{change}: claimed {sorted(claimed)}, found {sorted(found)}"
    yield from _find_missing_changes(case)


def _iter_claims(case: Advised) -> Iterator[tuple[str, dict[str, object], frozenset[str]]]:
    advice = case.advice
    for question in advice.open_questions:
        for label, verdicts in question.outcomes.items():
            yield (
                f"outcome of {question.fact}",
                {question.fact: _read_label(case, question.fact, label)},
                frozenset(verdicts),
            )
    for change in advice.would_change:
        yield "would_change " + ", ".join(change.facts), dict(change.facts), frozenset(change.verdicts)
    for reading in advice.readings:
        claimed = frozenset(reading.possible_verdicts)
        yield f"reading of {reading.function}", {"relationship": reading.state}, claimed


def _read_label(case: Advised, name: str, label: str) -> object:
    kind = case.rulebase.facts[name].kind
    if kind is Kind.MANY:
        known = case.answers.get(name, frozenset())
        return frozenset(label.split("+")) - {""} | known
    return int(label) if kind is Kind.COUNT else label


def _find_missing_changes(case: Advised) -> Broken:
    """If no change is listed, no other single answer may lead to another verdict."""
    advice = case.advice
    if advice.would_change or len(advice.possible_verdicts) != 1:
        return
    present = frozenset(advice.possible_verdicts)
    for name, value in case.stated.facts.items():
        fact = case.rulebase.facts[name]
        if name in (*SIGNS, "relationship") or fact.kind not in (Kind.CHOICE, Kind.YES_NO):
            continue
        for other in fact.values:
            found = compute_by_policy(change_company(case.stated, {name: other}))
            if other != value and found is not None and found != present:
                yield f"would_change is empty, although {name} would change the verdict", f"{other}: {sorted(found)}"


def check_printed_ifs(case: Advised, view: ReportView, consultation: Consultation) -> Broken:
    """Every printed "If …" of the open questions and every printed change is one of a known form, and true."""
    lines = [*view.unknowns.deciding, *view.unknowns.smaller]
    for line in lines:
        for sentence in re.findall(r"\bIf [^.]*\.", line.text):
            yield from _check_sentence(case, line.text, sentence, consultation)
    printed: dict[frozenset[str], list[str]] = {}
    for group in view.change_groups:
        found = _matches_some(case, ("change-to", "change-to-one", "change-to-open", "change-to-open-one"), group.lead)
        if not found:
            yield "a printed change has an unknown form", group.lead
        else:
            printed[_list_named_verdicts(case, found["verdicts"])] = group.clauses
    listed: dict[frozenset[str], int] = {}
    for change in case.advice.would_change:
        listed[frozenset(change.verdicts)] = listed.get(frozenset(change.verdicts), 0) + 1
    if {verdicts: len(clauses) for verdicts, clauses in printed.items()} != listed:
        yield "the printed changes are not those of the advice", str(printed)
    if case.rulebase.wording["change-none"] in view.changes_note:
        yield from _find_level_changes(case, view.changes_note)


def _find_level_changes(case: Advised, note: str) -> Broken:
    """Find the levels that lead to another verdict, against a sentence that no change matters, unless it says so."""
    if "level" in note or "relationship" in note:
        return
    present = frozenset(case.advice.possible_verdicts)
    for state in case.rulebase.states:
        if compute_by_policy(change_company(case.stated, {"relationship": state})) not in (present, None):
            yield "no change is said to matter, although `relationship` would", f"{state}: {note}"
            return


def _list_named_verdicts(case: Advised, words: str) -> frozenset[str]:
    """List the verdicts whose headlines a text quotes."""
    headlines = {
        name.removeprefix("verdicts/"): entry.title.removesuffix(".")
        for name, entry in case.rulebase.entries.items()
        if name.startswith("verdicts/")
    }
    return frozenset(verdict for verdict, headline in headlines.items() if f'"{headline}"' in words)


def _matches_some(case: Advised, names: Iterable[str], text: str) -> re.Match[str] | None:
    for name in names:
        if name in case.rulebase.wording:
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(case.rulebase.wording[name]))
            if found := re.fullmatch(pattern, text):
                return found
    return None


def _names_a_listed_change(case: Advised, sentence: str) -> bool:
    found = _matches_some(case, ("mark-missing",), sentence)
    return found is not None and any(
        " and ".join(change.clauses) == found["clauses"]
        and frozenset(change.verdicts) == _list_named_verdicts(case, found["verdicts"])
        for change in case.advice.would_change
    )


def _check_sentence(case: Advised, line: str, sentence: str, consultation: Consultation) -> Broken:
    if _names_a_listed_change(case, sentence):
        return  # `_iter_claims` tries it
    if found := _matches_some(case, ("settles", "rules-out"), sentence):
        question = next((each for each in case.advice.open_questions if line.startswith(each.question)), None)
        fact = case.rulebase.facts[question.fact] if question else None
        values = {(fact.values.get(value, value) if fact.kind is Kind.CHOICE else value): value for value in
                  (*fact.values, *question.outcomes)} if fact and question else {}  # fmt: skip
        answers = [words for words in values if words in found["answer"]]
        if question is None or not answers:
            yield "a printed outcome does not name an answer", line
            return
        named = _list_named_verdicts(case, found["verdicts"])
        if _matches_some(case, ("rules-out",), sentence):
            named = frozenset(case.advice.possible_verdicts) - named
        for words in answers:
            changed = change_company(case.stated, {question.fact: _read_label(case, question.fact, values[words])})
            possible = compute_by_policy(changed) or frozenset()
            if possible != named:
                yield f"printed outcome of {question.fact} is not true", f"{sentence} found {sorted(possible)}"
    elif found := _matches_some(case, ("falls-away", "adds"), sentence):
        yield from _try_small_effect(case, sentence, found.groupdict(), consultation)
    else:
        yield "a printed `If` has an unknown form", sentence


def _try_small_effect(case: Advised, sentence: str, parts: dict[str, Any], consultation: Consultation) -> Broken:
    """Run the change that a sentence names, and compare the steps, the reasons and the verdict."""
    change: dict[str, object] = {}
    for question in case.advice.open_questions:
        words = case.rulebase.facts[question.fact].values
        change.update((question.fact, value) for value, clause in words.items() if clause in parts["clauses"])
    try:
        advice = consultation.advise(change_company(case.stated, change).build_company())
    except AdvisorError as error:
        yield "a printed effect leads to refused answers", f"{sentence} {error}"
        return
    titles = {step.title for step in advice.steps} | {step.short for step in advice.steps}
    if "steps" in parts:
        numbers = [int(number) for number in re.findall(r"\d+", parts["steps"])]
        if "to" in parts["steps"]:
            numbers = list(range(numbers[0], numbers[-1] + 1))
        kept = [step.id for step in case.advice.steps if step.id in {each.id for each in advice.steps}]
        left = [case.advice.steps[number - 1].id for number in numbers if case.advice.steps[number - 1].id in kept]
        if left:
            yield "a step that should fall away stays", f"{sentence} {left}"
    elif "step" in parts and parts["step"] not in titles:
        yield "a step that should be added is not", sentence
