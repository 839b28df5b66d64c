"""A writer of YAML in the house layout: texts, data in one line, and entries of a list.

It writes only what advisor.loading.documents.yaml_reader reads again as the same.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping

from advisor.errors import HIDDEN_CHARACTERS
from advisor.loading.documents.nodes import ListNode, MappingNode, ScalarNode
from advisor.model.conditions import All, Condition, Not, Test

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./+-]*")
_WORD_OR_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./+-]*")
_PLAIN = re.compile(r"[^\W\d_][\w ,.;'’()/{}?!–-]*")
_NOT_YAML = "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_UNPRINTABLE = re.compile(f"{_NOT_YAML}|{HIDDEN_CHARACTERS.pattern}")
_RESERVED = ("null", "true", "false", "on", "off", "y", "n")
"""Words that other readers of YAML take for something else; `yes` and `no` are values of facts, without quotes."""
_MAX_WIDTH = 120
_MAX_INLINE_LENGTH = 70


def quote_text(text: str) -> str:
    """Put a text in double quotes; characters that are hidden or not allowed in YAML become `\\U00000007`."""
    return _UNPRINTABLE.sub(lambda match: f"\\U{ord(match[0]):08x}", json.dumps(text, ensure_ascii=False))


def format_text(text: str, indent: int = 0) -> str:
    """Write a text as the value of a key indented by `indent`: as it is, in quotes, or over several lines."""
    text = " ".join(text.split())
    if len(text) > _MAX_INLINE_LENGTH and " " in text and not _UNPRINTABLE.search(text):
        margin = " " * (indent + 2)
        lines = textwrap.wrap(text, _MAX_WIDTH - len(margin), break_long_words=False, break_on_hyphens=False)
        return ">-\n" + "\n".join(f"{margin}{line}" for line in lines)
    return text if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED else quote_text(text)


def format_flow(value: object) -> str:
    """Write data or a node as one line: `{cycle: [short, long], staff: {at_least: 5}}`.

    None is `unknown`. Nodes keep their values as typed; a text has quotes unless it is a word.
    """
    if isinstance(value, ScalarNode):
        return value.text if _WORD_OR_NUMBER.fullmatch(value.text) and not value.quoted else quote_text(value.text)
    if isinstance(value, MappingNode | Mapping):
        pairs = value.items if isinstance(value, MappingNode) else value.items()
        return f"{{{', '.join(f'{format_flow(key)}: {format_flow(each)}' for key, each in pairs)}}}"
    if isinstance(value, ListNode | list | tuple):
        items = value.items if isinstance(value, ListNode) else value
        return f"[{', '.join(map(format_flow, items))}]"
    if isinstance(value, str):
        return value if _WORD.fullmatch(value) and value not in _RESERVED else quote_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "unknown" if value is None else str(value)


def format_entry(entry: Mapping[str, object], indent: int) -> str:
    """Write an entry of a list with its dash at `indent`; texts may be folded, other values are in one line."""
    lines: list[str] = []
    for key, value in entry.items():
        text = format_text(value, indent + 2) if isinstance(value, str) else format_flow(value)
        lines.append(f"{' ' * indent}{'  ' if lines else '- '}{key}: {text}\n")
    return "".join(lines)


def group_values(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Group values by key; several values of one key become a list."""
    values: dict[str, list[object]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    return {key: each[0] if len(each) == 1 else each for key, each in values.items()}


def build_condition_data(condition: Condition) -> dict[str, object]:
    """Return a condition as in a rule file, as data: `{"cycle": "short", "staff": {"at_least": 5}}`."""
    if isinstance(condition, Test):
        return {condition.name: _build_test_value(condition)}
    if isinstance(condition, Not):
        return {"not": build_condition_data(condition.part)}
    parts = [build_condition_data(part) for part in condition.parts]
    if not isinstance(condition, All):
        return {"any": parts}
    merged = {key: value for part in parts for key, value in part.items()}
    is_simple = parts and all(isinstance(part, Test) for part in condition.parts) and len(merged) == len(parts)
    return merged if is_simple else {"all": parts}


def _build_test_value(test: Test) -> object:
    if not test.is_bound:
        values = sorted(test.values)
        return values[0] if len(values) == 1 else values
    if test.at_least is not None and test.at_least == test.at_most:
        return test.at_least
    bounds = {"at_least": test.at_least, "at_most": test.at_most}
    return {key: bound for key, bound in bounds.items() if bound is not None}


def format_condition(condition: Condition) -> str:
    """Write a condition as one line: `{cycle: short, staff: {at_least: 5}}`."""
    return format_flow(build_condition_data(condition))


def format_test(test: Test) -> str:
    """Write a test as in a rule: `cycle: short`."""
    return format_condition(test)[1:-1]
