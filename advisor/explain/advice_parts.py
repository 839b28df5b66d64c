"""The parts of an advice that explanations compare, in words, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.consultation import Conclusions
from advisor.model.advice import Advice, Reason, StepAdvice, StepNote, Trouble
from advisor.model.conditions import Status
from advisor.model.knowledge import Step
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_alternatives
from advisor.reasoning.reasons import build_reasons, judge_strength
from advisor.reasoning.reported_trouble import build_trouble
from advisor.reporting.view.wording import capitalize, format_verdict

Parts = Mapping[str, Mapping[str, str]]
"""The texts of an advice by part, a key of the advice such as `steps`, and by entry, "" for parts with one value."""
SINGLE = ""
"""The entry of a part with one value."""


class Difference(NamedTuple):
    """A part of the advice that would differ: its text now and then, "" where it is not part of the advice.

    `part` is a key of the advice, such as `steps`; `id` names the entry, and is "" for parts with one value.
    """

    part: str
    id: str
    before: str
    after: str


def list_advice_parts(advice: Advice, rulebase: RuleBase) -> Parts:
    """List the parts of a whole advice."""
    questions = {each.fact: each.question for each in advice.open_questions if each.decides}
    parts = _list_parts(advice, advice.strength, advice.reasons, advice.trouble, rulebase)
    return {**parts, "open_questions": questions}


def list_concluded_parts(conclusions: Conclusions) -> Parts:
    """List the parts of what the rules conclude: those of a whole advice, without the open questions."""
    record, reasons = conclusions.record, build_reasons(conclusions.record)
    strength = judge_strength(record, conclusions.verdict, reasons)
    return _list_parts(conclusions, strength, reasons, build_trouble(record, conclusions.steps), record.rulebase)


def describe_reason(title: str, favours: str) -> str:
    """Return the words for a reason, with the side that it speaks for."""
    return f"{title} ({'speaks for moving up' if favours == 'tighten' else 'speaks for staying'})"


def name_strength(strength: str, rulebase: RuleBase) -> str:
    """Return the word of reports for how strong the case is."""
    return rulebase.wording.get(f"portfolio-strength-{strength}", strength)


def name_step(step: Step | StepAdvice | StepNote) -> str:
    """Return the name of a step where its title, an instruction, would ask for what nobody has to do now."""
    return capitalize(step.short or step.title)


def compare_parts(now: Parts, then: Parts) -> Iterator[Difference]:
    """Yield what differs: a part with one value if its text does, of the others the entries that only one has.

    A practice and the content of a step are compared only if both have the step, and a step that both have only by
    its title.
    """
    shared_steps = now["steps"].keys() & then["steps"].keys()
    for part, before in now.items():
        after = then[part]
        for name in dict.fromkeys((*before, *after)):
            step = name.rpartition("/")[0] if part == "practices" else name
            if part in ("practices", "contents") and step not in shared_steps:
                continue
            one, other = before.get(name, ""), after.get(name, "")
            has_forms = name == SINGLE or part in ("steps", "contents")
            if (one != other) if has_forms else ((name in before) is not (name in after)):
                yield Difference(part, name, one, other)


def _list_parts(
    advice: Advice | Conclusions,
    strength: str | None,
    reasons: Iterable[Reason],
    trouble: Iterable[Trouble],
    rulebase: RuleBase,
) -> Parts:
    entry, move = rulebase.entries.get(f"verdicts/{advice.verdict}"), advice.move
    possible = [format_verdict(rulebase, verdict) for verdict in advice.possible_verdicts]
    return {
        "verdict": {SINGLE: entry.title if entry else ""},
        "possible_verdicts": {SINGLE: join_alternatives(possible) if strength is None else ""},
        "relationship": {SINGLE: advice.relationship.title or "not known"},
        "move": {SINGLE: f"{move.from_} to {move.to}" if move else "no move"},
        "strength": {SINGLE: name_strength(strength, rulebase) if strength else "open"},
        "reasons": {
            each.rule: describe_reason(each.title, each.favours) for each in reasons if each.status == str(Status.HOLDS)
        },
        "trouble": {each.id: each.clause for each in trouble},
        "steps": {each.id: each.title for each in advice.steps},
        "contents": {each.id: f"{name_step(each)}. {each.what}" for each in advice.steps},
        "practices": {each.id: each.title or each.text for step in advice.steps for each in step.details},
        "done": {each.id: name_step(each) for each in advice.done},
        "not_yet": {each.id: name_step(each) for each in advice.not_yet},
        "cautions": {each.id: each.text for each in advice.cautions},
    }
