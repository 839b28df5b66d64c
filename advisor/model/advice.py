"""The advice as data: everything that a report says, before any layout. Its JSON form is public.

docs/advice.schema.json describes that form. Within `advice/1`, keys may be added but not renamed. Text fields hold
whole sentences from rules and knowledge entries; `source` fields hold locators. The parts are named tuples because
dataclasses take three times as long when a program starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from advisor.model.pack_locators import find_authors

if TYPE_CHECKING:  # most advice has none of these, and each class takes time when a program starts
    from advisor.model.funnel_checklist import Funnel, TaskStatus
    from advisor.model.survey_result import SurveyResult

ADVICE_SCHEMA = "advice/1"
PlainValue = str | int | list[str]
"""A fact's value in JSON: a word, a count, or the chosen words."""


class Ground(NamedTuple):
    """The sentence that a rule gives as its reason, with the rule and its locator."""

    text: str
    rule: str
    source: str


class Progress(NamedTuple):
    """The tasks of the integration checklist in words: ticked as done, in place by other answers, and left."""

    done: list[str]
    concluded: list[str]
    left: list[str]
    source: str


class LevelMark(NamedTuple):
    """A mark of a level of the relationship: what one sees in a company at that level.

    `answer` is what the company answered about the mark: `yes`, `no`, or "" if it did not.
    """

    id: str
    text: str
    answer: str
    source: str


class Relationship(NamedTuple):
    """The relationship of the company. `state` is None if it is not settled; `possible_states` is exact.

    `marks` are the marks of the state; `progress` is None if nothing is known about the integration checklist.
    """

    state: str | None
    basis: str
    possible_states: list[str]
    title: str
    text: str
    grounds: list[Ground]
    source: str
    marks: list[LevelMark]
    progress: Progress | None


class Move(NamedTuple):
    """A move one level up."""

    from_: str
    to: str


class Reason(NamedTuple):
    """A reason of the table, the summary or the body: what it favours, and whether it holds for this company.

    If it fails, `failing` has the clauses of the answers that rule it out.
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
    """A concrete form of a step that fits this company, or a reference entry to read, with the reason of its rule."""

    id: str
    title: str
    text: str
    because: str
    rule: str
    source: str


class StepAdvice(NamedTuple):
    """An advised step: why, what to do first, who owns it, and how to see that it works.

    `place` is `first` or `last` if this case moves the step out of its usual order, else empty. `weeks` is its
    start and end in weeks from the decision, in the order of the steps; the end is None if it goes on forever.
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
    """A step that is not advised because it is already in place or for later, with the reasons."""

    id: str
    title: str
    short: str
    rule: str
    grounds: list[Ground]
    source: str


class Caution(NamedTuple):
    """A warning that matters for this company."""

    id: str
    text: str
    rule: str
    source: str


class OpenQuestion(NamedTuple):
    """An unknown fact that some rule waits for. `decides`: whether it can change the verdict.

    If so, `outcomes` maps each answer to the verdicts that are then still possible. `waiting` are the rules that wait
    for it, `waiting_alone` those of them that wait for answers only, and not for a conclusion that is still open.
    """

    fact: str
    question: str
    label: str
    decides: bool
    outcomes: Mapping[str, list[str]]
    waiting: list[str]
    waiting_alone: list[str]
    source: str


class VerdictAlternative(NamedTuple):
    """A smallest change that would, or could, change the verdict: of known answers, or of open marks of the level.

    A mark counts as there until somebody reports that it is missing; `is_denial` says that the change is of open marks.
    """

    facts: Mapping[str, PlainValue]
    clauses: list[str]
    verdicts: list[str]
    is_denial: bool


class Sturdiness(NamedTuple):
    """How sturdy a settled verdict is at the company's level.

    Attributes:
        holds_whatever_is_open: whether no open answer can turn it, not even one that denies a mark of the level.
        answers_to_turn: the smallest number of known answers whose change turns it; None if no one or two do.
        statements_off_by_one: the largest number k for which it holds if any k answers to the 20 statements are one
            point off; None if it does not depend on them.
    """

    holds_whatever_is_open: bool
    answers_to_turn: int | None
    statements_off_by_one: int | None


class StepRemoval(NamedTuple):
    """Open answers with which an advised step would not be advised, as facts and as clauses."""

    step: str
    facts: Mapping[str, PlainValue]
    clauses: list[str]


class OpenSteps(NamedTuple):
    """What open answers can still do to the steps while the verdict is open.

    `removable` are the ids of the advised steps that some open answers would remove; the advice has every other step
    whatever the answers are. `removals` are single answers, and pairs, that surely remove a step. `more_possible` says
    whether open answers can add steps.
    """

    removable: list[str]
    removals: list[StepRemoval]
    more_possible: bool


class FunctionReading(NamedTuple):
    """The advice if the state were the one that one function alone scores, or that `scores` or `signs` show.

    `move_to` is the level to move up to then, None if there is no move; `steps` are the ids of the steps.
    """

    function: str
    state: str
    possible_verdicts: list[str]
    move_to: str | None = None
    steps: list[str] = []  # noqa: RUF012


class Score(NamedTuple):
    """A total of the 20 statements, as `low` and `high` (equal if no answer is missing), and the states it allows."""

    who: str
    respondents: int
    low: float
    high: float
    states: list[str]


class TraceEntry(NamedTuple):
    """One firing: the rule, the facts and conclusions it used, and its conclusions."""

    rule: str
    stage: str
    uses: list[Mapping[str, PlainValue]]
    concludes: Mapping[str, list[str]]


class UsedPack(NamedTuple):
    """A pack in use: its name, version and digest, and its folder if only the current folder names it; else ""."""

    name: str
    version: str
    sha256: str
    found_in: str


class UsedOverride(NamedTuple):
    """An entry (`rules/…`, `steps/…`) of one pack that another replaces or removes, and the reason it gives."""

    what: str
    of: str
    by: str
    reason: str


class UsedRuleBase(NamedTuple):
    """The packs and the engine that produced the advice."""

    packs: list[UsedPack]
    engine: str
    overrides: list[UsedOverride]


class Source(NamedTuple):
    """A work that locators of this advice point into."""

    title: str
    authors: str
    year: str
    published_in: str
    locators: list[str]


class Trouble(NamedTuple):
    """Trouble that the company reports, and the ids of the steps, details and cautions that answer it.

    `facts` has the answers behind it; of a list, only the value that counts.
    """

    id: str
    clause: str
    facts: Mapping[str, PlainValue]
    rule: str
    source: str
    answered_by: list[str]

    @property
    def answers(self) -> frozenset[tuple[str, object]]:
        """The answers behind the trouble, a fact and a value each."""
        return frozenset(
            (name, value)
            for name, known in self.facts.items()
            for value in (known if isinstance(known, list) else [known])
        )


class UnusedAnswer(NamedTuple):
    """An answer that matters for nothing at the company's level."""

    fact: str
    clause: str


class InferredFact(NamedTuple):
    """A fact that nobody stated: its value, the clause of the answer it follows from, and the rule with its locator."""

    fact: str
    value: PlainValue
    clause: str
    because: str
    rule: str
    source: str


class Advice(NamedTuple):
    """The advice for one company.

    `strength` is `clear`, `mixed` or `slight`; None if the verdict is not determined. `open_steps` is None if it is.
    `would_change` is not complete if there are too many pairs of answers to try them all.
    """

    schema: str
    company: str | None
    relationship: Relationship
    verdict: str
    strength: str | None
    possible_verdicts: list[str]
    move: Move | None
    headline: str
    meaning: str
    grounds: list[Ground]
    reasons: list[Reason]
    trouble: list[Trouble]
    steps: list[StepAdvice]
    open_steps: OpenSteps | None
    done: list[StepNote]
    not_yet: list[StepNote]
    cautions: list[Caution]
    context: list[Detail]
    open_questions: list[OpenQuestion]
    would_change: list[VerdictAlternative]
    would_change_complete: bool
    sturdiness: Sturdiness | None
    unused: list[UnusedAnswer]
    inferred: list[InferredFact]
    scores: list[Score]
    readings: list[FunctionReading]
    survey: SurveyResult | None
    funnel: Funnel | None
    checklist: list[TaskStatus] | None
    sources: list[Source]
    trace: list[TraceEntry]
    rulebase: UsedRuleBase

    @property
    def is_settled(self) -> bool:
        """Whether there is one verdict, whatever the open answers are."""
        return self.verdict in self.possible_verdicts


def as_data(value: object) -> object:
    """Convert an advice, or a part of it, to dicts, lists and plain values for JSON.

    Next to a `source`, `source_pack` names the packs that wrote the words, or without which they would not be there.
    """
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        data = {name.rstrip("_"): as_data(item) for name, item in zip(value._fields, value, strict=True)}
        packs = find_authors(getattr(value, "source", ""))
        return {**data, "source_pack": ", ".join(packs)} if packs else data
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    if isinstance(value, Mapping):
        return {key: as_data(item) for key, item in value.items()}
    return value
