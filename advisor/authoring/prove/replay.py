"""A solution of the solver as a company, and the proof of it: the advisor itself concludes what the formulas say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.authoring.prove.assessments import iter_assessments
from advisor.authoring.prove.possible_companies import is_score
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.consultation import Consultation
from advisor.errors import AdvisorError, ContradictionError, FactsError
from advisor.loading.documents.yaml_writer import format_flow
from advisor.loading.facts.responses_writer import build_respondent_data
from advisor.logic.circuit import Literal, Model
from advisor.model.answers import Answers, PartialChoice
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal, Respondent


class ProofFaultError(AdvisorError):
    """The advisor concludes something else for a company than the formulas say: a fault of the program."""


class Replay:
    """Turns solutions into companies, and tries these on the advisor."""

    def __init__(self, formulas: RuleBaseFormulas) -> None:
        self.formulas = formulas
        self.consultation = Consultation(formulas.rulebase)
        self._shown_steps = {atom.value: formulas.read_shown_step(atom.value) for atom in formulas.list_certain("step")}
        self._contradictions = tuple(formulas.list_contradictions().values())

    def find_company(self, model: Model, formula: Literal) -> Company | None:
        """Return a company that meets a formula when the advisor advises it; None if the scores cannot be that way.

        Raises:
            ProofFaultError: The formulas and the advisor disagree about a company.
        """
        for company in self._iter_companies(model):
            try:
                answers = self.consultation.answers(company)
                held = self._evaluate(answers, bool(company.assessed))
                if self.formulas.circuit.is_held(formula, held):
                    self._compare(company, held)
                    return company
            except FactsError:
                continue  # answers that follow from filled ones may exclude each other
        return None

    def _iter_companies(self, model: Model) -> Iterator[Company]:
        answers = self.formulas.answers.read_answers(model)
        facts = self.formulas.rulebase.facts
        stated = {name: value for name, value in answers.items() if not facts[name].computed}
        if self.formulas.companies.has_scores not in model:
            yield Company(stated)
            return
        scores = {name: value for name, value in answers.items() if is_score(name)}
        for responses, limits in iter_assessments(scores, self.consultation.bands):
            yield Company(stated, None, responses, limits)

    def _evaluate(self, answers: Answers, has_scores: bool) -> list[int]:
        """Evaluate every formula for the answers that the advisor works with."""
        true = set(self.formulas.switches.values())
        if has_scores and self.formulas.companies.has_scores > 0:
            true.add(self.formulas.companies.has_scores)
        for name, given in self.formulas.answers.facts.items():
            value = answers.known.get(name)
            if isinstance(value, frozenset | PartialChoice):
                chosen = value.yes if isinstance(value, PartialChoice) else value
                true |= {literal for each, literal in given.values.items() if each in chosen}
                true |= set() if isinstance(value, PartialChoice) else {given.known}
            elif isinstance(value, int):
                true.add(given.values[max(start for start in given.values if int(start) <= value)])
            elif isinstance(value, str):
                true.add(given.values[value])
        return self.formulas.circuit.evaluate(dict.fromkeys(true, 1), 1)

    def _compare(self, company: Company, held: list[int]) -> None:
        """Compare the firings and the steps of the advisor with the formulas. Raises ProofFaultError."""
        formulas = self.formulas
        circuit = formulas.circuit
        try:
            conclusions = self.consultation.conclude(company)
        except ContradictionError:
            if not any(circuit.is_held(each, held) for each in self._contradictions):
                self._report(company, "the advisor finds a contradiction")
            return
        if not circuit.is_held(formulas.settled, held):
            return  # only the advisor knows the exact values then
        expected = {rule.id for rule in formulas.rulebase.rules if circuit.is_held(formulas.read_holds(rule), held)}
        self._compare_sets(company, "rules", expected, set(conclusions.fired))
        shown = {step for step, literal in self._shown_steps.items() if circuit.is_held(literal, held)}
        self._compare_sets(company, "steps", shown, {step.id for step in conclusions.steps})

    def _compare_sets(self, company: Company, what: str, expected: set[str], found: set[str]) -> None:
        if expected != found:
            self._report(company, f"other {what}: {', '.join(sorted(expected ^ found))}")

    def _report(self, company: Company, what: str) -> None:
        sentence = f"the proof and the advisor disagree ({what}); please report this fault of the program"
        raise ProofFaultError.at(format_company(company), sentence)


def build_company_data(company: Company) -> Mapping[str, object]:
    """Return a company as a facts file has it."""
    data: dict[str, object] = {name: to_plain_value(value) for name, value in company.stated.items()}
    people = [build_respondent_data(each) for each in company.assessed if isinstance(each, Respondent)]
    totals = {each.function: each.total for each in company.assessed if isinstance(each, FunctionTotal)}
    if people or totals:
        limits = {"show_heads": True} if company.showing.heads else {}
        data["assessment"] = {**limits, **({"respondents": people} if people else {"totals": totals})}
    return data


def format_company(company: Company) -> str:
    """Write a company in one line of YAML, which is a facts file as it is."""
    return format_flow(build_company_data(company))
