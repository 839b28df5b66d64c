"""The cases of one pack, ready to be run on mutants: only those that a mutant can touch, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from advisor.authoring.cases.case_files import Case, compare_case
from advisor.authoring.mutate.late_change import LateChanges
from advisor.authoring.mutate.logic_engine import DecidingRules, LogicConsultation
from advisor.authoring.mutate.mutants import Mutant
from advisor.consultation import Conclusions
from advisor.errors import AdvisorError
from advisor.model.company import Company
from advisor.model.conditions import Lookup, Status, evaluate, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage

Runner = Callable[[Company, Conclusions], Conclusions]
"""Concludes for a company, given what was concluded without the mutant."""


class BaseCase(NamedTuple):
    """A case that passes on the unchanged rules, with what these conclude."""

    case: Case
    conclusions: Conclusions

    @property
    def lookup(self) -> Lookup:
        """The status of a test in this case."""
        return self.conclusions.record.lookup


class TestBench:
    """Runs the cases of one pack on mutants of its rule base. Cases that already fail are left out."""

    __test__ = False  # keeps pytest from collecting the class

    def __init__(self, rulebase: RuleBase, cases: Sequence[Case]) -> None:
        self.rulebase = rulebase
        self.base = LogicConsultation(rulebase)
        self._deciding, self._late = DecidingRules(self.base), LateChanges(rulebase)
        self.cases = list(self._iter_base_cases(cases))
        self._statuses: dict[str, list[Status]] = {}
        self._named = self._list_cases_by_rule()

    def _iter_base_cases(self, cases: Sequence[Case]) -> Iterator[BaseCase]:
        for case in cases:
            try:
                conclusions = self.base.conclude(case.company)
            except AdvisorError:
                continue  # `advisor rules test` reports this
            if compare_case(case, conclusions, self.rulebase).passed:
                yield BaseCase(case, conclusions)

    def _list_cases_by_rule(self) -> dict[str, frozenset[int]]:
        """Return the positions of the cases that name each rule; they notice most changes of it."""
        named: dict[str, set[int]] = {}
        for position, each in enumerate(self.cases):
            for key in ("fires", "silent"):
                for rule in each.case.expect.get(key, ()):
                    named.setdefault(rule, set()).add(position)
        return {rule: frozenset(positions) for rule, positions in named.items()}

    def _is_deciding(self, *rules: Rule | None) -> bool:
        return any(rule is not None and self._deciding.includes(rule) for rule in rules)

    def build_runner(self, mutant: Mutant) -> Runner:
        """Return a function that concludes for a company with a mutant, given what was concluded without it."""
        mutated = mutant.apply(self.rulebase)
        if self._late.applies_to(mutant):
            return lambda _, base: self._late.conclude(mutant, mutated, base)
        is_deciding = mutant.fact is not None or self._is_deciding(mutant.rule, mutant.changed)
        consultation = LogicConsultation(mutated, None if is_deciding else self.base)
        return lambda company, _: consultation.conclude(company)

    def find_catching_case(self, mutant: Mutant) -> Case | None:
        """Return a case that fails on a mutant; None if all pass, which means that the mutant survives."""
        touched, changes = self._sort_cases(mutant)
        rule = mutant.rule
        named = self._named.get(rule.id, frozenset()) if rule is not None else frozenset()
        if rule is not None and self._has_no_feedback(rule):
            statuses = self._get_statuses(rule)
            for position in sorted(named & changes):
                if self._is_noticed_at_once(mutant, position, statuses[position]):
                    return self.cases[position].case
        if not touched:
            return None
        conclude = self.build_runner(mutant)
        for position in sorted(touched, key=lambda at: (at not in named, at not in changes)):
            case, base = self.cases[position]
            try:
                if not compare_case(case, conclude(case.company, base), self.rulebase).passed:
                    return case
            except AdvisorError:
                return case  # the mutant gives no advice here
        return None

    def list_touched_cases(self, mutant: Mutant) -> list[int]:
        """List the positions of the cases for which a mutant can conclude anything else, the likeliest first."""
        touched, changes = self._sort_cases(mutant)
        return sorted(touched, key=lambda at: at not in changes)

    def _sort_cases(self, mutant: Mutant) -> tuple[list[int], frozenset[int]]:
        """List the cases that a mutant can touch, and those in which its rule has another status."""
        if mutant.rule is not None:
            return self._list_cases_touched_by_rule(mutant.rule, mutant.changed)
        if mutant.fact is not None:
            count = mutant.fact.filled_from.fact if mutant.fact.filled_from else ""
            return [at for at, each in enumerate(self.cases) if count in each.case.company.stated], frozenset()
        names = {step.id for step in mutant.steps}
        return [
            at for at, each in enumerate(self.cases) if names & {step.id for step in each.conclusions.steps}
        ], frozenset()

    def _list_cases_touched_by_rule(self, rule: Rule, changed: Rule | None) -> tuple[list[int], frozenset[int]]:
        statuses, is_deciding = self._get_statuses(rule), self._is_deciding(rule, changed)
        same_condition = changed is not None and changed.condition == rule.condition
        same_then = changed is not None and changed.then == rule.then
        touched: list[int] = []
        changes: set[int] = set()
        for position, each in enumerate(self.cases):
            status = statuses[position]
            if changed is None:
                after = Status.FAILS
            else:
                after = status if same_condition else evaluate(changed.condition, each.lookup)
            if after is not status:
                changes.add(position)
            may_decide = is_deciding and status is Status.OPEN  # what all completions agree on may change
            if after is not status or (not same_then and status is not Status.FAILS) or may_decide:
                touched.append(position)
        return touched, frozenset(changes)

    def _get_statuses(self, rule: Rule) -> list[Status]:
        if rule.id not in self._statuses:
            self._statuses[rule.id] = [evaluate(rule.condition, each.lookup) for each in self.cases]
        return self._statuses[rule.id]

    def _has_no_feedback(self, rule: Rule) -> bool:
        """Check that what a rule concludes cannot change what its own condition reads."""
        if rule.stage is Stage.INFER:
            return False
        conclusions = self.rulebase.conclusions
        return all(
            leaf.name not in conclusions or conclusions[leaf.name].stage.rank < rule.stage.rank
            for leaf in iter_leaves(rule.condition)
        )

    def _is_noticed_at_once(self, mutant: Mutant, position: int, status: Status) -> bool:
        """Check whether a case that names the rule fails because the rule fires, or does not."""
        assert mutant.rule is not None
        case, rule = self.cases[position], mutant.rule.id
        after = Status.FAILS if mutant.changed is None else evaluate(mutant.changed.condition, case.lookup)
        if status is Status.HOLDS and after is not Status.HOLDS:
            return rule in case.case.expect.get("fires", ())
        return after is Status.HOLDS and status is not Status.HOLDS and rule in case.case.expect.get("silent", ())
