"""The questions that come before any fact: how to tell where the relationship stands, and the 20 statements.

They are asked like facts and are none: what comes of them is a basis for the state, and an assessment by one person.
"""

from __future__ import annotations

from collections.abc import Mapping

from advisor.model.answers import Value
from advisor.model.instrument import build_instrument
from advisor.model.responses import ROLES, STATEMENT_COUNT, Respondent
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Fact, Kind

ROUTE, FUNCTION, ROLE = "route", "respondent_function", "respondent_role"
REQUIRED_QUESTIONS = frozenset({FUNCTION})
"""Questions to which `unknown` is no answer: ratings of nobody's could not be told from the other side's."""
STATED, SCORES, SIGNS = "stated", "scores", "signs"

_ROUTE_FACT = Fact(
    ROUTE,
    Kind.CHOICE,
    "how the relationship is told",
    "How would you like to find out where Sales and Marketing stand with each other today?",
    "policy/state-basis",
    {
        STATED: "pick one of four descriptions (one question)",
        SCORES: f"rate {STATEMENT_COUNT} statements (the most thorough way)",
        SIGNS: "look for signs, such as agreed rules or shared metrics (up to six questions)",
    },
    help="The four descriptions are quickest if you know your company well. Signs are for those who hesitate between "
    "two of them. The statements take some minutes and are best answered by people of both functions; here you answer "
    "for yourself.",
)
_FUNCTION_FACT = Fact(
    FUNCTION,
    Kind.CHOICE,
    "your function",
    "Which function do you belong to?",
    "instrument/who",
    help="Answers of one function alone are told as such: the other may see things differently.",
)
_ROLE_FACT = Fact(
    ROLE,
    Kind.CHOICE,
    "your role",
    "Do you head that function, or work in it?",
    "instrument/who",
    {"head": "you head it", "staff": "you work in it"},
    help="Heads and their people often answer differently, so it is noted who answered.",
)


def format_statement_name(number: int) -> str:
    """The name under which a statement is asked."""
    return f"statement_{number}"


def build_opening_questions(rulebase: RuleBase) -> dict[str, Fact]:
    """Every opening question by its name; the statements in the words of the knowledge."""
    held = build_instrument(rulebase)
    functions = {name: words[0] for name, words in held.functions.items()}
    labels = {str(point): words[0].lower() for point, words in held.labels.items()}
    asked = {fact.name: fact for fact in (_ROUTE_FACT, _FUNCTION_FACT._replace(values=functions), _ROLE_FACT)}
    for each in held.statements:
        asked[format_statement_name(each.number)] = Fact(
            format_statement_name(each.number),
            Kind.CHOICE,
            f"statement {each.number}",
            f"{each.number} of {STATEMENT_COUNT}. {each.text}",
            each.source,
            labels,
            help="Say how far you agree, for your company as it is today and not as it is meant to be.",
        )
    return asked


def build_respondent(answers_by_name: Mapping[str, Value | None]) -> Respondent | None:
    """The person who answers, with the statements answered so far; None before it is known from which function."""
    function, role = answers_by_name.get(FUNCTION), answers_by_name.get(ROLE)
    if not isinstance(function, str):
        return None
    answers = (answers_by_name.get(format_statement_name(number)) for number in range(1, STATEMENT_COUNT + 1))
    return Respondent(
        function,
        role if role in ROLES and isinstance(role, str) else None,
        tuple(int(answer) if isinstance(answer, str) else None for answer in answers),
    )
