"""ADV601 to ADV607: what the texts of an entry say and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from advisor.authoring.lint.subject import RULES, Found, Item, Subject, found, scalars
from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar, shown
from advisor.loading.yaml_reader import read_yaml
from advisor.model.conditions import leaves
from advisor.model.vocabulary import Kind

LONGEST = {"label": 80, "title": 140, "short": 80, "owner": 120, "question": 300, "because": 600, "help": 900}
"""How many characters a text may have before it hides its point."""
LONGEST_OTHER = 1_500
_TEXTS = frozenset(
    {*LONGEST, "clause", "empty", "what", "first", "sign", "text", "values", "authors", "published_in", "places"}
)
_TITLE = re.compile(r"[A-Z0-9\"“‘'].*[^.:;,!\s]\Z", re.DOTALL)
_MOST_AT_ONCE = 20_000
"""A text is looked through for blame up to so many characters."""


def check(subject: Subject) -> Iterator[Found]:
    """Every text of every entry."""
    blaming = _phrases("blame")
    for item in subject.items:
        for path, value in _texts(item):
            key = path[-1]
            text = " ".join(value.text.split())
            if found_in := blaming.search(text[:_MOST_AT_ONCE]):
                sentence = f"`{shown(found_in[0])}` blames a function; say what happens between the two"
                yield found("ADV602", item, sentence, value.place)
            if item.section in (RULES, "steps") and key == "title" and text and not _TITLE.match(text):
                sentence = f"the title `{shown(text)}` does not begin with a capital letter, or ends with a period"
                yield found("ADV603", item, sentence, value.place)
            if value.text.strip("\n") != value.text.strip():
                fix = "take the blank out"
                yield found("ADV604", item, f"`{key}` of `{item.id}` begins or ends with a blank", value.place, fix)
            most = LONGEST.get(key, LONGEST_OTHER)
            if len(text) > most:
                sentence = f"`{key}` of `{item.id}` has {len(text)} characters; {most} are plenty"
                yield found("ADV605", item, sentence, value.place)
    yield from _ungrounded(subject)


def _texts(item: Item) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    """The texts of an entry that somebody will read, with the keys that lead to them."""
    if isinstance(item.node, Scalar):  # a wording
        yield ("text",), item.node
        return
    for path, value in scalars(item.node):
        if "exempt" not in path and (path[-1:] and path[-1] in _TEXTS):
            yield path, value
        elif len(path) > 1 and path[-2] in _TEXTS:  # the values of a fact, the places of a work
            yield (*path[:-1], "clause"), value


def _ungrounded(subject: Subject) -> Iterator[Found]:
    """Rules that keep silent about the answers they rest on.

    A condition on one value of a `many` fact may name that value in its own words; the fact's clause would list all.
    """
    answers = _phrases("answers")
    told = {name for name, fact in subject.rulebase.facts.items() if not fact.computed and fact.kind is not Kind.MANY}
    for item, rule in subject.rules.values():
        reads = [leaf.name for leaf in leaves(rule.when) if leaf.name in told]
        placeholders = any(name for _, name, _, _ in Formatter().parse(rule.because))
        if reads and not placeholders and not answers.search(rule.because[:_MOST_AT_ONCE]):
            sentence = f"`because` of rule `{item.id}` names no fact, though the condition reads `{reads[0]}`"
            yield found("ADV601", item, sentence, item.at("because"))


@cache
def _phrases(key: str) -> re.Pattern[str]:
    """The patterns of phrases.yaml under a key, as one."""
    path = Path(__file__).with_name("phrases.yaml")
    node = read_yaml(path.read_text(encoding="utf-8"), path.name, Findings())
    assert isinstance(node, Mapped)
    functions = "|".join(_words(node.get("functions")))
    parts = (pattern.replace("{function}", rf"\b(?:{functions})") for pattern in _words(node.get(key)))
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


def _words(node: Node | None) -> list[str]:
    return [each.text for each in node.items if isinstance(each, Scalar)] if isinstance(node, Listing) else []
