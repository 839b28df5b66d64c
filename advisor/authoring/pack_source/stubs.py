"""The parts of a new rule as data, and the stubs of the knowledge that it needs as YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from advisor.loading.documents.nodes import MappingNode
from advisor.loading.documents.yaml_writer import format_text, group_values
from advisor.model.vocabulary import Kind

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
    """A new fact: yes or no, a choice, or a count. Its name is the default label, `words` has the words of values."""

    name: str
    kind: Kind = Kind.YES_NO
    values: tuple[str, ...] = ()
    label: str = ""
    words: Mapping[str, str] = MappingProxyType({})


class NewStep(NamedTuple):
    """A new step, and the move it belongs to."""

    id: str
    move: str


def join_conditions(conditions: tuple[MappingNode, ...]) -> Mapping[str, object]:
    """Join conditions into one mapping, or with `all` if a key would be there twice."""
    keys = [key.text for each in conditions for key, _ in each.items]
    return merge_mappings(conditions) if len(set(keys)) == len(keys) else {"all": conditions}


def merge_mappings(mappings: tuple[MappingNode, ...]) -> Mapping[str, object]:
    """Merge mappings into one; several values of one key become a list."""
    return group_values((key.text, node) for each in mappings for key, node in each.items)


def format_pack_header(name: str, title: str) -> str:
    """Write the header of a new pack."""
    return f"name: {format_text(name)}\nversion: 0.1.0\ntitle: {format_text(title)}\n"


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
    lines = [f"  {fact.name}:", f"    kind: {fact.kind}", f"    label: {format_text(fact.label or words, 4)}"]
    if fact.kind is Kind.YES_NO:
        lines += [_format_question(Kind.YES_NO, words), "    values:"]
        lines += [f"      {value}: {stub.format(words=words)}" for value, stub in CLAUSE_STUBS.items()]
    elif fact.kind is Kind.COUNT:
        lines += [_format_question(Kind.COUNT, words), f"    clause: {COUNT_STUB.format(words=words, value='{value}')}"]
    else:
        lines += [_format_question(Kind.CHOICE, words), "    values:"]
        texts = {value: f"{words} is {fact.words.get(value) or _split_words(value)}" for value in fact.values}
        lines += [f"      {value}: {format_text(text, 6)}" for value, text in texts.items()]
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
