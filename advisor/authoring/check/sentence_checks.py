"""ADV608 to ADV613: texts that are put into sentences or lists, and would not read well there.

A clause completes "You report that …", an owner stands in brackets, a label in a list; a `because` is a sentence by
itself, and takes clauses behind "that". Stubs are what a new rule is begun with, for its author to replace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from advisor.authoring.check.phrases import words
from advisor.authoring.check.subject import Found, Subject, found
from advisor.authoring.pack_source.items import RULES, Item
from advisor.authoring.pack_source.stubs import STEP, STUBS, step_words
from advisor.loading.nodes import Scalar, shown

_ENDS = (".", ";", ":", ",", "!")
_ABBREVIATED = ("etc.", "Inc.", "Ltd.", "Corp.", "e.g.")
_CLOSING = "\"”’')"
_OPENING = "\"“‘'("
_STUB = re.compile("|".join(re.escape(stub).replace(re.escape("{words}"), ".{1,200}") for stub in STUBS), re.IGNORECASE)


def check(subject: Subject) -> Iterator[Found]:
    """Texts by themselves, and the placeholders of each rule that loads."""
    for item, path, value in subject.texts:
        if text := " ".join(value.text.split()):
            yield from _text(item, path, value, text)
    for item, rule in subject.rules.values():
        yield from _placeholders(item, rule.because)


def _text(item: Item, path: tuple[str, ...], value: Scalar, text: str) -> Iterator[Found]:
    key = path[-1]
    if _is_stub(item, key, text):
        fix = "put your own words in its place"
        yield found("ADV613", item, f"`{shown(text)}` is the stub that this was begun with", value.place, fix)
    elif item.section == "facts" and key in ("clause", "empty"):
        yield from _part(item, "ADV608", "a clause completes “You report that …”", value, text)
    elif item.section in ("facts", "steps") and key in ("label", "owner", "short"):
        yield from _part(item, "ADV609", f"`{key}` stands within a line", value, text)
    elif item.section == "facts" and key == "question":
        yield from _whole(item, "ADV610", "the question", value, text, ("?",))
    elif item.section == RULES and key == "because":
        yield from _whole(item, "ADV611", "`because`", value, text, (".", "!", "?", "…"))


def _is_stub(item: Item, key: str, text: str) -> bool:
    """Whether a text is a stub. Of those that might be somebody's own words only the stub of this very entry counts."""
    if item.section == "steps" and key in ("title", "short"):
        return text == STEP[key].format(words=step_words(item.id))
    return item.section in ("facts", "steps", "sources") and _STUB.fullmatch(text) is not None


def _part(item: Item, code: str, why: str, value: Scalar, text: str) -> Iterator[Found]:
    """What must read as a part of a sentence."""
    new, faults = text, []
    if _begins_like_a_sentence(text):
        faults.append(f"begin it in lower case (not `{shown(text.split()[0])}`)")
        new = new[:1].lower() + new[1:]
    if text.endswith(_ENDS) and not text.endswith(_ABBREVIATED):
        faults.append(f"end it without `{text[-1]}`")
        new = new.rstrip("".join(_ENDS))
    if faults:
        yield found(code, item, f"{why}; {' and '.join(faults)}", value.place, f"write `{shown(new)}`")


def _begins_like_a_sentence(text: str) -> bool:
    """Whether the first word has a capital letter that only the beginning of a sentence would give it."""
    if not text[0].isupper():
        return False
    word = re.split(r"['’\-/,]", text.split()[0])[0]
    return (len(word) == 1 or word[1:].islower()) and word.lower() not in words("names")


def _whole(item: Item, code: str, what: str, value: Scalar, text: str, ends: tuple[str, ...]) -> Iterator[Found]:
    """What must read as a sentence of its own."""
    first = text.lstrip(_OPENING)[:1]
    if first.islower():
        fix = f"write `{shown(text.replace(first, first.upper(), 1))}`"
        yield found(code, item, f"{what} of `{item.id}` does not begin with a capital letter", value.place, fix)
    if not text.rstrip(_CLOSING).endswith(ends):
        sign = "a question mark" if ends[0] == "?" else "a period"
        yield found(code, item, f"{what} of `{item.id}` does not end with {sign}", value.place, f"end it with {sign}")


def _placeholders(item: Item, because: str) -> Iterator[Found]:
    """Clauses that are put behind a word which takes none."""
    for before, name, _, _ in Formatter().parse(because):
        last = before.split()[-1] if before.strip() else ""
        takes = words("before_grounds" if name == "grounds" else "before_a_fact")
        if name and last.strip(",").lower() not in takes and not (name != "grounds" and last.endswith((":", ";"))):
            behind = f"stands behind `{shown(last)}`" if last else "has no word before it"
            sentence = f"`{{{name}}}` in `because` of rule `{item.id}` {behind}, which takes no clause"
            sentence = sentence if last else sentence.removesuffix(", which takes no clause")
            yield found("ADV612", item, sentence, item.at("because"), f"write `… that {{{name}}} …`")
