"""YAML texts for a new rule, its cases and the knowledge it needs, in the house layout."""

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
"""Stubs of questions; `{words}` is replaced by the id as words, here and below."""
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
    *(*QUESTION_STUBS.values(), *CLAUSE_STUBS.values(), COUNT_STUB, WORK_STUB),
    *(STEP_STUBS[key] for key in ("what", "first", "sign")),
)
"""Stubs that nobody would write as their own words."""

CaseFacts = Mapping[str, str | int | Sequence[str]]
"""Facts of a case as in a case file."""


class NewFact(NamedTuple):
    """A new fact: yes or no, a choice, or a count. Its name is the default label."""

    name: str
    kind: Kind = Kind.YES_NO
    values: tuple[str, ...] = ()
    label: str = ""


class NewStep(NamedTuple):
    """A new step, and the move it belongs to."""

    id: str
    move: str


def quote_text(text: str) -> str:
    """Put a text in double quotes; characters that YAML does not allow become escapes such as `\\U00000007`."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(lambda match: f"\\U{ord(match[0]):08x}", escaped) + '"'


def format_text_value(text: str, indent: int) -> str:
    """Write a text as the value of a key indented by `indent`: as it is, in quotes, or over several lines."""
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
    """Write a node in one line, every value as typed: `{a: [b, c]}`."""
    if isinstance(node, ScalarNode):
        return node.text if _WORD.fullmatch(node.text) and not node.quoted else quote_text(node.text)
    if isinstance(node, ListNode):
        return f"[{', '.join(map(format_inline, node.items))}]"
    return f"{{{', '.join(f'{format_inline(key)}: {format_inline(value)}' for key, value in node.items)}}}"


def join_conditions(conditions: tuple[MappingNode, ...]) -> str:
    """Join conditions into one mapping, or with `all` if a key would be there twice."""
    keys = [key.text for each in conditions for key, _ in each.items]
    if len(set(keys)) == len(keys):
        return merge_mappings(conditions)
    return f"{{all: [{', '.join(map(format_inline, conditions))}]}}"


def merge_mappings(mappings: tuple[MappingNode, ...]) -> str:
    """Merge mappings into one; several values of one key become a list."""
    values: dict[str, list[Node]] = {}
    for mapping in mappings:
        for key, node in mapping.items:
            values.setdefault(key.text, []).append(node)
    parts = (
        f"{name}: {format_inline(nodes[0]) if len(nodes) == 1 else '[' + ', '.join(map(format_inline, nodes)) + ']'}"
        for name, nodes in values.items()
    )
    return f"{{{', '.join(parts)}}}"


def format_rule(rule: Mapping[str, str], indent: int) -> str:
    """Write an entry of `rules` with its dash at `indent`; `when` and `then` are YAML already, the rest is text."""
    lines: list[str] = []
    for key, value in rule.items():
        value_text = value if key in ("when", "then") else format_text_value(value, indent + 2)
        lines.append(f"{' ' * indent}{'  ' if lines else '- '}{key}: {value_text}")
    return "\n".join(lines) + "\n"


def format_case(name: str, facts: CaseFacts, expect: str, rule_id: str, indent: int) -> str:
    """Write an entry of `cases`; `expect` is `fires` or `silent`, the key that names the rule."""
    margin = " " * indent
    facts_text = ", ".join(f"{key}: {_format_value(value)}" for key, value in facts.items())
    return (
        f"{margin}- name: {format_text_value(name, indent + 2)}\n"
        f"{margin}  facts: {{{facts_text}}}\n"
        f"{margin}  expect: {{{expect}: [{rule_id}]}}\n"
    )


def _format_value(value: str | int | Sequence[str]) -> str:
    return str(value) if isinstance(value, str | int) else f"[{', '.join(value)}]"


def format_pack_header(name: str) -> str:
    """Write the header of a new pack."""
    return f"name: {name}\nversion: 0.1.0\ntitle: {format_text_value(f'Guidance of {name}', 0)}\n"


def format_knowledge(facts: Iterable[NewFact], steps: Iterable[NewStep], source: str, new_work: bool) -> str:
    """Write the stubs of a knowledge file; "" if there are none.

    Args:
        facts: The new facts.
        steps: The new steps.
        source: The locator of all of them; its first part is the prefix of the work.
        new_work: Whether to write a stub of the work too.
    """
    sections = {
        "facts": "".join(_format_fact(each, source) for each in facts),
        "steps": "".join(_format_step(each, source) for each in steps),
        "sources": _format_work(source) if new_work else "",
    }
    text = "".join(f"{name}:\n{section}" for name, section in sections.items() if section)
    return f"# Written with a new rule; replace these stubs with your own words.\n{text}" if text else ""


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
        lines += [f"      {value}: {words} is {_split_words(value)}" for value in fact.values]
    return "\n".join([*lines, f"    source: {source}"]) + "\n"


def _format_question(kind: Kind, words: str) -> str:
    return f"    question: {QUESTION_STUBS[kind].format(words=words)}"


def _split_words(value: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", " ", value).strip()


def format_step_id(step_id: str) -> str:
    """Return the id of a step as words, as in its stubs: `sit-together` is "sit together"."""
    return re.sub(r"[-_/]+", " ", step_id).strip()


def _format_step(step: NewStep, source: str) -> str:
    words = format_step_id(step.id)
    texts = {"move": step.move, "order": "50", "owner": "both heads", "source": source}
    texts |= {key: stub.format(words=words) for key, stub in STEP_STUBS.items()}
    order = ("title", "short", "move", "order", "what", "first", "owner", "sign", "source")
    return f"  {step.id}:\n" + "".join(f"    {key}: {texts[key]}\n" for key in order)


def _format_work(source: str) -> str:
    prefix = source.split("/", maxsplit=1)[0]
    return f"  {prefix}:\n    title: {WORK_STUB.format(words=prefix)}\n    prefix: [{prefix}]\n"
