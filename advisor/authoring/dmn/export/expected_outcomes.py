"""What a decision model must come to for one company: each decision's value, as the advisor has it from experta.

A model decides rule by rule. Where the advisor knows more (it goes through all ways to fill in what is unknown, and
uses answers known in part), a model's null is right but says less; of such a decision nothing is expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.authoring.dmn.export.decision_model import STAGES, DecisionModel, InputData, ModelDecision
from advisor.consultation import Consultation
from advisor.errors import ContradictionError, Finding, Place
from advisor.model.answers import Answers, Value, is_settled
from advisor.model.company import Company
from advisor.model.conditions import Status
from advisor.model.rulebase import STATE
from advisor.model.rules import Evidence, Rule, build_lookup, evaluate_rule
from advisor.model.vocabulary import Conclusion, Fact, Kind

DmnValue = str | bool | int | tuple[str, ...] | None
"""A value as DMN has it: text, truth, number, list of texts, or null."""
_TRUTH_BY_STATUS: Mapping[Status, bool | None] = {Status.HOLDS: True, Status.FAILS: False, Status.OPEN: None}


class ExpectedOutcome(NamedTuple):
    """What goes in, by the names of the inputs, and what comes out, by those of the decisions.

    `settled` has the decisions on which the advisor and the model must agree; `more` has those of which the advisor
    knows more than the model can say (there the model says null).
    """

    inputs: dict[str, DmnValue]
    expected_values: dict[str, DmnValue]
    advisor_only_values: dict[str, DmnValue]


class InferenceResult(NamedTuple):
    """What is known of a company, the exact values of single conclusions, all evidence, and the rules that fired."""

    answers: Answers
    exact_values: Mapping[str, frozenset[str | None]]
    evidence: Evidence
    fired_rules: tuple[Rule, ...]


def run_inference(consultation: Consultation, company: Company) -> InferenceResult:
    """What experta comes to for a company. Raises ContradictionError where rules contradict each other."""
    answers = consultation.answers(company)
    exact = {name: each.compute_values(answers) for name, each in consultation.exact.items()}
    known = consultation.meaning.evaluate(answers, exact).evidence
    fired = tuple(firing.rule for firing in consultation.engine.infer(answers, known))
    _refuse_contradictions(fired, exact)
    return InferenceResult(answers, exact, known, fired)


def compute_expected_outcome(model: DecisionModel, consultation: Consultation, company: Company) -> ExpectedOutcome:
    """What the model must come to for a company. Raises ContradictionError where rules contradict each other."""
    answers, exact, known, fired = run_inference(consultation, company)
    states = {value for value in exact[STATE] if value is not None}
    state = next(iter(states)) if len(exact[STATE]) == 1 and states else None
    given = _InputEvaluator(model, answers, known, state)
    inputs = {each.name: given.evaluate_input(each) for each in model.inputs}

    settled_answers = Answers({name: value for name, value in answers.known.items() if is_settled(value)})
    anything = frozenset(model.rulebase.states) | exact[STATE]
    singly = consultation.meaning.evaluate(settled_answers, {STATE: frozenset({state}) if state else anything}).evidence
    by_experta = dict.fromkeys((rule.id for rule in fired), True)
    reading = _DecisionEvaluator(model, answers, {**_compute_truths(model, answers, known), **by_experta}, exact)
    plain = _DecisionEvaluator(model, settled_answers, _compute_truths(model, settled_answers, singly), {})
    settled: dict[str, DmnValue] = {}
    more: dict[str, DmnValue] = {}
    for decision in model.decisions:
        ours, theirs = reading.evaluate_decision(decision), plain.evaluate_decision(decision)
        (settled if ours == theirs else more)[decision.name] = ours
    return ExpectedOutcome(inputs, settled, more)


class _InputEvaluator(NamedTuple):
    model: DecisionModel
    answers: Answers
    evidence: Evidence
    state: str | None

    def evaluate_input(self, input_data: InputData) -> DmnValue:
        """What an input is for this company. A choice that was filled in was not given."""
        subject = input_data.subject
        if isinstance(subject, Conclusion):
            if subject.name == STATE:
                return self.state
            certain = self.evidence.get_values(subject.name)
            if certain != self.evidence.get_values(subject.name, certain=False):
                return None
            return tuple(sorted(certain)) if input_data.kind is Kind.MANY else next(iter(certain), None)
        value = self.answers.known.get(subject.name)
        if subject.name in self.answers.filled or value is None or not is_settled(value):
            return None
        return to_dmn_value(subject, value)


def _compute_truths(model: DecisionModel, answers: Answers, evidence: Evidence) -> dict[str, bool | None]:
    """What each rule of the model's stages comes to."""
    lookup = build_lookup(answers, evidence, model.rulebase.facts)
    return {
        rule.id: _TRUTH_BY_STATUS[evaluate_rule(rule, lookup)]
        for stage in STAGES
        for rule in model.rulebase.rules_by_stage[stage]
    }


def _refuse_contradictions(fired: Sequence[Rule], names: Iterable[str]) -> None:
    for name in names:
        values = sorted({value for rule in fired for value in rule.list_concluded_values(name)})
        if len(values) > 1:
            raise ContradictionError([Finding(Place(name), f"the rules conclude {' and '.join(values)} at once")])


class _DecisionEvaluator(NamedTuple):
    """One way to read a company: what each rule comes to, and the values of conclusions that are known exactly."""

    model: DecisionModel
    answers: Answers
    truths: Mapping[str, bool | None]
    exact_values: Mapping[str, frozenset[str | None]]

    def evaluate_decision(self, decision: ModelDecision) -> DmnValue:
        """What a decision comes to."""
        subject = decision.subject
        if isinstance(subject, Fact):
            value = self.answers.known.get(subject.name)
            return to_dmn_value(subject, value) if value is not None and is_settled(value) else None
        if isinstance(subject, Rule):
            return self.truths[subject.id]
        conclusion, wanted = subject
        rules = [
            rule
            for rule in self.model.rulebase.rules_by_stage[conclusion.stage]
            if rule.list_concluded_values(conclusion.name)
        ]
        if wanted:
            truths = [self.truths[rule.id] for rule in rules if wanted in rule.list_concluded_values(conclusion.name)]
            return True if True in truths else None if None in truths else False
        found = self.exact_values.get(conclusion.name)
        if found is None:
            found = frozenset(
                value for rule in rules if self.truths[rule.id] for value in rule.list_concluded_values(conclusion.name)
            )
        return next(iter(found)) if len(found) == 1 else None


def to_dmn_value(fact: Fact, value: Value) -> DmnValue:
    """A settled value of a fact, as DMN has it: yes and no are booleans, several values a list in order."""
    if isinstance(value, frozenset):
        return tuple(each for each in fact.values if each in value)
    if fact.kind is Kind.YES_NO:
        return value == "yes"
    assert isinstance(value, str | int)
    return value
