"""The claims of an advice: short sentences, each with the rule and the source behind it, in the order of importance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.model.advice import Advice, StepAdvice, StepNote
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT, RuleBase
from advisor.model.score_rounding import round_score
from advisor.programs.marks import format_mark

PARTS = ("verdict", "level", "reasons", "steps", "cautions", "questions", "practices", "done", "later")
SINGLE_KINDS = (VERDICT, STATE, MOVE_TO)
"""What an advice has one of."""
NO_RULE = "none"
"""The rule of a claim that no rule makes, such as that the verdict is still open."""
_SCORED = {"company": "Your company scores", "heads": "The heads score", "staff": "The staff score"}
"""Who has a score, with the verb."""
_OWN_JUDGEMENT = "policy/verdict/undetermined"


class Claim(NamedTuple):
    """A claim of an advice.

    `part` is one of PARTS, and `target` what it is about, such as `step:colocation`.
    """

    part: str
    target: str
    text: str
    rule: str
    source: str

    @property
    def mark(self) -> str:
        """The mark that cites this claim in a text."""
        return format_mark(self.target, self.rule, self.source)


def list_claims(advice: Advice, rulebase: RuleBase) -> list[Claim]:
    """List the claims of an advice: verdict, level, reasons, steps, cautions and the questions that decide."""
    return [
        *_iter_verdict_claims(advice, rulebase),
        *_iter_level_claims(advice, rulebase),
        *_iter_reason_claims(advice),
        *(_build_step_claim(step) for step in advice.steps),
        *(Claim("cautions", f"caution:{each.id}", each.text, each.rule, each.source) for each in advice.cautions),
        *_iter_question_claims(advice),
        *(
            Claim(
                "practices",
                f"practice:{each.id}",
                " ".join(filter(None, (each.title, each.text))),
                each.rule,
                each.source,
            )
            for step in advice.steps
            for each in step.details
        ),
        *(_build_note_claim("done", "done", "Already in place", note) for note in advice.done),
        *(_build_note_claim("later", "not_yet", "Not yet", note) for note in advice.not_yet),
    ]


def find_single_values(claims: Iterable[Claim]) -> dict[str, str]:
    """Return the value of each of SINGLE_KINDS that the claims have."""
    targets = (claim.target.partition(":") for claim in claims)
    return {kind: value for kind, _, value in targets if kind in SINGLE_KINDS}


def _build_note_claim(part: str, kind: str, words: str, note: StepNote) -> Claim:
    return Claim(part, f"{kind}:{note.id}", f"{words}: {note.title}.", note.rule, note.source)


def _iter_verdict_claims(advice: Advice, rulebase: RuleBase) -> Iterator[Claim]:
    entry = rulebase.entries.get(f"verdicts/{advice.verdict}")
    text = f"{advice.headline} {advice.meaning}".strip() or f"The verdict is {advice.verdict}."
    rule = advice.grounds[0].rule if advice.grounds else NO_RULE
    source = advice.grounds[0].source if advice.grounds else entry.source if entry else _OWN_JUDGEMENT
    yield Claim("verdict", f"{VERDICT}:{advice.verdict}", text, rule, source)
    if advice.move:
        rules = [each for entry in advice.trace if MOVE_TO in entry.concludes for each in [entry.rule]]
        if rules:
            title = _find_level_title(advice.move.to, rulebase)
            source = rulebase.rules_by_id[rules[0]].source
            yield Claim("verdict", f"{MOVE_TO}:{advice.move.to}", f"The next level is {title}.", rules[0], source)


def _iter_level_claims(advice: Advice, rulebase: RuleBase) -> Iterator[Claim]:
    relationship = advice.relationship
    if relationship.state is None or not relationship.grounds:
        return
    ground = relationship.grounds[0]
    text = f"Your level today is {_find_level_title(relationship.state, rulebase)}. {ground.text}"
    yield Claim("level", f"{STATE}:{relationship.state}", text, ground.rule, ground.source)
    for score in advice.scores:
        low, high = round_score(score.low), round_score(score.high)
        points = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        who = _SCORED.get(score.who, f"{score.who.capitalize()} scores")
        answers = f" (answers: {score.respondents})" if score.respondents else ""
        text = f"{who} {points} of 100 points{answers}."
        yield Claim("level", f"score:{score.who}", text, ground.rule, ground.source)


def _find_level_title(state: str, rulebase: RuleBase) -> str:
    entry = rulebase.entries.get(f"relationships/{state}")
    return entry.title.lower() if entry else state


def _iter_reason_claims(advice: Advice) -> Iterator[Claim]:
    for reason in advice.reasons:
        if reason.status == "holds":
            side = "moving up" if reason.favours == "tighten" else "staying"
            text = reason.because or f"{reason.title}."
            yield Claim("reasons", f"reason:{reason.rule}", f"For {side}: {text}", reason.rule, reason.source)


def _build_step_claim(step: StepAdvice) -> Claim:
    parts = [f"{step.title}.", step.what]
    if step.weeks:
        start, end = step.weeks
        parts.append(
            f"Weeks {start} to {end}." if end is not None else f"From week {start} on." if start else "From the start."
        )
    parts.append(f"Owner: {step.owner}.")
    return Claim("steps", f"step:{step.id}", " ".join(filter(None, parts)), step.rule, step.source)


def _iter_question_claims(advice: Advice) -> Iterator[Claim]:
    for question in advice.open_questions:
        if question.decides:
            rule = (question.waiting_alone or question.waiting or [NO_RULE])[0]
            yield Claim("questions", f"question:{question.fact}", question.question, rule, question.source)
