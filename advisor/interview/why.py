"""The reasons for a question in words: the rules that wait for its answer, and what each would conclude."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import lower_first
from advisor.interview.planner import Planner
from advisor.model.answers import Answers
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.word_lists import join_words

_PREFIX = "concluding-"
_MAX_TITLES = 3
"""Maximum number of steps that one reason names."""


class QuestionReason(NamedTuple):
    """A rule that waits: its title, its conclusions, the other facts it waits for, and its locator."""

    title: str
    conclusions: str
    other_facts: str
    source: str


def explain_question(planner: Planner, fact: str, answers: Answers) -> list[QuestionReason]:
    """List the rules that wait for the answer to a fact, in the order of stages.

    Args:
        planner: the planner of the interview.
        fact: the fact that is asked.
        answers: the answers so far.
    """
    facts = planner.rulebase.facts
    return [
        QuestionReason(
            waiting.rule.title,
            join_words(_iter_conclusions(planner.rulebase, waiting.rule)) or _describe_other(planner.rulebase),
            join_words(facts[name].label for name in waiting.other_facts),
            waiting.rule.source,
        )
        for waiting in planner.list_waiting_rules(fact, answers)
    ]


def _iter_conclusions(rulebase: RuleBase, rule: Rule) -> Iterator[str]:
    """Iterate over the conclusions of a rule in words; conclusions without words in the knowledge are left out."""
    for name in dict.fromkeys(atom.name for atom in rule.then):
        wording = rulebase.wording.get(_PREFIX + name)
        if wording is not None:
            titles = [_find_title(rulebase, value) for value in rule.list_concluded_values(name)]
            more = len(titles) - _MAX_TITLES
            shown = titles if more <= 1 else [*titles[:_MAX_TITLES], f"{more} more"]
            yield wording.format_map({"value": join_words(shown)})


def _describe_other(rulebase: RuleBase) -> str:
    """Return the words for conclusions without words of their own, such as those that only a pack has."""
    return rulebase.wording.get(f"{_PREFIX}other", "")


def _find_title(rulebase: RuleBase, value: str) -> str:
    if value in rulebase.steps:
        return f'"{rulebase.steps[value].title}"'
    if verdict := rulebase.entries.get(f"verdicts/{value}"):
        return lower_first(verdict.title).rstrip(".")
    entry = rulebase.entries.get(value)
    return f'"{entry.title}"' if entry else value.replace("_", " ")
