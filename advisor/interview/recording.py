"""Records an answer to any question: the first one asks two things at once, and a clash is named in words."""

from __future__ import annotations

from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import ROUTE, SIGNS, STATED
from advisor.interview.question_words import describe_other_side
from advisor.model.answers import Value
from advisor.model.clauses import format_clause, name_pack_rules
from advisor.model.inferred_facts import Clash
from advisor.model.rulebase import STATED_STATE
from advisor.model.vocabulary import Fact


def find_level_fact(dialogue: Dialogue, value: Value | None) -> Fact | None:
    """Return the fact of the level if an answer to the first question names a level; None if it names a way."""
    level = dialogue.find_fact(STATED_STATE)
    return level if level is not None and value in level.values else None


def record_route(dialogue: Dialogue, value: Value | None, *, changing: bool) -> None:
    """Record the answer to the first question: the level, or the way to find it; who is not sure gets the signs.

    Args:
        dialogue: the dialogue.
        value: the answer.
        changing: whether another answer was given before.
    """
    level = find_level_fact(dialogue, value)
    if changing:
        dialogue.update_answer(ROUTE, STATED if level else value or SIGNS)
        if level:
            dialogue.update_answer(STATED_STATE, value)
    elif level:
        dialogue.answer_level(str(value))
    else:
        dialogue.answer(value or SIGNS)


def format_earlier_side(dialogue: Dialogue, clash: Clash, fact: Fact) -> str:
    """Return the earlier answer that excludes an answer to `fact`, as a clause."""
    return describe_other_side(dialogue, clash, fact.name)


def describe_contradiction(dialogue: Dialogue, clash: Clash, fact: Fact, value: Value) -> str:
    """Return the sentence that an answer to `fact` does not fit an earlier one."""
    earlier = format_earlier_side(dialogue, clash, fact)
    rules = f", says {name_pack_rules(clash)}" if clash.pack_rules else ""
    return f'"{format_clause(fact, value)}" does not fit your earlier answer "{earlier}"{rules}'
