"""The decision tables in the shape in which the article prints them, and what leads to what, state by state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.authoring.reference.graph_drawing import Graph, graph
from advisor.authoring.reference.page_parts import STEPS, Link, Parts, anchor, conclusion_link, fact_link, rule_link
from advisor.authoring.reference.rule_graph import told_conclusions
from advisor.model.rulebase import MOVE_TO, OF_STEPS, STATE, VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom, Stage


class Column(NamedTuple):
    """One column of the big table: a state, reasons to stay, reasons to tighten, and where to move."""

    state: str
    stay: tuple[Link, ...]
    tighten: tuple[Link, ...]
    moves: tuple[Link, ...]


class Line(NamedTuple):
    """One line of the short table: a state, its conditions, where to move, and the steps of that move."""

    state: str
    conditions: tuple[Link, ...]
    moves: tuple[Link, ...]
    steps: tuple[Link, ...]


class Reason(NamedTuple):
    """A reason on the way from facts to the verdict: what it reads, the rule, and what it speaks for."""

    facts: tuple[Link, ...]
    rule: Link
    speaks_for: str


class Decision(NamedTuple):
    """A rule that decides: what it reads, the rule, and the verdict with its move."""

    reads: tuple[Link, ...]
    rule: Link
    verdict: tuple[Link, ...]


class Way(NamedTuple):
    """What leads to what in one state. `steps` has, for each verdict, what may then be advised or told."""

    state: str
    graph: Graph | None
    reasons: tuple[Reason, ...]
    decisions: tuple[Decision, ...]
    steps: tuple[tuple[Link, tuple[tuple[str, tuple[Link, ...]], ...]], ...]


def _titled(rule: Rule) -> Link:
    return Link(rule.title, rule_link(rule).href, rule.source)


def columns(parts: Parts) -> tuple[Column, ...]:
    """The big table, a column for each state in which something is weighed."""
    found = []
    for state in parts.rulebase.states:
        weighed = [rule for rule in _of(parts, state, Stage.WEIGH) if rule.concludes("favours")]
        decided = _of(parts, state, Stage.DECIDE)
        stay = [rule for rule in weighed if "stay" in rule.concludes("favours")]
        stay += [rule for rule in decided if "stay" in rule.concludes("on_balance")]
        tighten = [rule for rule in weighed if "tighten" in rule.concludes("favours") and not _of_summary(rule)]
        if stay or tighten:
            found.append(
                Column(state, tuple(map(_titled, stay)), tuple(map(_titled, tighten)), tuple(_moves(parts, state)))
            )
    return tuple(found)


def lines(parts: Parts) -> tuple[Line, ...]:
    """The short table, a line for each state that it speaks of."""
    found = []
    for state in parts.rulebase.states:
        conditions = [rule for rule in _of(parts, state, Stage.WEIGH) if _of_summary(rule)]
        steps = [step for step in parts.rulebase.steps.values() if step.move.startswith(f"{state}-to-")]
        if conditions:
            links = tuple(Link(step.title, f"{STEPS}#{anchor('step', step.id)}") for step in steps)
            found.append(Line(state, tuple(map(_titled, conditions)), tuple(_moves(parts, state)), links))
    return tuple(found)


def ways(parts: Parts) -> tuple[Way, ...]:
    """What leads to what, for each state."""
    return tuple(_way(parts, state) for state in parts.rulebase.states)


def _way(parts: Parts, state: str) -> Way:
    reasons = [
        Reason(
            tuple(parts.questions(rule)),
            _titled(rule),
            ", ".join(f"{name}: {', '.join(values)}" for name, values in told_conclusions(rule)),
        )
        for rule in sorted(_of(parts, state, Stage.WEIGH), key=lambda rule: not rule.concludes("favours"))
    ]
    decided = [rule for rule in _of(parts, state, Stage.DECIDE) if rule.concludes(VERDICT)]
    decisions = [
        Decision(
            tuple(Link(*piece) for piece in _leaves(parts, rule)),
            _titled(rule),
            tuple(parts.atom(atom) for atom in rule.then if atom.name in (VERDICT, MOVE_TO)),
        )
        for rule in decided
    ]
    verdicts = dict.fromkeys(value for rule in decided for value in rule.concludes(VERDICT))
    steps = tuple((parts.atom(Atom(VERDICT, verdict)), _following(parts, state, verdict)) for verdict in verdicts)
    drawn = graph(parts, state, {stage: _of(parts, state, stage) for stage in Stage})
    return Way(state, drawn, tuple(reasons), tuple(decisions), steps)


def _leaves(parts: Parts, rule: Rule) -> Iterator[tuple[str, str]]:
    """What a rule reads beside the state, each once."""
    for name in parts.links.reads(rule):
        if name != STATE:
            link = fact_link(name) if name in parts.rulebase.facts else conclusion_link(name)
            yield link.words, link.href


def _following(parts: Parts, state: str, verdict: str) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    rules = [rule for stage in (Stage.PLAN, Stage.CAUTION) for rule in _of(parts, state, stage)]
    allowed = [rule for rule in rules if verdict in (parts.links.needs(rule, VERDICT) or {verdict})]
    atoms = dict.fromkeys(atom for rule in allowed for atom in rule.then)
    by_name = {name: [atom for atom in atoms if atom.name == name] for name in (*OF_STEPS, "caution")}
    return tuple((name, tuple(parts.atom(atom) for atom in found)) for name, found in by_name.items() if found)


def _of(parts: Parts, state: str, stage: Stage) -> list[Rule]:
    return [rule for rule in parts.rulebase.by_stage[stage] if state in parts.links.needed_states(rule)]


def _of_summary(rule: Rule) -> bool:
    return rule.concludes("tighten_by") == ("summary",)


def _moves(parts: Parts, state: str) -> Iterator[Link]:
    """Where a state is moved to, each target once."""
    rules = _of(parts, state, Stage.DECIDE)
    for value in dict.fromkeys(value for rule in rules for value in rule.concludes(MOVE_TO)):
        yield parts.atom(Atom(MOVE_TO, value))
