"""The meaning of the rules that matter for some steps, which is much faster to compute than that of all rules."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.logic.relevant_values import find_relevant_rules
from advisor.logic.semantics import Semantics
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, WITHDRAWING_CONCLUSIONS, RuleBase
from advisor.model.vocabulary import Atom, Stage


def list_step_atoms(steps: Iterable[str]) -> list[Atom]:
    """List what rules can conclude about some steps: that they are advised, and that they are withdrawn."""
    return [Atom(name, step) for step in steps for name in ("step", *WITHDRAWING_CONCLUSIONS)]


def build_step_semantics(rulebase: RuleBase, steps: Iterable[str]) -> Semantics:
    """Build the meaning of the rules that matter for some steps. It needs the exact values of single conclusions."""
    rules = find_relevant_rules(rulebase, list_step_atoms(steps), settled=(STATE, VERDICT, MOVE_TO))
    return Semantics(rulebase, Stage.PLAN, rules)
