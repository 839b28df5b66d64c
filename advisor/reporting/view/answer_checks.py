"""Answers that nobody is asked for, because the report would then ask to check two answers."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.model.conditions import Condition, Status, Test, evaluate
from advisor.model.rulebase import STATE, VERDICT
from advisor.model.vocabulary import Stage
from advisor.reporting.view.wording import ReportContext

CHECK = "check-"
"""The start of the names of cautions that ask to check two answers."""
GivenAnswers = Mapping[str, frozenset[str]]
"""The values that further answers leave possible, by fact."""


class AnswerChecks:
    """The checks of answers that the known answers of a company do not call for."""

    def __init__(self, context: ReportContext) -> None:
        advice = context.advice
        uses = (use for entry in advice.trace for use in entry.uses if "fact" in use)
        self._facts = {
            str(use["fact"]): frozenset((str(use["value"]),)) for use in uses if isinstance(use["value"], str)
        }
        self._known = dict(self._facts)
        if advice.relationship.state:
            self._known[STATE] = frozenset((advice.relationship.state,))
        if advice.is_settled:
            self._known[VERDICT] = frozenset((advice.verdict,))
        self._conditions = [
            rule.condition
            for rule in context.rulebase.rules_by_stage[Stage.CAUTION]
            if any(name.startswith(CHECK) for name in rule.list_concluded_values("caution"))
        ]

    def would_question(self, given: GivenAnswers, *, at_level: bool = True) -> bool:
        """Return whether the report would ask to check these answers, and does not ask it without them.

        Without `at_level`, only checks count that hold at any level and with any verdict.
        """
        known = self._known if at_level else self._facts
        return any(
            _evaluate(condition, {**known, **given}) is Status.HOLDS and _evaluate(condition, known) is not Status.HOLDS
            for condition in self._conditions
        )


def _evaluate(condition: Condition, given: GivenAnswers) -> Status:
    return evaluate(condition, lambda test: _compare(test, given.get(test.name)))


def _compare(test: Test, values: frozenset[str] | None) -> Status:
    if values is None or test.is_bound:
        return Status.OPEN
    if values <= test.values:
        return Status.HOLDS
    return Status.FAILS if values.isdisjoint(test.values) else Status.OPEN
