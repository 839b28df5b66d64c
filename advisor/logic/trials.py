"""Trials: whether a company gets a conclusion, as its advice would have it, and which answers block it.

A trial does without the engine and runs only the rules behind its target, so that a search can run hundreds of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from advisor.logic.decision_diagrams import collect_values
from advisor.logic.possible_values import PossibleValues
from advisor.logic.relevant_values import RelevantValues, apply_label, find_relevant_rules
from advisor.logic.semantics import Semantics
from advisor.logic.supports import Claim, Facts, SupportSearch, choose_cheapest
from advisor.model.answers import Answers, is_settled
from advisor.model.conditions import Lookup, Status, Test, iter_leaves
from advisor.model.rulebase import WITHDRAWING_CONCLUSIONS, RuleBase
from advisor.model.rules import Rule, build_lookup
from advisor.model.vocabulary import Atom, Stage

STEP = "step"


class Target:
    """A conclusion that a company gets or not; a step counts only if nothing withdraws it.

    Attributes:
        atom: the conclusion.
        wanted: the test that must hold.
        unwanted: the tests that must not hold.
        rules: the rules that matter for these tests, without those behind the single conclusions in `settled_names`.
        settled_names: the single conclusions whose exact values these rules are given.
    """

    def __init__(self, atom: Atom, rulebase: RuleBase, exact: Mapping[str, PossibleValues]) -> None:
        self.atom = atom
        self.rulebase = rulebase
        self.exact = exact
        self.wanted = Test(atom.name, frozenset({atom.value}))
        against = WITHDRAWING_CONCLUSIONS if atom.name == STEP else ()
        self.unwanted = tuple(Test(name, self.wanted.values) for name in against)
        if atom.name in exact:
            self.rules: tuple[Rule, ...] = ()
            self.settled_names: tuple[str, ...] = (atom.name,)
        else:
            atoms = [Atom(name, atom.value) for name in (atom.name, *against)]
            self.rules = find_relevant_rules(rulebase, atoms, exact)
            read = {leaf.name for rule in self.rules for leaf in iter_leaves(rule.condition)}
            self.settled_names = tuple(name for name in exact if name in read)
        self.semantics = Semantics(rulebase, Stage.CAUTION, self.rules)

    @cached_property
    def relevant_values(self) -> RelevantValues:
        """The answers to facts that make a difference: to the rules that matter, or by excluding other answers."""
        fact_rules = self.rulebase.fact_rules
        inferred = [Test(name, frozenset({value})) for rule in fact_rules for name, value in rule.then]
        return RelevantValues(self.rulebase, [*fact_rules, *self.list_rules()], inferred)

    def list_rules(self) -> list[Rule]:
        """List every rule that matters, those behind the settled conclusions too."""
        return [*self.rules, *(rule for name in self.settled_names for rule in self.exact[name].builder.rules)]

    def try_answers(self, answers: Answers, weigh: Callable[[Facts], float] = len) -> Trial:
        """Try the target with some answers; `weigh` says how costly a set of blocking facts is."""
        return Trial(self, answers, weigh)


class Departure(Target):
    """The target that a single conclusion has another value than its only possible one (None: nothing concluded)."""

    def __init__(self, values: PossibleValues, value: str | None) -> None:
        name = values.name
        super().__init__(Atom(name, value or ""), values.rulebase, {name: values})
        self.value = value

    def try_answers(self, answers: Answers, weigh: Callable[[Facts], float] = len) -> Trial:
        """Try whether the conclusion keeps its value with some answers."""
        return _DepartureTrial(self, answers, weigh)


class Trial:
    """A target, tried with the answers of one company. Raises TooManyCasesError if they leave too much open."""

    def __init__(self, target: Target, answers: Answers, weigh: Callable[[Facts], float]) -> None:
        self.target = target
        self.answers = answers
        self._weigh = weigh
        self._lookups: dict[Stage, Lookup] = {}
        self.settled = {name: target.exact[name].compute_values(answers) for name in target.settled_names}

    @cached_property
    def is_met(self) -> bool:
        """Whether the company gets the conclusion."""
        atom = self.target.atom
        if atom.name in self.settled:
            return self.settled[atom.name] == {atom.value}
        lookup = self._lookup
        return lookup(self.target.wanted) is Status.HOLDS and all(
            lookup(test) is not Status.HOLDS for test in self.target.unwanted
        )

    def find_blocking_facts(self) -> Facts:
        """Find facts that keep the company from the conclusion: as long as none of their answers changes, it stays so.

        For an unmet target only.
        """
        target = self.target
        if target.atom.name in self.settled:
            return self._support_settled(target.wanted, Claim.NOT_HOLDS)
        search = SupportSearch(target.rulebase, self._choose_lookup, self._support_settled, self._weigh)
        claims = [(target.wanted, Claim.NOT_HOLDS), *((test, Claim.HOLDS) for test in target.unwanted)]
        true_claims = [(test, claim) for test, claim in claims if claim.is_true_for(self._lookup(test))]
        supports = (search.find_support(test, claim, Stage.CAUTION) for test, claim in true_claims)
        cheapest = choose_cheapest(supports, self._weigh)
        return frozenset(target.rulebase.facts) if cheapest is None else cheapest

    @cached_property
    def _lookup(self) -> Lookup:
        evidence = self.target.semantics.compute_evidence(self.answers, self.settled)
        return build_lookup(self.answers, evidence, self.target.rulebase.facts)

    def _choose_lookup(self, stage: Stage) -> Lookup:
        """Return the status of leaves as rules of a stage see it; single conclusions are exact after their stage."""
        conclusions = self.target.rulebase.conclusions
        if stage in self._lookups:
            return self._lookups[stage]
        if all(conclusions[name].stage is not stage for name in self.settled):
            return self._lookup
        earlier = {name: values for name, values in self.settled.items() if conclusions[name].stage.rank < stage.rank}
        evidence = self.target.semantics.compute_evidence(self.answers, earlier)
        self._lookups[stage] = build_lookup(self.answers, evidence, self.target.rulebase.facts)
        return self._lookups[stage]

    def _support_settled(self, test: Test, claim: Claim) -> Facts:
        """Find the support of a true claim about a single conclusion that is settled before the rules that test it."""
        exact = self.target.exact[test.name]
        if claim in (Claim.NOT_HOLDS, Claim.NOT_FAILS):  # one way to answer the open questions is enough
            within = claim is Claim.NOT_FAILS
            completed, value = _find_completion(exact, self.answers, test, within=within)
            return self._support_value(exact, completed, test, value, within=within)
        values = exact.compute_values(self.answers)
        value = next(iter(values)) if len(values) == 1 else None
        return self._support_value(exact, self.answers, test, value, within=claim is Claim.HOLDS)

    def _support_value(
        self, exact: PossibleValues, answers: Answers, test: Test, value: str | None, *, within: bool
    ) -> Facts:
        """Find the facts that give a single conclusion its value, or that keep it from the values of a test."""
        evidence = exact.builder.semantics.compute_evidence(answers)
        lookup = build_lookup(answers, evidence, exact.rulebase.facts)
        search = SupportSearch(exact.rulebase, lambda stage: lookup, weigh=self._weigh)
        claims = [] if value is None else [(Test(test.name, frozenset({value})), Claim.HOLDS)]
        claims += [] if within else [(test, Claim.FAILS)]
        true_claims = [(tested, claim) for tested, claim in claims if claim.is_true_for(lookup(tested))]
        supports = (search.find_support(tested, claim, Stage.CAUTION) for tested, claim in true_claims)
        if (cheapest := choose_cheapest(supports, self._weigh)) is not None:
            return cheapest
        every_value = frozenset(atom.value for atom in exact.rulebase.list_concluded_atoms(test.name))
        return search.collect_read_facts(Test(test.name, every_value))  # only all completions together show it


class _DepartureTrial(Trial):
    target: Departure

    @cached_property
    def is_met(self) -> bool:
        """Whether another value is possible."""
        return self.settled[self.target.atom.name] != {self.target.value}

    def find_blocking_facts(self) -> Facts:
        """Find facts whose answers give the conclusion its value."""
        if self.target.value is not None:
            return self._support_settled(self.target.wanted, Claim.HOLDS)
        name = self.target.atom.name
        values = frozenset(atom.value for atom in self.target.rulebase.list_concluded_atoms(name))
        return self._support_settled(Test(name, values), Claim.FAILS)


def _find_completion(
    exact: PossibleValues, answers: Answers, test: Test, *, within: bool
) -> tuple[Answers, str | None]:
    """Find a way to answer the open questions for which a single conclusion is within a test's values, or outside.

    Returns the answers, complete as far as rules behind the conclusion read them, and its value then.
    """
    node = exact.get_node(answers)
    while node.variable is not None:
        name = node.variable.fact
        label, node = next(
            (label, child)
            for label, child in node.branches
            if any((value in test.values) is within for value in collect_values(child.outcomes))
        )
        answers = answers.with_value(name, apply_label(answers.known.get(name), label))
    for name in exact.builder.fact_names:
        known = answers.known.get(name)
        if not is_settled(known):
            answers = answers.with_value(name, next(exact.builder.relevant_values.iter_full_answers(name, known)))
    return answers, next(value for value in collect_values(node.outcomes) if (value in test.values) is within)
