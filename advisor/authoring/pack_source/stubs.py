"""What a new rule is written as: YAML texts for the rule, its cases and the knowledge it needs, in the house layout."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.loading.nodes import Listing, Mapped, Node, Scalar
from advisor.model.vocabulary import Kind

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./+-]*")
_PLAIN = re.compile(r"[^\W\d_][\w ,.;'’()/{}?!–-]*")
_UNPRINTABLE = re.compile("[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_WIDEST = 120
_ROOM = 70

ASKED = {
    Kind.YES_NO: "Would you say yes to {words}?",
    Kind.COUNT: "How many is it for {words}?",
    Kind.CHOICE: "Which is it for {words}?",
}
"""Stubs of questions; `{words}` stands for the id as words, here and below."""
SAID = {"yes": "you say yes to {words}", "no": "you say no to {words}"}
COUNTED = "the number for {words} is {value}"
STEP = {
    "title": "Take the step {words}",
    "short": "the step {words}",
    "what": "Both functions agree on what {words} asks of each of them.",
    "first": "Name one person from each function who will begin with {words}.",
    "sign": "Both functions can say what has changed since {words} began.",
}
WORK = "The work behind {words}"
STUBS = (*ASKED.values(), *SAID.values(), COUNTED, STEP["what"], STEP["first"], STEP["sign"], WORK)
"""The stubs that nobody would write as words of their own, by which one that was left in place is known."""

Given = Mapping[str, str | int | Sequence[str]]
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


def quoted(text: str) -> str:
    """A text in double quotes, with what YAML does not take as it is written by its number."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(lambda found: f"\\U{ord(found[0]):08x}", escaped) + '"'


def text_value(text: str, indent: int) -> str:
    """A text behind a key that stands `indent` in: as it is, in quotes, or over several lines."""
    text = " ".join(text.split())
    if len(text) <= _ROOM and _PLAIN.fullmatch(text) and text.lower() not in ("null", "true", "false"):
        return text
    if len(text) <= _ROOM or _UNPRINTABLE.search(text):
        return quoted(text)
    margin = " " * (indent + 2)
    width = _WIDEST - len(margin)
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return ">-\n" + "\n".join(f"{margin}{line}" for line in lines)


def flow(node: Node) -> str:
    """A node in one line, every value as it was typed."""
    if isinstance(node, Scalar):
        return node.text if _WORD.fullmatch(node.text) and not node.quoted else quoted(node.text)
    if isinstance(node, Listing):
        return f"[{', '.join(map(flow, node.items))}]"
    return f"{{{', '.join(f'{flow(key)}: {flow(value)}' for key, value in node.items)}}}"


def all_of(conditions: tuple[Mapped, ...]) -> str:
    """Conditions as one: their keys side by side, or below `all` where a key would stand twice."""
    keys = [key.text for each in conditions for key, _ in each.items]
    if len(set(keys)) == len(keys):
        return merged(conditions)
    return f"{{all: [{', '.join(map(flow, conditions))}]}}"


def merged(given: tuple[Mapped, ...]) -> str:
    """Mappings as one; values given under one key several times become a list."""
    values: dict[str, list[Node]] = {}
    for each in given:
        for key, node in each.items:
            values.setdefault(key.text, []).extend([node])
    parts = (
        f"{name}: {flow(nodes[0]) if len(nodes) == 1 else '[' + ', '.join(map(flow, nodes)) + ']'}"
        for name, nodes in values.items()
    )
    return f"{{{', '.join(parts)}}}"


def rule_text(rule: Mapping[str, str], indent: int) -> str:
    """An entry of `rules` whose dash stands `indent` in. `when` and `then` are written already, the rest is text."""
    lines: list[str] = []
    for key, value in rule.items():
        lead = "- " if not lines else "  "
        written = value if key in ("when", "then") else text_value(value, indent + 2)
        lines.append(f"{' ' * indent}{lead}{key}: {written}")
    return "\n".join(lines) + "\n"


def case_text(name: str, facts: Given, expect: str, rule_id: str, indent: int) -> str:
    """An entry of `cases` that expects the rule to be among those that `fires` or `silent` names."""
    margin = " " * indent
    given = ", ".join(f"{key}: {_value(value)}" for key, value in facts.items())
    return (
        f"{margin}- name: {text_value(name, indent + 2)}\n"
        f"{margin}  facts: {{{given}}}\n"
        f"{margin}  expect: {{{expect}: [{rule_id}]}}\n"
    )


def _value(value: str | int | Sequence[str]) -> str:
    if isinstance(value, str | int):
        return str(value)
    return f"[{', '.join(value)}]"


def pack_text(name: str) -> str:
    """The header of a pack that is begun with this rule."""
    return f"name: {name}\nversion: 0.1.0\ntitle: {text_value(f'Guidance of {name}', 0)}\n"


def knowledge_text(facts: Iterable[NewFact], steps: Iterable[NewStep], source: str, new_work: bool) -> str:
    """The stubs of facts, steps and a work (the first part of the locator) that a rule needs; "" for none."""
    sections = {
        "facts": "".join(_fact(each, source) for each in facts),
        "steps": "".join(_step(each, source) for each in steps),
        "sources": _work(source) if new_work else "",
    }
    told = "".join(f"{name}:\n{text}" for name, text in sections.items() if text)
    return f"# Begun with a rule; put your own words in the place of these.\n{told}" if told else ""


def _fact(fact: NewFact, source: str) -> str:
    words = re.sub(r"[_.]", " ", fact.name)
    lines = [f"  {fact.name}:", f"    kind: {fact.kind}", f"    label: {text_value(fact.label or words, 4)}"]
    if fact.kind is Kind.YES_NO:
        lines += [_asked(Kind.YES_NO, words), "    values:"]
        lines += [f"      {value}: {stub.format(words=words)}" for value, stub in SAID.items()]
    elif fact.kind is Kind.COUNT:
        lines += [_asked(Kind.COUNT, words), f"    clause: {COUNTED.format(words=words, value='{value}')}"]
    else:
        lines += [_asked(Kind.CHOICE, words), "    values:"]
        told = (re.sub(r"[^A-Za-z0-9]+", " ", value).strip() for value in fact.values)
        lines += [f"      {value}: {words} is {said}" for value, said in zip(fact.values, told, strict=True)]
    return "\n".join([*lines, f"    source: {source}"]) + "\n"


def _asked(kind: Kind, words: str) -> str:
    return f"    question: {ASKED[kind].format(words=words)}"


def step_words(step_id: str) -> str:
    """The id of a step as the words that stand in its stubs."""
    return re.sub(r"[-_/]+", " ", step_id).strip()


def _step(step: NewStep, source: str) -> str:
    words = step_words(step.id)
    stubs = {key: stub.format(words=words) for key, stub in STEP.items()}
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


def _work(source: str) -> str:
    prefix = source.split("/", maxsplit=1)[0]
    return f"  {prefix}:\n    title: {WORK.format(words=prefix)}\n    prefix: [{prefix}]\n"
