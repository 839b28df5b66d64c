"""ADV301 to ADV304: what the cases of a pack show of its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import Case, read_cases
from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.consultation import Consultation
from advisor.errors import PackError
from advisor.loading.packs.pack_reader import CASES_SUFFIX
from advisor.logic.reachability import ExactValueFinder
from advisor.logic.relevant_values import find_relevant_rules
from advisor.logic.satisfiability import Budget
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers
from advisor.model.conditions import All, Condition, Lookup, Status, evaluate, iter_leaves
from advisor.model.rules import Rule, RuleStatus, build_lookup
from advisor.model.vocabulary import Atom, Fact

MAX_EVALUATIONS = 2_400_000
"""Maximum number of rules (of the pack, and those they depend on) times cases that are evaluated."""
MAX_UNFOLDING_COST = 600_000
"""Budget for exact answers about cases. Beyond it, what the rules leave open stays open."""


class CaseEvidence(NamedTuple):
    """What the cases of a pack show: findings, and the ids of the rules that fire in some case."""

    findings: tuple[ReportedFinding, ...]
    fired: frozenset[str] = frozenset()


def check_cases(subject: CheckSubject) -> CaseEvidence:
    """Find the rules that fire, or nearly fire, in no case of the pack."""
    try:
        cases = read_cases(Path(subject.folder), subject.rulebase)
    except PackError as error:
        return CaseEvidence(tuple(report_unusable_cases(error)))
    supporting = _find_supporting_rules(subject)
    if len(cases) * (len(supporting) + len(subject.rules)) > MAX_EVALUATIONS:
        sentence = f"this pack has too many cases ({len(cases):,}) to run them here"
        fix = "run `advisor rules test --coverage`"
        return CaseEvidence((report("ADV302", None, sentence, subject.header, fix),))
    fired, near_missed = _run_rules_on_cases(subject, cases, Semantics(subject.rulebase, rules=supporting))
    return CaseEvidence(tuple(_report_case_gaps(subject, cases, fired, near_missed)), frozenset(fired))


def report_unusable_cases(error: PackError) -> Iterator[ReportedFinding]:
    """Yield the findings of case files that cannot be used, as findings of ADV303."""
    return (ReportedFinding(None, finding._replace(code="ADV303")) for finding in error.findings)


def _report_case_gaps(
    subject: CheckSubject, cases: list[Case], fired: set[str], near_missed: set[str]
) -> Iterator[ReportedFinding]:
    named = {name for case in cases for key in ("fires", "silent") for name in case.expect.get(key, ())}
    for rule_id, (item, rule) in subject.rules.items():
        file = f"{item.place.file.removesuffix('.yaml')}{CASES_SUFFIX}"
        if rule_id not in fired:
            fix = f"add a case to {file} that expects `fires: [{rule_id}]`"
            yield report("ADV301", item, f"rule `{rule_id}` fires in no case of its pack", fix=fix)
        if rule_id not in near_missed:
            fix = f"add a case to {file} that misses one part of the condition and expects `silent: [{rule_id}]`"
            yield report("ADV302", item, f"rule `{rule_id}` has no case in which it nearly fires", fix=fix)
        if rule.status is RuleStatus.EXPERIMENTAL and rule_id not in named:
            fix = f"expect `fires: [{rule_id}]` or `silent: [{rule_id}]` in a case of {file}"
            yield report("ADV304", item, f"rule `{rule_id}` is experimental, and no case names it", fix=fix)


def _find_supporting_rules(subject: CheckSubject) -> tuple[Rule, ...]:
    """Return the rules that those of the pack depend on."""
    leaves = (leaf for _, rule in subject.rules.values() for leaf in iter_leaves(rule.condition))
    return find_relevant_rules(subject.rulebase, {Atom(leaf.name, value) for leaf in leaves for value in leaf.values})


def _run_rules_on_cases(subject: CheckSubject, cases: list[Case], semantics: Semantics) -> tuple[set[str], set[str]]:
    """Return the ids of the rules that fire in some case, and of those that miss some case by one part."""
    consultation = Consultation(subject.rulebase)
    exact = ExactValueFinder(subject.rulebase, Budget(MAX_UNFOLDING_COST))
    fired: set[str] = set()
    missed: set[str] = set()
    remaining = [rule for _, rule in subject.rules.values()]
    for case in cases:
        if not remaining:
            break
        outcome = _CaseEvaluation(semantics, exact, consultation.answers(case.company), subject.rulebase.facts)
        for rule in remaining:
            if outcome.compute_status(rule.condition) is Status.HOLDS:
                fired.add(rule.id)
            elif rule.id in case.expect.get("silent", ()) or (rule.id not in missed and _is_near_miss(rule, outcome)):
                missed.add(rule.id)
        remaining = [rule for rule in remaining if rule.id not in fired or rule.id not in missed]
    return fired, missed


class _CaseEvaluation:
    """The result of the rules in one case; what they leave open is computed exactly when it is first needed."""

    def __init__(self, logic: Semantics, exact: ExactValueFinder, answers: Answers, facts: Mapping[str, Fact]) -> None:
        self.semantics, self.exact, self.answers, self.facts = logic, exact, answers, facts
        self.lookup = build_lookup(answers, logic.compute_evidence(answers), facts)

    def compute_status(self, condition: Condition) -> Status:
        """Return the status of a condition."""
        status = evaluate(condition, self.lookup)
        return evaluate(condition, self._exact_lookup) if status is Status.OPEN else status

    @cached_property
    def _exact_lookup(self) -> Lookup:
        settled = self.exact.find_values(self.answers)
        return build_lookup(self.answers, self.semantics.compute_evidence(self.answers, settled), self.facts)


def _is_near_miss(rule: Rule, evaluation: _CaseEvaluation) -> bool:
    """Return whether all parts of a condition but one hold; a condition without facts is near if it does not hold."""
    if not any(leaf.name in evaluation.facts for leaf in iter_leaves(rule.condition)):
        return True
    parts: tuple[Condition, ...] = rule.condition.parts if isinstance(rule.condition, All) else (rule.condition,)
    return sum(evaluation.compute_status(part) is not Status.HOLDS for part in parts) == 1
