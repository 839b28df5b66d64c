"""Laws about verdicts: each company gets one, and a verdict to move comes with a step of that move."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from advisor.authoring.prove.laws import Question
from advisor.authoring.prove.rulebase_formulas import RuleBaseFormulas
from advisor.model.rulebase import EXACT_CONCLUSIONS, MOVE_TO, STATE, VERDICT
from advisor.model.vocabulary import Atom


def ask_for_missing_verdicts(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask, for each level and for none, whether a company whose answers settle the level gets no verdict."""
    verdicts = formulas.list_certain(VERDICT)
    if not verdicts:
        return  # a rule base without verdicts wants none
    circuit, states = formulas.circuit, formulas.list_certain(STATE)
    lacking = circuit.join_all((formulas.settled, -circuit.join_any(verdicts.values())))
    for atom, holds in states.items():
        sentence = f"no rule concludes a verdict for a company at the level `{atom.value}`"
        yield Question("conclusions", VERDICT, sentence, circuit.join_all((lacking, holds)))
    nowhere = circuit.join_all((lacking, -circuit.join_any(states.values())))
    yield Question("conclusions", VERDICT, "no rule concludes a verdict for a company without a level", nowhere)


def ask_for_contradictions(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask of each two rules whether they conclude two verdicts, levels or moves for one company."""
    rulebase = formulas.rulebase
    for name in EXACT_CONCLUSIONS:
        for one, other in combinations(rulebase.find_concluding_rules(name), 2):
            first, second = one.list_concluded_values(name)[0], other.list_concluded_values(name)[0]
            if set(one.list_concluded_values(name)) == set(other.list_concluded_values(name)):
                continue
            both = formulas.circuit.join_all((formulas.read_holds(one), formulas.read_holds(other)))
            sentence = f"rule `{other.id}` concludes {name} `{second}` and `{one.id}` concludes `{first}`"
            yield Question("rules", other.id, f"{sentence} for the same company", both)


def ask_for_moves_without_steps(formulas: RuleBaseFormulas) -> Iterator[Question]:
    """Ask, for each move, whether a company is advised to make it and gets no step at all."""
    circuit, rulebase = formulas.circuit, formulas.rulebase
    no_step = -circuit.join_any(map(formulas.read_shown_step, _list_advised_steps(formulas)))
    for state in formulas.list_certain(STATE):
        for move in formulas.list_certain(MOVE_TO):
            moving = (formulas.read_certain(state), formulas.read_certain(move))
            sentence = f"a company at the level `{state.value}` is advised to move to `{move.value}` and gets no step"
            formula = circuit.join_all((formulas.advised, *moving, no_step))
            rule = next(each for each in rulebase.rules if Atom(MOVE_TO, move.value) in each.then)
            yield Question("rules", rule.id, sentence, formula)


def _list_advised_steps(formulas: RuleBaseFormulas) -> list[str]:
    return [atom.value for atom in formulas.list_certain("step")]
