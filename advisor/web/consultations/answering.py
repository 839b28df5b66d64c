"""Records an answer that a page sent. What does not fit is given back, and nothing is changed."""

from __future__ import annotations

from typing import NamedTuple

from advisor.interview.answer_parser import AnswerError, parse_answer
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import REQUIRED_QUESTIONS, ROUTE
from advisor.interview.question_words import find_earlier_answer, list_options
from advisor.interview.recording import describe_contradiction, find_level_fact, format_earlier_side, record_route
from advisor.model.answers import Value
from advisor.model.clauses import format_clause
from advisor.model.vocabulary import Fact, Kind
from advisor.sessions.session_file import ChangedMeanwhileError
from advisor.web.consultations.open_consultation import ConsultationShelf, OpenConsultation


class SentAnswer(NamedTuple):
    """What a form sent for a question: the chosen values, a typed text, and whether the person is not sure.

    `revision` is the mark of the saved answer to this question that the person saw (see `mark_answer`). `overrules` is
    the mark of the content in which the person saw earlier answers that do not fit, to take them back; "" if none.
    """

    fact: Fact
    values: tuple[str, ...]
    text: str = ""
    is_unsure: bool = False
    revision: str = ""
    overrules: str = ""


class ContradictionFound(NamedTuple):
    """An answer that does not fit earlier ones: it and them, as clauses, and sentences that say so."""

    new: str
    earlier: list[str]
    sentences: list[str]


def read_value(dialogue: Dialogue, sent: SentAnswer) -> Value | None:
    """Return the value that was sent; None if the person is not sure. Raises AnswerError."""
    fact = sent.fact
    if sent.is_unsure:
        if fact.name in REQUIRED_QUESTIONS:
            raise AnswerError("We need this answer to use your ratings. Choose one.")
        return None
    if fact.kind is Kind.COUNT:
        return parse_answer(fact, sent.text, list_options(dialogue, fact))
    chosen = [value for value in sent.values if value]
    if fact.kind is Kind.MANY and chosen == ["none"] and "none" not in fact.values:
        return frozenset()
    if not chosen:
        raise AnswerError("Choose an answer, or say that you are not sure.")
    if any(value not in fact.values for value in chosen):
        if "none" in chosen:
            raise AnswerError("`None of these` is a whole answer. Choose it alone, or choose only the others.")
        raise AnswerError("This is not one of the answers. Choose one of those below.")
    if fact.kind is Kind.MANY:
        return frozenset(chosen)
    if len(set(chosen)) > 1:
        raise AnswerError("Choose one answer only.")
    return chosen[0]


def has_answer(dialogue: Dialogue, fact: Fact) -> bool:
    """Return whether a question was answered before, also with `not sure`."""
    return fact.name in dialogue.entered_answers or fact.name in dialogue.initial_company.stated


def has_this_answer(dialogue: Dialogue, fact: Fact, value: Value | None) -> bool:
    """Return whether a question has exactly this answer already, so that sending it again changes nothing."""
    return has_answer(dialogue, fact) and find_earlier_answer(dialogue, fact.name) == value


def mark_answer(opened: OpenConsultation, fact: Fact) -> str:
    """Return the mark of the saved answer to a question: who sends it has seen this answer, and no other.

    An opening question is about ratings, too, so its mark changes when the ratings of other people come in.
    """
    dialogue = opened.dialogue
    value = find_earlier_answer(dialogue, fact.name)
    saved = sorted(value) if isinstance(value, frozenset) else value
    ratings = dialogue.initial_company.assessed if fact.name in (*dialogue.opening_questions, ROUTE) else ()
    return opened.build_mark(repr((fact.name, has_answer(dialogue, fact), saved, ratings)))


def find_contradiction(dialogue: Dialogue, fact: Fact, value: Value | None) -> ContradictionFound | None:
    """Find the earlier answers that an answer does not fit; None if there are none."""
    clashing = _choose_clashing_fact(dialogue, fact, value)
    clashes = dialogue.list_clashes(clashing.name, value)
    if not clashes:
        return None
    assert value is not None  # nothing excludes an unknown answer
    return ContradictionFound(
        format_clause(clashing, value),
        [format_earlier_side(dialogue, clash, clashing) for clash in clashes],
        [describe_contradiction(dialogue, clash, clashing, value) for clash in clashes],
    )


def record_answer(
    shelf: ConsultationShelf, opened: OpenConsultation, sent: SentAnswer, value: Value | None
) -> ContradictionFound | None:
    """Record an answer and write it to disk; return what it contradicts, and then nothing is changed.

    Raises:
        ChangedMeanwhileError: the person saw another answer to this question than the saved one, or somebody else
            writes the file at this moment.
        RefusedRequestError: the disk does not take the answer.
        FactsError, TooManyCasesError: the rules do not take it.
    """
    dialogue, fact = opened.dialogue, sent.fact
    if sent.revision != mark_answer(opened, fact):
        raise ChangedMeanwhileError
    try:
        dialogue.keep_present_answers()
        found = find_contradiction(dialogue, fact, value)
        if found is not None and sent.overrules != opened.revision:
            return found  # the person has not seen these answers
        clashing = _choose_clashing_fact(dialogue, fact, value)
        while clashes := dialogue.list_clashes(clashing.name, value):
            assert value is not None  # nothing excludes an unknown answer
            dialogue.overrule(clashes[0], clashing.name, value)
        is_asked = dialogue.question is not None and dialogue.question.fact == fact.name
        if is_asked or not has_this_answer(dialogue, fact, value):
            _enter(dialogue, fact, value, is_asked=is_asked)
        shelf.save(opened)
    except BaseException:
        shelf.forget(opened.name)
        raise
    return None


def _choose_clashing_fact(dialogue: Dialogue, fact: Fact, value: Value | None) -> Fact:
    level = find_level_fact(dialogue, value) if fact.name == ROUTE else None
    return level or fact


def _enter(dialogue: Dialogue, fact: Fact, value: Value | None, *, is_asked: bool) -> None:
    if fact.name == ROUTE:
        record_route(dialogue, value, changing=not is_asked)
    elif is_asked:
        dialogue.answer(value)
    else:
        dialogue.update_answer(fact.name, value)
