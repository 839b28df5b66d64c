"""Why a question is asked, in words: the rules that wait for its answer, and what each would then conclude."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.interview.planner import Planner
from advisor.model.answers import Answers
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.word_lists import join_words

_PREFIX = "concluding-"


class QuestionReason(NamedTuple):
    """A rule that waits: what it is about, what it would conclude, what else it waits for, and its locator."""

    title: str
    conclusions: str
    other_facts: str
    source: str


def explain_question(planner: Planner, fact: str, answers: Answers) -> list[QuestionReason]:
    """Every rule that waits for the answer to a fact, in the order of stages."""
    facts = planner.rulebase.facts
    return [
        QuestionReason(
            waiting.rule.title,
            join_words(_iter_conclusions(planner.rulebase, waiting.rule)),
            join_words(facts[name].label for name in waiting.other_facts),
            waiting.rule.source,
        )
        for waiting in planner.list_waiting_rules(fact, answers)
    ]


def _iter_conclusions(rulebase: RuleBase, rule: Rule) -> Iterator[str]:
    """What a rule concludes, in the words that the knowledge has for it; what has no words goes without saying."""
    for name in dict.fromkeys(atom.name for atom in rule.then):
        wording = rulebase.wording.get(_PREFIX + name)
        if wording is not None:
            yield wording.format_map(
                {"value": join_words(_find_title(rulebase, value) for value in rule.list_concluded_values(name))}
            )


def _find_title(rulebase: RuleBase, value: str) -> str:
    if value in rulebase.steps:
        return f'"{rulebase.steps[value].title}"'
    entry = rulebase.entries.get(value)
    return f'"{entry.title}"' if entry else value.replace("_", " ")
