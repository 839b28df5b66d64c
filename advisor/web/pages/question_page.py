"""What a page shows of one question: the answers to choose from, why it is asked, and what was answered before."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from advisor.errors import lower_first
from advisor.explain.document import Document, Item, Paragraph
from advisor.interview.answer_options import AnswerOption
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import REQUIRED_QUESTIONS, ROUTE, STATED, find_statement_number
from advisor.interview.planner import Question
from advisor.interview.question_words import (
    describe_answer,
    describe_number_limits,
    find_earlier_answer,
    list_changeable,
    list_options,
)
from advisor.model.answers import Value
from advisor.model.rulebase import STATED_STATE
from advisor.model.vocabulary import Fact, Kind
from advisor.reporting.view.wording import capitalize

_SEVERAL = "Choose one or more."


class ShownOption(NamedTuple):
    """An answer to choose."""

    value: str
    text: str
    chosen: bool


class WhyPart(NamedTuple):
    """A sentence about why a question is asked, and the list that follows it."""

    text: str
    items: list[str]


class AskedQuestion(NamedTuple):
    """A question as a page shows it. `typed` and the chosen options are what the person entered last."""

    name: str
    text: str
    hint: str
    help: str
    options: list[ShownOption]
    several: bool
    is_number: bool
    typed: str
    can_be_unsure: bool
    earlier: str
    why: list[WhyPart]
    problem: str = ""


class ShownAnswer(NamedTuple):
    """An answer in the list of answers; with `can_try`, a page can show what another one would change."""

    name: str
    label: str
    answer: str
    can_try: bool


def build_question(
    dialogue: Dialogue,
    fact: Fact,
    chosen: Collection[str] | None = None,
    typed: str = "",
    problem: str = "",
    why: Document = (),
) -> AskedQuestion:
    """Build a question.

    Args:
        dialogue: the dialogue.
        fact: the fact that is asked.
        chosen: the values that the person chose just now; None if they did not choose yet.
        typed: what the person typed just now.
        problem: why this cannot be used.
        why: why the question is asked, if the person wants to know.
    """
    has_earlier = fact.name in dialogue.entered_answers or fact.name in dialogue.initial_company.stated
    earlier = find_earlier_answer(dialogue, fact.name)
    if chosen is None:
        chosen = list_values(earlier) if has_earlier else ()
        typed = str(earlier) if isinstance(earlier, int) else ""
    several = fact.kind is Kind.MANY
    options = [
        ShownOption(each.value, _number_level(dialogue, fact, each), each.value in chosen)
        for each in list_options(dialogue, fact)
    ]
    if several and "none" not in fact.values:
        options.append(ShownOption("none", "None of these", "none" in chosen))
    is_number = fact.kind is Kind.COUNT
    return AskedQuestion(
        fact.name,
        fact.question,
        _SEVERAL if several else describe_number_limits(fact) if is_number else "",
        fact.help or "",
        options,
        several,
        is_number,
        typed,
        fact.name not in (*REQUIRED_QUESTIONS, ROUTE),  # the first question has an answer of its own for this
        describe_answer(dialogue, fact, earlier) if has_earlier else "",
        _list_why_parts(why),
        problem,
    )


def _number_level(dialogue: Dialogue, fact: Fact, option: AnswerOption) -> str:
    """Return the text of an option; that of a level begins with the number of the level, as the question does."""
    states = dialogue.planner.rulebase.states
    if fact.name not in (ROUTE, STATED_STATE) or option.value not in states:
        return option.text
    return f"Level {states.index(option.value) + 1}, {lower_first(option.text)}"


def list_values(value: Value | None) -> list[str]:
    """Return the values of an answer as a form sends them."""
    if isinstance(value, frozenset):
        return sorted(map(str, value)) or ["none"]
    return [value] if isinstance(value, str) else []


def _list_why_parts(why: Document) -> list[WhyPart]:
    parts: list[WhyPart] = []
    for block in why:
        if isinstance(block, Paragraph):
            parts.append(WhyPart(block.text, []))
        elif isinstance(block, Item) and parts:
            parts[-1].items.append(block.text)
    return parts


def list_answers(dialogue: Dialogue) -> list[ShownAnswer]:
    """List the answers in effect."""
    facts = dialogue.planner.rulebase.facts
    return [
        ShownAnswer(
            fact.name,
            _label_answer(fact),
            describe_answer(dialogue, fact, dialogue.find_answer(fact.name)),
            fact.name in facts,
        )
        for fact in list_changeable(dialogue)
    ]


def _label_answer(fact: Fact) -> str:
    """Return what an answer is about; nobody knows the statements by their numbers."""
    label = capitalize(fact.label)
    return f"{label}: {fact.question}" if find_statement_number(fact.name) else label


def list_asked(dialogue: Dialogue) -> list[str]:
    """List the questions that a person was asked, in order; the level and the way to find it are one question."""
    names = [question.fact for question in dialogue.path]
    return [name for name in names if not is_part_of_route(dialogue, name)]


def is_part_of_route(dialogue: Dialogue, name: str) -> bool:
    """Return whether the first question asked this already."""
    return name == STATED_STATE and dialogue.entered_answers.get(ROUTE) == STATED


def build_named_question(dialogue: Dialogue, name: str) -> Question | None:
    """Return the question that is on the path or present and has this name; None if there is none."""
    questions = [*dialogue.path, *([dialogue.question] if dialogue.question else [])]
    return next((question for question in questions if question.fact == name), None)
