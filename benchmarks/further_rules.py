"""A pack of generated rules and facts, to measure how the advisor slows down as its rule base grows."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Kind

YES_NO = ("yes", "no")
NEW_FACTS = 30
STATES = ("undefined", "defined", "aligned")
SHARES = {"weigh": 50, "plan": 350, "caution": 100}
"""About the mix of the built-in pack: most rules say what to do."""


def write_pack(folder: Path, rulebase: RuleBase, seed: int) -> None:
    """Write a pack with more rules over the built-in facts and some new ones; the same in every run."""
    source = random.Random(seed)
    new = {f"further_{number}": YES_NO if number % 3 else ("low", "middle", "high") for number in range(NEW_FACTS)}
    for part in ("knowledge", "rules"):
        (folder / part).mkdir()
    (folder / "pack.yaml").write_text("name: further\nversion: 1.0.0\ntitle: Further rules\n", encoding="utf-8")
    lines = ["facts:"]
    for name, values in new.items():
        kind = "yes_no" if values == YES_NO else "choice"
        lines += [
            f"  {name}:",
            f"    kind: {kind}",
            f"    question: What about {name}?",
            f"    label: {name}",
            "    values:",
            *(f"      {value}: {name} is {value}" for value in values),
            "    source: policy/further",
        ]
    (folder / "knowledge" / "facts.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    old = {
        name: tuple(fact.values)
        for name, fact in rulebase.facts.items()
        if fact.kind in (Kind.CHOICE, Kind.YES_NO) and not fact.computed and name != "relationship"
    }
    for stage, rules in SHARES.items():
        lines = [f"stage: {stage}", "rules:"]
        for number in range(rules):
            lines += format_rule(stage, number, old, new, list(rulebase.steps), source)
        (folder / "rules" / f"{stage}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def format_rule(
    stage: str,
    number: int,
    old: Mapping[str, tuple[str, ...]],
    new: Mapping[str, tuple[str, ...]],
    steps: Sequence[str],
    source: random.Random,
) -> list[str]:
    """Format one rule: a state, two facts old or new, and what its stage concludes."""
    chosen = (source.choice(list(old.items())), source.choice(list(new.items())))
    when = {"state": source.choice(STATES), **{name: source.choice(values) for name, values in chosen}}
    if stage == "plan":
        when["verdict"] = source.choice(("stay", "tighten"))
    then = {
        "weigh": f"favours: {source.choice(('stay', 'tighten'))}",
        "plan": f"step: {source.choice(steps)}",
        "caution": f"caution: further-{number}",
    }[stage]
    return [
        f"  - id: further/{stage}/{number}",
        f"    title: Further rule {number} of stage {stage}",
        "    status: test",
        "    source: policy/further",
        f"    when: {{{', '.join(f'{name}: {value}' for name, value in when.items())}}}",
        f"    then: {{{then}}}",
        "    because: Something further holds.",
    ]
