"""ADV601 to ADV605 and ADV608 to ADV615: what the texts of an entry say and how they are written.

A clause completes "You report that …", an owner is shown in brackets, a label in a list. A `because` is a sentence of
its own and takes clauses after "that". A stub is a text of `advisor rules new` that its author has to replace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.check.phrases import build_pattern, load_words
from advisor.authoring.pack_source.source_entries import RULES, SourceEntry
from advisor.authoring.pack_source.stubs import STEP_STUBS, STUBS, format_step_id
from advisor.errors import lower_first
from advisor.loading.documents.nodes import MappingNode, ScalarNode, format_excerpt
from advisor.loading.packs.placeholders import (
    GROUNDS,
    VALUE,
    find_placeholders,
    iter_foreign_placeholders,
    list_plain_names,
)
from advisor.model.conditions import iter_leaves
from advisor.model.vocabulary import Kind

MAX_LENGTHS = {"label": 80, "title": 140, "short": 80, "owner": 120, "question": 300, "because": 600, "help": 900}
"""Maximum number of characters of a text, by its key."""
MAX_OTHER_LENGTH = 1_500
_MAX_SEARCHED_LENGTH = 20_000
"""Maximum number of characters of a text that are searched for phrases."""
_ENDS = (".", ":", ";", ",", "!")
"""What neither a title nor a clause ends with."""
_ABBREVIATIONS = ("etc.", "Inc.", "Ltd.", "Corp.", "e.g.")
_CLOSING_MARKS = "\"”’')"
_OPENING_MARKS = "\"“‘'("
_STUB_PATTERN = re.compile("|".join(re.escape(stub).replace(r"\{words\}", ".{1,200}") for stub in STUBS), re.IGNORECASE)


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Check every text of every entry, and the `because` of each rule without errors."""
    names = {*subject.rulebase.facts, GROUNDS, VALUE}
    for item, path, value in subject.texts:
        yield from _check_text(item, path[-1], value)
        yield from _check_unfilled_placeholders(item, path[-1], value, names)
    for item, rule in subject.rules.values():
        yield from _check_placeholders(item, rule.because)
    yield from _check_ungrounded_rules(subject)
    for item in subject.iter_section("verdicts"):
        if isinstance(item.node, MappingNode) and item.node.get("review") is None:
            sentence = f"the verdict `{item.id}` does not say when to look again"
            yield report("ADV615", item, sentence, item.place, "add `review: …`")


def _check_text(item: SourceEntry, key: str, value: ScalarNode) -> Iterator[ReportedFinding]:
    text = " ".join(value.text.split())
    if blame := build_pattern("blame").search(text[:_MAX_SEARCHED_LENGTH]):
        yield report("ADV602", item, f"`{format_excerpt(blame[0])}` blames a function", value.place)
    if value.text.strip("\n") != value.text.strip():
        sentence = f"`{key}` of `{item.id}` begins or ends with a space"
        yield report("ADV604", item, sentence, value.place, "remove the space")
    maximum = MAX_LENGTHS.get(key, MAX_OTHER_LENGTH)
    if len(text) > maximum:
        sentence = f"`{key}` of `{item.id}` has {len(text)} characters; the maximum is {maximum}"
        yield report("ADV605", item, sentence, value.place)
    if not text:
        return
    if _is_stub(item, key, text):
        sentence = f"`{format_excerpt(text)}` is the stub that `advisor rules new` wrote"
        yield report("ADV613", item, sentence, value.place, "replace it with your own words")
    elif item.section == "facts" and key in ("clause", "empty"):
        yield from _check_fragment(item, "ADV608", "a clause completes “You report that …”", value, text)
    elif item.section in ("facts", "steps") and key in ("label", "owner", "short"):
        yield from _check_fragment(item, "ADV609", f"`{key}` is shown within a line", value, text)
    elif item.section == "facts" and key == "question":
        yield from _check_sentence(item, "ADV610", "the question", value, text, ("?",))
    elif item.section == RULES and key == "because":
        yield from _check_sentence(item, "ADV611", "`because`", value, text, (".", "!", "?", "…"))
    if item.section in (RULES, "steps") and key == "title":
        yield from _check_title(item, value, text)
    elif item.section == "verdicts" and key == "title":
        yield from _check_sentence(item, "ADV615", "the title", value, text, (".", "!", "?"))


def _check_unfilled_placeholders(
    item: SourceEntry, key: str, value: ScalarNode, names: set[str]
) -> Iterator[ReportedFinding]:
    """Check what looks like a placeholder in a text in which nothing fills it in; the loader checks `because`."""
    if item.section == RULES and key == "because":
        return
    allowed = list_plain_names(value.text) if item.section == "wording" else {VALUE} if key == "clause" else ()
    for text, name in iter_foreign_placeholders(value.text[:_MAX_SEARCHED_LENGTH], names, allowed):
        sentence = f"`{key}` of `{item.id}` has `{format_excerpt(text)}`, which nothing fills in"
        fix = "write plain words"
        if item.section == "wording" and name:
            fix = f"write `{{{name}}}`"
        elif item.section == "facts" and key == "clause":
            fix = "write `{value}`"
        yield report("ADV614", item, sentence, value.place, fix)


def _is_stub(item: SourceEntry, key: str, text: str) -> bool:
    """Return whether a text is a stub; a title must be the stub of this very step, since authors may write others."""
    if item.section == "steps" and key in ("title", "short"):
        return text == STEP_STUBS[key].format(words=format_step_id(item.id))
    return item.section in ("facts", "steps", "sources") and _STUB_PATTERN.fullmatch(text) is not None


def _check_title(item: SourceEntry, value: ScalarNode, text: str) -> Iterator[ReportedFinding]:
    title = f"the title `{format_excerpt(text)}`"
    if not re.match(r"[A-Z0-9\"“‘']", text):
        yield report("ADV603", item, f"{title} does not begin with a capital letter", value.place)
    if text.endswith(_ENDS):
        yield report("ADV603", item, f"{title} ends with `{text[-1]}`", value.place, f"remove the `{text[-1]}`")


def _check_fragment(item: SourceEntry, code: str, why: str, value: ScalarNode, text: str) -> Iterator[ReportedFinding]:
    """Check a text that is a part of a sentence."""
    new, faults = text, []
    if _has_sentence_beginning(text):
        faults.append(f"begin it in lower case (not `{format_excerpt(text.split()[0])}`)")
        new = lower_first(new)
    if text.endswith(_ENDS) and not text.endswith(_ABBREVIATIONS):
        faults.append(f"end it without `{text[-1]}`")
        new = new.rstrip("".join(_ENDS))
    if faults:
        yield report(code, item, f"{why}; {' and '.join(faults)}", value.place, f"write `{format_excerpt(new)}`")


def _has_sentence_beginning(text: str) -> bool:
    """Return whether the first word has a capital letter only because it begins a sentence."""
    word = re.split(r"['’\-/,]", text.split()[0])[0]
    return text[0].isupper() and (len(word) == 1 or word[1:].islower()) and word.lower() not in load_words("names")


def _check_sentence(
    item: SourceEntry, code: str, name: str, value: ScalarNode, text: str, ends: tuple[str, ...]
) -> Iterator[ReportedFinding]:
    """Check a text that is a sentence of its own."""
    first = text.lstrip(_OPENING_MARKS)[:1]
    if first.islower():
        fix = f"write `{format_excerpt(text.replace(first, first.upper(), 1))}`"
        yield report(code, item, f"{name} of `{item.id}` does not begin with a capital letter", value.place, fix)
    if not text.rstrip(_CLOSING_MARKS).endswith(ends):
        sign = "a question mark" if ends[0] == "?" else "a period"
        yield report(code, item, f"{name} of `{item.id}` does not end with {sign}", value.place, f"end it with {sign}")


def _check_placeholders(item: SourceEntry, because: str) -> Iterator[ReportedFinding]:
    """Check that each placeholder follows a word after which a clause fits."""
    for before, name, _, _ in Formatter().parse(because):
        last = before.split()[-1] if before.strip() else ""
        allowed = load_words("before_grounds" if name == "grounds" else "before_a_fact")
        if name and last.strip(",").lower() not in allowed and not (name != "grounds" and last.endswith((":", ";"))):
            where = f"follows `{format_excerpt(last)}`, where no clause fits" if last else "has no word before it"
            sentence = f"`{{{name}}}` in `because` of rule `{item.id}` {where}"
            yield report("ADV612", item, sentence, item.find_place("because"), f"write `… that {{{name}}} …`")


def _check_ungrounded_rules(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Report rules whose `because` names none of the answers that they depend on.

    A condition on one value of a `many` fact may name that value in its own words; the fact's clause would list all.
    """
    facts = subject.rulebase.facts.items()
    reportable_facts = {name for name, fact in facts if not fact.computed and fact.kind is not Kind.MANY}
    for item, rule in subject.rules.values():
        reads = [leaf.name for leaf in iter_leaves(rule.when) if leaf.name in reportable_facts]
        says = find_placeholders(rule.because) or build_pattern("answers").search(rule.because[:_MAX_SEARCHED_LENGTH])
        if reads and not says:
            sentence = f"`because` of rule `{item.id}` does not name a fact, but the condition reads `{reads[0]}`"
            yield report("ADV601", item, sentence, item.find_place("because"))
