"""Facts and steps that a new rule brings with it, as they are said in flags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.authoring.pack_source.stubs import NewFact, NewStep
from advisor.authoring.scaffold.flags import Flags, Vocabulary, read, say
from advisor.errors import listing
from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.model.knowledge import MOVES
from advisor.model.vocabulary import Kind

FACT_NAME = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*")
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9_-]+)*")
_NO_VALUES = frozenset({"unknown", "null", "yes", "no", "true", "false", "on", "off"})


def new_facts(flags: Flags, known: Vocabulary, findings: Findings) -> Iterator[NewFact]:
    """The facts to be added; what is not understood is said."""
    flag = "--new-fact"
    for text in flags.new_facts:
        name, value = _pair(read(text, flag, findings))
        label = value.get("label") if isinstance(value, Mapped) else None
        if isinstance(value, Mapped):
            value = value.get("values") or Scalar(Kind.YES_NO, value.place)
        words = " ".join(label.text.split()) if isinstance(label, Scalar) else ""
        if not FACT_NAME.fullmatch(name):
            say(findings, flag, f"`{text}` names no fact; use words such as `{flag} site_visits`")
        elif name in known.rulebase.facts or name in known.rulebase.conclusions:
            say(findings, flag, f"there is a fact or conclusion `{name}` already; leave this out, or rename it")
        elif value is None or (isinstance(value, Scalar) and value.text == Kind.YES_NO):
            yield NewFact(name, label=words)
        elif isinstance(value, Scalar) and value.text == Kind.COUNT:
            yield NewFact(name, Kind.COUNT, label=words)
        elif isinstance(value, Mapped) or (isinstance(value, Scalar) and "," not in value.text):
            say(findings, flag, f"`{text}` is neither `NAME`, `NAME: value, value` nor `NAME: count`")
        else:
            values = values_of(value)
            wrong = [*wrong_values(values)]
            for sentence in wrong:
                say(findings, flag, f"of `{name}`, {sentence}")
            if not wrong:
                yield NewFact(name, Kind.CHOICE, values, words)


def values_of(node: Node) -> tuple[str, ...]:
    """The values of a choice, as a list or with commas between; what is no single value is empty."""
    if isinstance(node, Scalar):
        return tuple(each.strip() for each in node.text.split(","))
    items = node.items if isinstance(node, Listing) else ()
    return tuple(item.text if isinstance(item, Scalar) else "" for item in items)


def wrong_values(values: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with the values of a choice."""
    if len(values) < 2:
        yield "a choice needs two values or more, with commas between, such as `few, many`"
    for each in dict.fromkeys(values):
        if sentence := wrong_value(each):
            yield sentence
        elif values.count(each) > 1:
            yield f"the value `{each}` stands twice"


def wrong_value(value: str) -> str:
    """Why a word cannot be a value of a choice; empty where it can."""
    if value in _NO_VALUES:
        return f"`{value}` cannot be a value of a choice, since it means something else there; take another word"
    if not SLUG.fullmatch(value):
        return f"`{value}` cannot be a value; use lower-case letters, digits, `-` and `_`"
    return ""


def new_steps(flags: Flags, known: Vocabulary, findings: Findings) -> Iterator[NewStep]:
    """The steps to be added; what is not understood is said."""
    flag = "--new-step"
    for text in flags.new_steps:
        name, value = _pair(read(text, flag, findings))
        move = value.text if isinstance(value, Scalar) else "" if value is not None else move_of(flags)
        if not SLUG.fullmatch(name):
            say(findings, flag, f"`{text}` names no step; use lower-case letters, digits, `-`, `_` and `/`")
        elif name in known.rulebase.steps:
            say(findings, flag, f"there is a step `{name}` already; leave this out, or take another id")
        elif move not in MOVES:
            say(findings, flag, f"`{text}` names no move; after the id it must be {listing(MOVES)}")
        else:
            yield NewStep(name, move)


def move_of(flags: Flags) -> str:
    """The move from the state that a condition names; else watching."""
    named = re.search(r"\b(?:state|relationship)\s*:\s*(\w+)", " ".join(flags.when))
    return next((move for move in MOVES if named and move.startswith(f"{named[1]}-to-")), "watch")


def _pair(node: Node | None) -> tuple[str, Node | None]:
    if isinstance(node, Scalar):
        return node.text, None
    if isinstance(node, Mapped) and len(node.items) == 1:
        return node.items[0][0].text, node.items[0][1]
    return "", None
