"""Which answers count as those of a company: what a facts file can state, with everything that follows from it.

Answers that exclude each other are none. Facts that the program calculates depend on others: the basis of the level on
what is known, and scores on the answers to the 20 statements. About scores only the simple dependencies are said here,
so a proof covers more companies than there are. A company that is reported was calculated by the program in full.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.authoring.prove.answer_inputs import AnswerInputs
from advisor.logic.circuit import FALSE, Circuit, Literal
from advisor.logic.condition_formulas import build_meaning
from advisor.model.choices_from_counts import build_band_test
from advisor.model.conditions import Test
from advisor.model.rulebase import SCORES_BASIS, STATED_BASIS, STATED_STATE, RuleBase
from advisor.model.vocabulary import Kind
from advisor.reasoning.state_readings import BASIS, SCORE_STATE, SIGNS_BASIS, list_sign_facts

_ALWAYS_SCORED = ("score_one_side_only", "score_figures_held_back")
"""Facts that any answers to the statements settle."""
_SCORE_PREFIXES = ("score_", "statement.")


def is_score(name: str) -> bool:
    """Return whether a fact follows from the answers to the 20 statements."""
    return name.startswith(_SCORE_PREFIXES)


class PossibleCompanies:
    """The conditions on the answers of a company. `has_scores` says that somebody answered the 20 statements."""

    def __init__(self, inputs: AnswerInputs) -> None:
        self.inputs = inputs
        self.circuit: Circuit = inputs.circuit
        self.rulebase: RuleBase = inputs.rulebase
        self.has_scores = self.circuit.add_input() if any(map(is_score, inputs.facts)) else FALSE
        self.meanings = {
            rule.id: build_meaning(rule.condition, inputs.read_test, self.circuit) for rule in self.rulebase.fact_rules
        }
        filled = (fact for fact in self.rulebase.facts.values() if fact.filled_from)
        self._filled = frozenset(fact.name for fact in filled)

    def iter_conditions(self) -> Iterator[Literal]:
        """Iterate over the formulas that hold for each company."""
        yield from self.inputs.forms
        yield from self._iter_inferred()
        yield from self._iter_filled()
        for name, given in self.inputs.facts.items():
            if not given.fact.computed or name == BASIS:
                continue
            if is_score(name):
                yield self.circuit.imply(given.known, self.has_scores)
                if name in _ALWAYS_SCORED:
                    yield self.circuit.imply(self.has_scores, given.known)
            else:
                yield -given.known  # nothing calculates it
        yield from self._iter_score_links()
        yield from self._iter_basis()

    def _iter_inferred(self) -> Iterator[Literal]:
        """Say that an answer has everything that follows from it, and that a part of a list follows from something."""
        circuit, facts = self.circuit, self.inputs.facts
        for rule in self.rulebase.fact_rules:
            for name, value in rule.then:
                if name in facts:
                    yield circuit.imply(self.meanings[rule.id].holds, facts[name].values[value])
        follows = self._build_followers()
        for name, given in facts.items():
            if given.fact.kind is Kind.MANY:
                for each, chosen in given.values.items():
                    ground = follows.get((name, str(each)), FALSE)
                    yield circuit.imply(circuit.join_all((chosen, -given.known)), ground)

    def _build_followers(self) -> dict[tuple[str, str], Literal]:
        """Build the formulas that values of lists follow from what can be stated: whole lists, and other facts.

        A value never follows from itself, so what follows is added round by round.
        """
        circuit, follows = self.circuit, dict[tuple[str, str], Literal]()

        def read_test(test: Test) -> tuple[Literal, Literal]:
            given = self.inputs.facts[test.name]
            holds, fails = self.inputs.read_test(test)
            if given.fact.kind is Kind.MANY:
                more = (follows.get((test.name, value), FALSE) for value in test.values)
                holds = circuit.join_any((circuit.join_all((given.known, holds)), *more))
            return holds, fails

        rules = self.rulebase.fact_rules
        lists = {(name, value) for rule in rules for name, value in rule.then if self._is_list(name)}
        for _ in range(len(lists)):
            grounds: dict[tuple[str, str], list[Literal]] = {}
            for rule in rules:
                holds = build_meaning(rule.condition, read_test, circuit).holds
                for name, value in rule.then:
                    grounds.setdefault((name, value), []).append(holds)
            before, follows = follows, {key: circuit.join_any(each) for key, each in grounds.items() if key in lists}
            if before == follows:
                break
        return follows

    def _is_list(self, name: str) -> bool:
        return name in self.inputs.facts and self.inputs.facts[name].fact.kind is Kind.MANY

    def _iter_filled(self) -> Iterator[Literal]:
        """Say that a choice is known if the band of a count gives it."""
        for name in sorted(self._filled & self.inputs.facts.keys()):
            derivation = self.inputs.facts[name].fact.filled_from
            if derivation and derivation.fact in self.inputs.facts:
                for band in derivation.bands:
                    counts = self.inputs.facts[derivation.fact].select(build_band_test(derivation.fact, band))
                    known = self.inputs.facts[name].known
                    yield from (self.circuit.imply(count, known) for count in counts)

    def _iter_score_links(self) -> Iterator[Literal]:
        def read(name: str, value: str) -> Literal:
            return self.inputs.facts[name].values.get(value, FALSE) if name in self.inputs.facts else FALSE

        alone, heads_both = read("score_one_respondent", "yes"), read("score_one_person_both", "yes")
        one_side, differ = read("score_one_side_only", "yes"), self.inputs.read_known("score_states_differ")
        if "score_one_respondent" in self.inputs.facts:
            yield self.circuit.imply(heads_both, alone)
        yield -self.circuit.join_all((heads_both, one_side))
        yield -self.circuit.join_all((one_side, differ))
        yield -self.circuit.join_all((heads_both, read("score_states_differ", "yes")))

    def _iter_basis(self) -> Iterator[Literal]:
        """Say where the level comes from: the stated one, else scores, else signs, else what is asked first."""
        basis = self.inputs.facts.get(BASIS)
        if basis is None:
            return
        circuit = self.circuit
        yield basis.known
        stated = self.inputs.read_known(STATED_STATE)
        scored = self.has_scores if SCORE_STATE in self.rulebase.facts else FALSE
        signs = circuit.join_any(map(self.inputs.read_known, sorted(list_sign_facts(self.rulebase))))
        shown = {SCORES_BASIS: scored, SIGNS_BASIS: circuit.join_all((-scored, signs))}
        for value, literal in basis.values.items():
            expected = shown.get(str(value), FALSE)
            if value == STATED_BASIS:
                yield circuit.imply(stated, literal)
                yield circuit.imply(circuit.join_all((-stated, literal)), circuit.join_all((-scored, -signs)))
            else:
                yield circuit.imply(literal, circuit.join_all((-stated, expected)))
