"""An editor of facts files: it writes answers into the text and leaves the rest of it, comments too, as it is.

The new text counts only if it is read as exactly the new facts. Where a text is written in an unusual way, the person
has to write the answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from advisor.errors import FactsError, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.document_parser import parse_document
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, ScalarNode
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.documents.yaml_writer import format_flow
from advisor.loading.facts.facts_file import INTERVIEW_KEY, MAX_FACTS_BYTES, read_company
from advisor.model.answers import Value
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.value_names import find_value
from advisor.model.vocabulary import Fact

_BLOCK_KEYS = ("assessment", INTERVIEW_KEY)
_SCALAR = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\n]|'')*'|[^\s#,\]}{\[\"'](?:[^#\n,\]}{\[]*[^\s#,\]}{\[])?")
_TOML_VALUE = r"(?:\[[^\]]*\]|\"[^\"\n]*\"|'[^'\n]*'|[^\s#]+)"
_FLOW_LIST = re.compile(r"\[[^\[\]{}#]*\]")


def write_answers(text: str, name: str, changes: Mapping[str, Value], rulebase: RuleBase) -> str:
    """Write answers into the text of a facts file.

    Args:
        text: the text, which can be read without findings.
        name: the name of its file; the ending says which language it is in.
        changes: the new values by fact.
        rulebase: the facts.

    Raises:
        FactsError: The text does not allow it; the finding says what to write.
    """
    before = _read_back(text, name, rulebase)
    has_crlf = "\r\n" in text
    new_text = text.replace("\r\n", "\n")
    suffix = name.rsplit(".", 1)[-1].lower()
    for fact, value in changes.items():
        if suffix == "json":
            new_text = _edit_json(new_text, fact, value)
        elif suffix == "toml":
            new_text = _edit_toml(new_text, fact, value)
        else:
            new_text = _edit_yaml(new_text, name, rulebase.facts, fact, value)
    new_text = new_text.replace("\n", "\r\n") if has_crlf else new_text
    after = _read_back(new_text, name, rulebase)
    if before is None or after != before._replace(stated={**before.stated, **changes}):
        lines = ", ".join(f"`{fact}: {_format_yaml(value)}`" for fact, value in changes.items())
        sentence = f"this file is written in a way that cannot be changed safely; write {lines} into it yourself"
        raise FactsError.at(name, sentence, codes.CANNOT_MARK)
    return new_text


def _read_back(text: str, name: str, rulebase: RuleBase) -> Company | None:
    """Read the text of a facts file; None if it has a finding."""
    if len(text.encode()) > MAX_FACTS_BYTES:
        return None
    findings = FindingList()
    try:
        node = parse_document(text, name, findings)
    except UnreadableError:
        return None
    company = read_company(node, rulebase, findings) if node else None
    return None if findings else company


def _format_yaml(value: Value) -> str:
    return format_flow(to_plain_value(value)) if value != frozenset() else "none"


def _edit_yaml(text: str, name: str, facts: Mapping[str, Fact], fact: str, value: Value) -> str:
    try:
        node = parse_document(text, name, FindingList())
    except UnreadableError:
        return text
    if not isinstance(node, MappingNode):
        return text
    old = node.get(fact)
    if old is None:
        return _insert_yaml_line(text, node, f"{fact}: {_format_yaml(value)}")
    if isinstance(old, ListNode) and isinstance(value, frozenset):
        return _add_to_yaml_list(text, old, value, facts[fact])
    return _replace_at(text, old.place, _SCALAR, _format_yaml(value))


def _replace_at(text: str, place: Place, pattern: re.Pattern[str], words: str) -> str:
    """Replace what a pattern matches at a place."""
    start = _find_offset(text, place)
    match = pattern.match(text, start)
    return f"{text[:start]}{words}{text[match.end() :]}" if match else text


def _find_offset(text: str, place: Place) -> int:
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: (place.line or 1) - 1])) + (place.column or 1) - 1


def _add_to_yaml_list(text: str, old: ListNode, value: frozenset[str], fact: Fact) -> str:
    """Add the missing values to a list, in its own layout; the words that a person chose for the others stay."""
    named = {item.text: find_value(fact, item.text) for item in old.items if isinstance(item, ScalarNode)}
    present = [text for text, each in named.items() if each is not None]
    missing = sorted(value.difference(each for each in named.values() if each))
    start = _find_offset(text, old.place)
    if text.startswith("[", start):
        return _replace_at(text, old.place, _FLOW_LIST, format_flow([*present, *missing]))
    last = old.items[-1].place
    lines = text.splitlines(keepends=True)
    number, column = (last.line or 1) - 1, (old.place.column or 1) - 1
    if not lines[number].endswith("\n"):
        lines[number] += "\n"
    lines[number] += "".join(f"{' ' * column}- {format_flow(each)}\n" for each in missing)
    return "".join(lines)


def _insert_yaml_line(text: str, node: MappingNode, line: str) -> str:
    """Insert a line before the answers of a survey or an interview, and the comments above them; else at the end."""
    lines = text.splitlines(keepends=True)
    starts = [(key.place.line or 1) - 1 for key, _ in node.items if key.text in _BLOCK_KEYS]
    position = min(starts, default=len(lines))
    while 0 < position <= len(lines) and position != len(lines) and _is_blank_or_comment(lines[position - 1]):
        position -= 1
    if position and not lines[position - 1].endswith("\n"):
        lines[position - 1] += "\n"
    lines.insert(position, f"{line}\n")
    return "".join(lines)


def _is_blank_or_comment(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _edit_json(text: str, fact: str, value: Value) -> str:
    """Write an answer into JSON, which has no comments; the layout becomes one line for each fact."""
    try:
        data = json.loads(text)
    except ValueError:
        return text
    if not isinstance(data, dict):
        return text
    plain = to_plain_value(value)
    data[fact] = plain
    indent = re.search(r"\n([ \t]+)\"", text)
    return json.dumps(data, ensure_ascii=False, indent=indent[1] if indent else 2) + "\n"


def _edit_toml(text: str, fact: str, value: Value) -> str:
    """Write an answer into TOML: in place of the old line, or before the first table."""
    plain = to_plain_value(value)
    line = f"{fact} = {json.dumps(plain, ensure_ascii=False)}"
    if match := re.search(rf"^[ \t]*[\"']?{re.escape(fact)}[\"']?[ \t]*=[ \t]*{_TOML_VALUE}", text, re.MULTILINE):
        return f"{text[: match.start()]}{line}{text[match.end() :]}"
    table = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    position = table.start() if table else len(text)
    before = text[:position]
    return f"{before}{'' if not before or before.endswith(chr(10)) else chr(10)}{line}\n{text[position:]}"
