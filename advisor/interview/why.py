"""Why a question is asked, in words: the rules that wait for its answer, and what each would then conclude."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.interview.planner import Planner
from advisor.model.answers import Answers
from advisor.model.clauses import joined_words
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule

_PREFIX = "concluding-"


class Why(NamedTuple):
    """A rule that waits: what it is about, what it would conclude, what else it waits for, and its locator."""

    title: str
    would: str
    also: str
    source: str


def why(planner: Planner, fact: str, answers: Answers) -> list[Why]:
    """Every rule that waits for the answer to a fact, in the order of stages."""
    facts = planner.rulebase.facts
    return [
        Why(
            waiting.rule.title,
            joined_words(_conclusions(planner.rulebase, waiting.rule)),
            joined_words(facts[name].label for name in waiting.also),
            waiting.rule.source,
        )
        for waiting in planner.waiting(fact, answers)
    ]


def _conclusions(rulebase: RuleBase, rule: Rule) -> Iterator[str]:
    """What a rule concludes, in the words that the knowledge has for it; what has no words goes without saying."""
    for name in dict.fromkeys(atom.name for atom in rule.then):
        wording = rulebase.wording.get(_PREFIX + name)
        if wording is not None:
            yield wording.format_map({"value": joined_words(_title(rulebase, value) for value in rule.concludes(name))})


def _title(rulebase: RuleBase, value: str) -> str:
    if value in rulebase.steps:
        return f'"{rulebase.steps[value].title}"'
    entry = rulebase.entries.get(value)
    return f'"{entry.title}"' if entry else value.replace("_", " ")
