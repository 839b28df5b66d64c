"""ADV301 to ADV304: what the cases of a pack show of its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import Case, read_cases
from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.consultation import Consultation
from advisor.errors import PackError
from advisor.loading.pack_reader import CASES_SUFFIX
from advisor.logic.reachability import ExactValueFinder
from advisor.logic.relevant_values import find_relevant_rules
from advisor.logic.satisfiability import Budget
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers
from advisor.model.conditions import All, Condition, Lookup, Status, evaluate, iter_leaves
from advisor.model.rules import Rule, RuleStatus, build_lookup
from advisor.model.vocabulary import Atom, Fact

MAX_EVALUATIONS = 400_000
"""So many rules (those of the pack, and those that they rest on) may be tried on cases."""
MAX_UNFOLDING_COST = 600_000
"""What exact answers about cases may cost; beyond it, what the rules leave open stays open."""


class CaseEvidence(NamedTuple):
    """What the cases of a pack show: findings, and the ids of the rules that fire in some case."""

    findings: tuple[ReportedFinding, ...]
    fired: frozenset[str] = frozenset()


def check_cases(subject: CheckSubject) -> CaseEvidence:
    """Which rules fire in the pack's own cases, and which of them nearly do."""
    try:
        cases = read_cases(Path(subject.folder), subject.rulebase)
    except PackError as error:
        return CaseEvidence(tuple(ReportedFinding(None, finding._replace(code="ADV303")) for finding in error.findings))
    resting = _find_supporting_rules(subject)
    if len(cases) * (len(resting) + len(subject.rules)) > MAX_EVALUATIONS:
        sentence = f"the {len(cases):,} cases of this pack are too many to be run here; `advisor rules test` runs them"
        return CaseEvidence((report("ADV302", None, sentence, subject.header),))
    fired, nearly = _evaluate_rules_on_cases(subject, cases, Semantics(subject.rulebase, rules=resting))
    return CaseEvidence(tuple(_report_case_gaps(subject, cases, fired, nearly)), frozenset(fired))


def _report_case_gaps(
    subject: CheckSubject, cases: list[Case], fired_rules: set[str], near_missed_rules: set[str]
) -> Iterator[ReportedFinding]:
    named = {name for case in cases for key in ("fires", "silent") for name in case.expect.get(key, ())}
    for rule_id, (item, rule) in subject.rules.items():
        file = f"{item.place.file.removesuffix('.yaml')}{CASES_SUFFIX}"
        if rule_id not in fired_rules:
            fix = f"add a case to {file} that expects `fires: [{rule_id}]`"
            yield report("ADV301", item, f"rule `{rule_id}` fires in no case of its pack", fix=fix)
        if rule_id not in near_missed_rules:
            fix = f"add a case to {file} that misses one part of the condition and expects `silent: [{rule_id}]`"
            yield report("ADV302", item, f"rule `{rule_id}` has no case in which it nearly fires but does not", fix=fix)
        if rule.status is RuleStatus.EXPERIMENTAL and rule_id not in named:
            fix = f"expect `fires: [{rule_id}]` or `silent: [{rule_id}]` in a case of {file}"
            yield report("ADV304", item, f"rule `{rule_id}` is experimental, and no case names it", fix=fix)


def _find_supporting_rules(subject: CheckSubject) -> tuple[Rule, ...]:
    """The rules that those of the pack rest on."""
    read = {
        Atom(leaf.name, value)
        for _, rule in subject.rules.values()
        for leaf in iter_leaves(rule.condition)
        for value in leaf.values
    }
    return find_relevant_rules(subject.rulebase, read)


def _evaluate_rules_on_cases(subject: CheckSubject, cases: list[Case], meaning: Semantics) -> tuple[set[str], set[str]]:
    """The ids of the rules that fire in some case, and of those that miss some case by one part of their condition."""
    consultation = Consultation(subject.rulebase)
    exact = ExactValueFinder(subject.rulebase, Budget(MAX_UNFOLDING_COST))
    fired: set[str] = set()
    nearly: set[str] = set()
    left = [rule for _, rule in subject.rules.values()]
    for case in cases:
        if not left:
            break
        tried = _CaseEvaluation(meaning, exact, consultation.answers(case.company), subject.rulebase.facts)
        for rule in left:
            if tried.compute_status(rule.condition) is Status.HOLDS:
                fired.add(rule.id)
            elif rule.id not in nearly and (rule.id in case.expect.get("silent", ()) or _is_near_miss(rule, tried)):
                nearly.add(rule.id)
        left = [rule for rule in left if rule.id not in fired or rule.id not in nearly]
    return fired, nearly


class _CaseEvaluation:
    """What the rules come to in one case; what stays open is worked out exactly when it is first asked for."""

    def __init__(
        self, meaning: Semantics, exact: ExactValueFinder, answers: Answers, facts: Mapping[str, Fact]
    ) -> None:
        self.meaning, self.exact, self.answers, self.facts = meaning, exact, answers, facts
        self.lookup = build_lookup(answers, meaning.compute_evidence(answers), facts)

    def compute_status(self, condition: Condition) -> Status:
        """The status of a condition."""
        status = evaluate(condition, self.lookup)
        return evaluate(condition, self._exact_lookup) if status is Status.OPEN else status

    @cached_property
    def _exact_lookup(self) -> Lookup:
        settled = self.exact.find_values(self.answers)
        return build_lookup(self.answers, self.meaning.compute_evidence(self.answers, settled), self.facts)


def _is_near_miss(rule: Rule, evaluation: _CaseEvaluation) -> bool:
    """Whether all parts of a condition hold but one; one that reads no facts is near wherever it does not hold."""
    if not any(leaf.name in evaluation.facts for leaf in iter_leaves(rule.condition)):
        return True
    parts: tuple[Condition, ...] = rule.condition.parts if isinstance(rule.condition, All) else (rule.condition,)
    return sum(evaluation.compute_status(part) is not Status.HOLDS for part in parts) == 1
