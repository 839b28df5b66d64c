"""ADV301 to ADV304: what the cases of a pack show of its rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases import Case, read_cases
from advisor.authoring.lint.subject import Found, Subject, found
from advisor.consultation import Consultation
from advisor.errors import ContradictionError, PackError, TooManyCasesError
from advisor.model.conditions import All, Condition, Lookup, Status, evaluate, leaves
from advisor.model.rules import Rule, RuleStatus, lookup_in

MOST_EVALUATED = 2_000_000
"""So many rules are tried on cases (rules of the rule base times cases) before the rest is left out."""


class Shown(NamedTuple):
    """What the cases of a pack show: findings, and the ids of the rules that fire in some case."""

    findings: tuple[Found, ...]
    fired: frozenset[str] = frozenset()


def look(subject: Subject) -> Shown:
    """Which rules fire in the pack's own cases, and which of them nearly do."""
    try:
        cases = read_cases(Path(subject.folder), subject.rulebase)
    except PackError as error:
        return Shown(tuple(Found(None, finding._replace(code="ADV303")) for finding in error.findings))
    if len(cases) * len(subject.rulebase.rules) > MOST_EVALUATED:
        sentence = f"the {len(cases):,} cases of this pack are too many to be run here; `advisor rules test` runs them"
        return Shown((found("ADV302", None, sentence),))
    fired, nearly = _run(subject, cases)
    return Shown(tuple(_lacking(subject, cases, fired, nearly)), frozenset(fired))


def _lacking(subject: Subject, cases: list[Case], fired: set[str], nearly: set[str]) -> Iterator[Found]:
    named = {name for case in cases for key in ("fires", "silent") for name in case.expect.get(key, ())}
    for rule_id, (item, rule) in subject.rules.items():
        if rule_id not in fired:
            yield found("ADV301", item, f"rule `{rule_id}` fires in no case of its pack")
        if rule_id not in nearly:
            yield found("ADV302", item, f"rule `{rule_id}` has no case in which it nearly fires but does not")
        if rule.status is RuleStatus.EXPERIMENTAL and rule_id not in named:
            yield found("ADV304", item, f"rule `{rule_id}` is experimental, and no case names it")


def _run(subject: Subject, cases: list[Case]) -> tuple[set[str], set[str]]:
    """The ids of the rules that fire in some case, and of those that miss some case by one part of their condition."""
    consultation = Consultation(subject.rulebase)
    fired: set[str] = set()
    nearly: set[str] = set()
    left = [rule for _, rule in subject.rules.values()]
    for case in cases:
        tried = _Tried(consultation, case)
        try:
            for rule in left:
                if tried.status(rule.condition) is Status.HOLDS:
                    fired.add(rule.id)
                elif rule.id not in nearly and (rule.id in case.expect.get("silent", ()) or _is_near(rule, tried)):
                    nearly.add(rule.id)
        except (ContradictionError, TooManyCasesError):
            continue  # `advisor rules test` tells of such a case
        left = [rule for rule in left if rule.id not in fired or rule.id not in nearly]
    return fired, nearly


class _Tried:
    """What the rules come to in one case; what stays open is worked out exactly when it is first asked for."""

    def __init__(self, consultation: Consultation, case: Case) -> None:
        self.consultation = consultation
        self.facts = consultation.rulebase.facts
        self.answers = consultation.answers(case.company)
        self.lookup = lookup_in(self.answers, consultation.meaning.evidence(self.answers), self.facts)

    def status(self, condition: Condition) -> Status:
        """The status of a condition."""
        status = evaluate(condition, self.lookup)
        return evaluate(condition, self._exactly) if status is Status.OPEN else status

    @cached_property
    def _exactly(self) -> Lookup:
        exact = self.consultation.exact
        settled = {name: possibilities.values(self.answers) for name, possibilities in exact.items()}
        return lookup_in(self.answers, self.consultation.meaning.evidence(self.answers, settled), self.facts)


def _is_near(rule: Rule, tried: _Tried) -> bool:
    """Whether all parts of a condition hold but one; one that reads no facts is near wherever it does not hold."""
    if not any(leaf.name in tried.facts for leaf in leaves(rule.condition)):
        return True
    parts: tuple[Condition, ...] = rule.condition.parts if isinstance(rule.condition, All) else (rule.condition,)
    return sum(tried.status(part) is not Status.HOLDS for part in parts) == 1
