"""ADV601 to ADV607: what the texts of an entry say and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from advisor.authoring.check.phrases import build_pattern
from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import RULES, SourceEntry
from advisor.loading.nodes import ScalarNode, format_excerpt
from advisor.model.conditions import iter_leaves
from advisor.model.vocabulary import Kind

MAX_LENGTHS = {"label": 80, "title": 140, "short": 80, "owner": 120, "question": 300, "because": 600, "help": 900}
"""How many characters a text may have before it hides its point."""
MAX_OTHER_LENGTH = 1_500
_TITLE_BEGINS = re.compile(r"[A-Z0-9\"“‘']")
_TITLE_ENDS = (".", ":", ";", ",", "!")
_MAX_SEARCHED_LENGTH = 20_000
"""A text is looked through for blame up to so many characters."""


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Every text of every entry."""
    blaming = build_pattern("blame")
    for item, path, value in subject.texts:
        key = path[-1]
        text = " ".join(value.text.split())
        if found_in := blaming.search(text[:_MAX_SEARCHED_LENGTH]):
            sentence = f"`{format_excerpt(found_in[0])}` blames a function"
            yield report("ADV602", item, sentence, value.place)
        if item.section in (RULES, "steps") and key == "title" and text:
            yield from _check_title(item, value, text)
        if value.text.strip("\n") != value.text.strip():
            fix = "take the blank out"
            yield report("ADV604", item, f"`{key}` of `{item.id}` begins or ends with a blank", value.place, fix)
        most = MAX_LENGTHS.get(key, MAX_OTHER_LENGTH)
        if len(text) > most:
            sentence = f"`{key}` of `{item.id}` has {len(text)} characters; {most} are plenty"
            yield report("ADV605", item, sentence, value.place)
    yield from _check_ungrounded_rules(subject)


def _check_title(item: SourceEntry, value: ScalarNode, text: str) -> Iterator[ReportedFinding]:
    title = f"the title `{format_excerpt(text)}`"
    if not _TITLE_BEGINS.match(text):
        yield report("ADV603", item, f"{title} does not begin with a capital letter", value.place)
    if text.endswith(_TITLE_ENDS):
        sentence = f"{title} ends with `{text[-1]}`"
        yield report("ADV603", item, sentence, value.place, "take it out; titles have no final period")


def _check_ungrounded_rules(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Rules that keep silent about the answers they rest on.

    A condition on one value of a `many` fact may name that value in its own words; the fact's clause would list all.
    """
    answers = build_pattern("answers")
    told = {name for name, fact in subject.rulebase.facts.items() if not fact.computed and fact.kind is not Kind.MANY}
    for item, rule in subject.rules.values():
        reads = [leaf.name for leaf in iter_leaves(rule.when) if leaf.name in told]
        placeholders = any(name for _, name, _, _ in Formatter().parse(rule.because))
        if reads and not placeholders and not answers.search(rule.because[:_MAX_SEARCHED_LENGTH]):
            sentence = f"`because` of rule `{item.id}` names no fact, though the condition reads `{reads[0]}`"
            yield report("ADV601", item, sentence, item.find_place("because"))
