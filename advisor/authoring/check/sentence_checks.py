"""ADV608 to ADV613: texts that are put into sentences or lists, and would not read well there.

A clause completes "You report that …", an owner stands in brackets, a label in a list; a `because` is a sentence by
itself, and takes clauses behind "that". Stubs are what a new rule is begun with, for its author to replace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from advisor.authoring.check.phrases import load_words
from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import RULES, SourceEntry
from advisor.authoring.pack_source.stubs import STEP_STUBS, STUBS, format_step_id
from advisor.loading.nodes import ScalarNode, format_excerpt

_PUNCTUATION_ENDS = (".", ";", ":", ",", "!")
_ABBREVIATIONS = ("etc.", "Inc.", "Ltd.", "Corp.", "e.g.")
_CLOSING_MARKS = "\"”’')"
_OPENING_MARKS = "\"“‘'("
_STUB_PATTERN = re.compile(
    "|".join(re.escape(stub).replace(re.escape("{words}"), ".{1,200}") for stub in STUBS), re.IGNORECASE
)


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Texts by themselves, and the placeholders of each rule that loads."""
    for item, path, value in subject.texts:
        if text := " ".join(value.text.split()):
            yield from _check_text(item, path, value, text)
    for item, rule in subject.rules.values():
        yield from _check_placeholders(item, rule.because)


def _check_text(item: SourceEntry, path: tuple[str, ...], value: ScalarNode, text: str) -> Iterator[ReportedFinding]:
    key = path[-1]
    if _is_stub(item, key, text):
        fix = "put your own words in its place"
        yield report("ADV613", item, f"`{format_excerpt(text)}` is the stub that this was begun with", value.place, fix)
    elif item.section == "facts" and key in ("clause", "empty"):
        yield from _check_fragment(item, "ADV608", "a clause completes “You report that …”", value, text)
    elif item.section in ("facts", "steps") and key in ("label", "owner", "short"):
        yield from _check_fragment(item, "ADV609", f"`{key}` stands within a line", value, text)
    elif item.section == "facts" and key == "question":
        yield from _check_sentence(item, "ADV610", "the question", value, text, ("?",))
    elif item.section == RULES and key == "because":
        yield from _check_sentence(item, "ADV611", "`because`", value, text, (".", "!", "?", "…"))


def _is_stub(item: SourceEntry, key: str, text: str) -> bool:
    """Whether a text is a stub. Of those that might be somebody's own words only the stub of this very entry counts."""
    if item.section == "steps" and key in ("title", "short"):
        return text == STEP_STUBS[key].format(words=format_step_id(item.id))
    return item.section in ("facts", "steps", "sources") and _STUB_PATTERN.fullmatch(text) is not None


def _check_fragment(item: SourceEntry, code: str, why: str, value: ScalarNode, text: str) -> Iterator[ReportedFinding]:
    """What must read as a part of a sentence."""
    new, faults = text, []
    if _has_sentence_beginning(text):
        faults.append(f"begin it in lower case (not `{format_excerpt(text.split()[0])}`)")
        new = new[:1].lower() + new[1:]
    if text.endswith(_PUNCTUATION_ENDS) and not text.endswith(_ABBREVIATIONS):
        faults.append(f"end it without `{text[-1]}`")
        new = new.rstrip("".join(_PUNCTUATION_ENDS))
    if faults:
        yield report(code, item, f"{why}; {' and '.join(faults)}", value.place, f"write `{format_excerpt(new)}`")


def _has_sentence_beginning(text: str) -> bool:
    """Whether the first word has a capital letter that only the beginning of a sentence would give it."""
    if not text[0].isupper():
        return False
    word = re.split(r"['’\-/,]", text.split()[0])[0]
    return (len(word) == 1 or word[1:].islower()) and word.lower() not in load_words("names")


def _check_sentence(
    item: SourceEntry, code: str, what: str, value: ScalarNode, text: str, ends: tuple[str, ...]
) -> Iterator[ReportedFinding]:
    """What must read as a sentence of its own."""
    first = text.lstrip(_OPENING_MARKS)[:1]
    if first.islower():
        fix = f"write `{format_excerpt(text.replace(first, first.upper(), 1))}`"
        yield report(code, item, f"{what} of `{item.id}` does not begin with a capital letter", value.place, fix)
    if not text.rstrip(_CLOSING_MARKS).endswith(ends):
        sign = "a question mark" if ends[0] == "?" else "a period"
        yield report(code, item, f"{what} of `{item.id}` does not end with {sign}", value.place, f"end it with {sign}")


def _check_placeholders(item: SourceEntry, because: str) -> Iterator[ReportedFinding]:
    """Clauses that are put behind a word which takes none."""
    for before, name, _, _ in Formatter().parse(because):
        last = before.split()[-1] if before.strip() else ""
        takes = load_words("before_grounds" if name == "grounds" else "before_a_fact")
        if name and last.strip(",").lower() not in takes and not (name != "grounds" and last.endswith((":", ";"))):
            behind = f"stands behind `{format_excerpt(last)}`" if last else "has no word before it"
            sentence = f"`{{{name}}}` in `because` of rule `{item.id}` {behind}, which takes no clause"
            sentence = sentence if last else sentence.removesuffix(", which takes no clause")
            yield report("ADV612", item, sentence, item.find_place("because"), f"write `… that {{{name}}} …`")
