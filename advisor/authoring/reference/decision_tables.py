"""The decision tables as the article prints them, and the way from facts to advice for each state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.reference.graph_drawing import StateGraph, draw_graph
from advisor.authoring.reference.page_parts import Link, LinkGroups, PagePartBuilder, link_to_rule, link_to_step
from advisor.authoring.reference.rule_graph import group_atoms, iter_conclusions
from advisor.model.rulebase import MOVE_TO, STATE, STEP_CONCLUSIONS, VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage


class StateColumn(NamedTuple):
    """One column of the big table: a state, the reasons to stay, the reasons to tighten, and the moves."""

    state: str
    stay: tuple[Link, ...]
    tighten: tuple[Link, ...]
    moves: tuple[Link, ...]


class SummaryRow(NamedTuple):
    """One row of the short table: a state, its conditions, the moves, and their steps."""

    state: str
    conditions: tuple[Link, ...]
    moves: tuple[Link, ...]
    steps: tuple[Link, ...]


class ReasonRow(NamedTuple):
    """A reason: the facts it reads, its rule, and what it concludes."""

    facts: tuple[Link, ...]
    rule: Link
    speaks_for: str


class DecisionRow(NamedTuple):
    """A rule that decides: what it reads, the rule, and its verdict and move."""

    reads: tuple[Link, ...]
    rule: Link
    verdict: tuple[Link, ...]


class StateOverview(NamedTuple):
    """The way from facts to advice in one state. `steps` has the steps and cautions that can follow each verdict."""

    state: str
    graph: StateGraph | None
    reasons: tuple[ReasonRow, ...]
    decisions: tuple[DecisionRow, ...]
    steps: tuple[tuple[Link, LinkGroups], ...]


def _link_titles(rules: list[Rule]) -> tuple[Link, ...]:
    return tuple(Link(rule.title, link_to_rule(rule).href, rule.source) for rule in rules)


def build_columns(parts: PagePartBuilder) -> tuple[StateColumn, ...]:
    """Build the big table: a column for each state with reasons."""
    columns = []
    for state in parts.rulebase.states:
        weighing = _select_rules(parts, state, Stage.WEIGH)
        stay = [rule for rule in weighing if "stay" in rule.list_concluded_values("favours")]
        deciding = _select_rules(parts, state, Stage.DECIDE)
        stay += [rule for rule in deciding if "stay" in rule.list_concluded_values("on_balance")]
        tightening = [rule for rule in weighing if "tighten" in rule.list_concluded_values("favours")]
        tighten = [rule for rule in tightening if not _is_summary_rule(rule) and not _is_text_rule(rule)]
        if stay or tighten:
            moves = tuple(_iter_move_links(parts, state))
            columns.append(StateColumn(state, _link_titles(stay), _link_titles(tighten), moves))
    return tuple(columns)


def build_summary_rows(parts: PagePartBuilder) -> tuple[SummaryRow, ...]:
    """Build the short table: a row for each state in it."""
    rows = []
    for state in parts.rulebase.states:
        conditions = [rule for rule in _select_rules(parts, state, Stage.WEIGH) if _is_summary_rule(rule)]
        steps = [step for step in parts.rulebase.steps.values() if step.move.startswith(f"{state}-to-")]
        if conditions:
            links = tuple(link_to_step(step.id, step.title) for step in steps)
            rows.append(SummaryRow(state, _link_titles(conditions), tuple(_iter_move_links(parts, state)), links))
    return tuple(rows)


def build_overviews(parts: PagePartBuilder) -> tuple[StateOverview, ...]:
    """Build the way from facts to advice for each state."""
    return tuple(_build_overview(parts, state) for state in parts.rulebase.states)


def _build_overview(parts: PagePartBuilder, state: str) -> StateOverview:
    rules = {stage: _select_rules(parts, state, stage) for stage in Stage}
    weighing = sorted(rules[Stage.WEIGH], key=lambda rule: not rule.list_concluded_values("favours"))
    reasons = tuple(
        ReasonRow(
            tuple(parts.iter_question_links(rule)),
            link,
            ", ".join(f"{name}: {', '.join(values)}" for name, values in iter_conclusions(rule)),
        )
        for rule, link in zip(weighing, _link_titles(weighing), strict=True)
    )
    deciding = [rule for rule in rules[Stage.DECIDE] if rule.list_concluded_values(VERDICT)]
    decisions = tuple(
        DecisionRow(
            tuple(parts.link_name(name) for name in parts.rule_graph.list_read_names(rule) if name != STATE),
            link,
            tuple(parts.link_atom(atom) for atom in rule.then if atom.name in (VERDICT, MOVE_TO)),
        )
        for rule, link in zip(deciding, _link_titles(deciding), strict=True)
    )
    verdicts = dict.fromkeys(value for rule in deciding for value in rule.list_concluded_values(VERDICT))
    steps = tuple((parts.link_atom(Atom(VERDICT, each)), _link_advice(parts, state, each)) for each in verdicts)
    return StateOverview(state, draw_graph(parts, state, rules), reasons, decisions, steps)


def _link_advice(parts: PagePartBuilder, state: str, verdict: str) -> LinkGroups:
    """Link to the steps and cautions that can follow a verdict."""
    rules = [rule for stage in (Stage.PLAN, Stage.CAUTION) for rule in _select_rules(parts, state, stage)]
    allowed = [rule for rule in rules if verdict in (parts.rule_graph.find_needed_values(rule, VERDICT) or {verdict})]
    groups = group_atoms(dict.fromkeys(atom for rule in allowed for atom in rule.then))
    names = [name for name in (*STEP_CONCLUSIONS, "caution") if name in groups]
    return tuple((name, parts.link_values(name, groups[name])) for name in names)


def _select_rules(parts: PagePartBuilder, state: str, stage: Stage) -> list[Rule]:
    return [rule for rule in parts.rulebase.rules_by_stage[stage] if state in parts.rule_graph.find_needed_states(rule)]


def _is_summary_rule(rule: Rule) -> bool:
    return rule.list_concluded_values("tighten_by") == ("summary",)


def _is_text_rule(rule: Rule) -> bool:
    return rule.list_concluded_values("tighten_by") == ("body",)


def _iter_move_links(parts: PagePartBuilder, state: str) -> Iterator[Link]:
    """Yield a link to each state to which a state can move."""
    rules = _select_rules(parts, state, Stage.DECIDE)
    for value in dict.fromkeys(value for rule in rules for value in rule.list_concluded_values(MOVE_TO)):
        yield parts.link_atom(Atom(MOVE_TO, value))
