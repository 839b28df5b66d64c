"""The result columns of a table and the formulas behind them: level, verdict, strength, move, and their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from advisor.logic.circuit import FALSE, Circuit, Literal
from advisor.model.rulebase import MOVE_TO, NO_VERDICT, STATE, UNDETERMINED, VERDICT, WITHDRAWING_CONCLUSIONS, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom
from advisor.portfolio.core.row_conclusions import RowConclusions
from advisor.portfolio.core.text_columns import TextColumn
from advisor.reasoning.reasons import FAVOURING_CONCLUSIONS, TABLE

POSSIBLE_VERDICTS, STRENGTH = "possible_verdicts", "strength"
Name = TypeVar("Name", bound=str | None)
TEXT_COLUMNS = (STATE, VERDICT, POSSIBLE_VERDICTS, STRENGTH, MOVE_TO)
REASON, STEP, CAUTION = "reason:", "step:", "caution:"
"""How the columns of yes or no begin; the id of the rule, step or caution follows."""


def list_result_atoms(rulebase: RuleBase, further: Iterable[str] = ()) -> list[Atom]:
    """List the conclusions that some column shows or depends on, and all of the names in `further`."""
    names = (*FAVOURING_CONCLUSIONS, "step", "caution", *WITHDRAWING_CONCLUSIONS, *further)
    return [atom for name in names for atom in rulebase.list_concluded_atoms(name)]


def build_flags(conclusions: RowConclusions, further: Iterable[str] = ()) -> dict[str, Literal]:
    """Build the formulas of the columns of yes or no: each reason, step and caution that rules can lead to.

    Each value of the conclusions `further` has a column as well, `name:value`.
    """
    rulebase, circuit = conclusions.rulebase, conclusions.circuit
    flags = {
        f"{REASON}{rule.id}": conclusions.read_firing(rule)
        for rule in rulebase.find_concluding_rules(*FAVOURING_CONCLUSIONS)
    }
    for step in rulebase.steps:
        withdrawn = circuit.join_any(conclusions.read_certain(name, step) for name in WITHDRAWING_CONCLUSIONS)
        flags[f"{STEP}{step}"] = circuit.join_all((conclusions.read_certain("step", step), -withdrawn))
    cautions = dict.fromkeys(atom.value for atom in rulebase.list_concluded_atoms("caution"))
    flags |= {f"{CAUTION}{slug}": conclusions.read_certain("caution", slug) for slug in cautions}
    for name in further:
        atoms = rulebase.list_concluded_atoms(name)
        flags |= {f"{name}:{atom.value}": conclusions.read_certain(*atom) for atom in atoms}
    return {name: literal for name, literal in flags.items() if literal != FALSE}


def list_verdicts(rulebase: RuleBase) -> list[str]:
    """List the verdicts in the order of the knowledge."""
    known = [entry.id for entry in rulebase.iter_entries("verdicts")]
    return [*(known or list(rulebase.conclusions[VERDICT].values or ())), NO_VERDICT]


def build_texts(conclusions: RowConclusions) -> dict[str, TextColumn]:
    """Build the columns of texts with their formulas."""
    circuit, rulebase = conclusions.circuit, conclusions.rulebase
    verdicts = read_possible_verdicts(conclusions)
    single = keep_single(circuit, verdicts)
    states = keep_single(circuit, {state: conclusions.exact[STATE].get(state, FALSE) for state in rulebase.states})
    return {
        STATE: _build_text(states),
        VERDICT: _build_text(single, UNDETERMINED),
        POSSIBLE_VERDICTS: TextColumn(tuple(verdicts.items()), joined=True),
        STRENGTH: _build_text(_judge_strength(conclusions, single)),
        MOVE_TO: _build_text(_read_moves(conclusions, circuit.join_any(states.values()))),
    }


def keep_single(circuit: Circuit, possible: Mapping[Name, Literal]) -> dict[Name, Literal]:
    """Return for each value the formula that it is possible and no other one is."""
    return {
        name: circuit.join_all((literal, *(-other for each, other in possible.items() if each != name)))
        for name, literal in possible.items()
    }


def read_possible_verdicts(conclusions: RowConclusions) -> dict[str, Literal]:
    """Return for each verdict, in the order of the knowledge, the formula that it is possible."""
    possible = conclusions.exact[VERDICT]
    named = {(NO_VERDICT if value is None else value): literal for value, literal in possible.items()}
    return {name: named[name] for name in list_verdicts(conclusions.rulebase) if named.get(name, FALSE) != FALSE}


def _build_text(choices: Mapping[str, Literal], otherwise: str | None = None) -> TextColumn:
    return TextColumn(tuple((text, literal) for text, literal in choices.items() if literal != FALSE), otherwise)


def _read_moves(conclusions: RowConclusions, has_state: Literal) -> dict[str, Literal]:
    possible, circuit = conclusions.exact.get(MOVE_TO, {}), conclusions.circuit
    single = keep_single(circuit, possible)
    return {value: circuit.join_all((has_state, literal)) for value, literal in single.items() if value is not None}


def _judge_strength(conclusions: RowConclusions, verdicts: Mapping[str, Literal]) -> dict[str, Literal]:
    """Judge how strong the case for the verdict is, as `judge_strength` does for one company."""
    circuit: Circuit = conclusions.circuit
    rules = conclusions.rulebase.find_concluding_rules("favours")
    moving = [rule for rule in rules if "tighten" in rule.list_concluded_values("favours")]
    staying = [rule for rule in rules if "stay" in rule.list_concluded_values("favours")]

    def read(chosen: Iterable[Rule]) -> Literal:
        return circuit.join_any(map(conclusions.read_firing, chosen))

    moves, stays = read(moving), read(staying)
    move_table = read(rule for rule in moving if "table" in rule.list_concluded_values("tighten_by"))
    stay_table = read(rule for rule in staying if rule.source.startswith(TABLE))
    to_move = circuit.join_any(verdicts.get(name, FALSE) for name in ("tighten", "prepare"))
    stay, consolidate = verdicts.get("stay", FALSE), verdicts.get("consolidate", FALSE)
    to_stay = circuit.join_any((stay, consolidate))
    mixed = circuit.join_any((circuit.join_all((to_move, stays)), circuit.join_all((to_stay, moves))))
    clear = circuit.join_any(
        (
            circuit.join_all((to_move, -stays, move_table)),
            circuit.join_all((to_stay, -moves, circuit.join_any((stay_table, consolidate)))),
            verdicts.get("maintain", FALSE),
        )
    )
    slight = circuit.join_all((circuit.join_any((to_move, to_stay)), -mixed, -clear))
    return {"clear": clear, "mixed": mixed, "slight": slight}
