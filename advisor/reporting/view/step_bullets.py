"""The bullets of a step: practices and entries to read, each with the reason of a rule that points at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from advisor.model.advice import Detail, Ground, StepAdvice
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import ReportContext, decapitalize, join_action_and_reason

MAX_BULLETS, MAX_STEPS_FOR_ALL_BULLETS, MAX_PACK_BULLETS = 4, 5, 2
"""Maximum number of bullets of a step; with more steps than the second number, it is one less.

The bullets of packs come in addition, so that a pack neither loses its own bullets nor removes any other.
"""
FactNames = frozenset[str]


class _Bullet(NamedTuple):
    """One bullet: a reason (None if an earlier bullet gives it), a detail (None if there is none), or both."""

    ground: Ground | None
    detail: Detail | None


class BulletBuilder:
    """A builder of the bullets of one step after another.

    A reason without a detail appears once in a report.
    """

    def __init__(self, context: ReportContext) -> None:
        self.context = context
        self._described: set[FactNames] = set()
        builtin_steps = [step for step in context.advice.steps if any(map(self._is_builtin, step.rules))]
        self._max_bullets = MAX_BULLETS - (len(builtin_steps) > MAX_STEPS_FOR_ALL_BULLETS)

    def build_bullets(self, step: StepAdvice) -> list[CitedText]:
        """Build the bullets of one step.

        The first details of all rules come before their second ones. Rules on reported facts come first, but if
        there is a general reason, one place is kept for it.
        """
        builtin = [ground for ground in step.grounds if self._is_builtin(ground.rule)]
        added = [ground for ground in step.grounds if ground not in builtin]
        printed: set[str] = set()
        usual = self._choose_bullets(step, builtin, printed)
        reported = [ground for ground in added if self._get_facts(ground)]
        chosen = list(self._rank_bullets(step, reported, printed))[: MAX_PACK_BULLETS if usual else self._max_bullets]
        chosen = chosen + usual or self._choose_bullets(step, added, printed)
        self._described.update(self._get_facts(each.ground) for each in chosen if each.ground and not each.detail)
        return [self._cite_bullet(bullet) for bullet in chosen]

    def _choose_bullets(self, step: StepAdvice, grounds: Iterable[Ground], printed: set[str]) -> list[_Bullet]:
        """Choose as many bullets as a step can have, and add the ids of their details to `printed`."""
        reported: list[Ground] = []
        general: list[Ground] = []
        for ground in grounds:
            (reported if self._get_facts(ground) else general).append(ground)
        taken = set(printed)
        specific = list(self._rank_bullets(step, reported, taken))
        reasons = list(self._rank_bullets(step, general, taken))
        kept = specific[: self._max_bullets - bool(reasons)]
        firsts = [bullet for bullet in reasons if bullet.ground]
        others = [bullet for bullet in reasons if not bullet.ground]
        chosen = [*kept, *firsts, *specific[len(kept) :], *others][: self._max_bullets]
        printed.update(bullet.detail.id for bullet in chosen if bullet.detail)
        return chosen

    def _rank_bullets(self, step: StepAdvice, grounds: Iterable[Ground], taken: set[str]) -> Iterator[_Bullet]:
        """Rank the bullets of rules: first those with a first detail, then new reasons alone, then further details.

        A detail appears once; its id is added to `taken`.
        """
        rows = [(ground, self._list_details(step, ground, taken)) for ground in grounds]
        firsts = [_Bullet(ground, details[0]) for ground, details in rows if details]
        yield from sorted(firsts, key=lambda each: not (each.detail and find_action(each.detail)))
        yield from (_Bullet(ground, None) for ground, details in rows if not details and self._is_new(ground))
        for details in zip_longest(*(details[1:] for _, details in rows)):
            yield from (_Bullet(None, detail) for detail in details if detail)

    def _list_details(self, step: StepAdvice, ground: Ground, taken: set[str]) -> list[Detail]:
        """List the details of a rule that are not taken, actions first, and take them."""
        rule = self.context.rulebase.rules_by_id[ground.rule]
        wanted = [name for name in rule.list_concluded_values("detail") if name not in taken]
        taken.update(wanted)
        details = [detail for detail in step.details if detail.id in wanted]
        return sorted(details, key=lambda each: (not find_action(each), wanted.index(each.id)))

    def _is_new(self, ground: Ground) -> bool:
        facts = self._get_facts(ground)
        return not facts or facts not in self._described

    def _get_facts(self, ground: Ground) -> FactNames:
        return self.context.facts_by_rule.get(ground.rule, frozenset())

    def _is_builtin(self, rule_id: str) -> bool:
        rulebase = self.context.rulebase
        return rulebase.rules_by_id[rule_id].pack == rulebase.packs[0].name

    def _cite_bullet(self, bullet: _Bullet) -> CitedText:
        ground, detail = bullet
        action = find_action(detail) if detail else ""
        text, strong = "", tuple[str, ...]()
        if action:
            text = join_action_and_reason(self.context.wording, action, ground.text) if ground else action
            strong = (action.removesuffix("."),)
        elif detail:
            reading = f"{detail.title}: {decapitalize(detail.text)}"
            text = f"{ground.text} {reading}" if ground else reading
        elif ground:
            text = ground.text
        sources = [part.source for part in (detail, ground) if part]
        return self.context.cite_text(text, *sources, strong=strong)


def find_action(detail: Detail) -> str:
    """Return the action of a detail: a practice, a task or a part in selling.

    Return "" for a detail that is only reading.
    """
    if not detail.title:
        return detail.text
    if detail.id.startswith("checklist/"):
        return detail.title
    return f"{detail.title}: {detail.text}" if detail.id.startswith("funnel/selling/") else ""
