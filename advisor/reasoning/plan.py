"""Steps in the order of this case, what is in place already, what must wait, and what to bear in mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.advice import Caution, Detail, StepAdvice, StepNote
from advisor.model.knowledge import MOVES, Step, Variant
from advisor.model.rulebase import WITHDRAWING_CONCLUSIONS
from advisor.model.rules import Firing
from advisor.model.vocabulary import Stage
from advisor.reasoning.inference_record import InferenceRecord


def build_steps(record: InferenceRecord) -> list[StepAdvice]:
    """The steps advised and not withdrawn: those placed first, then by move and usual order, then those placed last."""
    out = {step_id for name in WITHDRAWING_CONCLUSIONS for step_id in record.evidence.get_values(name)}
    firings: dict[str, list[Firing]] = {}
    for firing in record.iter_firings(Stage.PLAN):
        for step_id in firing.rule.list_concluded_values("step"):
            if step_id not in out:
                firings.setdefault(step_id, []).append(firing)
    advised = [(record.rulebase.steps[step_id], each) for step_id, each in firings.items()]
    advised.sort(key=lambda pair: _rank_step(*pair))
    return [_build_step(record, step, each) for step, each in advised]


def _rank_step(step: Step, firings: Iterable[Firing]) -> tuple[int, int, int]:
    turn = ("first", "", "last").index(_find_place(firings))
    return turn, MOVES.index(step.move), step.order


def _find_place(firings: Iterable[Firing]) -> str:
    places = {place for firing in firings for place in firing.rule.list_concluded_values("place")}
    return "first" if "first" in places else "last" if "last" in places else ""


def _build_step(record: InferenceRecord, step: Step, firings: list[Firing]) -> StepAdvice:
    names = list(dict.fromkeys(name for firing in firings for name in firing.rule.list_concluded_values("variant")))
    chosen = [(name, step.variants[name]) for name in names if name in step.variants]
    first_told: dict[str, Firing] = {}
    for firing in firings:
        for detail in firing.rule.list_concluded_values("detail"):
            first_told.setdefault(detail, firing)
    grounds = record.collect_grounds(firings)
    return StepAdvice(
        id=step.id,
        title=_choose_wording(step, chosen, "title"),
        short=step.short,
        rule=firings[0].rule.id,
        rules=[firing.rule.id for firing in firings],
        because=[ground.text for ground in grounds],
        grounds=grounds,
        source=step.source,
        move=step.move,
        variant=chosen[0][0] if chosen else None,
        what=_choose_wording(step, chosen, "what"),
        first=_choose_wording(step, chosen, "first"),
        owner=_choose_wording(step, chosen, "owner"),
        sign=_choose_wording(step, chosen, "sign"),
        details=[_build_detail(record, detail, firing) for detail, firing in first_told.items()],
        tasks=list(step.tasks),
        place=_find_place(firings),
        weeks=[step.weeks.start, step.weeks.end] if step.weeks else None,
    )


def _choose_wording(step: Step, variants: list[tuple[str, Variant]], name: str) -> str:
    for _, variant in variants:
        words: str = getattr(variant, name)
        if words:
            return words
    own: str = getattr(step, name)
    return own


def _build_detail(record: InferenceRecord, detail: str, firing: Firing) -> Detail:
    because, rule_id = record.format_because(firing), firing.rule.id
    entry = record.rulebase.entries.get(detail)
    if entry is not None:
        return Detail(detail, entry.title, entry.text, because, rule_id, entry.source)
    step_id, _, slug = detail.rpartition("/")
    practice = record.rulebase.steps[step_id].practices[slug]
    return Detail(detail, "", practice.text, because, rule_id, practice.source)


def build_step_notes(record: InferenceRecord, name: str) -> list[StepNote]:
    """Steps that rules call `done` or `not_yet`, with reasons. What is advised or done is not also told to wait.

    A step that is held back waits for the reasons of the rules that hold it back, whatever others say of it.
    """
    found: dict[str, list[Firing]] = {}
    if name == "not_yet":
        done = record.evidence.get_values("done")
        _collect_firings(record, "hold_back", {*done}, found)
        _collect_firings(record, name, {*done, *record.evidence.get_values("step"), *found}, found)
    else:
        _collect_firings(record, name, set(), found)
    ordered = sorted(
        ((record.rulebase.steps[step_id], each) for step_id, each in found.items()),
        key=lambda pair: (MOVES.index(pair[0].move), pair[0].order),
    )
    return [
        StepNote(
            id=step.id,
            title=step.title,
            short=step.short,
            rule=each[0].rule.id,
            grounds=record.collect_grounds(each),
            source=each[0].rule.source,
        )
        for step, each in ordered
    ]


def _collect_firings(
    record: InferenceRecord, name: str, excluded_steps: set[str], firings_by_step: dict[str, list[Firing]]
) -> None:
    """Add the rules that conclude `name` of a step not told otherwise."""
    for firing in record.iter_firings(Stage.PLAN):
        for step_id in firing.rule.list_concluded_values(name):
            if step_id not in excluded_steps:
                firings_by_step.setdefault(step_id, []).append(firing)


def build_cautions(record: InferenceRecord) -> list[Caution]:
    """What to bear in mind, in the order of the rules."""
    return [
        Caution(slug, record.format_because(firing), firing.rule.id, firing.rule.source)
        for firing in record.iter_firings(Stage.CAUTION)
        for slug in firing.rule.list_concluded_values("caution")
    ]


def collect_context(record: InferenceRecord) -> list[Detail]:
    """Reference entries worth reading in this case, each once."""
    found: dict[str, Detail] = {}
    for firing, entry_id in _iter_context_entries(record):
        entry = record.rulebase.entries[entry_id]
        text = entry.extra.get("friction") or entry.text
        because = record.format_because(firing)
        found.setdefault(entry_id, Detail(entry_id, entry.title, text, because, firing.rule.id, entry.source))
    return list(found.values())


def _iter_context_entries(record: InferenceRecord) -> Iterator[tuple[Firing, str]]:
    for firing in record.iter_firings(Stage.CAUTION):
        for entry_id in firing.rule.list_concluded_values("context"):
            yield firing, entry_id
