"""What two rule bases show to one company after the other, written a second time and without formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from advisor.authoring.diff.affected_rules import find_affected_parts
from advisor.authoring.diff.shown_conclusions import ShownId
from advisor.model.answers import Value
from advisor.model.conditions import Test, iter_leaves
from advisor.model.knowledge import Step, Variant
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage
from tests.authoring.distinct_answers import list_answers
from tests.plain_evaluator import evaluate
from tests.strategies import build_conclusion

STEPS = ("meet", "share")
MORE_CONCLUSIONS = {
    each.name: each
    for each in (
        *(build_conclusion(name, Stage.PLAN, *STEPS) for name in ("not_yet", "hold_back", "leave_out")),
        build_conclusion("detail", Stage.PLAN, "meet/a", "meet/b", "share/a", "share/b"),
        build_conclusion("variant", Stage.PLAN, "one", "other"),
    )
}


def build_step(name: str) -> Step:
    """Build a step with two variants and with all the words that it needs."""
    variants = {each: Variant(*("" for _ in Variant._fields)) for each in ("one", "other")}
    words = dict.fromkeys(("title", "short", "what", "first", "owner", "sign"), name)
    return Step(id=name, move="", order=STEPS.index(name), source="policy/test", variants=variants, **words)


def enrich(rulebase: RuleBase) -> RuleBase:
    """Add steps to a generated rule base, and conclusions about them to its rules of the plan."""
    rules: list[Rule] = []
    for number, rule in enumerate(rulebase.rules):
        steps = rule.list_concluded_values("step")
        more = [
            Atom(name, value)
            for step in steps
            for name, value in (("detail", f"{step}/{'ab'[number % 2]}"), ("variant", ("one", "other")[number % 2]))
        ]
        other = ("done", "not_yet", "hold_back", "leave_out")[number % 4]
        then = [Atom(other, atom.value) if atom.name == "done" else atom for atom in rule.then]
        rules.append(replace(rule, then=tuple(dict.fromkeys([*then, *more]))))
    steps = {name: build_step(name) for name in STEPS}
    return replace(rulebase, rules=tuple(rules), steps=steps, conclusions={**rulebase.conclusions, **MORE_CONCLUSIONS})


def list_all_answers(old: RuleBase, new: RuleBase) -> dict[str, list[Value]]:
    """List the answers to every fact that a rule reads which matters for what changes."""
    tests: dict[str, list[Test]] = {}
    for rule in (rule for side in find_affected_parts(old, new).needed for rule in side):
        for leaf in (*iter_leaves(rule.condition), *(Test(name, frozenset({value})) for name, value in rule.then)):
            if leaf.name in old.facts:
                tests.setdefault(leaf.name, []).append(leaf)
    return {name: list_answers(old, name, same) for name, same in tests.items()}


def iter_companies(answers: dict[str, list[Value]]) -> Iterator[dict[str, Value]]:
    """Yield every company with these answers."""
    yield from (dict(zip(answers, chosen, strict=True)) for chosen in product(*answers.values()))


def list_shown(rulebase: RuleBase, stated: dict[str, Value]) -> dict[ShownId, frozenset[str]] | None:
    """List what a company is shown, each with the rules that give it; None if it is refused."""
    if rulebase.find_clashes(stated):
        return None
    outcome = evaluate(rulebase, rulebase.build_answers(stated).known)
    values = {name: {value for each, value in outcome.certain if each == name} for name, _ in outcome.certain}
    fired = [rule for rule in rulebase.rules if rule.id in outcome.holding]
    if any(len(values.get(name, ())) > 1 for name in ("state", "verdict", "move_to")):
        return None
    shown: dict[ShownId, set[str]] = {}

    def add(part: str, name: str, rule: Rule) -> None:
        shown.setdefault(ShownId(part, name), set()).add(rule.id)

    withdrawn = set().union(*(values.get(name, set()) for name in ("done", "hold_back", "leave_out")))
    gone = values.get("done", set()) | values.get("leave_out", set())
    variants: dict[str, str] = {}
    for rule in fired:
        concluded = {name: rule.list_concluded_values(name) for name, _ in rule.then}
        for part, name in (("level", "state"), ("verdict", "verdict"), ("move", "move_to"), ("caution", "caution")):
            for value in concluded.get(name, ()):
                add(part, value, rule)
        if "favours" in concluded:
            add("reason", rule.id, rule)
        for step in concluded.get("step", ()):
            if step not in withdrawn:
                add("step", step, rule)
                for detail in concluded.get("detail", ()):
                    add("practice", f"{step}: {detail}", rule)
                for variant in concluded.get("variant", ()):
                    if variants.setdefault(step, variant) == variant:
                        add("variant", f"{step}: {variant}", rule)
        for step in concluded.get("done", ()):
            add("step in place", step, rule)
        for step in concluded.get("hold_back", ()):
            if step not in gone:
                add("step for later", step, rule)
        for step in concluded.get("not_yet", ()):
            if step not in gone | values.get("step", set()) | values.get("hold_back", set()):
                add("step for later", step, rule)
    shown[ShownId("advice", "")] = set()
    return {each: frozenset(rules) for each, rules in shown.items()}
