"""The bullets of a step: what to do, why here, and where it stands. Each joins a rule's practice with its reason."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.advice import Detail, Ground, StepAdvice
from advisor.reporting.view.text_layout import Line
from advisor.reporting.view.wording import Setting, reasoned

MOST, FEW_STEPS, MOST_OF_PACKS = 4, 5, 2
"""How many bullets a step has at most; one fewer in a report of more than a few steps.

Beside them stand those of packs, so that what a pack says is neither left out nor leaves out what is told without it.
"""
Facts = frozenset[str]


class _Bullet(NamedTuple):
    facts: Facts
    ground: Ground
    action: str
    source: str


class Bullets:
    """The bullets of step after step. A reason that only sets the tone (no action) is told once in a report."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._told: set[Facts] = set()
        usual = [step for step in setting.advice.steps if any(map(self._is_builtin, step.rules))]
        self._most = MOST if len(usual) <= FEW_STEPS else MOST - 1

    def of(self, step: StepAdvice) -> list[Line]:
        """The bullets of one step, those that rest on reported facts; one general reason where there are none."""
        found = [self._bullet(step, ground) for ground in step.grounds]
        usual = self._chosen([each for each in found if self._is_builtin(each.ground.rule)])
        added = self._resting([each for each in found if not self._is_builtin(each.ground.rule)])
        chosen = added[: MOST_OF_PACKS if usual else self._most] + usual or self._chosen(found)
        self._told.update(each.facts for each in chosen if not each.action)
        return [self._line(each) for each in chosen]

    def _chosen(self, found: list[_Bullet]) -> list[_Bullet]:
        return self._resting(found)[: self._most] or [each for each in found if each.action][:1] or found[:1]

    def _resting(self, found: list[_Bullet]) -> list[_Bullet]:
        """The bullets that rest on reported facts: those with something to do, then reasons that were not told yet."""
        acting = [each for each in found if each.facts and each.action]
        return acting + [each for each in found if each.facts and not each.action and each.facts not in self._told]

    def _is_builtin(self, rule_id: str) -> bool:
        rulebase = self.setting.rulebase
        return rulebase.by_id[rule_id].pack == rulebase.packs[0].name

    def _bullet(self, step: StepAdvice, ground: Ground) -> _Bullet:
        details = [each for each in step.details if each.rule == ground.rule]
        told = next((each for each in details if action_of(each)), details[0] if details else None)
        action, source = (action_of(told), told.source) if told else ("", "")
        return _Bullet(self.setting.rests_on.get(ground.rule, frozenset()), ground, action, source)

    def _line(self, each: _Bullet) -> Line:
        if not each.action:
            return self.setting.line(each.ground.text, each.source, each.ground.source)
        text = reasoned(self.setting.say, each.action, each.ground.text)
        return self.setting.line(text, each.source, each.ground.source, strong=(each.action.removesuffix("."),))


def action_of(detail: Detail) -> str:
    """What a detail asks for: a practice, a checklist task, a contribution to a selling step; "" for mere reading."""
    if not detail.title:
        return detail.text
    if detail.id.startswith("checklist/"):
        return detail.title
    return f"{detail.title}: {detail.text}" if detail.id.startswith("funnel/selling/") else ""
