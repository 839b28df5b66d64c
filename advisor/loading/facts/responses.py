"""A reader of the `assessment` of a facts file: respondents with their 20 answers, or the functions' totals.

Next to them, `min_group` and `show_heads` say what may be shown about the respondents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.loading.documents.mapping_reader import MappingReader, parse_whole_number
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.facts.facts_format import detect_facts_format, format_totals_example
from advisor.loading.facts.respondent_lines import has_respondent_lines, parse_compact_answers, read_respondent_lines
from advisor.model.responses import (
    BOTH_FUNCTIONS,
    FUNCTIONS,
    MAX_RATING,
    MIN_ALLOWED_GROUP,
    MIN_RATING,
    ROLES,
    STATEMENT_COUNT,
    FunctionTotal,
    PrivacyLimits,
    Respondent,
    Responses,
)
from advisor.model.value_names import normalize_name

_MISSING_WORDS = ("unknown", "missing")
_DECIMAL_PATTERN = re.compile(r"[0-9]+(\.[0-9]*)?\Z")
_MAX_TOTAL_LENGTH = 19
_NO_ANSWERS = (None,) * STATEMENT_COUNT
_DIGITS = '"35442-35443544343545"'
_EXAMPLE = f"`{{function: sales, answers: {_DIGITS}}}`"


def read_assessment(node: Node, findings: FindingList) -> tuple[Responses, PrivacyLimits]:
    """Read respondents or totals, as `{totals: {sales: 63, marketing: 58}}`, and report all errors.

    Returns:
        The respondents or totals, and the limits on what may be shown about them.
    """
    if not isinstance(node, MappingNode):
        example = format_totals_example(detect_facts_format(node.place.file))
        findings.add(node, f"`assessment` needs `respondents` or `totals`; write it like this: `{example}`")
        return (), PrivacyLimits()
    reader = MappingReader(node, "`assessment`", findings)
    min_group = reader.read_number("min_group") if reader.has_key("min_group") else PrivacyLimits().min_group
    min_group_node = reader.read_node("min_group")
    limits = PrivacyLimits(min_group or MIN_ALLOWED_GROUP, reader.read_flag("show_heads"))
    people = reader.read_node("respondents")
    totals = reader.read_mapping("totals")
    reader.report_unknown_keys()
    if (people is None) == (not reader.has_key("totals")):
        example = format_totals_example(detect_facts_format(node.place.file))
        findings.add(node, f"`assessment` needs either `respondents` or `totals`; write `{example}`")
    responses: list[Respondent | FunctionTotal] = []
    if isinstance(people, ListNode):
        responses.extend(_read_respondent(item, number, findings) for number, item in enumerate(people.items, 1))
    elif isinstance(people, ScalarNode) and not people.is_empty and has_respondent_lines(people.text):
        responses.extend(read_respondent_lines(people, findings))
    elif people is not None:
        findings.add_wrong_shape(people, "`respondents`", "a list, or a text with a line for each respondent")
    for key, value in totals.items if totals else ():
        total = _read_total(key, value, findings)
        if any(isinstance(each, FunctionTotal) and each.function == total[0].function for each in responses if total):
            findings.add(key, f"`{key.text}` has two totals; keep one of them")
        responses.extend(total)
    if min_group_node is not None and min_group is not None:
        _check_min_group(min_group_node, min_group, responses, findings)
    for label, part in (("respondents", people), ("totals", totals)):
        if isinstance(part, ListNode if part is people else MappingNode) and not part.items:
            findings.add(part, f"`{label}` is empty; leave `assessment` out if nobody answered")
    return tuple(responses), limits


def _check_min_group(
    node: Node, min_group: int, responses: Sequence[Respondent | FunctionTotal], findings: FindingList
) -> None:
    """Report a `min_group` with which a report shows one person's answers to others.

    One respondent alone, as an interview saves it, is the person who reads the report.
    """
    is_alone = len(responses) == 1 and isinstance(responses[0], Respondent)
    if min_group < MIN_ALLOWED_GROUP and not (is_alone and min_group > 0):
        reason = "so that reports show nobody's own answers"
        findings.add(node, f"`min_group` of `assessment` must be {MIN_ALLOWED_GROUP} or more, {reason}")


def _read_total(key: ScalarNode, node: Node, findings: FindingList) -> list[FunctionTotal]:
    function = normalize_name(key.text)
    if function not in FUNCTIONS:
        findings.add(key, f"`{key.text}` cannot have a total; give totals for `sales` and `marketing`")
        return []
    text = node.text if isinstance(node, ScalarNode) else ""
    low, high = STATEMENT_COUNT * MIN_RATING, STATEMENT_COUNT * MAX_RATING
    if len(text) > _MAX_TOTAL_LENGTH or not _DECIMAL_PATTERN.match(text) or not low <= float(text) <= high:
        problem = f"the total of {function} must be a number from {low} to {high}"
        if _DECIMAL_PATTERN.match(text) and low <= float(text) <= high:
            problem = f"the total of {function} has more than {_MAX_TOTAL_LENGTH} characters; round it"
        findings.add(node, problem)
        return []
    return [FunctionTotal(function, float(text))]


def _read_respondent(node: Node, number: int, findings: FindingList) -> Respondent:
    if not isinstance(node, MappingNode):
        findings.add(node, f"respondent {number} needs `function` and `answers`; write {_EXAMPLE}")
        return Respondent(FUNCTIONS[0], None, _NO_ANSWERS)
    reader = MappingReader(node, f"respondent {number}", findings)
    function = _read_word(reader, "function", (*FUNCTIONS, BOTH_FUNCTIONS))
    role = _read_word(reader, "role", ROLES) if reader.has_key("role") else None
    answers = reader.read_node("answers")
    reader.report_unknown_keys("role")
    if answers is None:
        findings.add(node, f"respondent {number} has no `answers`; add `answers: …`")
    return Respondent(function or "", role, _read_answers(answers, number, findings) if answers else _NO_ANSWERS)


def _read_word(reader: MappingReader, key: str, allowed: Sequence[str]) -> str | None:
    """Return one of the allowed words, whatever its case; None (reported) if it is another."""
    node = reader.node.get(key)
    word = normalize_name(node.text) if isinstance(node, ScalarNode) else ""
    if word in allowed:
        reader.read_node(key)
        return word
    return reader.read_choice(key, allowed)


def _read_answers(node: Node, number: int, findings: FindingList) -> tuple[int | None, ...]:
    """Read the 20 answers: a list, a text such as `"35-4…"`, or a mapping of statements to answers."""
    if isinstance(node, ListNode):
        count = len(node.items)
        if count != STATEMENT_COUNT:
            sentence = f"respondent {number} has {count} answers, not {STATEMENT_COUNT}; write `unknown` for each gap"
            findings.add(node, sentence)
        items = enumerate(node.items[:STATEMENT_COUNT], 1)
        return tuple(_read_answer(item, statement, number, findings) for statement, item in items)
    if isinstance(node, ScalarNode):
        if answers := parse_compact_answers(node.text):
            return answers
        digits = f"{STATEMENT_COUNT} digits from {MIN_RATING} to {MAX_RATING}, with `-` for a gap"
        findings.add(node, f"`answers` of respondent {number} cannot be read; write {digits}, such as `{_DIGITS}`")
        return _NO_ANSWERS
    by_statement: list[int | None] = [None] * STATEMENT_COUNT
    answered: set[int] = set()
    for key, value in node.items:
        statement = parse_whole_number(key._replace(quoted=False))
        if statement is None or not 1 <= statement <= STATEMENT_COUNT:
            findings.add(key, f"`{key.text}` is not the number of a statement (1 to {STATEMENT_COUNT})")
        elif statement in answered:
            findings.add(key, f"statement {statement} of respondent {number} has two answers; keep one of them")
        else:
            answered.add(statement)
            by_statement[statement - 1] = _read_answer(value, statement, number, findings)
    return tuple(by_statement)


def _read_answer(node: Node, statement: int, number: int, findings: FindingList) -> int | None:
    if isinstance(node, ScalarNode) and normalize_name(node.text) in _MISSING_WORDS:
        return None
    value = parse_whole_number(node)
    if value is None or not MIN_RATING <= value <= MAX_RATING:
        choices = f"a number from {MIN_RATING} to {MAX_RATING}, or `unknown`"
        findings.add(node, f"statement {statement} of respondent {number} needs {choices}")
        return None
    return value
