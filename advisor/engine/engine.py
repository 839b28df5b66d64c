"""One company through the stages: facts asserted, rules fired by experta, evidence carried from stage to stage.

Only rules that can still fire are in the network: those that agree with what the state, the verdict and the
move came to. Networks are built when first needed and kept, so the second company costs a fraction of the first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from advisor.engine.compiler import CaseFact, Compiler, EvidenceFact
from advisor.engine.experta_import import ENGINE
from advisor.engine.experta_patches import Network
from advisor.model.answers import Answers
from advisor.model.conditions import Lookup, iter_leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Firing, Rule, SettledValues, build_lookup, justify_rule, narrow_rules
from advisor.model.vocabulary import Stage

MAX_NETWORKS = 96


class Engine:
    """Forward chaining over one rule base. Make one for each thread: experta shares state inside a network."""

    name = ENGINE

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self._order = {rule.id: number for number, rule in enumerate(rulebase.rules)}
        self._network = lru_cache(MAX_NETWORKS)(self._compile_network)
        self._fired: dict[str, Rule] = {}

    def infer(self, answers: Answers, open_evidence: Evidence) -> tuple[Firing, ...]:
        """Every firing for one company, in the order of the rule base.

        `open_evidence` is what the unknown facts leave possible, and, for single conclusions, what is settled by more
        than one rule firing (see `advisor.logic`): a negated test fails as long as its conclusion is possible.
        """
        fired: dict[str, Rule] = {}
        certain: dict[str, set[str]] = {}
        evidence = Evidence(certain, open_evidence.possible)
        lookup = build_lookup(answers, evidence, self.rulebase.facts)
        for stage in Stage:
            singles = self.rulebase.earlier_singles[stage]
            network = self._network(stage, open_evidence.freeze_values(singles))
            if network is not None:
                newly = self._run_network(network, lookup)
                fired.update(newly)
                for rule in newly.values():
                    for name, value in rule.then:
                        certain.setdefault(name, set()).add(value)
            for name, values in open_evidence.certain.items():
                conclusion = self.rulebase.conclusions[name]
                if conclusion.single and conclusion.stage is stage:
                    certain.setdefault(name, set()).update(values)
        rules = sorted(fired.values(), key=lambda rule: self._order[rule.id])
        return tuple(Firing(rule, justify_rule(rule, lookup)) for rule in rules)

    def _compile_network(self, stage: Stage, settled: SettledValues) -> Network | None:
        """The network of a stage for what single conclusions came to; None where no rule can fire."""
        evidence, singles = Evidence.from_settled(settled), {name for name, _, _ in settled}
        rules = narrow_rules(
            self.rulebase.rules_by_stage[stage],
            lambda test: evidence.evaluate_test(test) if test.name in singles else None,
            certainly=True,
        )
        concluded = {atom.name for rule, _ in rules for atom in rule.then}
        chained = concluded.intersection(leaf.name for _, left in rules for leaf in iter_leaves(left))
        compiler = Compiler(chained, self._fire_rule)
        productions = [production for rule, left in rules for production in compiler.compile_rule(rule, left)]
        return Network(productions, frozenset(chained)) if rules else None

    def _run_network(self, network: Network, lookup: Lookup) -> dict[str, Rule]:
        self._fired = {}
        network.reset()
        network.declare(CaseFact(lookup=lookup))
        network.run()
        return self._fired

    def _fire_rule(self, network: Any, rule: Rule) -> None:
        self._fired[rule.id] = rule
        for atom in rule.then:
            if atom.name in network.chained:  # what no rule of the stage reads need not go through the network
                network.declare(EvidenceFact(name=atom.name, value=atom.value))
