"""Forward chaining: experta fires the rules for one company, in one working memory.

The stages follow each other by salience; a rule can fire on what others asserted. A network holds only rules that can
fire in the company's state. Networks are built on demand and cached, so the second company takes a fraction of the
time of the first.
"""

from __future__ import annotations

from functools import lru_cache

from advisor.engine.compiler import Compiler
from advisor.engine.experta_import import ENGINE
from advisor.engine.rule_network import Branch, RuleNetwork
from advisor.model.answers import Answers
from advisor.model.conditions import NEVER, Condition, Not, Status, Test, iter_leaves, reduce_condition
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Evidence, Firing, Rule, SettledValues
from advisor.model.vocabulary import Stage

MAX_NETWORKS = 48
_FIRST_NARROWED = Stage.WEIGH
"""From this stage on, the state decides which rules can fire."""


class Engine:
    """The engine over one rule base. Create one for each thread: a network holds the facts of one company."""

    name = ENGINE

    def __init__(self, rulebase: RuleBase) -> None:
        self.rulebase = rulebase
        self._singles = {name: each for name, each in rulebase.conclusions.items() if each.single}
        self._network = lru_cache(MAX_NETWORKS)(self._compile_network)

    def infer(self, answers: Answers, evidence: Evidence) -> tuple[Firing, ...]:
        """Fire the rules for one company; return the firings in the order in which they fired.

        `evidence` holds the conclusions that are possible (a negated test fails as long as its conclusion is possible)
        and the certain values of single conclusions that only several rules together settle (see `advisor.logic`).
        """
        network = self._network(evidence.freeze_values(self.rulebase.earlier_singles[_FIRST_NARROWED]))
        network.infer(answers, evidence, self._singles)
        rules = self.rulebase.rules_by_id
        return tuple(Firing(rules[goal], _justify(rules[goal], network)) for goal in network.fired if goal in rules)

    def _compile_network(self, settled: SettledValues) -> RuleNetwork:
        """Compile the network for the values of the single conclusions that are complete before weighing."""
        evidence, names = Evidence.from_settled(settled), {name for name, *_ in settled}

        def rule_out(test: Test, negated: bool) -> Condition:
            wanted = Status.FAILS if negated else Status.HOLDS
            if test.name in names and evidence.evaluate_test(test) is not wanted:
                return NEVER
            return Not(test) if negated else test

        compiler = Compiler(self.rulebase)
        productions: list[Branch] = []
        for position, rule in enumerate(self.rulebase.rules):
            is_narrowed = rule.stage.rank >= _FIRST_NARROWED.rank
            condition = reduce_condition(rule.normal_form, rule_out) if is_narrowed else rule.normal_form
            if condition != NEVER:
                productions += compiler.compile_rule(rule, condition, position)
        return RuleNetwork(productions, compiler.answers, compiler.conclusions, compiler.negated)


def _justify(rule: Rule, network: RuleNetwork) -> tuple[Test, ...]:
    """Return the tests that a rule matched, each once, in the order written."""
    matched = network.collect_tests(rule.id)
    return tuple(test for test in dict.fromkeys(iter_leaves(rule.condition)) if test in matched)
