"""The parts of a written recommendation, in the order of reading and ready for a template: what is said, never how.

Notes are numbered here, so that every form of a report has the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from advisor.model.advice import Advice, Detail, Ground, Progress, StepAdvice, StepNote
from advisor.model.clauses import either, joined_words
from advisor.model.knowledge import Work
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.open_questions_view import Unknowns, unknowns
from advisor.reporting.view.reasons_view import Balance, balance
from advisor.reporting.view.step_bullets import Bullets
from advisor.reporting.view.text_layout import Line, number
from advisor.reporting.view.wording import Setting, continued, numbered, opened, setting

if TYPE_CHECKING:
    from advisor.reporting.view.survey_view import HeardView

FRICTION_LINES, FEW_LEFT = 2, 6
"""How many lines on friction are told, and up to how many checklist tasks left are named one by one."""


class StepView(NamedTuple):
    """One step as it is printed."""

    number: int
    title: str
    what: Line
    bullets: list[Line]
    owner: str
    first: str
    sign: str


class StepGroup(NamedTuple):
    """Steps under a heading of their own, or under none."""

    heading: str
    steps: list[StepView]


class WorkCited(NamedTuple):
    """A work with the notes that lead into it."""

    work: str
    places: list[Line]


class Report(NamedTuple):
    """Everything a written recommendation says."""

    verdict: list[Line]
    based_on: str
    state: list[Line]
    scores: list[str]
    heard: HeardView | None
    balance: Balance | None
    steps: list[StepGroup]
    steps_note: str
    done: list[Line]
    later_heading: str
    later: list[Line]
    cautions: list[Line]
    unknowns: Unknowns
    nothing_open: str
    changes: list[str]
    changes_note: str
    sources: list[WorkCited]
    guidance: list[str]


def laid_out(advice: Advice, rulebase: RuleBase) -> Report:
    """An advice, laid out for a reader."""
    at = setting(advice, rulebase)
    verdict, state = _verdict(at), _state(at)
    told = _heard(at)
    weighed = balance(at) if advice.reasons else None
    steps, note = _steps(at)
    done = [_done(at, each) for each in advice.done]
    later = _later(at)
    cautions = [at.line(each.text, each.source) for each in advice.cautions] + _friction(at)
    open_points = unknowns(at)
    changes, changes_note = _changes(at)
    return Report(
        verdict=verdict,
        based_on=at.say("based-on"),
        state=state,
        scores=scores(at),
        heard=told,
        balance=weighed,
        steps=steps,
        steps_note=note,
        done=done,
        later_heading=at.say("later-stay" if advice.verdict == "stay" else "later-move"),
        later=later,
        cautions=cautions,
        unknowns=open_points,
        nothing_open="" if open_points.deciding or open_points.smaller else at.say("nothing-open"),
        changes=changes,
        changes_note=changes_note,
        sources=sources(at),
        guidance=_guidance(at),
    )


def _verdict(at: Setting) -> list[Line]:
    """The sentences below the headline: the move or the verdicts still possible, and the grounds."""
    advice, told = at.advice, []
    if advice.move:
        told.append(Line(at.say("move", start=advice.move.from_, goal=advice.move.to)))
    if advice.verdict not in advice.possible_verdicts:
        told.append(Line(f"{at.say('possible', verdicts=either(advice.possible_verdicts))} {advice.meaning}"))
    elif advice.grounds:
        told.extend(_grounds(at, advice.grounds))
    else:
        told.append(Line(f"{advice.meaning} {at.say('settled-anyway')}"))
    return told


def _grounds(at: Setting, grounds: Iterable[Ground]) -> list[Line]:
    return [at.line(each.text, each.source) for each in grounds]


def _state(at: Setting) -> list[Line]:
    """Where the relationship stands and how that is known, what marks such a state, and progress on the checklist."""
    relationship = at.advice.relationship
    if relationship.state is None:
        told = [Line(at.say("state-open", states=either(relationship.possible_states)))]
    else:
        told = [Line(f"{relationship.title}.", strong=(f"{relationship.title}.",))]
        told += _grounds(at, relationship.grounds)
        told.append(at.line(relationship.text, relationship.source))
    return told + ([_progress(at, relationship.progress)] if relationship.progress else [])


def _progress(at: Setting, progress: Progress) -> Line:
    done, total = len(progress.done), len(progress.done) + len(progress.left)
    name = "progress-all" if not progress.left else "progress" if len(progress.left) <= FEW_LEFT else "progress-begun"
    return at.line(at.say(name, done=done, total=total, left=joined_words(progress.left)), progress.source)


def scores(at: Setting) -> list[str]:
    """What each side scores, what the verdict would be under each, and that there is nothing to compare with."""
    told = []
    for score in at.advice.scores:
        words = {"who": at.say(f"who-{score.who}"), "low": number(score.low), "high": number(score.high)}
        between = "score-between-one" if len(score.states) == 1 else "score-between"
        name = "score-exact" if score.low == score.high else between
        told.append(at.say(name, states=either(score.states), **words))
    for reading in at.advice.readings:
        verdicts = either(reading.possible_verdicts)
        told.append(at.say("reading", function=opened(reading.function), state=reading.state, verdicts=verdicts))
    compared = any(each.id == "no-benchmark" for each in at.advice.cautions)
    return [*told, at.say("no-benchmark")] if told and not compared else told


def _heard(at: Setting) -> HeardView | None:
    """Who answered the statements and where they differ, where somebody did."""
    if at.advice.survey is None:
        return None
    from advisor.reporting.view.survey_view import heard  # here, since most companies have no scores

    return heard(at.advice.survey, at)


def _steps(at: Setting) -> tuple[list[StepGroup], str]:
    """The steps, in two groups where ground is laid first, and a line about them."""
    advice, bullets = at.advice, Bullets(at)
    views = [_step(at, place, step, bullets) for place, step in enumerate(advice.steps, 1)]
    if not views:
        return [], at.say("no-steps")
    laid = sum(step.place == "first" for step in advice.steps)
    if advice.verdict != "prepare" or not 0 < laid < len(views):
        return [StepGroup("", views)], ""
    ground, then = (numbered(at.say, [each.number for each in part]) for part in (views[:laid], views[laid:]))
    groups = [StepGroup(at.say("ground-first"), views[:laid]), StepGroup(at.say("ground-then"), views[laid:])]
    return groups, at.say("hold", later=then, first=ground)


def _step(at: Setting, place: int, step: StepAdvice, bullets: Bullets) -> StepView:
    variant = at.rulebase.steps[step.id].variants.get(step.variant or "")
    what = at.line(step.what, step.source, variant.source if variant else "")
    return StepView(place, step.title, what, bullets.of(step), step.owner, step.first, step.sign)


def _done(at: Setting, note: StepNote) -> Line:
    reason = " ".join(each.text for each in note.grounds)
    words = at.say("step-note", steps=opened(note.short or note.title), reason=continued(reason))
    return at.line(words, *(each.source for each in note.grounds))


def _later(at: Setting) -> list[Line]:
    """Steps for later, in groups that wait for the same reason."""
    groups: dict[tuple[str, ...], list[StepNote]] = {}
    for note in at.advice.not_yet:
        groups.setdefault(tuple(each.text for each in note.grounds), []).append(note)
    lines = []
    for reasons, notes in groups.items():
        steps = opened(joined_words(note.short or note.title for note in notes))
        words = at.say("step-note", steps=steps, reason=continued(" ".join(reasons)))
        lines.append(at.line(words, *(each.source for each in notes[0].grounds)))
    return lines


def _friction(at: Setting) -> list[Line]:
    """What lies behind the friction this company reports, in a line or two about different kinds of it."""
    kinds: dict[str, Detail] = {}
    for each in at.advice.context:
        if at.rests_on.get(each.rule):
            kinds.setdefault("/".join(each.id.split("/")[:2]), each)
    told = list(kinds.values())[:FRICTION_LINES]
    return [at.line(each.because, each.source, at.rulebase.by_id[each.rule].source) for each in told]


def _changes(at: Setting) -> tuple[list[str], str]:
    """The smallest changes of answers that would change the verdict, by what it would become; and a line about them."""
    advice = at.advice
    by_outcome: dict[tuple[str, ...], list[str]] = {}
    for each in advice.would_change:
        by_outcome.setdefault(tuple(each.verdicts), []).append(joined_words(each.clauses))
    told = [
        at.say("change", verdicts=opened(verdicts[0]), clauses=_either_of(at, clauses))
        if len(verdicts) == 1
        else at.say("change-to-open", verdicts=joined_words(verdicts), clauses=_either_of(at, clauses))
        for verdicts, clauses in by_outcome.items()
    ]
    if advice.verdict not in advice.possible_verdicts:
        return told, at.say("change-open")
    none = [] if told else [at.say("change-none")]
    return told, " ".join([*none, *([at.say("change-state")] if advice.move else [])])


def _either_of(at: Setting, clauses: list[str]) -> str:
    *others, last = clauses
    return at.say("or", clauses="; ".join(others), last=last) if others else last


def sources(at: Setting) -> list[WorkCited]:
    """The works cited so far, with the places that the notes lead to."""
    return [
        WorkCited(_name(work) if work else "", [Line(f"{mark} {place}") for mark, place in places])
        for work, places in at.notes.told()
    ]


def _guidance(at: Setting) -> list[str]:
    """Which packs spoke, where more than the built-in one did, and what they changed of each other."""
    used = at.advice.rulebase
    if len(used.packs) < 2:
        return []
    packs = joined_words(f"{pack.name} {pack.version}" for pack in used.packs)
    changes = (at.say("guidance-overrides", **each._asdict()) for each in used.overrides)
    return [at.say("guidance", packs=packs), *changes]


def _name(work: Work) -> str:
    return ". ".join(filter(None, (work.authors, work.title, work.published_in or work.year)))
