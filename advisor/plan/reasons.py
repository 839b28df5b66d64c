"""The reasons of a step and of its tasks: each sentence once, in the row where a reader understands it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.model.advice import Advice, Ground, PlainValue, StepAdvice
from advisor.model.clauses import format_clause
from advisor.model.rulebase import RuleBase
from advisor.model.used_answers import collect_answers
from advisor.model.vocabulary import Kind
from advisor.plan.finished_steps import find_step_answer
from advisor.plan.tasks import StepTasks, add_authors

_REFERRING_BACK = ("Then ", "They ", "This ", "These ", "It ")
"""Words at the beginning of a sentence that nobody understands without the one before it."""
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")


class PlanPurpose(NamedTuple):
    """What all steps of a plan are for, and the answers of the company.

    `goal` is the level to move up to, "" without a move; `is_preparing` says whether the first steps prepare this move.
    """

    is_settled: bool
    is_preparing: bool
    goal: str
    answers: Mapping[str, PlainValue]


def build_purpose(advice: Advice, rulebase: RuleBase) -> PlanPurpose:
    """Build from an advice what all its steps are for."""
    goal = advice.move.to if advice.move else ""
    return PlanPurpose(advice.is_settled, advice.verdict == "prepare", goal, collect_answers(advice, rulebase.facts))


class StepReasons:
    """Writes the reasons of one step after the other; what was written for this step is not written again."""

    def __init__(self, step: StepAdvice, found: StepTasks, purpose: PlanPurpose, rulebase: RuleBase) -> None:
        self._step, self._found, self._purpose, self._rulebase = step, found, purpose, rulebase
        self._lead = f"{rulebase.wording.get('reported', 'You report that')} "
        self._written: set[str] = set()

    def write_for_step(self) -> str:
        """Write why the company needs the step: what is missing, and the reasons that belong to no task.

        Without these, it is the first reason of its tasks, or what the step is for.
        """
        text = " ".join([*self._iter_missing(), *self._iter_texts(self._found.grounds)])
        return text or self._write_first() or self._describe_purpose()

    def write(self, grounds: Iterable[Ground]) -> str:
        """Write reasons, each with the packs that gave it: `Appoint somebody now. [pack ours]`."""
        return " ".join(self._iter_texts(grounds))

    def _iter_texts(self, grounds: Iterable[Ground]) -> Iterator[str]:
        for ground in grounds:
            every = _SENTENCE_END.split(ground.text)
            sentences = [each for each in every if each not in self._written]
            if sentences and sentences[0].startswith(_REFERRING_BACK):
                sentences = every
            self._written.update(sentences)
            if sentences:
                yield add_authors(sentences, ground)

    def _iter_missing(self) -> Iterator[str]:
        """Yield the answer which says that what the step brings is missing."""
        answer = find_step_answer(self._step.id, self._rulebase)
        if answer is None:
            return
        fact, value = self._rulebase.facts[answer.fact], self._purpose.answers.get(answer.fact)
        if fact.kind is Kind.YES_NO and isinstance(value, str) and value in fact.values and value != answer.value:
            sentence = f"{self._lead}{format_clause(fact, value)}."
            self._written.add(sentence)
            yield sentence

    def _write_first(self) -> str:
        """Write the first reason here instead of at its task; of an answer and its meaning for the task, the answer.

        A general reason fits the step only if it is one for the move.
        """
        for ground in self._step.grounds[:1]:
            sentences = _SENTENCE_END.split(ground.text)
            if sentences[0].startswith(self._lead):
                sentences = sentences[:1]
            elif not self._purpose.goal or sentences[0].startswith(_REFERRING_BACK):
                return ""
            self._written.update(sentences)
            return add_authors(sentences, ground)
        return ""

    def _describe_purpose(self) -> str:
        """Say what the step is for, in the words of reports."""
        name = "move" if self._purpose.goal else "level"
        if self._purpose.is_preparing and self._step.place == "first":
            name = "prepare"
        name = name if self._purpose.is_settled else "open"
        text = self._rulebase.wording.get(f"why-{name}", "").format(goal=self._purpose.goal)
        return text[:1].upper() + text[1:]
