"""The lines for answers: what the company reports, what follows from it, and what nobody reported."""

from __future__ import annotations

from advisor.explain.lines import Line, LineKind
from advisor.model.answers import PartialChoice, Value, is_settled
from advisor.model.clauses import format_clause, to_plain_value
from advisor.model.conditions import Status, Test, iter_supporting_leaves
from advisor.model.rules import Rule, evaluate_rule
from advisor.model.vocabulary import Fact, Kind
from advisor.reasoning.inference_record import InferenceRecord


class AnswerLines:
    """Builds the lines for the answers of one company."""

    def __init__(self, record: InferenceRecord) -> None:
        self._record = record
        self._facts = record.rulebase.facts
        self._answers = record.answers

    def build_fact_line(self, test: Test, status: Status) -> Line:
        """Build the line for a fact that holds or fails in a condition."""
        fact, known = self._facts[test.name], self._answers.known.get(test.name)
        if known is None or (test.reported and not is_settled(known) and status is Status.FAILS):
            words = " or ".join(_format_value(fact, value) for value in sorted(test.values)) or fact.label
            return Line(LineKind.NOT_REPORTED, words, fact.source, fact.name)
        if test.name not in self._answers.filled or test.name in self._answers.stated:
            return self.build_answer_line(test.name, test)
        return self._build_inferred_line(fact, known, test)

    def build_answer_line(self, name: str, test: Test | None = None) -> Line:
        """Build the line for an answer; of a list, only the values that a test asks for, if it has some of them."""
        fact = self._facts[name]
        value = self._answers.stated.get(name, self._answers.known[name])
        plain = _freeze(value)
        if isinstance(value, PartialChoice):
            value = value.yes
        if isinstance(value, frozenset) and test is not None and value & test.values:
            value = value & test.values
        words = format_clause(fact, value) if is_settled(value) else fact.label
        return Line(LineKind.COMPUTED if fact.computed else LineKind.ANSWER, words, fact.source, name, plain)

    def _build_inferred_line(self, fact: Fact, value: Value, test: Test) -> Line:
        plain = _freeze(value)
        shown = value.yes & (test.values or value.yes) if isinstance(value, PartialChoice) else value
        words = format_clause(fact, shown) if is_settled(shown) else fact.label
        rule = self._find_inferring_rule(fact, test)
        if rule is None:  # a count gives the choice
            origin = self.build_answer_line(self._answers.filled[fact.name])
            source = fact.filled_from.source if fact.filled_from else fact.source
            return Line(LineKind.INFERRED, words, source, fact.name, plain, (origin,))
        leaves = iter_supporting_leaves(rule.condition, self._record.lookup)
        premises = dict.fromkeys(self.build_fact_line(leaf, self._record.lookup(leaf)) for leaf in leaves)
        return Line(LineKind.INFERRED, words, rule.source, fact.name, plain, tuple(premises))

    def _find_inferring_rule(self, fact: Fact, test: Test) -> Rule | None:
        """Find the rule that infers a fact, if possible with a value that the test asks for."""
        holding = [
            rule
            for rule in self._record.rulebase.fact_rules
            if rule.list_concluded_values(fact.name) and evaluate_rule(rule, self._record.lookup) is Status.HOLDS
        ]
        asked = [rule for rule in holding if not test.values.isdisjoint(rule.list_concluded_values(fact.name))]
        return next(iter(asked or holding), None)


def _format_value(fact: Fact, value: str) -> str:
    return format_clause(fact, frozenset({value}) if fact.kind is Kind.MANY else value)


def _freeze(value: Value) -> str | int | tuple[str, ...]:
    plain = to_plain_value(value)
    return tuple(plain) if isinstance(plain, list) else plain
