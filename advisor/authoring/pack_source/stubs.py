"""What a new rule is written as: YAML texts for the rule, its cases and the knowledge it needs, in the house layout."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.loading.nodes import ListNode, MappingNode, Node, ScalarNode
from advisor.model.vocabulary import Kind

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./+-]*")
_PLAIN = re.compile(r"[^\W\d_][\w ,.;'’()/{}?!–-]*")
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_MAX_WIDTH = 120
_MAX_INLINE_LENGTH = 70

QUESTION_STUBS = {
    Kind.YES_NO: "Would you say yes to {words}?",
    Kind.COUNT: "How many is it for {words}?",
    Kind.CHOICE: "Which is it for {words}?",
}
"""Stubs of questions; `{words}` stands for the id as words, here and below."""
CLAUSE_STUBS = {"yes": "you say yes to {words}", "no": "you say no to {words}"}
COUNT_STUB = "the number for {words} is {value}"
STEP_STUBS = {
    "title": "Take the step {words}",
    "short": "the step {words}",
    "what": "Both functions agree on what {words} asks of each of them.",
    "first": "Name one person from each function who will begin with {words}.",
    "sign": "Both functions can say what has changed since {words} began.",
}
WORK_STUB = "The work behind {words}"
STUBS = (
    *QUESTION_STUBS.values(),
    *CLAUSE_STUBS.values(),
    COUNT_STUB,
    STEP_STUBS["what"],
    STEP_STUBS["first"],
    STEP_STUBS["sign"],
    WORK_STUB,
)
"""The stubs that nobody would write as words of their own, by which one that was left in place is known."""

CaseFacts = Mapping[str, str | int | Sequence[str]]
"""Facts of a case as they are written."""


class NewFact(NamedTuple):
    """A fact to be added: yes or no, one of some values, or a count. Without a label its name is taken for one."""

    name: str
    kind: Kind = Kind.YES_NO
    values: tuple[str, ...] = ()
    label: str = ""


class NewStep(NamedTuple):
    """A step to be added, and the move it belongs to."""

    id: str
    move: str


def quote_text(text: str) -> str:
    """A text in double quotes, with what YAML does not take as it is written by its number."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(lambda found: f"\\U{ord(found[0]):08x}", escaped) + '"'


def format_text_value(text: str, indent: int) -> str:
    """A text behind a key that stands `indent` in: as it is, in quotes, or over several lines."""
    text = " ".join(text.split())
    if len(text) <= _MAX_INLINE_LENGTH and _PLAIN.fullmatch(text) and text.lower() not in ("null", "true", "false"):
        return text
    if len(text) <= _MAX_INLINE_LENGTH or _UNPRINTABLE.search(text):
        return quote_text(text)
    margin = " " * (indent + 2)
    width = _MAX_WIDTH - len(margin)
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return ">-\n" + "\n".join(f"{margin}{line}" for line in lines)


def format_inline(node: Node) -> str:
    """A node in one line, every value as it was typed."""
    if isinstance(node, ScalarNode):
        return node.text if _WORD.fullmatch(node.text) and not node.quoted else quote_text(node.text)
    if isinstance(node, ListNode):
        return f"[{', '.join(map(format_inline, node.items))}]"
    return f"{{{', '.join(f'{format_inline(key)}: {format_inline(value)}' for key, value in node.items)}}}"


def join_conditions(conditions: tuple[MappingNode, ...]) -> str:
    """Conditions as one: their keys side by side, or below `all` where a key would stand twice."""
    keys = [key.text for each in conditions for key, _ in each.items]
    if len(set(keys)) == len(keys):
        return merge_mappings(conditions)
    return f"{{all: [{', '.join(map(format_inline, conditions))}]}}"


def merge_mappings(mappings: tuple[MappingNode, ...]) -> str:
    """Mappings as one; values given under one key several times become a list."""
    values: dict[str, list[Node]] = {}
    for each in mappings:
        for key, node in each.items:
            values.setdefault(key.text, []).extend([node])
    parts = (
        f"{name}: {format_inline(nodes[0]) if len(nodes) == 1 else '[' + ', '.join(map(format_inline, nodes)) + ']'}"
        for name, nodes in values.items()
    )
    return f"{{{', '.join(parts)}}}"


def format_rule(rule: Mapping[str, str], indent: int) -> str:
    """An entry of `rules` whose dash stands `indent` in. `when` and `then` are written already, the rest is text."""
    lines: list[str] = []
    for key, value in rule.items():
        lead = "- " if not lines else "  "
        written = value if key in ("when", "then") else format_text_value(value, indent + 2)
        lines.append(f"{' ' * indent}{lead}{key}: {written}")
    return "\n".join(lines) + "\n"


def format_case(name: str, facts: CaseFacts, expect: str, rule_id: str, indent: int) -> str:
    """An entry of `cases` that expects the rule to be among those that `fires` or `silent` names."""
    margin = " " * indent
    given = ", ".join(f"{key}: {_format_value(value)}" for key, value in facts.items())
    return (
        f"{margin}- name: {format_text_value(name, indent + 2)}\n"
        f"{margin}  facts: {{{given}}}\n"
        f"{margin}  expect: {{{expect}: [{rule_id}]}}\n"
    )


def _format_value(value: str | int | Sequence[str]) -> str:
    if isinstance(value, str | int):
        return str(value)
    return f"[{', '.join(value)}]"


def format_pack_header(name: str) -> str:
    """The header of a pack that is begun with this rule."""
    return f"name: {name}\nversion: 0.1.0\ntitle: {format_text_value(f'Guidance of {name}', 0)}\n"


def format_knowledge(facts: Iterable[NewFact], steps: Iterable[NewStep], source: str, new_work: bool) -> str:
    """The stubs of facts, steps and a work (the first part of the locator) that a rule needs; "" for none."""
    sections = {
        "facts": "".join(_format_fact(each, source) for each in facts),
        "steps": "".join(_format_step(each, source) for each in steps),
        "sources": _format_work(source) if new_work else "",
    }
    told = "".join(f"{name}:\n{text}" for name, text in sections.items() if text)
    return f"# Begun with a rule; put your own words in the place of these.\n{told}" if told else ""


def _format_fact(fact: NewFact, source: str) -> str:
    words = re.sub(r"[_.]", " ", fact.name)
    lines = [f"  {fact.name}:", f"    kind: {fact.kind}", f"    label: {format_text_value(fact.label or words, 4)}"]
    if fact.kind is Kind.YES_NO:
        lines += [_format_question(Kind.YES_NO, words), "    values:"]
        lines += [f"      {value}: {stub.format(words=words)}" for value, stub in CLAUSE_STUBS.items()]
    elif fact.kind is Kind.COUNT:
        lines += [_format_question(Kind.COUNT, words), f"    clause: {COUNT_STUB.format(words=words, value='{value}')}"]
    else:
        lines += [_format_question(Kind.CHOICE, words), "    values:"]
        told = (re.sub(r"[^A-Za-z0-9]+", " ", value).strip() for value in fact.values)
        lines += [f"      {value}: {words} is {said}" for value, said in zip(fact.values, told, strict=True)]
    return "\n".join([*lines, f"    source: {source}"]) + "\n"


def _format_question(kind: Kind, words: str) -> str:
    return f"    question: {QUESTION_STUBS[kind].format(words=words)}"


def format_step_id(step_id: str) -> str:
    """The id of a step as the words that stand in its stubs."""
    return re.sub(r"[-_/]+", " ", step_id).strip()


def _format_step(step: NewStep, source: str) -> str:
    words = format_step_id(step.id)
    stubs = {key: stub.format(words=words) for key, stub in STEP_STUBS.items()}
    texts = {
        "title": stubs["title"],
        "short": stubs["short"],
        "move": step.move,
        "order": "50",
        "what": stubs["what"],
        "first": stubs["first"],
        "owner": "both heads",
        "sign": stubs["sign"],
        "source": source,
    }
    return f"  {step.id}:\n" + "".join(f"    {key}: {value}\n" for key, value in texts.items())


def _format_work(source: str) -> str:
    prefix = source.split("/", maxsplit=1)[0]
    return f"  {prefix}:\n    title: {WORK_STUB.format(words=prefix)}\n    prefix: [{prefix}]\n"
