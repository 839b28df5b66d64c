"""The `assessment` of a facts file: respondents with their answers to the 20 statements, or the functions' totals.

Beside them stand `min_group` and `show_heads`: what may be shown of who answered.
"""

from __future__ import annotations

import re

from advisor.loading.mapping_reader import Table, whole_number
from advisor.loading.nodes import SHAPES, Findings, Listing, Mapped, Node, Scalar
from advisor.model.responses import (
    BOTH,
    FUNCTIONS,
    HIGHEST,
    LOWEST,
    ROLES,
    STATEMENTS,
    Assessed,
    Respondent,
    Showing,
    Total,
)

_MISSING = ("unknown", "missing")
_COMPACT = re.compile(rf"[{LOWEST}-{HIGHEST}-]{{{STATEMENTS}}}\Z")


def read_assessment(node: Node, findings: Findings) -> tuple[Assessed, Showing]:
    """Respondents or totals, and what may be shown of them; what is not understood is said, with its place."""
    if not isinstance(node, Mapped):
        findings.say(node, f"`assessment` must be a mapping with `respondents` or `totals`, not {SHAPES[type(node)]}")
        return (), Showing()
    table = Table(node, "`assessment`", findings)
    smallest = table.number("min_group") if table.has("min_group") else Showing().min_group
    place = table.raw("min_group")
    if place is not None and smallest is not None and smallest < 1:
        findings.say(place, "`min_group` of `assessment` must be 1 or more")
    showing = Showing(smallest or 1, table.flag("show_heads"))
    listed = table.raw("respondents")
    totals = table.table("totals")
    table.close()
    if (listed is None) == (not table.has("totals")):
        findings.say(node, "`assessment` needs either `respondents` or `totals`")
    people: list[Respondent | Total] = []
    if isinstance(listed, Listing):
        people.extend(_respondent(item, number, findings) for number, item in enumerate(listed.items, 1))
        if not listed.items:
            findings.say(listed, "`respondents` is empty; leave `assessment` out if nobody answered")
    elif listed is not None:
        findings.say(listed, f"`respondents` must be a list, not {SHAPES[type(listed)]}")
    for key, value in totals.items if totals else ():
        people.extend(_total(key, value, findings))
    if totals and not totals.items:
        findings.say(totals, "`totals` is empty; leave `assessment` out if nobody answered")
    return tuple(people), showing


def _total(key: Scalar, node: Node, findings: Findings) -> list[Total]:
    if key.text not in FUNCTIONS:
        findings.say(key, f"`{key.text}` is not a function; totals are given for `sales` and `marketing`")
        return []
    text = node.text if isinstance(node, Scalar) else ""
    lowest, highest = STATEMENTS * LOWEST, STATEMENTS * HIGHEST
    whole, _, part = text.partition(".")
    is_number = (
        whole.isascii() and whole.isdigit() and ((part.isascii() and part.isdigit()) or not part) and len(text) < 20
    )
    if not is_number or not lowest <= float(text) <= highest:
        findings.say(node, f"the total of {key.text} must be a number from {lowest} to {highest}")
        return []
    return [Total(key.text, float(text))]


def _respondent(node: Node, number: int, findings: Findings) -> Respondent:
    if not isinstance(node, Mapped):
        findings.say(node, f"respondent {number} must be a mapping with `function` and `answers`")
        return Respondent(FUNCTIONS[0], None, (None,) * STATEMENTS)
    table = Table(node, f"respondent {number}", findings)
    function = table.choice("function", (*FUNCTIONS, BOTH))
    role = table.choice("role", ROLES) if table.has("role") else None
    answers = table.raw("answers")
    table.raw("role")
    table.close()
    if answers is None:
        findings.say(node, f"respondent {number} lacks `answers`")
        return Respondent(function or "", role, (None,) * STATEMENTS)
    return Respondent(function or "", role, _answers(answers, number, findings))


def _answers(node: Node, number: int, findings: Findings) -> tuple[int | None, ...]:
    """20 answers in order, as a list or as a text with `-` for one missing, or a mapping of statements to answers."""
    if isinstance(node, Listing):
        if len(node.items) != STATEMENTS:
            findings.say(
                node,
                f"respondent {number} has {len(node.items)} answers, not {STATEMENTS}; write `unknown` if missing",
            )
        return tuple(_answer(item, index, number, findings) for index, item in enumerate(node.items[:STATEMENTS], 1))
    if isinstance(node, Scalar):
        if _COMPACT.match(node.text):
            return tuple(None if each == "-" else int(each) for each in node.text)
        findings.say(
            node,
            f"`answers` of respondent {number} must be a list, a mapping, or {STATEMENTS} characters from "
            f"{LOWEST} to {HIGHEST} in quotes, with `-` for one missing",
        )
        return (None,) * STATEMENTS
    answers: list[int | None] = [None] * STATEMENTS
    told: set[int] = set()
    for key, value in node.items:
        statement = whole_number(Scalar(key.text, key.place))
        if statement is None or not 1 <= statement <= STATEMENTS:
            findings.say(key, f"`{key.text}` is not the number of a statement (1 to {STATEMENTS})")
        elif statement in told:
            findings.say(key, f"statement {statement} of respondent {number} is answered twice")
        else:
            told.add(statement)
            answers[statement - 1] = _answer(value, statement, number, findings)
    return tuple(answers)


def _answer(node: Node, statement: int, number: int, findings: Findings) -> int | None:
    if isinstance(node, Scalar) and node.text in _MISSING:
        return None
    value = whole_number(node) if isinstance(node, Scalar) else None
    if value is None or not LOWEST <= value <= HIGHEST:
        findings.say(
            node,
            f"statement {statement} of respondent {number} needs a number from {LOWEST} to {HIGHEST}, or `unknown`",
        )
        return None
    return value
