"""Forward chaining: experta fires the rules of each stage for one company and hands evidence to the next stage.

A network holds only rules that can still fire for the company's state, verdict and move. Networks are built on demand
and cached, so the second company takes a fraction of the time of the first.
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
    """The engine over one rule base. Create one for each thread: experta shares state inside a network."""

    name = ENGINE

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self._order = {rule.id: number for number, rule in enumerate(rulebase.rules)}
        self._network = lru_cache(MAX_NETWORKS)(self._compile_network)
        self._fired: dict[str, Rule] = {}

    def infer(self, answers: Answers, open_evidence: Evidence) -> tuple[Firing, ...]:
        """Fire the rules for one company; return the firings in the order of the rule base.

        `open_evidence` holds the conclusions that are possible (a negated test fails as long as its conclusion is
        possible) and the certain values of single conclusions that only several rules together settle (see
        `advisor.logic`).
        """
        fired: dict[str, Rule] = {}
        certain: dict[str, set[str]] = {}
        evidence = Evidence(certain, open_evidence.possible, open_evidence.settled)
        lookup = build_lookup(answers, evidence, self.rulebase.facts)
        for stage in Stage:
            network = self._network(stage, open_evidence.freeze_values(self.rulebase.earlier_singles[stage]))
            stage_rules = self._run_network(network, lookup) if network else {}
            fired.update(stage_rules)
            for rule in stage_rules.values():
                for name, value in rule.then:
                    certain.setdefault(name, set()).add(value)
            for name, values in open_evidence.certain.items():
                conclusion = self.rulebase.conclusions[name]
                if conclusion.single and conclusion.stage is stage:
                    certain.setdefault(name, set()).update(values)
        rules = sorted(fired.values(), key=lambda rule: self._order[rule.id])
        return tuple(Firing(rule, justify_rule(rule, lookup)) for rule in rules)

    def _compile_network(self, stage: Stage, settled: SettledValues) -> Network | None:
        """Compile the network of a stage for the values of single conclusions; None if no rule can fire."""
        evidence, singles = Evidence.from_settled(settled), {name for name, *_ in settled}
        rules = narrow_rules(
            self.rulebase.rules_by_stage[stage],
            lambda test: evidence.evaluate_test(test) if test.name in singles else None,
            certainly=True,
        )
        concluded = {atom.name for rule, _ in rules for atom in rule.then}.difference(self.rulebase.facts)
        chained = concluded.intersection(leaf.name for _, rest in rules for leaf in iter_leaves(rest))
        compiler = Compiler(chained, self._fire_rule)
        productions = [production for rule, rest in rules for production in compiler.compile_rule(rule, rest)]
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
            if atom.name in network.chained:  # the network needs only conclusions that a rule of the stage reads
                network.declare(EvidenceFact(name=atom.name, value=atom.value))
