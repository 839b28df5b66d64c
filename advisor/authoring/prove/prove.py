"""Prove or refute every law for one rule base, within a time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.authoring.prove.companies_found import CompaniesFound
from advisor.authoring.prove.influence_laws import list_reasons
from advisor.authoring.prove.law_list import LAWS
from advisor.authoring.prove.laws import Law, Question, Wanted, build
from advisor.authoring.prove.possible_companies import is_score
from advisor.authoring.prove.replay import Replay
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.authoring.prove.solver import OutOfTimeError, Solver
from advisor.logic.circuit import FALSE, TRUE, Literal, Model
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase

DEFAULT_SECONDS = 60
MAX_COMPANIES = 10
"""Maximum number of solutions that are tried for one question: no answers may give the scores of a solution."""


class Breach(NamedTuple):
    """A law that does not hold for an entry, and a company that shows it; None if the law misses a company."""

    law: Law
    section: str
    id: str
    sentence: str
    company: Company | None


class ProofResult(NamedTuple):
    """The result: what breaks a law, and the laws about which something stayed undecided."""

    breaches: tuple[Breach, ...]
    undecided: tuple[Law, ...]
    questions: int
    seconds: float


def prove_laws(
    rulebase: RuleBase,
    seconds: float = DEFAULT_SECONDS,
    laws: Sequence[Law] = LAWS,
    asked: frozenset[tuple[str, str, str]] | None = None,
) -> ProofResult:
    """Prove or refute laws for all companies.

    Args:
        rulebase: The rules and the knowledge of all packs together.
        seconds: The time for everything.
        laws: The laws.
        asked: The laws, sections and ids of the entries to ask about; None for all.

    Raises:
        MissingExtraError: The solver is not installed.
        ProofFaultError: The proof and the advisor disagree about a company.
    """
    start = time.monotonic()
    prover = Prover(rulebase, seconds, asked)
    breaches: list[Breach] = []
    undecided: list[Law] = []
    for law in laws:
        try:
            for breach in prover.iter_breaches(law):
                if breach is None:
                    undecided.append(law)
                else:
                    breaches.append(breach)
        except OutOfTimeError:
            undecided.append(law)
    left = tuple(dict.fromkeys(undecided))
    return ProofResult(tuple(breaches), left, prover.questions, time.monotonic() - start)


class Prover:
    """The formulas of one rule base, the solver, and the companies found so far."""

    def __init__(
        self, rulebase: RuleBase, seconds: float, asked: frozenset[tuple[str, str, str]] | None = None
    ) -> None:
        self._asked = asked
        more = (part for each in rulebase.exclusions.values() for part in (each.when, each.unless))
        self.formulas = RuleBaseFormulas(rulebase, more, list_reasons(rulebase))
        self.solver = Solver(self.formulas.circuit, self.formulas.list_conditions(), seconds)
        self.solver.add_formulas(range(2, len(self.formulas.circuit)))
        self.found = CompaniesFound(self.solver)
        self.replay = Replay(self.formulas)
        self.questions = 0

    def iter_breaches(self, law: Law) -> Iterator[Breach | None]:
        """Iterate over what breaks a law; None for a question without an answer. Raises OutOfTimeError."""
        refuting: list[Question] = []
        for question in law.ask(self.formulas):
            if self._asked is not None and (law.id, question.section, question.id) not in self._asked:
                continue
            self.questions += 1
            if question.wanted is Wanted.NO_COMPANY:
                refuting.append(question)
            elif question.try_known and question.try_known(self.found):
                continue
            elif self.found.find(question.build_formula()) is None:
                condition = build(question.void_without)
                if condition != TRUE and self.found.find(condition) is None:
                    continue
                if question.premise is None:
                    yield self._build(law, question, None)
                elif self.found.find(question.premise) is not None:
                    yield self._build(law, question, self._find_company(question.premise))
        for question in self._iter_refuted(refuting):
            company = self._find_company(question.build_formula())
            yield self._build(law, question, company) if company else None

    def _iter_refuted(self, questions: Sequence[Question]) -> Iterator[Question]:
        """Iterate over the questions whose formula some company meets: all together are asked until none is left."""
        formulas = {number: question.build_formula() for number, question in enumerate(questions)}
        left = {number: formula for number, formula in formulas.items() if formula != FALSE}
        while left:
            model = self.found.find(self.formulas.circuit.join_any(left.values()))
            if model is None:
                return
            met = [number for number, formula in left.items() if self.found.meets(model, formula)]
            for number in met:
                del left[number]
                yield questions[number]

    def _build(self, law: Law, question: Question, company: Company | None) -> Breach:
        return Breach(law, question.section, question.id, question.sentence, company)

    def _find_company(self, formula: Literal) -> Company | None:
        return find_company(self.formulas, self.solver, self.replay, formula)


def find_company(formulas: RuleBaseFormulas, solver: Solver, replay: Replay, formula: Literal) -> Company | None:
    """Return a company with few answers that meets a formula on the advisor itself; None if none is found.

    Raises:
        OutOfTimeError: The time is over.
        ProofFaultError: The formulas and the advisor disagree about a company.
    """
    facts = formulas.answers.facts.values()
    # what is given up last comes first: few answers, and none to the statements, if possible
    unknown = [-formulas.companies.has_scores] if formulas.companies.has_scores > 0 else []
    unknown += [-given.known for given in facts if given.fact.computed and is_score(given.fact.name)]
    unknown += [-given.known for given in facts if not given.fact.computed]
    ruled_out: list[Literal] = []
    for _ in range(MAX_COMPANIES):
        model = solver.find_smallest((formula, *ruled_out), unknown)
        company = replay.find_company(model, formula) if model is not None else None
        if model is None or company is not None:
            return company
        ruled_out.append(-_read_scores(formulas, model))
    return None


def _read_scores(formulas: RuleBaseFormulas, model: Model) -> Literal:
    """Return the formula that the scores are as in a solution."""
    facts = (given for given in formulas.answers.facts.values() if given.fact.computed)
    scores = [literal for given in facts for literal in given.values.values()]
    return formulas.circuit.join_all(each if each in model else -each for each in scores)
