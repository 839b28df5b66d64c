"""The plan: advised steps in the order of this case, steps that are done or must wait, cautions and reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from advisor.model.advice import Caution, Detail, StepAdvice, StepNote
from advisor.model.knowledge import MOVES, Step, Variant
from advisor.model.rulebase import CHECKLIST_DONE, LEAVE_OUT, WITHDRAWING_CONCLUSIONS
from advisor.model.rules import Firing
from advisor.model.vocabulary import Stage
from advisor.reasoning.inference_record import InferenceRecord

_PLACES = ("first", "", "last")


def build_steps(record: InferenceRecord, prepared_move: str = "") -> list[StepAdvice]:
    """List the steps that are advised and not withdrawn.

    Steps placed first come first, by their usual order, then the others by move and usual order, then the steps
    placed last. Where a move is to be prepared, the steps of all other moves make the present level work, so they come
    first too, before those that prepare the move.

    Args:
        record: what the rules conclude.
        prepared_move: the move that is to be prepared, such as `aligned-to-integrated`; "" if none is.
    """
    withdrawn = {step_id for name in WITHDRAWING_CONCLUSIONS for step_id in record.evidence.get_values(name)}
    advised = _sort_by_step(record, record.group_firings(Stage.PLAN, "step"))
    steps = [_build_step(record, step, firings) for step, firings in advised if step.id not in withdrawn]
    if prepared_move:
        steps = [step._replace(place=step.place or "first") if step.move != prepared_move else step for step in steps]
    orders = {
        step.id: (step.move == prepared_move, record.rulebase.steps[step.id].order)
        for step in steps
        if step.place == "first"
    }
    return sorted(steps, key=lambda step: (_PLACES.index(step.place), orders.get(step.id, (False, 0))))


def _sort_by_step(record: InferenceRecord, by_step: Mapping[str, list[Firing]]) -> list[tuple[Step, list[Firing]]]:
    pairs = [(record.rulebase.steps[step_id], firings) for step_id, firings in by_step.items()]
    return sorted(pairs, key=lambda pair: (MOVES.index(pair[0].move), pair[0].order))


def _list_values(firings: Iterable[Firing], name: str) -> list[str]:
    """Return the values that firings concluded for a name, each once."""
    return list(dict.fromkeys(value for firing in firings for value in firing.rule.list_concluded_values(name)))


def _build_step(record: InferenceRecord, step: Step, firings: list[Firing]) -> StepAdvice:
    variants = [name for name in _list_values(firings, "variant") if name in step.variants]
    wordings: list[Variant | Step] = [*(step.variants[name] for name in variants), step]
    detail_firings: dict[str, list[Firing]] = {}
    done = {f"checklist/{task.replace('_', '/')}" for task in _list_done_tasks(record)}
    for firing in firings:
        for detail in firing.rule.list_concluded_values("detail"):
            if detail not in done:
                detail_firings.setdefault(detail, []).append(firing)
    grounds = record.collect_grounds(firings)
    places = _list_values(firings, "place")
    return StepAdvice(
        id=step.id,
        title=_choose_wording(wordings, "title"),
        short=step.short,
        rule=firings[0].rule.id,
        rules=[firing.rule.id for firing in firings],
        because=[ground.text for ground in grounds],
        grounds=grounds,
        source=_sign_step(record, step, variants[:1], firings),
        move=step.move,
        variant=variants[0] if variants else None,
        what=_choose_wording(wordings, "what"),
        first=_choose_wording(wordings, "first"),
        owner=_choose_wording(wordings, "owner"),
        sign=_choose_wording(wordings, "sign"),
        details=[_build_detail(record, detail, naming) for detail, naming in detail_firings.items()],
        tasks=list(step.tasks),
        place=next((place for place in _PLACES if place in places), ""),
        weeks=[step.weeks.start, step.weeks.end] if step.weeks else None,
    )


def _sign_step(record: InferenceRecord, step: Step, variants: Iterable[str], firings: Iterable[Firing]) -> str:
    """Return the locator of a step, with the packs that advise it or choose its variant."""
    firings = list(firings)
    locator = record.sign(step.source, *firings)
    for variant in variants:
        locator = record.sign(
            locator, *(each for each in firings if variant in each.rule.list_concluded_values("variant"))
        )
    return locator


def _list_done_tasks(record: InferenceRecord) -> list[str]:
    """List the tasks of the checklist that are done; a task that is done is not advised again."""
    value = record.get_plain_value(CHECKLIST_DONE)
    return value if isinstance(value, list) else []


def _choose_wording(wordings: Iterable[Variant | Step], name: str) -> str:
    return next((words for each in wordings if (words := getattr(each, name))), "")


def _build_detail(record: InferenceRecord, detail: str, firings: Sequence[Firing]) -> Detail:
    because, rule_id = record.format_because(firings[0]), firings[0].rule.id
    entry = record.rulebase.entries.get(detail)
    if entry is not None:
        return Detail(detail, entry.title, entry.text, because, rule_id, record.sign(entry.source, *firings))
    step_id, _, slug = detail.rpartition("/")
    practice = record.rulebase.steps[step_id].practices[slug]
    return Detail(detail, "", practice.text, because, rule_id, record.sign(practice.source, *firings))


def build_done_steps(record: InferenceRecord) -> list[StepNote]:
    """List the steps that are in place already, with reasons."""
    return _build_notes(record, record.group_firings(Stage.PLAN, "done"))


def build_waiting_steps(record: InferenceRecord) -> list[StepNote]:
    """List the steps for later, with reasons; not those that are done, advised or left out.

    A step that is held back has the reasons of the rules that hold it back, whatever other rules say about it.
    """
    done, advised = record.evidence.get_values("done"), record.evidence.get_values("step")
    gone = {*done, *record.evidence.get_values(LEAVE_OUT)}
    held_back = record.group_firings(Stage.PLAN, "hold_back")
    later = record.group_firings(Stage.PLAN, "not_yet")
    waiting = {
        **{step_id: firings for step_id, firings in held_back.items() if step_id not in gone},
        **{step_id: firings for step_id, firings in later.items() if step_id not in {*gone, *advised, *held_back}},
    }
    return _build_notes(record, waiting)


def _build_notes(record: InferenceRecord, by_step: Mapping[str, list[Firing]]) -> list[StepNote]:
    return [
        StepNote(
            id=step.id,
            title=step.title,
            short=step.short,
            rule=firings[0].rule.id,
            grounds=record.collect_grounds(firings),
            source=record.sign(firings[0].rule.source, *firings),
        )
        for step, firings in _sort_by_step(record, by_step)
    ]


def build_cautions(record: InferenceRecord) -> list[Caution]:
    """List the cautions in the order of the rules."""
    return [
        Caution(slug, record.format_because(firing), firing.rule.id, record.sign(firing.rule.source, firing))
        for slug, firing in record.iter_conclusions(Stage.CAUTION, "caution")
    ]


def collect_context(record: InferenceRecord) -> list[Detail]:
    """List the reference entries that are worth reading in this case, each once."""
    details: list[Detail] = []
    for entry_id, firings in record.group_firings(Stage.CAUTION, "context").items():
        entry, firing = record.rulebase.entries[entry_id], firings[0]
        text = entry.extra.get("friction") or entry.text
        because = record.format_because(firing)
        details.append(
            Detail(entry_id, entry.title, text, because, firing.rule.id, record.sign(entry.source, *firings))
        )
    return details
