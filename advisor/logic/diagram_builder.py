"""Unfolding: the diagram of some conclusions over all that a rule base leaves open for a company.

Nodes are made when asked for, by trying the answers of one open fact after the other, and kept by what the known
answers leave of the rules. So cases that come to the same are worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable

from advisor.logic.decision_diagrams import Diagrams, Node, Outcome, Variable, too_many_cases
from advisor.logic.relevant_values import Distinctions, behind, stretch
from advisor.logic.semantics import Meaning
from advisor.model.answers import Answers, Chosen, OneOf, Value
from advisor.model.conditions import Condition, Lookup, leaves, open_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Concluded, Evidence, Rule, left_of, lookup_in, waits_for
from advisor.model.vocabulary import Atom, Stage

MOST_READINGS = 900_000
"""So many tests of conditions are read for one company, in all cases together; rules that need more are refused, since
nobody would wait so long. 500 rules beside the built-in ones need about 320,000."""
MOST_KEPT = 500
"""Beyond so many nodes, those of earlier companies are let go of when the next one comes."""
_Residual = tuple[Outcome, frozenset[tuple[tuple[Atom, ...], Condition]], tuple[tuple[str, Value], ...]]


class Unfolding:
    """The diagrams of some conclusions (`targets`) of one rule base.

    `most` is how many cases are gone through for one company, as long as MOST_READINGS allows them
    (`bearable`).
    """

    def __init__(self, rulebase: RuleBase, targets: Iterable[Atom], most: int | None = None) -> None:
        self.rulebase = rulebase
        self.targets = frozenset(targets)
        self.rules = behind(rulebase, self.targets)
        stages = {rule.stage for rule in self.rules} or {Stage.CLASSIFY}
        self.meaning = Meaning(rulebase, max(stages, key=lambda stage: stage.rank), self.rules)
        self.read = tuple(
            dict.fromkeys(
                leaf.name for rule in self.rules for leaf in leaves(rule.condition) if leaf.name in rulebase.facts
            )
        )
        self.distinctions = Distinctions(rulebase, self.rules)
        self._order = {name: number for number, name in enumerate(self.read)}
        self._concluding: dict[Atom, list[Rule]] = {}
        for rule in self.rules:
            for atom in rule.then:
                self._concluding.setdefault(atom, []).append(rule)
        self.diagrams = Diagrams(self._rank)
        self._by_residual: dict[_Residual, Node] = {}
        tests = sum(1 for rule in self.rules for _ in leaves(rule.condition))
        self.bearable = max(1, MOST_READINGS // max(1, tests))
        self._most = self.bearable if most is None else min(most, self.bearable)
        self._cases = 0

    def at(self, answers: Answers) -> Node:
        """The node of a company: what all completions of its answers come to. Raises TooManyCasesError."""
        self._cases = 0
        return self._at(answers)

    def _at(self, answers: Answers) -> Node:
        self._cases += 1
        if self._cases > self._most:
            raise too_many_cases(self._most)
        evidence, open_rules = self.meaning.read(answers)
        certain, possible = self._among(evidence.certain), self._among(evidence.possible)
        if certain == possible:
            return self.diagrams.leaf(frozenset({certain}))
        lookup = lookup_in(answers, evidence, self.rulebase.facts)
        relevant = self._relevant(possible - certain, open_rules, lookup, evidence)
        waiting = {name for rule in relevant for name in waits_for(rule, lookup, self.rulebase.facts)}
        in_part = tuple((name, answers.known[name]) for name in sorted(waiting) if name in answers.known)
        residual = certain, frozenset((rule.then, left_of(rule, lookup)) for rule in relevant), in_part
        node = self._by_residual.get(residual)
        if node is None:
            fact = min(waiting, key=self._order.__getitem__)
            node = self._by_residual[residual] = self._asking(fact, answers)
        return node

    def followed(self, node: Node, answers: Answers) -> frozenset[Outcome]:
        """The outcomes below a node that agree with what is known of a company."""
        found: set[Outcome] = set()
        waiting, seen = [node], {node}
        while waiting:
            here = waiting.pop()
            if here.variable is None:
                found |= here.outcomes
                continue
            labels = _agreeing(here.variable, [label for label, _ in here.branches], answers)
            for label, below in here.branches:
                if label in labels and below not in seen:
                    seen.add(below)
                    waiting.append(below)
        return frozenset(found)

    def forget(self) -> None:
        """Let go of everything kept once that is much; asked for again, it is made again."""
        if len(self._by_residual) + len(self.diagrams) > MOST_KEPT:
            self._by_residual.clear()
            self.diagrams.clear()

    def _rank(self, variable: Variable) -> tuple[int, str]:
        return self._order[variable.fact], variable.part or ""

    def _asking(self, name: str, answers: Answers) -> Node:
        variable, labels = self.distinctions.variables(name, answers.known.get(name))[0]
        known = answers.known.get(name)
        before = known if isinstance(known, Chosen) else Chosen()
        branches = []
        for label in labels:
            value = Chosen(before.yes | label.yes, before.no | label.no) if isinstance(label, Chosen) else label
            branches.append((label, self._at(answers.with_value(name, value))))
        return self.diagrams.node(variable, tuple(branches))

    def _among(self, concluded: Concluded) -> Outcome:
        return frozenset(atom for atom in self.targets if atom.value in concluded.get(atom.name, ()))

    def _relevant(
        self, wanted: Iterable[Atom], open_rules: tuple[Rule, ...], lookup: Lookup, evidence: Evidence
    ) -> list[Rule]:
        """The open rules that can still add something to what is wanted, or to what such a rule waits for."""
        still_open = {rule.id for rule in open_rules}
        found: dict[str, Rule] = {}
        waiting, seen = list(wanted), set(wanted)
        while waiting:
            for rule in self._concluding.get(waiting.pop(), ()):
                if rule.id in found or rule.id not in still_open:
                    continue
                found[rule.id] = rule
                for leaf in open_leaves(rule.condition, lookup):
                    if leaf.name not in self.rulebase.facts:
                        atoms = {Atom(leaf.name, value) for value in leaf.values} - seen
                        seen |= atoms
                        waiting += [atom for atom in atoms if atom.value in evidence.possible.get(atom.name, ())]
        return list(found.values())


def _agreeing(variable: Variable, labels: list[Value], answers: Answers) -> list[Value]:
    """The labels of branches that what is known of a fact may lead to; all of them where it is unknown."""
    known = answers.known.get(variable.fact)
    if known is None:
        return labels
    if isinstance(known, OneOf | int):
        firsts = [label for label in labels if isinstance(label, int)]
        each_known = known.values if isinstance(known, OneOf) else (known,)
        wanted = {stretch(firsts, each) if isinstance(each, int) else each for each in each_known}
        return [label for label in labels if label in wanted]
    if isinstance(known, str):
        return [known]
    yes = known.yes if isinstance(known, Chosen) else known
    if variable.part in yes:
        return [label for label in labels if isinstance(label, Chosen) and label.yes]
    if isinstance(known, Chosen) and variable.part not in known.no:
        return labels
    return [label for label in labels if isinstance(label, Chosen) and label.no]
