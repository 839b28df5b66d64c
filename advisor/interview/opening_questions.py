"""The questions before any fact: how to find the state of the relationship, and the 20 statements.

They are asked like facts but are not facts: they give the basis of the state, and the answers of one respondent.
"""

from __future__ import annotations

from collections.abc import Mapping

from advisor.model.answers import Value
from advisor.model.instrument import build_instrument
from advisor.model.responses import ROLES, STATEMENT_COUNT, Respondent
from advisor.model.rulebase import STATED_STATE, RuleBase
from advisor.model.vocabulary import Fact, Kind

ROUTE, FUNCTION, ROLE = "route", "respondent_function", "respondent_role"
REQUIRED_QUESTIONS = frozenset({FUNCTION})
"""Questions that must be answered: without the function, nobody knows whose ratings they are."""
STATED, SCORES, SIGNS = "stated", "scores", "signs"

_ROUTE_FACT = Fact(
    ROUTE,
    Kind.CHOICE,
    "how to find your type of relationship",
    "How would you like to find out how closely Sales and Marketing work together today?",
    "policy/state-basis",
    {
        STATED: "pick one of four descriptions (one question)",
        SCORES: f"rate {STATEMENT_COUNT} statements (the most thorough way)",
        SIGNS: "look for signs, such as agreed rules or shared metrics (up to six questions)",
    },
    help="The four descriptions are quickest if you know your company well. Look for signs if you hesitate between two "
    "of them. The statements take some minutes and work best if people from both Sales and Marketing answer them; here "
    "you answer for yourself.",
)
_INSTEAD = {
    SCORES: f"rate {STATEMENT_COUNT} statements instead (the most thorough way)",
    SIGNS: "I am not sure: look for signs, such as agreed rules or shared metrics (up to six questions)",
}
_FUNCTION_FACT = Fact(
    FUNCTION,
    Kind.CHOICE,
    "your team",
    "Which team do you belong to?",
    "instrument/who",
    help="If only one team answers, the report says so, because the other may see things differently.",
)
_ROLE_FACT = Fact(
    ROLE,
    Kind.CHOICE,
    "your role",
    "Do you head that team, or work in it?",
    "instrument/who",
    {"head": "you head it", "staff": "you work in it"},
    help="Heads and their people often answer differently, so the report notes who answered.",
)


def format_statement_name(number: int) -> str:
    """Return the name of the question that asks a statement."""
    return f"statement_{number}"


def build_opening_questions(rulebase: RuleBase) -> dict[str, Fact]:
    """Build the opening questions by name; the statements have the words of the knowledge."""
    instrument = build_instrument(rulebase)
    choices = {name: words[0] for name, words in instrument.functions.items()}
    labels = {str(point): words[0].lower() for point, words in instrument.labels.items()}
    statements = (
        Fact(
            format_statement_name(statement.number),
            Kind.CHOICE,
            f"statement {statement.number}",
            statement.text,
            statement.source,
            labels,
            help="Say how far you agree, for your company as it is today and not as it is meant to be.",
        )
        for statement in instrument.statements
    )
    return {each.name: each for each in (_ROUTE_FACT, _FUNCTION_FACT._replace(values=choices), _ROLE_FACT, *statements)}


def build_level_question(rulebase: RuleBase) -> Fact:
    """Build the first question: the levels, and the other ways to find the level.

    It asks in one step what the questions for the way and for the level ask in two.
    """
    level = rulebase.facts.get(STATED_STATE)
    if level is None:
        return _ROUTE_FACT
    return level._replace(name=ROUTE, label=_ROUTE_FACT.label, values={**level.values, **_INSTEAD})


def build_respondent(answers_by_name: Mapping[str, Value | None]) -> Respondent | None:
    """Build the respondent with the statements answered so far; None if the function is not known yet."""
    function, role = answers_by_name.get(FUNCTION), answers_by_name.get(ROLE)
    if not isinstance(function, str):
        return None
    answers = (answers_by_name.get(format_statement_name(number)) for number in range(1, STATEMENT_COUNT + 1))
    return Respondent(
        function,
        role if role in ROLES and isinstance(role, str) else None,
        tuple(int(answer) if isinstance(answer, str) else None for answer in answers),
    )


def find_statement_number(name: str) -> int:
    """Return the number of the statement that a question asks; 0 if it asks something else."""
    head, _, number = name.partition("_")
    return int(number) if head == "statement" and number.isdigit() else 0
