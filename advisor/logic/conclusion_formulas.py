"""The formulas of conclusions: the companies of one kind for which each rule fires and each conclusion is drawn.

For each stage the least set of conclusions is computed as in `semantics`, for all companies at once. The values of
single conclusions are exact, as in `possible_values`, also if they depend on facts that stay unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from advisor.errors import TooManyCasesError
from advisor.logic.answer_formulas import AnswerFormulas, CompanyKind
from advisor.logic.decision_diagrams import Node
from advisor.logic.formulas import Formulas, Truth
from advisor.logic.relevant_values import find_relevant_rules
from advisor.model.conditions import All, Condition, Not, Test, iter_leaves
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage

MAX_ADDED_NODES = 50_000
"""Maximum number of nodes that one rule may add; its conclusions then have no formula."""


class ConclusionFormulas:
    """The formulas of the conclusions of some rules (by default, all)."""

    def __init__(
        self, answers: AnswerFormulas, rules: Iterable[Rule] | None = None, settled: SettledConclusions | None = None
    ) -> None:
        self.answers = answers
        self.formulas = answers.formulas
        self._settled = settled
        self._truths: dict[Atom, Truth | None] = {}
        self._firings: dict[str, Truth | None] = {}
        inferring = {rule.id for rule in answers.rulebase.fact_rules}  # the answers have their facts already
        chosen = [rule for rule in (answers.rulebase.rules if rules is None else rules) if rule.id not in inferring]
        for stage in Stage:
            self._run_stage([rule for rule in chosen if rule.stage is stage])

    def get_truth(self, atom: Atom) -> Truth | None:
        """Return where a conclusion is drawn; None if there are too many cases."""
        if self._settled and atom.name in self._settled.names:
            return self._settled.read_test(Test(atom.name, frozenset({atom.value})))
        return self._get_own_truth(atom)

    def get_firing(self, rule_id: str) -> Node | None:
        """Return where a rule fires; None if there are too many cases, or if the rule infers a fact."""
        truth = self._firings.get(rule_id)
        return truth and truth.certain

    def _get_own_truth(self, atom: Atom) -> Truth | None:
        return self._truths.get(atom, self.formulas.decide(False))

    def _run_stage(self, rules: list[Rule]) -> None:
        concluded = {atom.name for rule in rules for atom in rule.then}
        waiting = rules
        while waiting:
            grown = False
            for rule in waiting:
                truth = self._firings[rule.id] = self._evaluate_rule(rule)
                for atom in rule.then:
                    before = self._get_own_truth(atom)
                    self._truths[atom] = after = self._add_truth(before, truth)
                    grown |= after != before
            # only rules that read conclusions of their own stage can fire for further companies
            chained = [rule for rule in rules if any(leaf.name in concluded for leaf in iter_leaves(rule.condition))]
            waiting = chained if grown else []

    def _add_truth(self, before: Truth | None, truth: Truth | None) -> Truth | None:
        """Return where one of two statements holds; None if there are too many cases."""
        try:
            return self._join([before, truth])
        except (TooManyCasesError, RecursionError):
            return None

    def _evaluate_rule(self, rule: Rule) -> Truth | None:
        self.formulas.allow(MAX_ADDED_NODES)
        try:
            return self._evaluate(rule.condition, rule.stage)
        except (TooManyCasesError, RecursionError):
            return None

    def _evaluate(self, condition: Condition, stage: Stage) -> Truth | None:
        if isinstance(condition, Test):
            return self.read_test(condition, stage)
        if isinstance(condition, Not):
            part = self._evaluate(condition.part, stage)
            return part and self.formulas.negate_truth(part)
        parts = [self._evaluate(part, stage) for part in condition.parts]
        return self._join(parts, conjunction=isinstance(condition, All))

    def read_test(self, test: Test, stage: Stage) -> Truth | None:
        """Return where a test holds that a rule of a stage makes."""
        rulebase = self.answers.rulebase
        if test.name in rulebase.facts:
            return self.answers.read_test(test)
        if self._settled and test.name in self._settled.names and rulebase.conclusions[test.name].stage is not stage:
            return self._settled.read_test(test)
        return self._join([self._get_own_truth(Atom(test.name, each)) for each in sorted(test.values)])

    def _join(self, parts: list[Truth | None], *, conjunction: bool = False) -> Truth | None:
        truths = [part for part in parts if part is not None]
        return self.formulas.join_truths(truths, conjunction=conjunction) if len(truths) == len(parts) else None


class SettledConclusions:
    """The exact values of single conclusions, for all values of some facts that stay unknown."""

    def __init__(self, names: Iterable[str], conclusions: ConclusionFormulas, unknown: Iterable[str]) -> None:
        self.names = frozenset(names)
        self._conclusions = conclusions
        self._unknown = frozenset(unknown)
        self._tests: dict[Test, Truth | None] = {}

    def read_test(self, test: Test) -> Truth | None:
        """Return where a test of a single conclusion certainly and possibly holds."""
        if test not in self._tests:
            truth = self._conclusions.read_test(test, self._conclusions.answers.rulebase.conclusions[test.name].stage)
            self._tests[test] = truth and self._conclusions.formulas.leave_unknown(truth, self._unknown)
        return self._tests[test]


def build_conclusions(
    rulebase: RuleBase, formulas: Formulas, kind: CompanyKind, rules: Collection[Rule]
) -> ConclusionFormulas:
    """Build the formulas of the conclusions of some rules; `rules` has all rules behind these conclusions."""
    answers = AnswerFormulas(rulebase, formulas, kind)
    names = [name for name in (STATE, VERDICT, MOVE_TO) if name in rulebase.conclusions]
    deciding = find_relevant_rules(rulebase, [atom for name in names for atom in rulebase.list_concluded_atoms(name)])
    unknown = {
        leaf.name
        for rule in deciding
        for leaf in iter_leaves(rule.condition)
        if leaf.name in kind.unknown and not leaf.reported
    }
    if not unknown:
        return ConclusionFormulas(answers, rules)
    asked = {each: labels for each, labels in kind.unasked.items() if each.fact in unknown}
    wider = AnswerFormulas(rulebase, formulas, kind._replace(variables={**kind.variables, **asked}))
    settled = SettledConclusions(names, ConclusionFormulas(wider, deciding), unknown)
    return ConclusionFormulas(answers, rules, settled)
