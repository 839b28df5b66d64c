"""Laws about steps: none appears with what excludes it.

What withdraws a step (`done`, `hold_back`, `leave_out`) always wins, so a step never appears with it; the replay of
every company checks that the advisor does so. What rules can still get wrong: one rule says "now" and another says
"later", a step is to be first and last, or it belongs to a later move than the level of the company.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.authoring.prove.laws import Question
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.model.rulebase import STATE
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom


def ask_for_excluded_steps(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask of each rule that advises a step whether it does so together with what excludes the step."""
    circuit, states = formulas.circuit, formulas.rulebase.states
    by_step: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule, step in _iter_step_rules(formulas):
        by_step[step].append(rule)
    for rule, step in _iter_step_rules(formulas):
        shown = circuit.join_all((formulas.advised, formulas.read_holds(rule), formulas.read_shown_step(step)))
        later = formulas.read_certain(Atom("not_yet", step))
        sentence = f"rule `{rule.id}` advises step `{step}` and another rule says that it can wait"
        yield Question("rules", rule.id, sentence, circuit.join_all((shown, later)))
        first = rule.list_concluded_values("place")
        others = (
            formulas.read_holds(other)
            for other in by_step[step]
            if first and not set(other.list_concluded_values("place")) <= set(first)
        )
        sentence = f"step `{step}` is to be both first and last, by rule `{rule.id}` and another one"
        yield Question("rules", rule.id, sentence, circuit.join_all((shown, circuit.join_any(others))))
        beginning, _, end = (
            formulas.rulebase.steps[step].move.partition("-to-") if _has_move(formulas, step) else 3 * ("",)
        )
        if end and beginning in states:
            lower = (Atom(STATE, state) for state in states[: states.index(beginning)])
            too_early = circuit.join_any(map(formulas.read_certain, lower))
            sentence = f"rule `{rule.id}` advises step `{step}` of the move {beginning} to {end} at a lower level"
            yield Question("rules", rule.id, sentence, circuit.join_all((shown, too_early)))


def _has_move(formulas: RuleBaseFormulas, step: str) -> bool:
    return step in formulas.rulebase.steps


def _iter_step_rules(formulas: RuleBaseFormulas) -> Iterator[tuple[Rule, str]]:
    for rule in formulas.rulebase.rules:
        for step in rule.list_concluded_values("step"):
            yield rule, step
