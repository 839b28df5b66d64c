"""The next question about a company as data: the same question that the interview would ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.consultation import Consultation
from advisor.explain.difference_words import describe_differences
from advisor.explain.question import list_waiting_rules
from advisor.interview.answer_options import build_options
from advisor.interview.dialogue import Dialogue
from advisor.interview.opening_questions import ROUTE, STATED
from advisor.interview.planner import Question
from advisor.interview.question_words import (
    describe_missing_reasons,
    describe_progress,
    describe_settled_end,
    describe_settled_verdict,
    find_denials,
    find_excluded_options,
)
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import STATED_STATE
from advisor.model.vocabulary import Fact, Kind
from advisor.model.word_lists import join_words
from advisor.programs.decision_id import build_decision_id
from advisor.programs.facts_data import list_limits

QUESTION_SCHEMA = "next-question/1"


def build_next_question(consultation: Consultation, company: Company, declined: Iterable[str]) -> dict[str, Any]:
    """Build the next question.

    Args:
        consultation: a consultation over the rule base.
        company: the company as far as it is known.
        declined: the facts that were asked before and that nobody knows.

    Raises:
        AdvisorError: the company does not fit the rule base, or leaves too many cases open.
    """
    declined = frozenset(declined).difference(company.stated)
    given: dict[str, Value | None] = {}
    if STATED_STATE in declined:  # a person who cannot name the level is asked for signs of it
        given = {ROUTE: STATED, STATED_STATE: None}
    dialogue = consultation.interview(company, given, declined=declined - {STATED_STATE})
    question, verdicts = dialogue.question, consultation.list_possible_verdicts(company)
    data: dict[str, Any] = {
        "schema": QUESTION_SCHEMA,
        "decision_id": build_decision_id(company, consultation.rulebase),
        "done": question is None,
        "question": None,
        "possible_verdicts": verdicts,
        "settled": None,
        "undecided": None,
    }
    if question is None:
        settled = describe_settled_end(dialogue, verdicts[0]) if len(verdicts) == 1 else None
        data["undecided"] = None if settled else _build_undecided(consultation, company)
    else:
        question = question._replace(verdicts=tuple(verdicts))
        denials = find_denials(dialogue, question)
        settled = describe_settled_verdict(dialogue, question, denials)
        progress = describe_progress(dialogue, question, denials, len(company.stated) + len(declined))
        data["question"] = _build_question(consultation, dialogue, question, progress)
    shown = {"title": settled.title, "change": settled.change, "more": settled.more} if settled else None
    return {**data, "settled": shown}


def _build_undecided(consultation: Consultation, company: Company) -> dict[str, Any]:
    """Say why several verdicts stay possible although no question is left: nobody knows some of the facts."""
    dialogue = consultation.interview(company)
    facts = dialogue.planner.list_unknown_deciding_facts(consultation.answers(company))
    askable = [name for name in facts if not consultation.rulebase.facts[name].computed]
    text = "Several verdicts stay possible, because nobody knows the facts that decide between them."
    return {"text": text, "facts": askable}


def _build_question(
    consultation: Consultation, dialogue: Dialogue, question: Question, progress: str
) -> dict[str, Any]:
    # the way to find the level is asked as the level itself: a program knows the name of the fact
    name = STATED_STATE if question.fact == ROUTE else question.fact
    fact = dialogue.find_fact(name)
    assert fact is not None  # the dialogue asks only known facts
    facts = dialogue.planner.rulebase.facts
    waiting = [] if name == STATED_STATE else list_waiting_rules(consultation, dialogue, name)
    reasons = [
        {
            "title": each.rule.title,
            "conclusions": "; ".join(describe_differences(differences)),
            "also_depends_on": join_words(facts[other].label for other in each.other_facts),
            "rule": each.rule.id,
            "source": each.rule.source,
        }
        for each, differences in waiting
    ]
    return {
        "fact": name,
        "text": fact.question,
        "help": fact.help or "",
        "kind": fact.kind.value,
        "options": _list_options(dialogue, fact),
        **list_limits(fact),
        "progress": progress,
        "reasons": reasons,
        "no_reasons": "" if reasons else describe_missing_reasons(dialogue, fact),
        "source": fact.source,
    }


def _list_options(dialogue: Dialogue, fact: Fact) -> list[dict[str, str]]:
    """List the values that fit the other facts, in words; `unknown` is always one of them."""
    excluded = find_excluded_options(dialogue, fact)
    options = [
        {"value": each.value, "text": each.text}
        for each in build_options(fact, dialogue.planner.rulebase.wording)
        if each.value not in excluded
    ]
    if fact.kind is Kind.MANY and "none" not in fact.values:
        options.append({"value": "none", "text": "None of these"})
    return [*options, {"value": "unknown", "text": "Not sure"}]
