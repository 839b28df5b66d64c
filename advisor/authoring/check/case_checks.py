"""ADV301 to ADV304: what the cases of a pack show of its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import Case, read_cases
from advisor.authoring.check.subject import Found, Subject, found
from advisor.consultation import Consultation
from advisor.errors import PackError
from advisor.loading.pack_reader import CASES
from advisor.logic.reachability import Exact
from advisor.logic.relevant_values import behind
from advisor.logic.satisfiability import Budget
from advisor.logic.semantics import Meaning
from advisor.model.answers import Answers
from advisor.model.conditions import All, Condition, Lookup, Status, evaluate, leaves
from advisor.model.rules import Rule, RuleStatus, lookup_in
from advisor.model.vocabulary import Atom, Fact

MOST_EVALUATED = 400_000
"""So many rules (those of the pack, and those that they rest on) may be tried on cases."""
MOST_UNFOLDED = 600_000
"""What exact answers about cases may cost; beyond it, what the rules leave open stays open."""


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
    resting = _resting(subject)
    if len(cases) * (len(resting) + len(subject.rules)) > MOST_EVALUATED:
        sentence = f"the {len(cases):,} cases of this pack are too many to be run here; `advisor rules test` runs them"
        return Shown((found("ADV302", None, sentence, subject.header),))
    fired, nearly = _run(subject, cases, Meaning(subject.rulebase, rules=resting))
    return Shown(tuple(_lacking(subject, cases, fired, nearly)), frozenset(fired))


def _lacking(subject: Subject, cases: list[Case], fired: set[str], nearly: set[str]) -> Iterator[Found]:
    named = {name for case in cases for key in ("fires", "silent") for name in case.expect.get(key, ())}
    for rule_id, (item, rule) in subject.rules.items():
        file = f"{item.place.file.removesuffix('.yaml')}{CASES}"
        if rule_id not in fired:
            fix = f"add a case to {file} that expects `fires: [{rule_id}]`"
            yield found("ADV301", item, f"rule `{rule_id}` fires in no case of its pack", fix=fix)
        if rule_id not in nearly:
            fix = f"add a case to {file} that misses one part of the condition and expects `silent: [{rule_id}]`"
            yield found("ADV302", item, f"rule `{rule_id}` has no case in which it nearly fires but does not", fix=fix)
        if rule.status is RuleStatus.EXPERIMENTAL and rule_id not in named:
            fix = f"expect `fires: [{rule_id}]` or `silent: [{rule_id}]` in a case of {file}"
            yield found("ADV304", item, f"rule `{rule_id}` is experimental, and no case names it", fix=fix)


def _resting(subject: Subject) -> tuple[Rule, ...]:
    """The rules that those of the pack rest on."""
    read = {
        Atom(leaf.name, value)
        for _, rule in subject.rules.values()
        for leaf in leaves(rule.condition)
        for value in leaf.values
    }
    return behind(subject.rulebase, read)


def _run(subject: Subject, cases: list[Case], meaning: Meaning) -> tuple[set[str], set[str]]:
    """The ids of the rules that fire in some case, and of those that miss some case by one part of their condition."""
    consultation = Consultation(subject.rulebase)
    exact = Exact(subject.rulebase, Budget(MOST_UNFOLDED))
    fired: set[str] = set()
    nearly: set[str] = set()
    left = [rule for _, rule in subject.rules.values()]
    for case in cases:
        if not left:
            break
        tried = _Tried(meaning, exact, consultation.answers(case.company), subject.rulebase.facts)
        for rule in left:
            if tried.status(rule.condition) is Status.HOLDS:
                fired.add(rule.id)
            elif rule.id not in nearly and (rule.id in case.expect.get("silent", ()) or _is_near(rule, tried)):
                nearly.add(rule.id)
        left = [rule for rule in left if rule.id not in fired or rule.id not in nearly]
    return fired, nearly


class _Tried:
    """What the rules come to in one case; what stays open is worked out exactly when it is first asked for."""

    def __init__(self, meaning: Meaning, exact: Exact, answers: Answers, facts: Mapping[str, Fact]) -> None:
        self.meaning, self.exact, self.answers, self.facts = meaning, exact, answers, facts
        self.lookup = lookup_in(answers, meaning.evidence(answers), facts)

    def status(self, condition: Condition) -> Status:
        """The status of a condition."""
        status = evaluate(condition, self.lookup)
        return evaluate(condition, self._exactly) if status is Status.OPEN else status

    @cached_property
    def _exactly(self) -> Lookup:
        settled = self.exact.values(self.answers)
        return lookup_in(self.answers, self.meaning.evidence(self.answers, settled), self.facts)


def _is_near(rule: Rule, tried: _Tried) -> bool:
    """Whether all parts of a condition hold but one; one that reads no facts is near wherever it does not hold."""
    if not any(leaf.name in tried.facts for leaf in leaves(rule.condition)):
        return True
    parts: tuple[Condition, ...] = rule.condition.parts if isinstance(rule.condition, All) else (rule.condition,)
    return sum(tried.status(part) is not Status.HOLDS for part in parts) == 1
