"""The words that join the parts of a report: the wording of the rule base, fitted together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from advisor.errors import nearest
from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from advisor.reporting.view.citations import Notes
from advisor.reporting.view.text_layout import Line

Say = Callable[..., str]
_THAT = re.compile(r"(, |; |and )that ")
_NAMES = ("Sales ", "Marketing ", "Marketing's ", "Sales' ")


class Setting(NamedTuple):
    """What every part of a report is made from. `rests_on` gives the facts that each rule that fired rested on."""

    advice: Advice
    rulebase: RuleBase
    say: Say
    notes: Notes
    rests_on: dict[str, frozenset[str]]

    def line(self, text: str, *locators: str, strong: Sequence[str] = ()) -> Line:
        """A line with the marks of the places it rests on."""
        return Line(text, self.notes.cite(*locators), tuple(strong))


def setting(advice: Advice, rulebase: RuleBase) -> Setting:
    """The setting of one report, with no note cited yet."""
    rests_on = {
        entry.rule: frozenset(
            str(use["fact"]) for use in entry.uses if "fact" in use and _was_reported(rulebase.facts[str(use["fact"])])
        )
        for entry in advice.trace
    }
    return Setting(advice, rulebase, sayer(rulebase), Notes(rulebase.works), rests_on)


def _was_reported(fact: Fact) -> bool:
    """Whether somebody said it; scores of single statements are what people answered, too."""
    return not fact.computed or fact.kind is Kind.COUNT


def sayer(rulebase: RuleBase) -> Say:
    """A function that says a wording by its id, with words filled in."""

    def say(name: str, **words: object) -> str:
        if name not in rulebase.wording:
            raise LookupError(f"there is no wording `{name}`{nearest(name, rulebase.wording)}")
        return rulebase.wording[name].format_map({key: str(value) for key, value in words.items()})

    return say


def continued(sentence: str) -> str:
    """A sentence as the second half of another: without its capital, unless it opens with a name."""
    return sentence if sentence.startswith(_NAMES) else sentence[:1].lower() + sentence[1:]


def opened(words: str) -> str:
    """Words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def reasoned(say: Say, action: str, because: str) -> str:
    """An action and the reason for it as one sentence. What was reported follows without "that", clause by clause."""
    reported = f"{say('reported')} "
    told = because.startswith(reported)
    reason = _THAT.sub(r"\1", because.removeprefix(reported)) if told else continued(because)
    return say("because", action=action.removesuffix("."), reason=reason)


def numbered(say: Say, numbers: Sequence[int]) -> str:
    """`step 2`, `steps 1 and 3`, `steps 4 to 7`."""
    if len(numbers) == 1:
        return say("step", number=numbers[0])
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and list(numbers) == list(range(first, last + 1)):
        return say("steps-range", first=first, last=last)
    return say("steps", numbers=f"{', '.join(map(str, numbers[:-1]))} and {last}")
