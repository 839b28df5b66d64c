"""How a conclusion came about: the chain of rules from the company's answers to the conclusion, as a tree of lines.

Nothing that the conclusion needs is left out: a company that gives only the answers in the tree gets it, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.consultation import Consultation
from advisor.explain.answer_lines import AnswerLines
from advisor.explain.company_trials import CompanyTrials
from advisor.explain.lines import Line, LineKind
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import All, Condition, Not, Status, Test, evaluate, iter_leaves, iter_required_leaves
from advisor.model.rules import Firing, Rule, evaluate_rule
from advisor.model.vocabulary import Atom
from advisor.reasoning.inference_record import InferenceRecord


class HowExplanation(NamedTuple):
    """The explanation of one target: whether the company gets it, and the lines that show how (none if it does not)."""

    target: Atom
    holds: bool
    lines: tuple[Line, ...]


def explain_how(consultation: Consultation, company: Company, target: Atom) -> HowExplanation:
    """Explain how a company gets a conclusion.

    Args:
        consultation: a consultation over the rule base.
        company: the company.
        target: the conclusion.

    Raises:
        AdvisorError: what `Consultation.conclude` raises for the company.
    """
    record = consultation.conclude(company).record
    trials = CompanyTrials(consultation, company)
    if not trials.try_target(target).is_met:
        return HowExplanation(target, holds=False, lines=())
    wanted = Test(target.name, frozenset({target.value}))
    return HowExplanation(target, True, tuple(_Tree(record, trials).iter_conclusion_lines(wanted)))


class _Tree:
    """Builds the lines for one company; what was explained once is not explained again."""

    def __init__(self, record: InferenceRecord, trials: CompanyTrials) -> None:
        self._record = record
        self._trials = trials
        self._rulebase = record.rulebase
        self._words = AnswerLines(record)
        fired = {firing.rule.id: firing for firing in record.firings}
        self._firings = [fired[rule.id] for rule in self._rulebase.rules if rule.id in fired]
        self._explained: set[str] = set()

    def iter_conclusion_lines(self, test: Test) -> Iterator[Line]:
        """Iterate over the lines for a conclusion that holds: one for each rule that draws it."""
        firings = [
            firing
            for firing in self._firings
            if not test.values.isdisjoint(firing.rule.list_concluded_values(test.name))
        ]
        for firing in firings:
            yield self._build_rule_line(firing)
        if not firings:
            yield self._build_whatever_line(test)

    def _build_rule_line(self, firing: Firing) -> Line:
        rule = firing.rule
        text = self._record.format_because(firing) or rule.title
        if rule.id in self._explained:
            return Line(LineKind.SAME, text, rule.source, rule.id)
        self._explained.add(rule.id)
        leaves = dict.fromkeys(self._iter_leaves(rule.condition, Status.HOLDS))
        lines = dict.fromkeys(line for test, status in leaves for line in self._iter_leaf_lines(test, status))
        explained = {line.id for line in lines if line.kind is LineKind.RULE}
        needed = (line for line in lines if line.kind is not LineKind.SAME or line.id not in explained)
        return Line(LineKind.RULE, text, rule.source, rule.id, lines=tuple(needed))

    def _iter_leaves(self, condition: Condition, wanted: Status) -> Iterator[tuple[Test, Status]]:
        """Iterate over the leaves that give a condition its status: where one part is enough to fail, the shortest."""
        if isinstance(condition, Test):
            yield condition, wanted
        elif isinstance(condition, Not):
            yield from self._iter_leaves(condition.part, Status.FAILS if wanted is Status.HOLDS else Status.HOLDS)
        else:
            parts = [part for part in condition.parts if evaluate(part, self._record.lookup) is wanted]
            if wanted is Status.FAILS and isinstance(condition, All):
                parts = [min(parts, key=self._measure_length)]
            for part in parts:
                yield from self._iter_leaves(part, wanted)

    def _measure_length(self, condition: Condition) -> tuple[int, int]:
        names = [leaf.name for leaf in iter_leaves(condition)]
        return sum(name not in self._rulebase.facts for name in names), len(names)

    def _iter_leaf_lines(self, test: Test, status: Status) -> Iterator[Line]:
        if test.name in self._rulebase.facts:
            yield self._words.build_fact_line(test, status)
        elif status is Status.HOLDS:
            yield from self.iter_conclusion_lines(test)
        else:
            yield from self._iter_absence_lines(test)

    def _iter_absence_lines(self, test: Test) -> Iterator[Line]:
        """Iterate over the lines that show why a conclusion is not drawn."""
        conclusion = self._rulebase.conclusions[test.name]
        certain = self._record.evidence.get_values(test.name)
        if conclusion.single and certain:
            yield from self.iter_conclusion_lines(Test(test.name, certain))
            return
        rules = [
            rule for rule in self._rulebase.rules if not test.values.isdisjoint(rule.list_concluded_values(test.name))
        ]
        if any(evaluate_rule(rule, self._record.lookup) is not Status.FAILS for rule in rules):
            yield self._build_whatever_line(test, within=False)
            return
        lines = [self._build_failing_line(rule) for rule in rules if not self._find_excluding_single(rule)]
        lines += self._iter_elsewhere_lines(rules)
        yield Line(LineKind.ABSENT, conclusion.name, conclusion.source, conclusion.name, lines=tuple(lines))

    def _find_excluding_single(self, rule: Rule) -> Test | None:
        """Find the test of a single conclusion, such as the level, by which a rule is for other companies."""
        for leaf in iter_required_leaves(rule.condition):
            conclusion = self._rulebase.conclusions.get(leaf.name)
            is_known = conclusion and conclusion.single and self._record.evidence.get_values(leaf.name)
            if is_known and self._record.lookup(leaf) is Status.FAILS:
                return leaf
        return None

    def _iter_elsewhere_lines(self, rules: list[Rule]) -> Iterator[Line]:
        """Iterate over one line for all rules that need another level, or another single conclusion."""
        by_name: dict[str, list[str]] = {}
        for rule in rules:
            if test := self._find_excluding_single(rule):
                by_name.setdefault(test.name, []).append(rule.id)
        for name, ids in by_name.items():
            own = Test(name, self._record.evidence.get_values(name))
            lines = tuple(self.iter_conclusion_lines(own))
            yield Line(LineKind.ELSEWHERE, name, self._rulebase.conclusions[name].source, ", ".join(ids), lines=lines)

    def _build_failing_line(self, rule: Rule) -> Line:
        key = f"not {rule.id}"
        if key in self._explained:
            return Line(LineKind.SAME, rule.title, rule.source, rule.id)
        self._explained.add(key)
        leaves = dict.fromkeys(self._iter_leaves(rule.condition, Status.FAILS))
        lines = (line for test, status in leaves for line in self._iter_leaf_lines(test, status))
        return Line(LineKind.FAILS, rule.title, rule.source, rule.id, lines=tuple(dict.fromkeys(lines)))

    def _build_whatever_line(self, test: Test, *, within: bool = True) -> Line:
        """Build the line for what only all ways to answer the open questions together show."""
        exact = self._trials.consultation.exact[test.name]
        stated = dict(self._trials.company.stated)

        def is_settled_by(known: Mapping[str, Value]) -> bool:
            values = exact.compute_values(self._trials.build_answers(known))
            return all((value in test.values) is within for value in values)

        for name in reversed(list(stated)):
            fewer = {other: value for other, value in stated.items() if other != name}
            if is_settled_by(fewer):
                stated = fewer
        source = self._rulebase.conclusions[test.name].source
        lines = tuple(self._words.build_answer_line(name) for name in stated)
        return Line(LineKind.WHATEVER, test.name, source, test.name, lines=lines)
