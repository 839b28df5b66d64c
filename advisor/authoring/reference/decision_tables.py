"""The decision tables in the shape in which the article prints them, and what leads to what, state by state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.reference.graph_drawing import StateGraph, draw_graph
from advisor.authoring.reference.page_parts import (
    STEPS_PAGE,
    Link,
    PagePartBuilder,
    build_anchor,
    link_to_conclusion,
    link_to_fact,
    link_to_rule,
)
from advisor.authoring.reference.rule_graph import iter_conclusions
from advisor.model.rulebase import MOVE_TO, STATE, STEP_CONCLUSIONS, VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage


class StateColumn(NamedTuple):
    """One column of the big table: a state, reasons to stay, reasons to tighten, and where to move."""

    state: str
    stay: tuple[Link, ...]
    tighten: tuple[Link, ...]
    moves: tuple[Link, ...]


class SummaryRow(NamedTuple):
    """One line of the short table: a state, its conditions, where to move, and the steps of that move."""

    state: str
    conditions: tuple[Link, ...]
    moves: tuple[Link, ...]
    steps: tuple[Link, ...]


class ReasonRow(NamedTuple):
    """A reason on the way from facts to the verdict: what it reads, the rule, and what it speaks for."""

    facts: tuple[Link, ...]
    rule: Link
    speaks_for: str


class DecisionRow(NamedTuple):
    """A rule that decides: what it reads, the rule, and the verdict with its move."""

    reads: tuple[Link, ...]
    rule: Link
    verdict: tuple[Link, ...]


class StateOverview(NamedTuple):
    """What leads to what in one state. `steps` has, for each verdict, what may then be advised or told."""

    state: str
    graph: StateGraph | None
    reasons: tuple[ReasonRow, ...]
    decisions: tuple[DecisionRow, ...]
    steps: tuple[tuple[Link, tuple[tuple[str, tuple[Link, ...]], ...]], ...]


def _link_rule_title(rule: Rule) -> Link:
    return Link(rule.title, link_to_rule(rule).href, rule.source)


def build_columns(parts: PagePartBuilder) -> tuple[StateColumn, ...]:
    """The big table, a column for each state in which something is weighed."""
    found = []
    for state in parts.rulebase.states:
        weighed = [rule for rule in _select_rules(parts, state, Stage.WEIGH) if rule.list_concluded_values("favours")]
        decided = _select_rules(parts, state, Stage.DECIDE)
        stay = [rule for rule in weighed if "stay" in rule.list_concluded_values("favours")]
        stay += [rule for rule in decided if "stay" in rule.list_concluded_values("on_balance")]
        tighten = [
            rule
            for rule in weighed
            if "tighten" in rule.list_concluded_values("favours") and not _is_summary_rule(rule)
        ]
        if stay or tighten:
            found.append(
                StateColumn(
                    state,
                    tuple(map(_link_rule_title, stay)),
                    tuple(map(_link_rule_title, tighten)),
                    tuple(_iter_move_links(parts, state)),
                )
            )
    return tuple(found)


def build_summary_rows(parts: PagePartBuilder) -> tuple[SummaryRow, ...]:
    """The short table, a line for each state that it speaks of."""
    found = []
    for state in parts.rulebase.states:
        conditions = [rule for rule in _select_rules(parts, state, Stage.WEIGH) if _is_summary_rule(rule)]
        steps = [step for step in parts.rulebase.steps.values() if step.move.startswith(f"{state}-to-")]
        if conditions:
            links = tuple(Link(step.title, f"{STEPS_PAGE}#{build_anchor('step', step.id)}") for step in steps)
            found.append(
                SummaryRow(
                    state, tuple(map(_link_rule_title, conditions)), tuple(_iter_move_links(parts, state)), links
                )
            )
    return tuple(found)


def build_overviews(parts: PagePartBuilder) -> tuple[StateOverview, ...]:
    """What leads to what, for each state."""
    return tuple(_build_overview(parts, state) for state in parts.rulebase.states)


def _build_overview(parts: PagePartBuilder, state: str) -> StateOverview:
    reasons = [
        ReasonRow(
            tuple(parts.iter_question_links(rule)),
            _link_rule_title(rule),
            ", ".join(f"{name}: {', '.join(values)}" for name, values in iter_conclusions(rule)),
        )
        for rule in sorted(
            _select_rules(parts, state, Stage.WEIGH), key=lambda rule: not rule.list_concluded_values("favours")
        )
    ]
    decided = [rule for rule in _select_rules(parts, state, Stage.DECIDE) if rule.list_concluded_values(VERDICT)]
    decisions = [
        DecisionRow(
            tuple(Link(*piece) for piece in _iter_read_links(parts, rule)),
            _link_rule_title(rule),
            tuple(parts.link_atom(atom) for atom in rule.then if atom.name in (VERDICT, MOVE_TO)),
        )
        for rule in decided
    ]
    verdicts = dict.fromkeys(value for rule in decided for value in rule.list_concluded_values(VERDICT))
    steps = tuple(
        (parts.link_atom(Atom(VERDICT, verdict)), _list_advised_links(parts, state, verdict)) for verdict in verdicts
    )
    drawn = draw_graph(parts, state, {stage: _select_rules(parts, state, stage) for stage in Stage})
    return StateOverview(state, drawn, tuple(reasons), tuple(decisions), steps)


def _iter_read_links(parts: PagePartBuilder, rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule reads beside the state, each once."""
    for name in parts.rule_graph.list_read_names(rule):
        if name != STATE:
            link = link_to_fact(name) if name in parts.rulebase.facts else link_to_conclusion(name)
            yield link.words, link.href


def _list_advised_links(parts: PagePartBuilder, state: str, verdict: str) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    rules = [rule for stage in (Stage.PLAN, Stage.CAUTION) for rule in _select_rules(parts, state, stage)]
    allowed = [rule for rule in rules if verdict in (parts.rule_graph.find_needed_values(rule, VERDICT) or {verdict})]
    atoms = dict.fromkeys(atom for rule in allowed for atom in rule.then)
    by_name = {name: [atom for atom in atoms if atom.name == name] for name in (*STEP_CONCLUSIONS, "caution")}
    return tuple((name, tuple(parts.link_atom(atom) for atom in found)) for name, found in by_name.items() if found)


def _select_rules(parts: PagePartBuilder, state: str, stage: Stage) -> list[Rule]:
    return [rule for rule in parts.rulebase.rules_by_stage[stage] if state in parts.rule_graph.find_needed_states(rule)]


def _is_summary_rule(rule: Rule) -> bool:
    return rule.list_concluded_values("tighten_by") == ("summary",)


def _iter_move_links(parts: PagePartBuilder, state: str) -> Iterator[Link]:
    """Where a state is moved to, each target once."""
    rules = _select_rules(parts, state, Stage.DECIDE)
    for value in dict.fromkeys(value for rule in rules for value in rule.list_concluded_values(MOVE_TO)):
        yield parts.link_atom(Atom(MOVE_TO, value))
