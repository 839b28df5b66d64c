"""Unfolding: the diagram of some conclusions over all that a rule base leaves open for a company.

Nodes are made when asked for, by trying the answers of one open fact after the other, and kept by what the known
answers leave of the rules. So cases that come to the same are worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable

from advisor.logic.decision_diagrams import Diagrams, Node, Outcome, Variable, make_case_limit_error
from advisor.logic.relevant_values import RelevantValues, find_interval_start, find_relevant_rules
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, OneOf, PartialChoice, Value
from advisor.model.conditions import Condition, Lookup, iter_leaves, iter_open_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import ConcludedValues, Evidence, Rule, build_lookup, list_awaited_facts, reduce_rule
from advisor.model.vocabulary import Atom, Stage

MAX_TESTS_READ = 900_000
"""So many tests of conditions are read for one company, in all cases together; rules that need more are refused, since
nobody would wait so long. 500 rules beside the built-in ones need about 320,000."""
MAX_CACHED_NODES = 500
"""Beyond so many nodes, those of earlier companies are let go of when the next one comes."""
_Residual = tuple[Outcome, frozenset[tuple[tuple[Atom, ...], Condition]], tuple[tuple[str, Value], ...]]


class DiagramBuilder:
    """The diagrams of some conclusions (`targets`) of one rule base.

    `most` is how many cases are gone through for one company, as long as MOST_READINGS allows them
    (`bearable`).
    """

    def __init__(self, rulebase: RuleBase, targets: Iterable[Atom], max_cases: int | None = None) -> None:
        self.rulebase = rulebase
        self.targets = frozenset(targets)
        self.rules = find_relevant_rules(rulebase, self.targets)
        stages = {rule.stage for rule in self.rules} or {Stage.CLASSIFY}
        self.semantics = Semantics(rulebase, max(stages, key=lambda stage: stage.rank), self.rules)
        self.fact_names = tuple(
            dict.fromkeys(
                leaf.name for rule in self.rules for leaf in iter_leaves(rule.condition) if leaf.name in rulebase.facts
            )
        )
        self.relevant_values = RelevantValues(rulebase, self.rules)
        self._order = {name: number for number, name in enumerate(self.fact_names)}
        self._rules_by_atom: dict[Atom, list[Rule]] = {}
        for rule in self.rules:
            for atom in rule.then:
                self._rules_by_atom.setdefault(atom, []).append(rule)
        self.diagrams = Diagrams(self._rank_variable)
        self._by_residual: dict[_Residual, Node] = {}
        tests = sum(1 for rule in self.rules for _ in iter_leaves(rule.condition))
        self.case_limit = max(1, MAX_TESTS_READ // max(1, tests))
        self._max_cases = self.case_limit if max_cases is None else min(max_cases, self.case_limit)
        self._cases = 0

    def build_node(self, answers: Answers) -> Node:
        """The node of a company: what all completions of its answers come to. Raises TooManyCasesError."""
        self._cases = 0
        return self._build_node(answers)

    def _build_node(self, answers: Answers) -> Node:
        self._cases += 1
        if self._cases > self._max_cases:
            raise make_case_limit_error(self._max_cases)
        evidence, open_rules = self.semantics.evaluate(answers)
        certain, possible = self._select_targets(evidence.certain), self._select_targets(evidence.possible)
        if certain == possible:
            return self.diagrams.make_leaf(frozenset({certain}))
        lookup = build_lookup(answers, evidence, self.rulebase.facts)
        relevant = self._find_relevant_rules(possible - certain, open_rules, lookup, evidence)
        waiting = {name for rule in relevant for name in list_awaited_facts(rule, lookup, self.rulebase.facts)}
        in_part = tuple((name, answers.known[name]) for name in sorted(waiting) if name in answers.known)
        residual = certain, frozenset((rule.then, reduce_rule(rule, lookup)) for rule in relevant), in_part
        node = self._by_residual.get(residual)
        if node is None:
            fact = min(waiting, key=self._order.__getitem__)
            node = self._by_residual[residual] = self._expand_fact(fact, answers)
        return node

    def collect_outcomes(self, node: Node, answers: Answers) -> frozenset[Outcome]:
        """The outcomes below a node that agree with what is known of a company."""
        found: set[Outcome] = set()
        waiting, seen = [node], {node}
        while waiting:
            here = waiting.pop()
            if here.variable is None:
                found |= here.outcomes
                continue
            labels = _filter_labels(here.variable, [label for label, _ in here.branches], answers)
            for label, below in here.branches:
                if label in labels and below not in seen:
                    seen.add(below)
                    waiting.append(below)
        return frozenset(found)

    def trim_cache(self) -> None:
        """Let go of everything kept once that is much; asked for again, it is made again."""
        if len(self._by_residual) + len(self.diagrams) > MAX_CACHED_NODES:
            self._by_residual.clear()
            self.diagrams.clear()

    def _rank_variable(self, variable: Variable) -> tuple[int, str]:
        return self._order[variable.fact], variable.part or ""

    def _expand_fact(self, name: str, answers: Answers) -> Node:
        variable, labels = self.relevant_values.list_variables(name, answers.known.get(name))[0]
        known = answers.known.get(name)
        before = known if isinstance(known, PartialChoice) else PartialChoice()
        branches = []
        for label in labels:
            value = (
                PartialChoice(before.yes | label.yes, before.no | label.no)
                if isinstance(label, PartialChoice)
                else label
            )
            branches.append((label, self._build_node(answers.with_value(name, value))))
        return self.diagrams.make_node(variable, tuple(branches))

    def _select_targets(self, concluded: ConcludedValues) -> Outcome:
        return frozenset(atom for atom in self.targets if atom.value in concluded.get(atom.name, ()))

    def _find_relevant_rules(
        self, wanted: Iterable[Atom], open_rules: tuple[Rule, ...], lookup: Lookup, evidence: Evidence
    ) -> list[Rule]:
        """The open rules that can still add something to what is wanted, or to what such a rule waits for."""
        still_open = {rule.id for rule in open_rules}
        found: dict[str, Rule] = {}
        waiting, seen = list(wanted), set(wanted)
        while waiting:
            for rule in self._rules_by_atom.get(waiting.pop(), ()):
                if rule.id in found or rule.id not in still_open:
                    continue
                found[rule.id] = rule
                for leaf in iter_open_leaves(rule.condition, lookup):
                    if leaf.name not in self.rulebase.facts:
                        atoms = {Atom(leaf.name, value) for value in leaf.values} - seen
                        seen |= atoms
                        waiting += [atom for atom in atoms if atom.value in evidence.possible.get(atom.name, ())]
        return list(found.values())


def _filter_labels(variable: Variable, labels: list[Value], answers: Answers) -> list[Value]:
    """The labels of branches that what is known of a fact may lead to; all of them where it is unknown."""
    known = answers.known.get(variable.fact)
    if known is None:
        return labels
    if isinstance(known, OneOf | int):
        firsts = [label for label in labels if isinstance(label, int)]
        each_known = known.values if isinstance(known, OneOf) else (known,)
        wanted = {find_interval_start(firsts, each) if isinstance(each, int) else each for each in each_known}
        return [label for label in labels if label in wanted]
    if isinstance(known, str):
        return [known]
    yes = known.yes if isinstance(known, PartialChoice) else known
    if variable.part in yes:
        return [label for label in labels if isinstance(label, PartialChoice) and label.yes]
    if isinstance(known, PartialChoice) and variable.part not in known.no:
        return labels
    return [label for label in labels if isinstance(label, PartialChoice) and label.no]
