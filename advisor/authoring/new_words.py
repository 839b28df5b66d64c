"""Facts and steps that a new rule brings with it, as they are said in flags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.authoring.given import Flags, Vocabulary, read, say
from advisor.authoring.stub_text import NewFact, NewStep
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
        elif values := _values(value):
            yield NewFact(name, Kind.CHOICE, values, words)
        else:
            say(findings, flag, f"`{text}` is neither `NAME`, `NAME: value, value` nor `NAME: count`")


def _values(node: Node) -> tuple[str, ...]:
    """Two or more different values, as a list or with commas between; nothing where there are none."""
    if isinstance(node, Scalar):
        texts = [each.strip() for each in node.text.split(",")]
    else:
        items = node.items if isinstance(node, Listing) else ()
        texts = [item.text if isinstance(item, Scalar) else "" for item in items]
    good = all(map(SLUG.fullmatch, texts)) and len(texts) == len(set(texts)) and not _NO_VALUES.intersection(texts)
    return tuple(texts) if good and len(texts) > 1 else ()


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
