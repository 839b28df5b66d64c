"""How long the proofs take. From the root: `python benchmarks/prove.py [--quick]`.

The built-in rule base (goal: at most 10 s), and 1,000 generated rules over 100 facts (goal: at most 60 s). The same
question is put to the decision diagrams in `advisor.logic`, next to the first law: does each company get a verdict?
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor.authoring.check.verdict_checks import find_companies_without_verdict
from advisor.authoring.prove.law_list import LAWS
from advisor.authoring.prove.prove import Prover, prove_laws
from advisor.loading.packs.load_rulebase import load
from advisor.model.conditions import All, Any, Condition, Not, Test
from advisor.model.knowledge import Step
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Fact, Kind, Stage

SEED, SECONDS = 20060701, 10_000
STAGES = (Stage.WEIGH, Stage.DECIDE, Stage.PLAN, Stage.CAUTION)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures how long the proofs take.")
    parser.add_argument("--quick", action="store_true", help="leave out the generated rules")
    arguments = parser.parse_args()
    builtin = load(())
    print(f"{'what':44} {'wall s':>7} {'cpu s':>7}  goal")
    measure_laws(builtin)
    measure("built-in, all laws", builtin, "10 s")
    start = time.monotonic(), time.process_time()
    assert not list(find_companies_without_verdict(builtin))
    print_row("built-in, a verdict for each: diagrams", start, "")
    if not arguments.quick:
        measure("1,000 rules over 100 facts, all laws", generate_rule_base(builtin, 1000, 100), "60 s")


def measure_laws(rulebase: RuleBase) -> None:
    """Print the time of each law, one after the other; later laws use the companies that earlier ones found."""
    start = time.monotonic(), time.process_time()
    prover = Prover(rulebase, SECONDS)
    print_row("built-in, formulas and solver", start, "")
    for law in LAWS:
        start = time.monotonic(), time.process_time()
        found = sum(1 for _ in prover.iter_breaches(law))
        print_row(f"built-in, {law.id} ({found} exceptions)", start, "")


def measure(what: str, rulebase: RuleBase, goal: str) -> None:
    start = time.monotonic(), time.process_time()
    result = prove_laws(rulebase, SECONDS)
    print_row(f"{what} ({len(result.breaches)} exceptions)", start, goal)


def print_row(what: str, start: tuple[float, float], goal: str) -> None:
    wall, cpu = time.monotonic() - start[0], time.process_time() - start[1]
    print(f"{what:44} {wall:7.2f} {cpu:7.2f}  {goal}".rstrip(), flush=True)


def generate_rule_base(builtin: RuleBase, rule_count: int, fact_count: int) -> RuleBase:
    """Generate rules as authors write them: reasons, verdicts that depend on them, steps, cautions."""
    drawn = random.Random(SEED)
    facts: dict[str, Fact] = {}
    for number in range(fact_count):
        kind = drawn.choice((Kind.YES_NO, Kind.YES_NO, Kind.CHOICE, Kind.MANY, Kind.COUNT))
        values = {Kind.YES_NO: ("yes", "no"), Kind.COUNT: ()}.get(kind, tuple(f"v{each}" for each in range(4)))
        name = f"fact_{number}"
        facts[name] = Fact(name, kind, name, f"{name}?", "policy/test", {value: value for value in values}, "{value}")
    classify = [rule for rule in builtin.rules if rule.stage is Stage.CLASSIFY]
    classify_names = {name for rule in classify for name in builtin.list_condition_facts(rule.condition)}
    facts |= {name: builtin.facts[name] for name in classify_names}
    moves = ("undefined-to-defined", "defined-to-aligned", "aligned-to-integrated")
    steps = {
        f"step-{each}": Step(f"step-{each}", "T", moves[each % 3], each, "W.", "F.", "both", "S.", "policy/test")
        for each in range(60)
    }
    conclusions = dict(builtin.conclusions)
    names = [name for name in facts if name.startswith("fact_")]
    rules = list(classify)
    rules += [_build_verdict(state, number) for number, state in enumerate(builtin.states) for number in range(2)]
    while len(rules) < rule_count:
        stage = drawn.choice((Stage.WEIGH, Stage.PLAN, Stage.PLAN, Stage.PLAN, Stage.CAUTION))
        state = drawn.choice(builtin.states)
        level = builtin.states.index(state)
        allowed = [step.id for step in steps.values() if moves.index(step.move) <= level]
        rules.append(_draw_rule(drawn, len(rules), stage, state, names, facts, allowed))
    rules.sort(key=lambda rule: rule.stage.rank)
    return replace(builtin, facts=facts, conclusions=conclusions, rules=tuple(rules), steps=steps, exclusions={})


def _build_verdict(state: str, number: int) -> Rule:
    """Build the two rules of a level: move up if something speaks for it, else stay."""
    favoured = Test("favours", frozenset({"tighten"}))
    level = Test("state", frozenset({state}))
    when = All((level, favoured if number else Not(favoured)))
    then = (Atom("verdict", "tighten"),) if number else (Atom("verdict", "stay"),)
    return Rule(f"{state}/{number}", "T", RuleStatus.TEST, "policy/test", Stage.DECIDE, when, then, "So.")


def _draw_rule(
    drawn: random.Random,
    number: int,
    stage: Stage,
    state: str,
    names: list[str],
    facts: dict[str, Fact],
    steps: list[str],
) -> Rule:
    parts: list[Condition] = [Test("state", frozenset({state}))]
    parts += [_draw_part(drawn, names, facts) for _ in range(drawn.randint(1, 3))]
    if stage is not Stage.WEIGH and drawn.random() < 0.5:
        parts.append(Test("verdict", frozenset({drawn.choice(("stay", "tighten"))})))
    rule_id = f"{stage}/{number}"
    then = {
        Stage.WEIGH: (Atom("favours", "tighten"), Atom("reason", rule_id)),
        Stage.PLAN: (Atom(drawn.choice(("step", "step", "step", "done")), drawn.choice(steps)),),
        Stage.CAUTION: (Atom("caution", f"caution-{number}"),),
    }[stage]
    return Rule(rule_id, "T", RuleStatus.TEST, "policy/test", stage, All(tuple(parts)), then, "So.")


def _draw_part(drawn: random.Random, names: list[str], facts: dict[str, Fact]) -> Condition:
    def draw_test() -> Condition:
        fact = facts[drawn.choice(names)]
        if fact.kind is Kind.COUNT:
            return Test(fact.name, at_least=drawn.choice((5, 10, 50)))
        return Test(fact.name, frozenset(drawn.sample(list(fact.values), 1)))

    kind = drawn.random()
    if kind < 0.7:
        return draw_test()
    return Any((draw_test(), draw_test())) if kind < 0.9 else Not(draw_test())


if __name__ == "__main__":
    main()
