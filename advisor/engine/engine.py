"""One company through the stages: facts asserted, rules fired by experta, evidence carried from stage to stage.

Only rules that can still fire are in the network: those that agree with what the state, the verdict and the
move came to. Networks are built when first needed and kept, so the second company costs a fraction of the first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from advisor.engine.compiler import Case, Compiler
from advisor.engine.compiler import Evidence as EvidenceFact
from advisor.engine.experta_import import ENGINE
from advisor.engine.experta_patches import Network
from advisor.model.answers import Answers
from advisor.model.conditions import Lookup, leaves
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Firing, Rule, Settled, justify, lookup_in, narrowed
from advisor.model.vocabulary import Stage

MAX_NETWORKS = 96


class Engine:
    """Forward chaining over one rule base. Make one for each thread: experta shares state inside a network."""

    name = ENGINE

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self._order = {rule.id: number for number, rule in enumerate(rulebase.rules)}
        self._network = lru_cache(MAX_NETWORKS)(self._compiled)
        self._fired: dict[str, Rule] = {}

    def infer(self, answers: Answers, open_evidence: Evidence) -> tuple[Firing, ...]:
        """Every firing for one company, in the order of the rule base.

        `open_evidence` is what the unknown facts leave possible, and, for single conclusions, what is settled by more
        than one rule firing (see `advisor.logic`): a negated test fails as long as its conclusion is possible.
        """
        fired: dict[str, Rule] = {}
        certain: dict[str, set[str]] = {}
        evidence = Evidence(certain, open_evidence.possible)
        lookup = lookup_in(answers, evidence, self.rulebase.facts)
        for stage in Stage:
            singles = self.rulebase.singles_before(stage)
            network = self._network(stage, open_evidence.only(singles))
            if network is not None:
                newly = self._run(network, lookup)
                fired.update(newly)
                for rule in newly.values():
                    for name, value in rule.then:
                        certain.setdefault(name, set()).add(value)
            for name, values in open_evidence.certain.items():
                conclusion = self.rulebase.conclusions[name]
                if conclusion.single and conclusion.stage is stage:
                    certain.setdefault(name, set()).update(values)
        rules = sorted(fired.values(), key=lambda rule: self._order[rule.id])
        return tuple(Firing(rule, justify(rule, lookup)) for rule in rules)

    def _compiled(self, stage: Stage, settled: Settled) -> Network | None:
        """The network of a stage for what single conclusions came to; None where no rule can fire."""
        evidence, singles = Evidence.of(settled), {name for name, _, _ in settled}
        rules = narrowed(
            self.rulebase.by_stage[stage],
            lambda test: evidence.status(test) if test.name in singles else None,
            certainly=True,
        )
        concluded = {atom.name for rule, _ in rules for atom in rule.then}
        chained = concluded.intersection(leaf.name for _, left in rules for leaf in leaves(left))
        compiler = Compiler(chained, self._fire)
        productions = [production for rule, left in rules for production in compiler.productions(rule, left)]
        return Network(productions, frozenset(chained)) if rules else None

    def _run(self, network: Network, lookup: Lookup) -> dict[str, Rule]:
        self._fired = {}
        network.reset()
        network.declare(Case(lookup=lookup))
        network.run()
        return self._fired

    def _fire(self, network: Any, rule: Rule) -> None:
        self._fired[rule.id] = rule
        for atom in rule.then:
            if atom.name in network.chained:  # what no rule of the stage reads need not go through the network
                network.declare(EvidenceFact(name=atom.name, value=atom.value))
