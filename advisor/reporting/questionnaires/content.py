"""What the questionnaire says and asks whatever its form: made once, from the instrument and the wording."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from advisor.model.instrument import Statement, build_instrument
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.wording import WordingLookup, build_wording_lookup

MIN_GROUP = 5
"""Groups of fewer people than this are not shown alone, unless somebody asks for another number."""
_INTRODUCTION = ("purpose", "time", "today", "leave-out", "no-names", "groups", "heads")


class AnswerOption(NamedTuple):
    """One answer to choose: the code that files of answers hold, and the words beside it."""

    code: str
    words: str


class Questionnaire(NamedTuple):
    """`before` is what people are told before they begin, sentence by sentence; `scale` has the five points, 1 to 5."""

    rulebase: RuleBase
    company: str
    title: str
    before: tuple[str, ...]
    functions: tuple[AnswerOption, ...]
    roles: tuple[AnswerOption, ...]
    scale: tuple[AnswerOption, ...]
    statements: tuple[Statement, ...]

    @property
    def wording(self) -> WordingLookup:
        """Says a wording of the questionnaire by its id without `questionnaire-`, with words filled in."""
        return partial(_format_wording, self.rulebase)


def _format_wording(rulebase: RuleBase, name: str, /, **words: object) -> str:
    return build_wording_lookup(rulebase)(f"questionnaire-{name}", **words)


def build_questionnaire(rulebase: RuleBase, company: str = "", min_group: int = MIN_GROUP) -> Questionnaire:
    """The questionnaire of a rule base. `company` is one line of text, empty where the company is not to be named."""
    held = build_instrument(rulebase)
    say = build_wording_lookup(rulebase)
    title = say("questionnaire-title-at", company=company) if company else say("questionnaire-title")
    return Questionnaire(
        rulebase=rulebase,
        company=company,
        title=title,
        before=tuple(say(f"questionnaire-{name}", min_group=min_group) for name in _INTRODUCTION),
        functions=_build_options(held.functions),
        roles=_build_options(held.roles),
        scale=tuple(AnswerOption(str(point), words[0]) for point, words in sorted(held.labels.items())),
        statements=held.statements,
    )


def _build_options(words: Mapping[str, tuple[str, ...]]) -> tuple[AnswerOption, ...]:
    return tuple(AnswerOption(code, known[0]) for code, known in words.items())
