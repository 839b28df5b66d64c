"""The bullets of a step: what to do, why here, and where it stands. Each joins a rule's practice with its reason."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.advice import Detail, Ground, StepAdvice
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, join_action_and_reason

MAX_BULLETS, MAX_STEPS_FOR_ALL_BULLETS, MAX_PACK_BULLETS = 4, 5, 2
"""How many bullets a step has at most; one fewer in a report of more than a few steps.

Beside them stand those of packs, so that what a pack says is neither left out nor leaves out what is told without it.
"""
FactNames = frozenset[str]


class _Bullet(NamedTuple):
    facts: FactNames
    ground: Ground
    action: str
    source: str


class BulletBuilder:
    """The bullets of step after step. A reason that only sets the tone (no action) is told once in a report."""

    def __init__(self, context: ReportContext) -> None:
        self.context = context
        self._described: set[FactNames] = set()
        usual = [step for step in context.advice.steps if any(map(self._is_builtin, step.rules))]
        self._max_bullets = MAX_BULLETS if len(usual) <= MAX_STEPS_FOR_ALL_BULLETS else MAX_BULLETS - 1

    def build_bullets(self, step: StepAdvice) -> list[CitedText]:
        """The bullets of one step, those that rest on reported facts; one general reason where there are none."""
        found = [self._build_bullet(step, ground) for ground in step.grounds]
        usual = self._choose_bullets([each for each in found if self._is_builtin(each.ground.rule)])
        added = self._select_reported([each for each in found if not self._is_builtin(each.ground.rule)])
        chosen = added[: MAX_PACK_BULLETS if usual else self._max_bullets] + usual or self._choose_bullets(found)
        self._described.update(each.facts for each in chosen if not each.action)
        return [self._cite_bullet(each) for each in chosen]

    def _choose_bullets(self, bullets: list[_Bullet]) -> list[_Bullet]:
        return (
            self._select_reported(bullets)[: self._max_bullets]
            or [each for each in bullets if each.action][:1]
            or bullets[:1]
        )

    def _select_reported(self, bullets: list[_Bullet]) -> list[_Bullet]:
        """The bullets that rest on reported facts: those with something to do, then reasons that were not told yet."""
        acting = [each for each in bullets if each.facts and each.action]
        return acting + [
            each for each in bullets if each.facts and not each.action and each.facts not in self._described
        ]

    def _is_builtin(self, rule_id: str) -> bool:
        rulebase = self.context.rulebase
        return rulebase.rules_by_id[rule_id].pack == rulebase.packs[0].name

    def _build_bullet(self, step: StepAdvice, ground: Ground) -> _Bullet:
        details = [each for each in step.details if each.rule == ground.rule]
        told = next((each for each in details if find_action(each)), details[0] if details else None)
        action, source = (find_action(told), told.source) if told else ("", "")
        return _Bullet(self.context.facts_by_rule.get(ground.rule, frozenset()), ground, action, source)

    def _cite_bullet(self, bullet: _Bullet) -> CitedText:
        if not bullet.action:
            return self.context.cite_text(bullet.ground.text, bullet.source, bullet.ground.source)
        text = join_action_and_reason(self.context.wording, bullet.action, bullet.ground.text)
        return self.context.cite_text(
            text, bullet.source, bullet.ground.source, strong=(bullet.action.removesuffix("."),)
        )


def find_action(detail: Detail) -> str:
    """What a detail asks for: a practice, a checklist task, a contribution to a selling step; "" for mere reading."""
    if not detail.title:
        return detail.text
    if detail.id.startswith("checklist/"):
        return detail.title
    return f"{detail.title}: {detail.text}" if detail.id.startswith("funnel/selling/") else ""
