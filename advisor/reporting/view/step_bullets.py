"""The bullets of a step: each joins a rule's practice with its reason."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.advice import Detail, Ground, StepAdvice
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, join_action_and_reason

MAX_BULLETS, MAX_STEPS_FOR_ALL_BULLETS, MAX_PACK_BULLETS = 4, 5, 2
"""Maximum number of bullets of a step; with more steps than the second number, it is one less.

The bullets of packs come in addition, so that a pack neither loses its own bullets nor removes any other.
"""
FactNames = frozenset[str]


class _Bullet(NamedTuple):
    facts: FactNames
    ground: Ground
    action: str
    source: str


class BulletBuilder:
    """A builder of the bullets of one step after another.

    A reason without an action appears once in a report.
    """

    def __init__(self, context: ReportContext) -> None:
        self.context = context
        self._described: set[FactNames] = set()
        builtin_steps = [step for step in context.advice.steps if any(map(self._is_builtin, step.rules))]
        self._max_bullets = MAX_BULLETS - (len(builtin_steps) > MAX_STEPS_FOR_ALL_BULLETS)

    def build_bullets(self, step: StepAdvice) -> list[CitedText]:
        """Build the bullets of one step from reported facts; without any, one general reason."""
        bullets = [self._build_bullet(step, ground) for ground in step.grounds]
        usual = self._choose_bullets([each for each in bullets if self._is_builtin(each.ground.rule)])
        added = self._select_reported([each for each in bullets if not self._is_builtin(each.ground.rule)])
        chosen = added[: MAX_PACK_BULLETS if usual else self._max_bullets] + usual or self._choose_bullets(bullets)
        self._described.update(bullet.facts for bullet in chosen if not bullet.action)
        return [self._cite_bullet(bullet) for bullet in chosen]

    def _choose_bullets(self, bullets: list[_Bullet]) -> list[_Bullet]:
        reported = self._select_reported(bullets)[: self._max_bullets]
        return reported or [bullet for bullet in bullets if bullet.action][:1] or bullets[:1]

    def _select_reported(self, bullets: list[_Bullet]) -> list[_Bullet]:
        """Select the bullets on reported facts: those with an action first, then reasons that are new."""
        reported = [bullet for bullet in bullets if bullet.facts]
        return [bullet for bullet in reported if bullet.action] + [
            bullet for bullet in reported if not bullet.action and bullet.facts not in self._described
        ]

    def _is_builtin(self, rule_id: str) -> bool:
        rulebase = self.context.rulebase
        return rulebase.rules_by_id[rule_id].pack == rulebase.packs[0].name

    def _build_bullet(self, step: StepAdvice, ground: Ground) -> _Bullet:
        details = [detail for detail in step.details if detail.rule == ground.rule]
        detail = max(details, key=lambda each: bool(find_action(each)), default=None)
        action, source = (find_action(detail), detail.source) if detail else ("", "")
        return _Bullet(self.context.facts_by_rule.get(ground.rule, frozenset()), ground, action, source)

    def _cite_bullet(self, bullet: _Bullet) -> CitedText:
        text, strong = bullet.ground.text, tuple[str, ...]()
        if bullet.action:
            text = join_action_and_reason(self.context.wording, bullet.action, text)
            strong = (bullet.action.removesuffix("."),)
        return self.context.cite_text(text, bullet.source, bullet.ground.source, strong=strong)


def find_action(detail: Detail) -> str:
    """Return the action of a detail: a practice, a task or a part in selling.

    Return "" for a detail that is only reading.
    """
    if not detail.title:
        return detail.text
    if detail.id.startswith("checklist/"):
        return detail.title
    return f"{detail.title}: {detail.text}" if detail.id.startswith("funnel/selling/") else ""
