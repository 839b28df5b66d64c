"""ADV601 to ADV607: what the texts of an entry say and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from advisor.authoring.check.phrases import pattern
from advisor.authoring.check.subject import Found, Subject, found
from advisor.authoring.pack_source.items import RULES, Item
from advisor.loading.nodes import Scalar, shown
from advisor.model.conditions import leaves
from advisor.model.vocabulary import Kind

LONGEST = {"label": 80, "title": 140, "short": 80, "owner": 120, "question": 300, "because": 600, "help": 900}
"""How many characters a text may have before it hides its point."""
LONGEST_OTHER = 1_500
_TITLE_BEGINS = re.compile(r"[A-Z0-9\"“‘']")
_TITLE_ENDS = (".", ":", ";", ",", "!")
_MOST_AT_ONCE = 20_000
"""A text is looked through for blame up to so many characters."""


def check(subject: Subject) -> Iterator[Found]:
    """Every text of every entry."""
    blaming = pattern("blame")
    for item, path, value in subject.texts:
        key = path[-1]
        text = " ".join(value.text.split())
        if found_in := blaming.search(text[:_MOST_AT_ONCE]):
            sentence = f"`{shown(found_in[0])}` blames a function"
            yield found("ADV602", item, sentence, value.place)
        if item.section in (RULES, "steps") and key == "title" and text:
            yield from _title(item, value, text)
        if value.text.strip("\n") != value.text.strip():
            fix = "take the blank out"
            yield found("ADV604", item, f"`{key}` of `{item.id}` begins or ends with a blank", value.place, fix)
        most = LONGEST.get(key, LONGEST_OTHER)
        if len(text) > most:
            sentence = f"`{key}` of `{item.id}` has {len(text)} characters; {most} are plenty"
            yield found("ADV605", item, sentence, value.place)
    yield from _ungrounded(subject)


def _title(item: Item, value: Scalar, text: str) -> Iterator[Found]:
    title = f"the title `{shown(text)}`"
    if not _TITLE_BEGINS.match(text):
        yield found("ADV603", item, f"{title} does not begin with a capital letter", value.place)
    if text.endswith(_TITLE_ENDS):
        sentence = f"{title} ends with `{text[-1]}`"
        yield found("ADV603", item, sentence, value.place, "take it out; titles have no final period")


def _ungrounded(subject: Subject) -> Iterator[Found]:
    """Rules that keep silent about the answers they rest on.

    A condition on one value of a `many` fact may name that value in its own words; the fact's clause would list all.
    """
    answers = pattern("answers")
    told = {name for name, fact in subject.rulebase.facts.items() if not fact.computed and fact.kind is not Kind.MANY}
    for item, rule in subject.rules.values():
        reads = [leaf.name for leaf in leaves(rule.when) if leaf.name in told]
        placeholders = any(name for _, name, _, _ in Formatter().parse(rule.because))
        if reads and not placeholders and not answers.search(rule.because[:_MOST_AT_ONCE]):
            sentence = f"`because` of rule `{item.id}` names no fact, though the condition reads `{reads[0]}`"
            yield found("ADV601", item, sentence, item.at("because"))
