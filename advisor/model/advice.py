"""The advice, as data: everything a report says, before any layout. Its JSON form is public (docs/advice.schema.json).

Additions are allowed within `advice/1`; renames are not. Text fields hold whole sentences that come from rules and
knowledge entries; `source` fields hold locators. The parts are named tuples, which cost a program a third of what
dataclasses do when it starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # most advice has none of these, and every class costs time at the start of a program
    from advisor.model.funnel_checklist import Funnel, TaskStatus
    from advisor.model.survey_result import SurveyResult

ADVICE_SCHEMA = "advice/1"
PlainValue = str | int | list[str]
"""A fact's value as it stands in JSON: a word, a count, or the words chosen."""


class Ground(NamedTuple):
    """A sentence that a rule gives for what it concludes, with the rule and its locator."""

    text: str
    rule: str
    source: str


class Progress(NamedTuple):
    """What of the integration checklist is done and what is left, in the words of its tasks."""

    done: list[str]
    left: list[str]
    source: str


class Relationship(NamedTuple):
    """Where the company stands. `state` is None where it is not settled; `possible_states` is exact.

    `progress` is None where nothing was said about the integration checklist.
    """

    state: str | None
    basis: str
    possible_states: list[str]
    title: str
    text: str
    grounds: list[Ground]
    source: str
    progress: Progress | None


class Move(NamedTuple):
    """One level up."""

    from_: str
    to: str


class Reason(NamedTuple):
    """A reason of the table, the summary or the body: what it favours, and whether it holds for this company.

    `failing` has the clauses of the answers that rule it out, where it fails.
    """

    rule: str
    title: str
    favours: str
    status: str
    facts: Mapping[str, PlainValue]
    because: str
    known: list[str]
    unknown: list[str]
    failing: list[str]
    source: str


class Detail(NamedTuple):
    """A concrete form of a step that fits this company, or a reference entry worth reading; and why, by its rule."""

    id: str
    title: str
    text: str
    because: str
    rule: str
    source: str


class StepAdvice(NamedTuple):
    """One step: why it is advised here, what to do first, who owns it, how one sees that it works.

    `place` is `first` or `last` where this case moves the step out of its usual order, else empty. `weeks` says when it
    is usually taken, from and to, in weeks from the decision; without an end it goes on for good.
    """

    id: str
    title: str
    short: str
    rule: str
    rules: list[str]
    because: list[str]
    grounds: list[Ground]
    source: str
    move: str
    variant: str | None
    what: str
    first: str
    owner: str
    sign: str
    details: list[Detail]
    tasks: list[str]
    place: str
    weeks: list[int | None] | None


class StepNote(NamedTuple):
    """A step that is not advised: already in place, or one for later; and why."""

    id: str
    title: str
    short: str
    rule: str
    grounds: list[Ground]
    source: str


class Caution(NamedTuple):
    """Something to bear in mind."""

    id: str
    text: str
    rule: str
    source: str


class OpenQuestion(NamedTuple):
    """An unknown fact that some rule still waits for. `decides`: whether it can change the verdict.

    `outcomes` gives, for a question that decides, the verdicts left possible by each answer.
    """

    fact: str
    question: str
    label: str
    decides: bool
    outcomes: Mapping[str, list[str]]
    waiting: list[str]
    source: str


class VerdictAlternative(NamedTuple):
    """A smallest change of known answers after which the verdict would be, or could be, another."""

    facts: Mapping[str, PlainValue]
    clauses: list[str]
    verdicts: list[str]


class FunctionReading(NamedTuple):
    """What the advice would be if the state were as one function alone scores it."""

    function: str
    state: str
    possible_verdicts: list[str]


class Score(NamedTuple):
    """A total of the 20 statements, between `low` and `high` (equal if none is missing), and the states it allows."""

    who: str
    respondents: int
    low: float
    high: float
    states: list[str]


class TraceEntry(NamedTuple):
    """One firing: the rule, what it rested on, what it concluded."""

    rule: str
    stage: str
    uses: list[Mapping[str, PlainValue]]
    concludes: Mapping[str, list[str]]


class UsedPack(NamedTuple):
    """A pack that spoke: its name, version and digest."""

    name: str
    version: str
    sha256: str


class UsedOverride(NamedTuple):
    """What one pack put in the place of another's, or took away (`rules/…`, `steps/…`), and the reason it gives."""

    what: str
    of: str
    by: str
    reason: str


class UsedRuleBase(NamedTuple):
    """What the advice was worked out with."""

    packs: list[UsedPack]
    engine: str
    overrides: list[UsedOverride]


class Source(NamedTuple):
    """A work that locators in this advice point into."""

    title: str
    authors: str
    year: str
    published_in: str
    locators: list[str]


class Advice(NamedTuple):
    """The whole advice for one company."""

    schema: str
    company: str | None
    relationship: Relationship
    verdict: str
    possible_verdicts: list[str]
    move: Move | None
    headline: str
    meaning: str
    grounds: list[Ground]
    reasons: list[Reason]
    steps: list[StepAdvice]
    done: list[StepNote]
    not_yet: list[StepNote]
    cautions: list[Caution]
    context: list[Detail]
    open_questions: list[OpenQuestion]
    would_change: list[VerdictAlternative]
    scores: list[Score]
    readings: list[FunctionReading]
    survey: SurveyResult | None
    funnel: Funnel | None
    checklist: list[TaskStatus] | None
    sources: list[Source]
    trace: list[TraceEntry]
    rulebase: UsedRuleBase


def as_data(value: object) -> object:
    """The advice (or a part of it) as dicts, lists and plain values, ready for JSON."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name.rstrip("_"): as_data(each) for name, each in zip(value._fields, value, strict=True)}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    if isinstance(value, Mapping):
        return {key: as_data(item) for key, item in value.items()}
    return value
