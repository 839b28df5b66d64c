"""Faults of the stock engine that our engine does not have. If the first tests fail, a patch can be removed.

A first rule declares evidence against one of many rules that wait for its absence. That rule's activation is
cancelled while the engine runs, and must not fire.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from advisor.engine.experta_import import (
    NOT,
    DepthStrategy,
    Fact,
    KnowledgeEngine,
    NotNode,
    OrdinaryMatchNode,
    Production,
)
from advisor.engine.experta_patches import ExactStrategy, Network


class Start(Fact):
    """The fact that the first rule waits for."""


class Ev(Fact):
    """Evidence with an id."""


def build_rules(count: int, declared: int, fired: list[int]) -> list[Any]:
    """Build a rule that first declares one piece of evidence, and one rule for the absence of each piece."""

    def declare_evidence(network: Any) -> None:
        network.declare(Ev(id=declared))

    def build_absence_rule(number: int) -> Any:
        def record_firing(network: Any) -> None:
            fired.append(number)

        record_firing.__name__ = f"absent-{number:03}"
        return Production(Start(), NOT(Ev(id=number)))(record_firing)

    return [Production(Start(), salience=1)(declare_evidence), *(build_absence_rule(number) for number in range(count))]


def build_stock_engine(rules: list[Any]) -> Any:
    """Build the stock engine over some rules."""

    class Stock(KnowledgeEngine):
        def get_rules(self) -> list[Any]:
            return rules

    return Stock()


def list_fired_rules(make: Any, count: int, declared: int) -> list[int]:
    fired: list[int] = []
    engine = make(build_rules(count, declared, fired))
    engine.reset()
    engine.declare(Start())
    engine.run()
    return fired


def test_the_stock_engine_uses_the_faulty_strategy() -> None:
    assert KnowledgeEngine.__strategy__ is DepthStrategy


def test_the_stock_engine_fires_a_cancelled_rule() -> None:
    assert any(k in list_fired_rules(build_stock_engine, count, k) for count in range(6, 16) for k in range(count))


def test_the_fault_is_in_the_stock_strategy_and_not_in_the_network() -> None:
    class StockStrategy(Network):
        __strategy__ = DepthStrategy

    assert any(k in list_fired_rules(StockStrategy, count, k) for count in range(6, 16) for k in range(count))


def test_our_network_uses_the_exact_strategy() -> None:
    assert Network.__strategy__ is ExactStrategy


@pytest.mark.parametrize(("count", "declared"), [(6, range(6)), (150, range(0, 150, 7))])
def test_our_network_fires_every_rule_except_the_cancelled_one(count: int, declared: range) -> None:
    for k in declared:
        assert sorted(list_fired_rules(Network, count, k)) == [number for number in range(count) if number != k]


def test_our_network_fires_in_the_order_of_rule_names() -> None:
    fired = list_fired_rules(Network, 150, 40)
    assert fired == sorted(fired) or fired == sorted(fired, reverse=True)


def test_our_network_fires_the_same_rules_after_a_reset() -> None:
    fired: list[int] = []
    network = Network(build_rules(20, 3, fired))
    runs = []
    for _ in range(3):
        fired.clear()
        network.reset()
        network.declare(Start())
        network.run()
        runs.append(tuple(fired))
    assert len(set(runs)) == 1
    assert 3 not in runs[0]


def test_two_networks_in_turn_do_not_disturb_each_other() -> None:
    first: list[int] = []
    second: list[int] = []
    one, other = Network(build_rules(8, 2, first)), Network(build_rules(12, 5, second))
    for network in (one, other, one, other):
        network.reset()
    for network in (other, one):
        network.declare(Start())
    for network in (one, other):
        network.run()
    assert sorted(first) == [0, 1, 3, 4, 5, 6, 7]
    assert sorted(second) == [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]


SCRIPT = """
from advisor.engine.experta_import import Fact, NOT, Production
from advisor.engine.experta_patches import Network
import random

class Start(Fact): pass
class Ev(Fact): pass

fired = []
def rule(number):
    def fires(network):
        fired.append(number)
        network.declare(Ev(id=number))
    fires.__name__ = f"rule-{number:03}"
    return Production(Start(), NOT(Ev(id=(number * 7 + 3) % 40)))(fires)

rules = [rule(number) for number in range(40)]
random.Random(ORDER).shuffle(rules)
network = Network(rules)
network.reset()
network.declare(Start())
network.run()
print(fired)
"""


def run_script(script: str, **environment: str) -> str:
    """Run a script in a separate process; return its output."""
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def test_the_firing_order_does_not_depend_on_the_hash_seed_or_rule_order() -> None:
    printed = {
        run_script(SCRIPT.replace("ORDER", str(order)), PYTHONHASHSEED=seed)
        for order, seed in ((1, "0"), (2, "1"), (3, "42"))
    }
    assert len(printed) == 1
    assert printed != {"[]\n"}


def test_productions_share_the_nodes_of_equal_beginnings() -> None:
    def build(number: int) -> Any:
        return Production(Start(), Ev(id=1), Ev(id=2), NOT(Ev(id=number)))(lambda network: None)

    network = Network([build(3), build(4)])
    joins = [node for node in network.matcher._iter_nodes() if type(node) in (OrdinaryMatchNode, NotNode)]
    assert [type(node) for node in joins].count(OrdinaryMatchNode) == 2
    assert [type(node) for node in joins].count(NotNode) == 2


def test_a_run_that_failed_leaves_nothing_for_the_next_one() -> None:
    fired: list[str] = []

    def fail(network: Any) -> None:
        network.declare(Ev(id=1))
        raise ValueError("the rule failed")

    def succeed(network: Any) -> None:
        fired.append("succeed")

    network = Network([Production(Start(), salience=1)(fail), Production(Ev(id=1))(succeed)])
    for _ in range(2):
        network.reset()
        network.declare(Start())
        with pytest.raises(ValueError, match="the rule failed"):
            network.run()
    network.reset()
    network.declare(Ev(id=2))
    network.run()
    assert fired == []
