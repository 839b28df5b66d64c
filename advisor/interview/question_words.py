"""What a question says besides its own words: its purpose and the progress, and news about the advice.

A terminal and a page show the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from advisor.interview.answer_options import AnswerOption, build_options, format_answer
from advisor.interview.dialogue import Dialogue, find_other_side
from advisor.interview.opening_questions import ROUTE, STATED, build_level_question, find_statement_number
from advisor.interview.planner import Phase, Planner, Question
from advisor.logic.answer_changes import AnswerChange
from advisor.model.answers import Value
from advisor.model.clauses import format_clause, format_clause_or_label
from advisor.model.inferred_facts import Clash
from advisor.model.responses import STATEMENT_COUNT
from advisor.model.rulebase import STATED_STATE
from advisor.model.vocabulary import MAX_COUNT, Fact, Kind
from advisor.model.word_lists import format_count, join_alternatives, join_words

PHASE_PURPOSES = {
    Phase.STATE: "your level today",
    Phase.VERDICT: "the advice",
    Phase.MOVE: "the next level",
    Phase.STEPS: "the steps",
    Phase.REASONS: "the reasons",
    Phase.REST: "the points to note",
}
_LEAD, _LEAD_SO_FAR = "The main advice is settled", "The main advice so far"
_CAN_CHANGE = "The question below can still change it"
_SETTLED = "Further answers do not change it"
_NO_MORE = "No question is left"
_LEVEL_NEXT = "The next questions show your level today"
_ABOUT_LEVEL = "The answer shows your level today. The advice depends on it."
_NO_CHANGE = (
    "After your other answers, this one cannot change the advice. You asked for every question, so we ask it too."
)


class SettledNews(NamedTuple):
    """What to say of a settled verdict: its title, what would still change it, and what more questions do.

    `lead` introduces the title. If the present question can still change the verdict, `warning` says so; else it is "".
    """

    title: str
    change: str
    more: str
    lead: str
    warning: str


def find_asked_fact(dialogue: Dialogue, question: Question) -> Fact:
    """Return the fact that a question asks; the first question asks for the level or the way to find it."""
    if question.fact == ROUTE:
        return build_level_question(dialogue.planner.rulebase)
    fact = dialogue.find_fact(question.fact)
    assert fact is not None  # the dialogue asks only known facts
    return fact


def list_options(dialogue: Dialogue, fact: Fact) -> list[AnswerOption]:
    """Return the answers to choose from, as a person sees them; one that does not fit another answer says so."""
    excluded = find_excluded_options(dialogue, fact)
    return [
        option._replace(text=f"{option.text} (does not fit: {excluded[option.value]})")
        if option.value in excluded
        else option
        for option in _build_options(dialogue, fact)
    ]


def _build_options(dialogue: Dialogue, fact: Fact) -> list[AnswerOption]:
    return build_options(fact, dialogue.planner.rulebase.wording)


def find_excluded_options(dialogue: Dialogue, fact: Fact) -> dict[str, str]:
    """Find the answers that earlier ones exclude, each with the first such earlier answer as a clause."""
    rulebase, excluded = dialogue.planner.rulebase, dict[str, str]()
    name = STATED_STATE if fact.name == ROUTE else fact.name
    if name not in rulebase.facts:
        return excluded
    for value in fact.values:
        if name == STATED_STATE and value not in rulebase.states:
            continue  # a way to find the level
        clash = dialogue.find_exclusion(name, frozenset({value}) if fact.kind is Kind.MANY else value)
        if clash is not None:
            excluded[value] = describe_other_side(dialogue, clash, name)
    return excluded


def describe_other_side(dialogue: Dialogue, clash: Clash, name: str) -> str:
    """Return the earlier answer that excludes an answer to the question `name`, as a clause."""
    other = dialogue.find_fact(find_other_side(clash, name))
    assert other is not None  # both sides of a clash are facts that can be asked
    earlier = dialogue.find_answer(other.name)
    if earlier is None:  # it follows from other answers
        earlier = dialogue.build_answers().known.get(other.name)
    return format_clause_or_label(other, earlier) if earlier is not None else other.label


def describe_answer(dialogue: Dialogue, fact: Fact, value: Value | None) -> str:
    """Return an answer in the words of its question."""
    return format_answer(fact, value, _build_options(dialogue, fact))


def find_earlier_answer(dialogue: Dialogue, name: str) -> Value | None:
    """Find what was answered to a question before, whether it counts now or not."""
    entered = dialogue.entered_answers
    if name == ROUTE and entered.get(name) == STATED:
        name = STATED_STATE
    return entered[name] if name in entered else dialogue.initial_company.stated.get(name)


def list_changeable(dialogue: Dialogue) -> list[Fact]:
    """Return the questions with an answer in effect, in the order in which they were answered."""
    answers = {**dialogue.initial_company.stated, **dialogue.collect_active_answers()}
    names = [name for name in answers if name != ROUTE or answers[name] != STATED]  # then the level says it
    return [fact for name in names if (fact := dialogue.find_fact(name))]


def describe_progress(
    dialogue: Dialogue, question: Question, denials: list[AnswerChange], asked: int | None = None
) -> str:
    """Say which question this is, what it is for, and how many are left.

    `asked` is the number of questions before it, if the dialogue has not asked them itself.
    """
    statement = find_statement_number(question.fact)
    if statement:
        return f"Statement {statement} of {STATEMENT_COUNT}"
    number = (dialogue.count_asked() if asked is None else asked) + 1
    is_mark = any(question.fact == name for denial in denials for name, _ in denial.facts)
    purpose = f"Question {number}, for {PHASE_PURPOSES[Phase.VERDICT if is_mark else question.phase]}"
    if question.fact in (*dialogue.opening_questions, STATED_STATE):
        return purpose
    return f"{purpose} ({describe_count(question)})"


def describe_count(question: Question) -> str:
    """Say how many questions are left for the present purpose: expected and at most, including this one."""
    expected, most = question.remaining_count, question.max_count
    if most == 1:
        return "the last one"
    return f"at most {most} left" if expected >= most else f"about {expected} left, at most {most}"


def describe_number_limits(fact: Fact) -> str:
    """Say which numbers can be typed."""
    limits = f" from {fact.minimum} to {fact.maximum}" if fact.maximum < MAX_COUNT else ""
    return f"Type a whole number{limits}."


def find_denials(dialogue: Dialogue, question: Question) -> list[AnswerChange]:
    """Find the open answers that would change the advice although it is settled."""
    if len(question.verdicts) != 1:
        return []
    return dialogue.planner.find_denials(dialogue.build_answers(), dialogue.collect_declined_facts())


def describe_settled_verdict(dialogue: Dialogue, question: Question, denials: list[AnswerChange]) -> SettledNews | None:
    """Describe the verdict if it is settled; None if it is still open."""
    if len(question.verdicts) != 1:
        return None
    verdict = question.verdicts[0]
    is_about_level = question.fact in (ROUTE, STATED_STATE)
    levels = dialogue.list_turning_levels(verdict) if is_about_level else []
    news = _build_news(dialogue, verdict, levels, denials, _describe_more(dialogue, question))
    if levels or any(question.fact in map(itemgetter(0), denial.facts) for denial in denials):
        return news._replace(lead=_LEAD_SO_FAR, warning=_CAN_CHANGE)
    return news


def describe_settled_end(dialogue: Dialogue, verdict: str) -> SettledNews:
    """Describe the settled verdict of an interview without a further question."""
    denials = dialogue.planner.find_denials(dialogue.build_answers(), dialogue.collect_declined_facts())
    return _build_news(dialogue, verdict, [], denials, _NO_MORE)


def _build_news(
    dialogue: Dialogue, verdict: str, levels: list[str], denials: list[AnswerChange], more: str
) -> SettledNews:
    entry = dialogue.planner.rulebase.entries.get(f"verdicts/{verdict}")
    title = entry.title.rstrip(".") if entry else verdict
    turning = [f"your level is {join_alternatives(levels)}"] if levels else []
    turning += _iter_denials(dialogue.planner, denials)
    change = f"It changes only if {', or if '.join(turning)}" if turning else _SETTLED
    return SettledNews(title, change, more, _LEAD, "")


def _describe_more(dialogue: Dialogue, question: Question) -> str:
    """Say what further questions do; the way to the level decides how many of them there are."""
    if question.fact in dialogue.opening_questions:
        return _LEVEL_NEXT
    count, purpose = question.max_count, PHASE_PURPOSES[question.phase]
    more = "One more question refines" if count == 1 else f"Up to {count} more questions refine"
    return f"{more} {purpose}"


def _iter_denials(planner: Planner, denials: list[AnswerChange]) -> Iterator[str]:
    """Yield which answers would deny the level: `the teams' roles are not clearly defined`."""
    facts = planner.rulebase.facts
    for each in denials:
        yield " and ".join(format_clause(facts[name], value) for name, value in each.facts)


def describe_missing_answers(labels: Sequence[str]) -> str:
    """Say how many questions make a weak case clearer, and about what; no question is left but these."""
    return f"{format_count(len(labels), 'more question')} can make the case clearer ({join_words(labels)})"


def describe_missing_reasons(dialogue: Dialogue, fact: Fact) -> str:
    """Say why a question is asked that no rule waits for."""
    names = (*dialogue.opening_questions, STATED_STATE)
    is_about_level = find_statement_number(fact.name) or fact.name in names
    return _ABOUT_LEVEL if is_about_level else _NO_CHANGE
