"""The bullets of a step: practices, and entries to read, with the reasons of the rules that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest
from typing import NamedTuple

from advisor.model.advice import Detail, Ground, StepAdvice, Trouble
from advisor.model.conditions import list_tested_values
from advisor.model.rulebase import TROUBLE
from advisor.reporting.view.company_answers import collect_clauses_of_what_works, list_missing_clauses
from advisor.reporting.view.state_view import is_checklist_task
from advisor.reporting.view.text_layout import CitedText
from advisor.reporting.view.wording import (
    ReportContext,
    decapitalize,
    drop_answers,
    is_one_sentence,
    join_action_and_reason,
    join_disputes,
    list_answers,
)

MAX_BULLETS, MAX_STEPS_FOR_ALL_BULLETS, MAX_PACK_BULLETS = 3, 5, 2
"""Maximum number of bullets of a step; with more steps than the second number, it is one less.

What answers a reported problem is printed in any case. The bullets of packs come in addition, so that a pack neither
loses its own bullets nor removes any other.
"""
CALM_VERDICTS = ("stay", "maintain")
"""A company that carries on needs few tasks, so each step has one bullet less."""
ENOUGH_BULLETS = 2
"""With as many bullets on its own answers, a company reads no general practice."""
MEASURES = "metrics/"
FactNames = frozenset[str]


class _Bullet(NamedTuple):
    """One bullet: a practice, the reason for it (None if an earlier bullet gives it), and entries to read."""

    facts: FactNames
    ground: Ground | None
    practice: Detail | None = None
    readings: tuple[Detail, ...] = ()

    @property
    def is_reason_only(self) -> bool:
        return not self.practice and not self.readings


class StepBullets(NamedTuple):
    """The bullets of a step, and the company's answers behind them."""

    answers: list[str]
    lines: list[CitedText]


class _Sentence(NamedTuple):
    """A sentence of a bullet with its source; an action is printed in bold."""

    text: str
    source: str
    is_action: bool = False


class BulletBuilder:
    """A builder of the bullets of one step after another.

    A reason appears once in a report. `printed_rules` has the rules whose practice is printed, by the number of
    the step.
    """

    def __init__(self, context: ReportContext) -> None:
        self.context = context
        self._described: set[FactNames] = set()
        self._said: set[str] = set()
        self.printed_rules: dict[int, set[str]] = {}
        self._what_works = collect_clauses_of_what_works(context.rulebase)
        self._problems = collect_problems(context.advice.trouble)
        builtin_steps = [step for step in context.advice.steps if any(map(self._is_builtin, step.rules))]
        is_calm = context.advice.verdict in CALM_VERDICTS
        self._max_bullets = MAX_BULLETS - (is_calm or len(builtin_steps) > MAX_STEPS_FOR_ALL_BULLETS)

    def build_bullets(self, number: int, step: StepAdvice) -> StepBullets:
        """Build the bullets of the step with this number.

        The first practices of all rules come before their second ones. What answers a reported problem comes first,
        then rules on other reported facts, and a general practice if that is little. The answers are said once for the
        whole step: between an action and its reason, they break the line of thought.
        """
        builtin = [ground for ground in step.grounds if self._is_builtin(ground.rule)]
        added = [ground for ground in step.grounds if ground not in builtin]
        usual = self._choose_bullets(step, builtin)
        reported = self._rank_bullets(step, [ground for ground in added if self._get_facts(ground)])
        chosen = reported[: MAX_PACK_BULLETS if usual else self._max_bullets] + usual
        chosen = chosen or self._choose_bullets(step, added)
        self._described.update(bullet.facts for bullet in chosen if bullet.is_reason_only)
        self.printed_rules[number] = {bullet.ground.rule for bullet in chosen if bullet.ground and bullet.practice}
        wording = self.context.wording
        grounds = [bullet.ground for bullet in chosen if bullet.ground]
        answers = self._list_answers(step, grounds)
        lines = [line for bullet in chosen if (line := self._cite_bullet(bullet))]
        return StepBullets(join_disputes(wording, answers), lines)

    def _list_answers(self, step: StepAdvice, grounds: Iterable[Ground]) -> list[str]:
        """List the answers behind a step, first what is missing; what works is no reason if there is another.

        Some steps have another wording because something works, so their rule may name it.
        """
        wording, rulebase = self.context.wording, self.context.rulebase
        answers = dict.fromkeys(list_missing_clauses(self.context, step))
        for ground in grounds:
            has_variant = bool(rulebase.rules_by_id[ground.rule].list_concluded_values("variant"))
            clauses = list_answers(wording, ground.text)
            answers.update((each, None) for each in clauses if has_variant or each not in self._what_works)
        return list(answers)

    def _choose_bullets(self, step: StepAdvice, grounds: Iterable[Ground]) -> list[_Bullet]:
        """Choose the bullets on reported facts, then general ones: those of an article come before those of our own."""
        ranked = self._rank_bullets(step, grounds)
        problems = [bullet for bullet in ranked if self._answers_problem(bullet)]
        reported = [bullet for bullet in ranked if bullet.facts and bullet.ground and bullet not in problems]
        general = [bullet for bullet in ranked if not bullet.facts and bullet.ground]
        general.sort(key=lambda bullet: bullet.ground is not None and self._is_own_judgement(bullet.ground.source))
        more = [bullet for bullet in ranked if not bullet.ground]
        more.sort(key=lambda bullet: not bullet.facts)
        others = reported + [bullet for bullet in more if bullet.facts]
        chosen = problems + others[: max(self._max_bullets - len(problems), 0)]
        rest = [bullet for bullet in (*general, *more) if bullet not in chosen]
        practices = [bullet for bullet in rest if not bullet.is_reason_only]
        if not chosen and not practices:
            return rest[:1]
        return chosen + practices[: max(ENOUGH_BULLETS - len(chosen), 0)]

    def _rank_bullets(self, step: StepAdvice, grounds: Iterable[Ground]) -> list[_Bullet]:
        """List the bullets of rules: those with a first practice, with readings, with new reasons, with more practices.

        Of two rules, the one that reads more facts comes first. A detail that several rules name appears once.
        """
        taken: set[str] = set()
        firsts, more = [], []
        for ground in sorted(grounds, key=lambda each: -len(self._get_facts(each))):
            facts, details = self._get_facts(ground), self._list_details(step, ground, taken)
            if details and all(map(_is_measure, details)):
                continue
            practices = [detail for detail in details if find_action(detail)]
            readings = tuple(each for each in details if not find_action(each) and not _is_measure(each))
            firsts.append(_Bullet(facts, ground, practices[0] if practices else None, readings))
            more.append([_Bullet(facts, None, practice) for practice in practices[1:]])
        told = {bullet.facts for bullet in firsts if not bullet.is_reason_only} | self._described
        shown = [each for each in firsts if not each.is_reason_only or not each.facts or each.facts not in told]
        shown.sort(key=lambda bullet: (not bullet.practice, not bullet.readings))
        return shown + [bullet for rank in zip_longest(*more) for bullet in rank if bullet]

    def _list_details(self, step: StepAdvice, ground: Ground, taken: set[str]) -> list[Detail]:
        """List the details that a rule names and no earlier rule did, and add them to those that are taken."""
        rule = self.context.rulebase.rules_by_id[ground.rule]
        wanted = [name for name in rule.list_concluded_values("detail") if name not in taken]
        taken.update(wanted)
        return sorted((each for each in step.details if each.id in wanted), key=lambda each: wanted.index(each.id))

    def _answers_problem(self, bullet: _Bullet) -> bool:
        if not bullet.ground or bullet.is_reason_only:
            return False
        return bool(
            self._problems & list_tested_values(self.context.rulebase.rules_by_id[bullet.ground.rule].condition)
        )

    def _get_facts(self, ground: Ground) -> FactNames:
        return self.context.facts_by_rule.get(ground.rule, frozenset())

    def _is_builtin(self, rule_id: str) -> bool:
        rulebase = self.context.rulebase
        return rulebase.rules_by_id[rule_id].pack == rulebase.packs[0].name

    def _is_own_judgement(self, source: str) -> bool:
        work = self.context.rulebase.cite(source).work
        return bool(work and work.mark)

    def _cite_bullet(self, bullet: _Bullet) -> CitedText | None:
        """Build the line of a bullet; None if all of it was said before.

        What an article says and what is our own judgement are sentences of their own.
        """
        line: CitedText | None = None
        for _, sentences in groupby(self._list_sentences(bullet), key=lambda each: self._is_own_judgement(each.source)):
            same_kind = list(sentences)
            action = next((each.text for each in same_kind if each.is_action), "")
            texts = [each.text for each in same_kind]
            reason = self._find_reason(bullet)
            is_general = bullet.ground is not None and reason == bullet.ground.text
            if action and is_general and reason in texts[1:2] and is_one_sentence(reason):
                texts[:2] = [join_action_and_reason(self.context.wording, action, reason)]
            strong = (action.removesuffix("."),) if action else ()
            cited = self.context.cite_text(" ".join(texts), *(each.source for each in same_kind), strong=strong)
            line = cited._replace(before=line)
        return line

    def _find_reason(self, bullet: _Bullet) -> str:
        """Return the reason of a bullet without the company's answers; "" if there is no other."""
        return drop_answers(self.context.wording, bullet.ground.text) if bullet.ground else ""

    def _list_sentences(self, bullet: _Bullet) -> Iterator[_Sentence]:
        if bullet.practice:
            action = find_action(bullet.practice).removesuffix(".")
            yield _Sentence(f"{action}.", bullet.practice.source, is_action=True)
        reason = self._find_reason(bullet)
        if bullet.ground and reason and reason not in self._said:
            self._said.add(reason)
            yield _Sentence(reason, bullet.ground.source)
        for reading in bullet.readings:
            yield _Sentence(f"{reading.title}: {decapitalize(reading.text)}", reading.source)


def collect_problems(troubles: Iterable[Trouble]) -> frozenset[tuple[str, object]]:
    """Collect what a rule tests that answers a problem: the answers behind it, or the problem itself."""
    return frozenset[tuple[str, object]]().union(*(trouble.answers | {(TROUBLE, trouble.id)} for trouble in troubles))


def _is_measure(detail: Detail) -> bool:
    """Return whether an entry is a measure; the report lists these in a section of their own."""
    return detail.id.startswith(MEASURES)


def find_action(detail: Detail) -> str:
    """Return the action of a detail: a practice, a task or a part in selling.

    Return "" for a detail that is only reading.
    """
    if not detail.title:
        return detail.text
    if is_checklist_task(detail.id):
        return detail.title
    return f"{detail.title}: {detail.text}" if detail.id.startswith("funnel/selling/") else ""
