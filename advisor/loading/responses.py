"""The `assessment` of a facts file: respondents with their answers to the 20 statements, or the functions' totals.

Beside them stand `min_group` and `show_heads`: what may be shown of who answered.
"""

from __future__ import annotations

import re

from advisor.loading.mapping_reader import MappingReader, parse_whole_number
from advisor.loading.nodes import SHAPE_NAMES, FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.model.responses import (
    BOTH_FUNCTIONS,
    FUNCTIONS,
    MAX_RATING,
    MIN_RATING,
    ROLES,
    STATEMENT_COUNT,
    FunctionTotal,
    PrivacyLimits,
    Respondent,
    Responses,
)

_MISSING_WORDS = ("unknown", "missing")
_COMPACT_PATTERN = re.compile(rf"[{MIN_RATING}-{MAX_RATING}-]{{{STATEMENT_COUNT}}}\Z")


def read_assessment(node: Node, findings: FindingList) -> tuple[Responses, PrivacyLimits]:
    """Respondents or totals, and what may be shown of them; what is not understood is said, with its place."""
    if not isinstance(node, MappingNode):
        findings.add(
            node, f"`assessment` must be a mapping with `respondents` or `totals`, not {SHAPE_NAMES[type(node)]}"
        )
        return (), PrivacyLimits()
    table = MappingReader(node, "`assessment`", findings)
    smallest = table.read_number("min_group") if table.has_key("min_group") else PrivacyLimits().min_group
    place = table.read_node("min_group")
    if place is not None and smallest is not None and smallest < 1:
        findings.add(place, "`min_group` of `assessment` must be 1 or more")
    showing = PrivacyLimits(smallest or 1, table.read_flag("show_heads"))
    listed = table.read_node("respondents")
    totals = table.read_mapping("totals")
    table.report_unknown_keys()
    if (listed is None) == (not table.has_key("totals")):
        findings.add(node, "`assessment` needs either `respondents` or `totals`")
    people: list[Respondent | FunctionTotal] = []
    if isinstance(listed, ListNode):
        people.extend(_read_respondent(item, number, findings) for number, item in enumerate(listed.items, 1))
        if not listed.items:
            findings.add(listed, "`respondents` is empty; leave `assessment` out if nobody answered")
    elif listed is not None:
        findings.add(listed, f"`respondents` must be a list, not {SHAPE_NAMES[type(listed)]}")
    for key, value in totals.items if totals else ():
        people.extend(_read_total(key, value, findings))
    if totals and not totals.items:
        findings.add(totals, "`totals` is empty; leave `assessment` out if nobody answered")
    return tuple(people), showing


def _read_total(key: ScalarNode, node: Node, findings: FindingList) -> list[FunctionTotal]:
    if key.text not in FUNCTIONS:
        findings.add(key, f"`{key.text}` is not a function; totals are given for `sales` and `marketing`")
        return []
    text = node.text if isinstance(node, ScalarNode) else ""
    lowest, highest = STATEMENT_COUNT * MIN_RATING, STATEMENT_COUNT * MAX_RATING
    whole, _, part = text.partition(".")
    is_number = (
        whole.isascii() and whole.isdigit() and ((part.isascii() and part.isdigit()) or not part) and len(text) < 20
    )
    if not is_number or not lowest <= float(text) <= highest:
        findings.add(node, f"the total of {key.text} must be a number from {lowest} to {highest}")
        return []
    return [FunctionTotal(key.text, float(text))]


def _read_respondent(node: Node, number: int, findings: FindingList) -> Respondent:
    if not isinstance(node, MappingNode):
        findings.add(node, f"respondent {number} must be a mapping with `function` and `answers`")
        return Respondent(FUNCTIONS[0], None, (None,) * STATEMENT_COUNT)
    table = MappingReader(node, f"respondent {number}", findings)
    function = table.read_choice("function", (*FUNCTIONS, BOTH_FUNCTIONS))
    role = table.read_choice("role", ROLES) if table.has_key("role") else None
    answers = table.read_node("answers")
    table.read_node("role")
    table.report_unknown_keys()
    if answers is None:
        findings.add(node, f"respondent {number} lacks `answers`")
        return Respondent(function or "", role, (None,) * STATEMENT_COUNT)
    return Respondent(function or "", role, _read_answers(answers, number, findings))


def _read_answers(node: Node, number: int, findings: FindingList) -> tuple[int | None, ...]:
    """20 answers in order, as a list or as a text with `-` for one missing, or a mapping of statements to answers."""
    if isinstance(node, ListNode):
        if len(node.items) != STATEMENT_COUNT:
            findings.add(
                node,
                f"respondent {number} has {len(node.items)} answers, not {STATEMENT_COUNT}; write `unknown` if missing",
            )
        return tuple(
            _read_answer(item, index, number, findings) for index, item in enumerate(node.items[:STATEMENT_COUNT], 1)
        )
    if isinstance(node, ScalarNode):
        if _COMPACT_PATTERN.match(node.text):
            return tuple(None if each == "-" else int(each) for each in node.text)
        findings.add(
            node,
            f"`answers` of respondent {number} must be a list, a mapping, or {STATEMENT_COUNT} characters from "
            f"{MIN_RATING} to {MAX_RATING} in quotes, with `-` for one missing",
        )
        return (None,) * STATEMENT_COUNT
    answers: list[int | None] = [None] * STATEMENT_COUNT
    told: set[int] = set()
    for key, value in node.items:
        statement = parse_whole_number(ScalarNode(key.text, key.place))
        if statement is None or not 1 <= statement <= STATEMENT_COUNT:
            findings.add(key, f"`{key.text}` is not the number of a statement (1 to {STATEMENT_COUNT})")
        elif statement in told:
            findings.add(key, f"statement {statement} of respondent {number} is answered twice")
        else:
            told.add(statement)
            answers[statement - 1] = _read_answer(value, statement, number, findings)
    return tuple(answers)


def _read_answer(node: Node, statement: int, number: int, findings: FindingList) -> int | None:
    if isinstance(node, ScalarNode) and node.text in _MISSING_WORDS:
        return None
    value = parse_whole_number(node) if isinstance(node, ScalarNode) else None
    if value is None or not MIN_RATING <= value <= MAX_RATING:
        findings.add(
            node,
            f"statement {statement} of respondent {number} needs a number from {MIN_RATING} to {MAX_RATING}, or `unknown`",
        )
        return None
    return value
