"""The expected value of each decision of a model for one company, as the advisor computes it with experta.

A model decides rule by rule. The advisor also tries all possible answers and uses partly known answers. Where it
therefore knows more, the model's null is correct, and no value is expected of that decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.authoring.dmn.export.decision_model import STAGES, DecisionModel, InputData, ModelDecision
from advisor.consultation import Consultation
from advisor.errors import ContradictionError
from advisor.model.answers import Answers, Value, is_settled
from advisor.model.company import Company
from advisor.model.conditions import Status
from advisor.model.rulebase import STATE
from advisor.model.rules import Evidence, Rule, build_lookup, evaluate_rule
from advisor.model.vocabulary import Fact, Kind

DmnValue = str | bool | int | tuple[str, ...] | None
"""A value in DMN: text, truth value, number, list of texts, or null."""
_TRUTH_BY_STATUS: Mapping[Status, bool | None] = {Status.HOLDS: True, Status.FAILS: False, Status.OPEN: None}


class ExpectedOutcome(NamedTuple):
    """The values of a model's inputs and decisions, by name.

    The advisor and the model must agree on `expected_values`. In `advisor_only_values` are the decisions for which the
    advisor has a value and the model has null.
    """

    inputs: dict[str, DmnValue]
    expected_values: dict[str, DmnValue]
    advisor_only_values: dict[str, DmnValue]


class InferenceResult(NamedTuple):
    """The answers of a company, the exact values of single conclusions, all evidence, and the rules that fired."""

    answers: Answers
    exact_values: Mapping[str, frozenset[str | None]]
    evidence: Evidence
    fired_rules: tuple[Rule, ...]


def run_inference(consultation: Consultation, company: Company) -> InferenceResult:
    """Run experta for a company.

    Raises:
        ContradictionError: Rules that fire contradict each other.
    """
    answers = consultation.answers(company)
    exact = {name: values.compute_values(answers) for name, values in consultation.exact.items()}
    evidence = consultation.meaning.evaluate(answers, exact).evidence
    fired = tuple(firing.rule for firing in consultation.engine.infer(answers, evidence))
    _check_contradictions(fired, exact)
    return InferenceResult(answers, exact, evidence, fired)


def compute_expected_outcome(model: DecisionModel, consultation: Consultation, company: Company) -> ExpectedOutcome:
    """Compute the inputs and the expected decisions of a model for a company.

    Args:
        model: The model.
        consultation: A consultation of the model's rule base.
        company: The company; unknown answers are null in the inputs.

    Raises:
        ContradictionError: Rules that fire contradict each other.
    """
    answers, exact, evidence, fired = run_inference(consultation, company)
    states = {value for value in exact[STATE] if value is not None}
    state = next(iter(states)) if len(exact[STATE]) == 1 and states else None
    inputs = {data.name: _evaluate_input(data, answers, evidence, state) for data in model.inputs}

    settled_answers = Answers({name: value for name, value in answers.known.items() if is_settled(value)})
    any_state = frozenset(model.rulebase.states) | exact[STATE]
    settled_state = {STATE: frozenset({state}) if state else any_state}
    settled_evidence = consultation.meaning.evaluate(settled_answers, settled_state).evidence
    truths = {**_compute_truths(model, answers, evidence), **{rule.id: True for rule in fired}}
    advisor = _DecisionEvaluator(model, answers, truths, exact)
    plain_truths = _compute_truths(model, settled_answers, settled_evidence)
    plain = _DecisionEvaluator(model, settled_answers, plain_truths, exact_values={})
    expected: dict[str, DmnValue] = {}
    advisor_only: dict[str, DmnValue] = {}
    for decision in model.decisions:
        value = advisor.evaluate_decision(decision)
        agrees = value == plain.evaluate_decision(decision)
        (expected if agrees else advisor_only)[decision.name] = value
    return ExpectedOutcome(inputs, expected, advisor_only)


def _evaluate_input(data: InputData, answers: Answers, evidence: Evidence, state: str | None) -> DmnValue:
    """Return the value of an input; null if it is unknown or a choice derived from a count."""
    name = data.subject.name
    if isinstance(data.subject, Fact):
        derived = data.subject.filled_from is not None and name in answers.filled
        return None if derived else to_dmn_value(data.subject, answers.known.get(name))
    if name == STATE:
        return state
    certain = evidence.get_values(name)
    if certain != evidence.get_values(name, certain=False):
        return None
    return tuple(sorted(certain)) if data.kind is Kind.MANY else next(iter(certain), None)


def _compute_truths(model: DecisionModel, answers: Answers, evidence: Evidence) -> dict[str, bool | None]:
    """Return whether each rule of the model's stages holds; None is open."""
    lookup = build_lookup(answers, evidence, model.rulebase.facts)
    return {
        rule.id: _TRUTH_BY_STATUS[evaluate_rule(rule, lookup)]
        for stage in STAGES
        for rule in model.rulebase.rules_by_stage[stage]
    }


def _check_contradictions(fired: Sequence[Rule], names: Iterable[str]) -> None:
    for name in names:
        values = sorted({value for rule in fired for value in rule.list_concluded_values(name)})
        if len(values) > 1:
            raise ContradictionError.at(name, f"the rules conclude {' and '.join(values)} at once")


class _DecisionEvaluator(NamedTuple):
    """Evaluates decisions by the truth of each rule; `exact_values` replaces it for conclusions known exactly."""

    model: DecisionModel
    answers: Answers
    truths: Mapping[str, bool | None]
    exact_values: Mapping[str, frozenset[str | None]]

    def evaluate_decision(self, decision: ModelDecision) -> DmnValue:
        """Return the value of a decision."""
        subject = decision.subject
        if isinstance(subject, Fact):
            return to_dmn_value(subject, self.answers.known.get(subject.name))
        if isinstance(subject, Rule):
            return self.truths[subject.id]
        conclusion, wanted = subject
        pairs = [
            (self.truths[rule.id], value)
            for rule in self.model.rulebase.rules_by_stage[conclusion.stage]
            for value in rule.list_concluded_values(conclusion.name)
        ]
        if wanted:
            truths = [truth for truth, value in pairs if value == wanted]
            return True if True in truths else None if None in truths else False
        values = self.exact_values.get(conclusion.name)
        if values is None:
            values = frozenset(value for truth, value in pairs if truth)
        return next(iter(values)) if len(values) == 1 else None


def to_dmn_value(fact: Fact, value: Value | None) -> DmnValue:
    """Return a value of a fact in DMN: yes and no as booleans, several values as an ordered list; unsettled as null."""
    if value is None or not is_settled(value):
        return None
    if isinstance(value, frozenset):
        return tuple(word for word in fact.values if word in value)
    if fact.kind is Kind.YES_NO:
        return value == "yes"
    assert isinstance(value, str | int)
    return value
