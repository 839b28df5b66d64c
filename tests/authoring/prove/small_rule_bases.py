"""Small rule bases, drawn at random with every kind of fact and every kind of conclusion that a law is about."""

from __future__ import annotations

from random import Random

from advisor.model.conditions import ALWAYS, NEVER, All, Condition, Not, Test, mark_reported
from advisor.model.conditions import Any as AnyOf
from advisor.model.exclusions import Exclusion, Ground
from advisor.model.knowledge import Step
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule, RuleStatus
from advisor.model.vocabulary import Atom, Conclusion, CountBand, CountDerivation, Fact, Kind, Stage
from tests.strategies import build_conclusion, build_fact

BANDS = (CountBand("small", None, 4), CountBand("large", 5, None))
FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        build_fact("state_basis", Kind.CHOICE, "stated", "scores", "signs")._replace(computed=True),
        build_fact("relationship", Kind.CHOICE, "undefined", "defined"),
        build_fact("cycle", Kind.CHOICE, "short", "medium", "long"),
        build_fact("doubled", Kind.YES_NO, "yes", "no"),
        build_fact("topics", Kind.MANY, "price", "leads"),
        build_fact("staff", Kind.COUNT, minimum=1),
        build_fact("size", Kind.CHOICE, "small", "large")._replace(
            filled_from=CountDerivation("staff", BANDS, "policy/test")
        ),
    )
}
STEP_NAMES = ("meet", "share")
_ABOUT_STEPS = ("step", "not_yet", "done", "hold_back", "leave_out")
CONCLUSIONS: dict[str, Conclusion] = {
    conclusion.name: conclusion
    for conclusion in (
        build_conclusion("denied", Stage.INFER, "roles", "rules", reported=True),
        build_conclusion("state", Stage.CLASSIFY, "undefined", "defined", single=True),
        build_conclusion("sign", Stage.CLASSIFY, "seen", "heard"),
        build_conclusion("favours", Stage.WEIGH, "stay", "tighten"),
        build_conclusion("reason", Stage.WEIGH),
        build_conclusion("verdict", Stage.DECIDE, "stay", "tighten", single=True),
        build_conclusion("move_to", Stage.DECIDE, "defined", single=True),
        *(build_conclusion(name, Stage.PLAN, *STEP_NAMES) for name in _ABOUT_STEPS),
        build_conclusion("place", Stage.PLAN, "first", "last"),
        build_conclusion("caution", Stage.CAUTION, "slow"),
    )
}
STEPS = {
    name: Step(name, name, move, order, "What.", "First.", "both", "Sign.", "policy/test")
    for order, (name, move) in enumerate(zip(STEP_NAMES, ("undefined-to-defined", "defined-to-aligned"), strict=True))
}


class Drawing:
    """Draws one rule base after another from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.concluded: set[str] = set()

    def draw_rule_base(self) -> RuleBase:
        """Draw a rule base with some rules in each stage, over a few of the facts."""
        names = self.random.sample([name for name in FACTS if name != "state_basis"], self.random.randint(2, 3))
        rules: list[Rule] = []
        self.concluded.clear()
        if self.random.random() < 0.6:
            names.append("relationship")
            rules += [self._state_rule(value) for value in FACTS["relationship"].values]
        for stage in Stage:
            for _ in range(self.random.choice((1, 2, 3, 4) if stage is Stage.PLAN else (0, 1, 1, 2))):
                rules.append(self._draw_rule(len(rules), stage, names))
                self.concluded |= {atom.name for atom in rules[-1].then}
        if self.random.random() < 0.4:
            rules += [self._draw_inference(len(rules), names)]
        exclusions = {
            f"excluded/{ground}": Exclusion(
                f"excluded/{ground}",
                ground,
                "policy/test",
                self._draw_test(Stage.INFER, names, negated=False),
                (Atom("step", self.random.choice(STEP_NAMES)),),
                NEVER,
            )
            for ground in Ground
        }
        return RuleBase((), FACTS, CONCLUSIONS, tuple(rules), STEPS, {}, {}, (), (), exclusions)

    def _state_rule(self, value: str) -> Rule:
        self.concluded.add("state")
        when, then = Test("relationship", frozenset({value})), (Atom("state", value),)
        return Rule(f"state/{value}", "R", RuleStatus.STABLE, "policy/test", Stage.CLASSIFY, when, then, "So.", ALWAYS)

    def _draw_rule(self, number: int, stage: Stage, names: list[str]) -> Rule:
        own = [name for name, each in CONCLUSIONS.items() if each.stage is stage and name not in ("reason", "place")]
        name = self.random.choice(own if stage is not Stage.PLAN else ["step", "step", *own])
        then = [Atom(name, self.random.choice(sorted(CONCLUSIONS[name].values or ())))]
        if name == "verdict" and then[0].value == "tighten" and self.random.random() < 0.7:
            then.append(Atom("move_to", "defined"))
        if name == "step" and self.random.random() < 0.3:
            then.append(Atom("place", self.random.choice(("first", "last"))))
        rule_id = f"{stage}/{number}"
        if stage is Stage.WEIGH:
            then.append(Atom("reason", rule_id))
        if stage is Stage.INFER:
            when: Condition = mark_reported(self._draw_facts_only(names), FACTS)
        else:
            when = self._draw_condition(stage, names, self.random.randint(0, 2))
        return Rule(rule_id, "A rule", RuleStatus.STABLE, "policy/test", stage, when, tuple(then), "So.", ALWAYS)

    def _draw_inference(self, number: int, names: list[str]) -> Rule:
        """Draw a rule that concludes a fact; a size that follows from a count is left alone."""
        target = self.random.choice([n for n in FACTS if n not in ("state_basis", "staff", "size", "relationship")])
        sources = [name for name in names if name not in ("size", "staff")] or ["cycle"]
        then = (Atom(target, self.random.choice(list(FACTS[target].values))),)
        when = self._draw_test(Stage.INFER, sources, negated=False)
        return Rule(
            f"infer/{number}", "A rule", RuleStatus.STABLE, "policy/test", Stage.INFER, when, then, "So.", ALWAYS
        )

    def _draw_facts_only(self, names: list[str]) -> Condition:
        tests = tuple(self._draw_test(Stage.INFER, names, negated=False) for _ in range(self.random.randint(1, 2)))
        return self.random.choice((All, AnyOf))(tests)

    def _draw_condition(self, stage: Stage, names: list[str], depth: int, *, negated: bool = False) -> Condition:
        kind = self.random.choice(("test", "test", "all", "any", "not")) if depth else "test"
        if kind == "test":
            return self._draw_test(stage, names, negated=negated)
        if kind == "not":
            return Not(self._draw_condition(stage, names, depth - 1, negated=not negated))
        parts = [self._draw_condition(stage, names, depth - 1, negated=negated) for _ in range(2)]
        return (All if kind == "all" else AnyOf)(tuple(parts))

    def _draw_test(self, stage: Stage, names: list[str], *, negated: bool) -> Test:
        """Draw a test of a fact, or of a conclusion that a rule of this stage may read."""
        readable = [
            name
            for name, each in CONCLUSIONS.items()
            if each.values
            and name in self.concluded
            and (each.stage.rank < stage.rank or (each.stage is stage and not negated))
        ]
        if stage is not Stage.INFER and readable and self.random.random() < 0.5:
            name = self.random.choice(readable)
            return Test(name, self._draw_values(sorted(CONCLUSIONS[name].values or ())))
        name = self.random.choice(names)
        if name == "staff":
            low, high = self.random.choice(((2, None), (None, 2), (3, 6), (None, 4), (5, None)))
            return Test(name, at_least=low, at_most=high)
        if name == "relationship" and stage is Stage.CLASSIFY and self.random.random() < 0.3:
            return Test("state_basis", self._draw_values(["stated", "signs"]))
        return Test(name, self._draw_values(list(FACTS[name].values)))

    def _draw_values(self, values: list[str]) -> frozenset[str]:
        return frozenset(self.random.sample(values, 1 if len(values) < 3 or self.random.random() < 0.7 else 2))
