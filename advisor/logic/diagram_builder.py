"""Builds the decision diagram of some conclusions for all facts that a company leaves open.

Nodes are built on demand by trying the answers to one open fact after another. They are cached by what the known
answers leave of the rules, so that equal cases are computed once.
"""

from __future__ import annotations

from collections.abc import Iterable

from advisor.logic.case_limits import compute_case_limit, make_case_limit_error
from advisor.logic.decision_diagrams import Diagrams, Node, Outcome, Variable
from advisor.logic.relevant_values import RelevantValues, apply_label, find_interval_start, find_relevant_rules
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, OneOf, PartialChoice, Value
from advisor.model.conditions import Condition, Lookup, Test, iter_leaves, iter_open_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import ConcludedValues, Evidence, Rule, build_lookup, reduce_rule
from advisor.model.vocabulary import Atom, Stage

MAX_CACHED_NODES = 500
"""Above this number of nodes, those of earlier companies are removed before the next company."""
_Residual = tuple[Outcome, frozenset[tuple[tuple[Atom, ...], Condition]], tuple[tuple[str, Value], ...]]


class DiagramBuilder:
    """The diagrams of some conclusions (`targets`) of one rule base.

    `max_cases` is the maximum number of cases for one company; `compute_case_limit` can lower it.
    """

    def __init__(self, rulebase: RuleBase, targets: Iterable[Atom], max_cases: int | None = None) -> None:
        self.rulebase = rulebase
        self.targets = frozenset(targets)
        self.rules = find_relevant_rules(rulebase, self.targets)
        last_stage = self.rules[-1].stage if self.rules else Stage.CLASSIFY
        self.semantics = Semantics(rulebase, last_stage, self.rules)
        leaves = [leaf for rule in self.rules for leaf in iter_leaves(rule.condition)]
        self.fact_names = tuple(dict.fromkeys(leaf.name for leaf in leaves if leaf.name in rulebase.facts))
        self.relevant_values = RelevantValues(rulebase, self.rules)
        self._order = {name: number for number, name in enumerate(self.fact_names)}
        self.diagrams = Diagrams(self._rank_variable)
        self._by_residual: dict[_Residual, Node] = {}
        self.case_limit = compute_case_limit(len(leaves))
        self._max_cases = self.case_limit if max_cases is None else min(max_cases, self.case_limit)
        self._cases_left = 0

    def build_node(self, answers: Answers, max_cases: int | None = None) -> Node:
        """Build the node of a company: the outcomes for all completions of its answers.

        Raises TooManyCasesError if there are more cases than the builder allows, or than `max_cases`.
        """
        self._cases_left = self._max_cases if max_cases is None else min(max_cases, self._max_cases)
        return self._build_node(answers)

    def _build_node(self, answers: Answers) -> Node:
        self._cases_left -= 1
        if self._cases_left < 0:
            raise make_case_limit_error(self._max_cases)
        evidence, open_rules = self.semantics.evaluate(answers)
        certain, possible = self._select_targets(evidence.certain), self._select_targets(evidence.possible)
        if certain == possible:
            return self.diagrams.make_leaf(frozenset({certain}))
        facts = self.rulebase.facts
        lookup = build_lookup(answers, evidence, facts)
        relevant = self._find_relevant_rules(possible - certain, open_rules, lookup, evidence)
        waiting = {leaf.name for _, leaves in relevant for leaf in leaves if leaf.name in facts}
        partly_known = tuple((name, answers.known[name]) for name in sorted(waiting) if name in answers.known)
        residual = certain, frozenset((rule.then, reduce_rule(rule, lookup)) for rule, _ in relevant), partly_known
        if residual not in self._by_residual:
            fact = min(waiting, key=self._order.__getitem__)
            self._by_residual[residual] = self._expand_fact(fact, answers)
        return self._by_residual[residual]

    def collect_outcomes(self, node: Node, answers: Answers) -> frozenset[Outcome]:
        """Return the outcomes below a node that agree with the answers of a company."""
        outcomes: set[Outcome] = set()
        waiting, seen = [node], {node}
        while waiting:
            current = waiting.pop()
            if current.variable is None:
                outcomes |= current.outcomes
                continue
            labels = _filter_labels(current.variable, [label for label, _ in current.branches], answers)
            children = {child for label, child in current.branches if label in labels} - seen
            seen |= children
            waiting += children
        return frozenset(outcomes)

    def trim_cache(self, max_nodes: int = MAX_CACHED_NODES) -> bool:
        """Remove all cached nodes if there are more than `max_nodes`, and return whether there were.

        They are built again on demand.
        """
        is_full = len(self._by_residual) + len(self.diagrams) > max_nodes
        if is_full:
            self._by_residual.clear()
            self.diagrams.clear()
        return is_full

    def _rank_variable(self, variable: Variable) -> tuple[int, str]:
        return self._order[variable.fact], variable.part or ""

    def _expand_fact(self, name: str, answers: Answers) -> Node:
        known = answers.known.get(name)
        variable, labels = self.relevant_values.list_variables(name, known)[0]
        completed = (answers.with_value(name, apply_label(known, label)) for label in labels)
        nodes = [self._build_node(each) for each in completed]
        return self.diagrams.make_node(variable, tuple(zip(labels, nodes, strict=True)))

    def _select_targets(self, concluded: ConcludedValues) -> Outcome:
        return frozenset(atom for atom in self.targets if atom.value in concluded.get(atom.name, ()))

    def _find_relevant_rules(
        self, wanted: Iterable[Atom], open_rules: tuple[Rule, ...], lookup: Lookup, evidence: Evidence
    ) -> list[tuple[Rule, list[Test]]]:
        """Return the open rules that can still conclude a wanted atom, or an atom that such a rule waits for.

        Each comes with its open leaves.
        """
        open_rule_ids = {rule.id for rule in open_rules}
        relevant: dict[str, tuple[Rule, list[Test]]] = {}
        waiting, seen = list(wanted), set(wanted)
        while waiting:
            for rule in self.rulebase.rules_by_atom.get(waiting.pop(), ()):
                if rule.id in relevant or rule.id not in open_rule_ids:
                    continue
                leaves = list(iter_open_leaves(rule.condition, lookup))
                relevant[rule.id] = rule, leaves
                for leaf in leaves:
                    if leaf.name not in self.rulebase.facts:
                        atoms = {Atom(leaf.name, value) for value in leaf.values} - seen
                        seen |= atoms
                        waiting += [atom for atom in atoms if atom.value in evidence.possible.get(atom.name, ())]
        return list(relevant.values())


def _filter_labels(variable: Variable, labels: list[Value], answers: Answers) -> list[Value]:
    """Return the labels of branches that agree with the known value of the fact; all if the fact is unknown."""
    known = answers.known.get(variable.fact)
    if known is None:
        return labels
    if isinstance(known, OneOf | int):
        starts = [label for label in labels if isinstance(label, int)]
        values = known.values if isinstance(known, OneOf) else (known,)
        wanted = {find_interval_start(starts, value) if isinstance(value, int) else value for value in values}
        return [label for label in labels if label in wanted]
    if isinstance(known, str):
        return [known]
    if isinstance(known, PartialChoice) and variable.part not in known.yes | known.no:
        return labels
    chosen = variable.part in (known.yes if isinstance(known, PartialChoice) else known)
    return [label for label in labels if isinstance(label, PartialChoice) and bool(label.yes) is chosen]
