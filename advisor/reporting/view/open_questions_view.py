"""What is still unknown, and what each answer would change: the verdict, a step, the weight of a reason, a detail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.model.advice import OpenQuestion
from advisor.model.clauses import either, joined_words
from advisor.model.conditions import required_leaves
from advisor.model.rulebase import WITHDRAWING
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind, Stage
from advisor.reporting.view.text_layout import Line
from advisor.reporting.view.wording import Setting, numbered, opened

MOST = 5
FALLS, ADDS, WEIGHS, SHARPENS = range(4)


class Unknowns(NamedTuple):
    """Questions that decide, and smaller points with their effects; `more` says how many of these are left out."""

    deciding: list[Line]
    smaller: list[Line]
    more: str


def unknowns(setting: Setting) -> Unknowns:
    """What an advice waits for, the weightiest first."""
    questions = setting.advice.open_questions
    deciding = [each for each in questions if each.decides]
    narrowing = {each.fact: line for each in deciding if (line := _narrowing(setting, each))}
    together = [each.label for each in deciding if each.fact not in narrowing]
    told = list(narrowing.values())
    if together:
        told.append(Line(setting.say("decide-together", labels=joined_words(together))))
    effects = {words: rank for each in questions if not each.decides for rank, words in _effect(setting, each)}
    ranked = sorted(effects, key=lambda words: effects[words])
    shown = ranked[: max(MOST - len(deciding), 0)]
    left = len(ranked) - len(shown)
    more = "" if left < 1 else setting.say("one-more" if left == 1 else "more", count=left)
    return Unknowns(told, [Line(words) for words in shown], more)


def _narrowing(setting: Setting, question: OpenQuestion) -> Line | None:
    """A question with those of its answers that narrow down the verdict; None where none does so alone."""
    say, possible = setting.say, setting.advice.possible_verdicts
    told = []
    for value, verdicts in question.outcomes.items():
        answer = _answer(setting, question.fact, value)
        if len(verdicts) == 1:
            told.append(say("settles", answer=answer, verdict=verdicts[0]))
        elif len(verdicts) < len(possible):
            ruled_out = [each for each in possible if each not in verdicts]
            told.append(say("rules-out", answer=answer, verdicts=either(ruled_out)))
    if not told:
        return None
    return setting.line(" ".join([question.question, *told]), question.source, strong=(question.question,))


def _answer(setting: Setting, name: str, value: str) -> str:
    fact = setting.rulebase.facts[name]
    return fact.values.get(value, value) if fact.kind is Kind.CHOICE else value


def _effect(setting: Setting, question: OpenQuestion) -> Iterator[tuple[int, str]]:
    """The weightiest thing that an answer would change in this report; nothing where none of it is used here."""
    places = {step.id: number for number, step in enumerate(setting.advice.steps, 1)}
    settled = {*places, *(each.id for part in (setting.advice.done, setting.advice.not_yet) for each in part)}
    rules = [setting.rulebase.by_id[each] for each in question.waiting if each in setting.rulebase.by_id]
    sharpened: set[int] = set()
    found: list[tuple[int, str]] = []
    for rule in rules:
        if rule.stage is Stage.WEIGH and rule.concludes("favours"):
            found.append((WEIGHS, _weight(setting, question, rule)))
        if rule.stage is not Stage.PLAN or setting.advice.verdict not in setting.advice.possible_verdicts:
            continue
        removed = [each for name in WITHDRAWING for each in rule.concludes(name)]
        falling = [places[each] for each in removed if each in places]
        if falling and (clauses := _clauses(setting, rule)):
            found.append((FALLS, setting.say("falls-away", clauses=clauses, steps=numbered(setting.say, falling))))
        sharpened.update(places[each] for each in (*rule.concludes("step"), *removed) if each in places)
        for each in rule.concludes("step"):
            if each not in settled and (clauses := _clauses(setting, rule)):
                step = setting.rulebase.steps[each]
                found.append((ADDS, setting.say("adds", clauses=clauses, step=step.short or step.title)))
    if sharpened:
        steps = numbered(setting.say, sorted(sharpened))
        found.append((SHARPENS, setting.say("sharpens", label=opened(question.label), steps=steps)))
    yield from sorted(found)[:1]


def _weight(setting: Setting, question: OpenQuestion, rule: Rule) -> str:
    side = rule.concludes("favours")[0]
    clauses = _clauses(setting, rule)
    if not clauses:
        return setting.say(f"may-weigh-{side}", label=opened(question.label))
    return setting.say(f"weighs-{side}", clauses=clauses)


def _clauses(setting: Setting, rule: Rule) -> str:
    """The answers under which a rule would speak, in words; "" where they cannot be told in one breath."""
    open_facts = [each.fact for each in setting.advice.open_questions if rule.id in each.waiting]
    needed = {leaf.name: leaf for leaf in required_leaves(rule.condition)}
    facts = setting.rulebase.facts
    told = [
        facts[name].values[next(iter(needed[name].values))]
        for name in open_facts
        if name in needed and facts[name].kind in (Kind.CHOICE, Kind.YES_NO) and len(needed[name].values) == 1
    ]
    return joined_words(told) if len(told) == len(open_facts) else ""
