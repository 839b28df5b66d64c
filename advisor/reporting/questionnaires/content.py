"""The content that all forms of the questionnaire share, built from the instrument and the wording."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from advisor.model.instrument import Statement, build_instrument
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.wording import WordingLookup, build_wording_lookup

MIN_GROUP = 5
"""Smallest group that is shown by itself, unless the user sets another number."""
_INTRODUCTION = ("purpose", "time", "today", "leave-out", "no-names", "groups", "heads")


class RatingLabel(NamedTuple):
    """One answer to choose: its code in files of answers, and its words."""

    code: str
    words: str


class Questionnaire(NamedTuple):
    """A questionnaire: `before` is the introduction, one sentence each; `scale` has the five points, 1 to 5."""

    rulebase: RuleBase
    company: str
    title: str
    before: tuple[str, ...]
    functions: tuple[RatingLabel, ...]
    roles: tuple[RatingLabel, ...]
    scale: tuple[RatingLabel, ...]
    statements: tuple[Statement, ...]

    @property
    def wording(self) -> WordingLookup:
        """The lookup of a questionnaire's wording by its id without `questionnaire-`."""
        return partial(_format_wording, self.rulebase)  # picklable, since templates of packs run in a subprocess


def _format_wording(rulebase: RuleBase, name: str, /, **words: object) -> str:
    return build_wording_lookup(rulebase)(f"questionnaire-{name}", **words)


def build_questionnaire(rulebase: RuleBase, company: str = "", min_group: int = MIN_GROUP) -> Questionnaire:
    """Build the questionnaire of a rule base.

    Args:
        rulebase: Holds the statements and the wording.
        company: The company's name, one line of text; empty for a questionnaire without a name.
        min_group: Smallest group that is shown by itself, as the introduction promises.
    """
    instrument = build_instrument(rulebase)
    say = build_wording_lookup(rulebase)
    return Questionnaire(
        rulebase=rulebase,
        company=company,
        title=say("questionnaire-title-at", company=company) if company else say("questionnaire-title"),
        before=tuple(say(f"questionnaire-{name}", min_group=min_group) for name in _INTRODUCTION),
        functions=_build_options(instrument.functions),
        roles=_build_options(instrument.roles),
        scale=tuple(RatingLabel(str(point), words[0]) for point, words in sorted(instrument.labels.items())),
        statements=instrument.statements,
    )


def _build_options(words: Mapping[str, tuple[str, ...]]) -> tuple[RatingLabel, ...]:
    return tuple(RatingLabel(code, known[0]) for code, known in words.items())
