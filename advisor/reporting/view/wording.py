"""The words that join the parts of a report: the wording of the rule base, fitted together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from advisor.model.advice import Advice
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind
from advisor.reporting.view.citations import CitationNotes
from advisor.reporting.view.text_layout import CitedText

WordingLookup = Callable[..., str]
_THAT_CLAUSE = re.compile(r"(, |; |and )that ")
_CAPITALIZED_NAMES = ("Sales ", "Marketing ", "Marketing's ", "Sales' ")


class ReportContext(NamedTuple):
    """What every part of a report is made from. `rests_on` gives the facts that each rule that fired rested on."""

    advice: Advice
    rulebase: RuleBase
    wording: WordingLookup
    notes: CitationNotes
    facts_by_rule: dict[str, frozenset[str]]

    def cite_text(self, text: str, *locators: str, strong: Sequence[str] = ()) -> CitedText:
        """A line with the marks of the places it rests on."""
        return CitedText(text, self.notes.cite(*locators), tuple(strong))


def build_context(advice: Advice, rulebase: RuleBase) -> ReportContext:
    """The setting of one report, with no note cited yet."""
    rests_on = {
        entry.rule: frozenset(
            str(use["fact"]) for use in entry.uses if "fact" in use and _is_reported(rulebase.facts[str(use["fact"])])
        )
        for entry in advice.trace
    }
    return ReportContext(advice, rulebase, build_wording_lookup(rulebase), CitationNotes(rulebase.works), rests_on)


def _is_reported(fact: Fact) -> bool:
    """Whether somebody said it; scores of single statements are what people answered, too."""
    return not fact.computed or fact.kind is Kind.COUNT


def build_wording_lookup(rulebase: RuleBase) -> WordingLookup:
    """A function that says a wording by its id, with words filled in."""

    def say(name: str, **words: object) -> str:
        if name not in rulebase.wording:
            raise LookupError(f"there is no wording `{name}`{suggest_name(name, rulebase.wording)}")
        return rulebase.wording[name].format_map({key: str(value) for key, value in words.items()})

    return say


def decapitalize(sentence: str) -> str:
    """A sentence as the second half of another: without its capital, unless it opens with a name."""
    return sentence if sentence.startswith(_CAPITALIZED_NAMES) else sentence[:1].lower() + sentence[1:]


def capitalize(words: str) -> str:
    """Words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def join_action_and_reason(wording: WordingLookup, action: str, because: str) -> str:
    """An action and the reason for it as one sentence. What was reported follows without "that", clause by clause."""
    reported = f"{wording('reported')} "
    told = because.startswith(reported)
    reason = _THAT_CLAUSE.sub(r"\1", because.removeprefix(reported)) if told else decapitalize(because)
    return wording("because", action=action.removesuffix("."), reason=reason)


def format_step_numbers(wording: WordingLookup, numbers: Sequence[int]) -> str:
    """`step 2`, `steps 1 and 3`, `steps 4 to 7`."""
    if len(numbers) == 1:
        return wording("step", number=numbers[0])
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and list(numbers) == list(range(first, last + 1)):
        return wording("steps-range", first=first, last=last)
    return wording("steps", numbers=f"{', '.join(map(str, numbers[:-1]))} and {last}")
