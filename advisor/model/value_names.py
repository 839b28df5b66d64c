"""The names of a value: its id and its words, whatever their case, with blanks or hyphens for underscores.

`Lead quality`, `lead-quality` and `LEAD_QUALITY` all name `lead_quality`. A task of the checklist, whose id is
`processes_2`, can also be named by its words: `shared databases`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from advisor.model.name_suggestion import find_similar_names
from advisor.model.vocabulary import Fact, Kind

UNKNOWN, NONE = "unknown", "none"
"""What a person writes for an answer that is not known, and for no value of a fact that takes several."""
MAX_SUGGESTIONS = 3
MAX_WORD_LENGTH = 200
"""Maximum length of a text that is compared with names; no value has a longer one."""
_JOINTS = re.compile("[\\s_\u2010\u2011-]+")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_EXAMPLES = re.compile("such as|for example")
_MARKS = re.compile("[?,.]")
_ARTICLE = re.compile(r"(?:the|an?)_")
TRUTH_WORDS = {"true": "yes", "false": "no"}
_SHORT_WORDS = {"y": "yes", "n": "no", "on": "yes", "off": "no", "t": "yes", "f": "no"}
_UNSURE_WORDS = frozenset(
    ("?", "-", "n/a", "na", "tbd", "unsure", "not_sure", "not_known", "don't_know", "dont_know", "do_not_know", "open")
)


def normalize_name(text: str) -> str:
    """Return a name as names are compared: `Lead quality` and `lead-quality` become `lead_quality`."""
    return _JOINTS.sub("_", text.strip().casefold().replace("\u2019", "'"))


def find_value(fact: Fact, text: str) -> str | None:
    """Return the value that a text names; None if it names none.

    Example:
        find_value(fact, "Shared databases") returns "processes_2".
    """
    if text in fact.values:
        return text
    if len(text) > MAX_WORD_LENGTH:
        return None
    name = normalize_name(text)
    if fact.kind is Kind.YES_NO:
        name = TRUTH_WORDS.get(name, name)
    return map_value_names(fact).get(name) or _find_example(fact, name)


def _find_example(fact: Fact, name: str) -> str | None:
    """Return the value that an example in the question means: the only one with all its words; None if unclear.

    Example:
        "such as defining needs or negotiating?" means `negotiation` by `negotiating`, since only its words have it.
    """
    words = frozenset(name.split("_")) - {""}
    examples = normalize_name(_MARKS.sub("", _EXAMPLES.split(fact.question, maxsplit=1)[-1]))
    if fact.kind is not Kind.MANY or not words or f"_{name}_" not in f"_{examples}_":
        return None
    found = [value for value, said in fact.values.items() if words <= frozenset(normalize_name(said).split("_"))]
    return found[0] if len(found) == 1 else None


def map_value_names(fact: Fact) -> Mapping[str, str]:
    """Map each normalized name to its value: ids first, then words, unless two values share them."""
    return _map_names(tuple(fact.values.items()))


@lru_cache(maxsize=256)
def _map_names(values: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for value, _ in values:
        names.setdefault(normalize_name(value), value)
    shared: set[str] = {NONE, UNKNOWN}
    by_words: dict[str, str] = {}
    for value, words in values:
        for name in _iter_word_names(words):
            if by_words.setdefault(name, value) != value:
                shared.add(name)
    return {**{name: value for name, value in by_words.items() if name not in shared}, **names}


def _iter_word_names(words: str) -> Iterator[str]:
    """Iterate over the normalized names that words give: whole, without a part in brackets, without an article."""
    for text in (words, _BRACKETS.sub("", words)):
        name = normalize_name(text)
        yield name
        yield _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name


def choose_readable_name(fact: Fact, value: str) -> str:
    """Return the words of a value whose id is only a number in a group (`processes_2`), else the id."""
    words = fact.values[value]
    is_numbered = value[-1:].isdigit() and fact.kind is Kind.MANY
    return words if is_numbered and map_value_names(fact).get(normalize_name(words)) == value else value


def is_unknown(text: str) -> bool:
    """Return whether a text says that the answer is not known: `unknown`, whatever its case."""
    return normalize_name(text) == UNKNOWN


def suggest_values(fact: Fact, text: str) -> list[str]:
    """Return what a text that names no value may mean, nearest first, as the person can write it; empty if unclear."""
    name = normalize_name(text[:MAX_WORD_LENGTH])
    if name in _UNSURE_WORDS:
        return [UNKNOWN]
    if fact.kind is Kind.YES_NO and name in _SHORT_WORDS:
        return [_SHORT_WORDS[name]]
    if fact.kind is Kind.CHOICE and name.isascii() and name.isdigit() and 1 <= int(name) <= len(fact.values):
        return [list(fact.values)[int(name) - 1]]
    spellings = _map_spellings(fact)
    near = find_similar_names(name, spellings, 1) or _find_names_with_words(name, spellings)
    return list(dict.fromkeys(spellings[each] for each in near))


def _map_spellings(fact: Fact) -> Mapping[str, str]:
    """Map each normalized name to what a person writes for it: the id, or of a fact with a list also the words."""
    spellings = {normalize_name(value): value for value in (*fact.values, UNKNOWN)}
    if fact.kind is Kind.MANY:
        spellings[NONE] = NONE
        accepted = map_value_names(fact)
        for value, words in fact.values.items():
            if accepted.get(normalize_name(words)) == value:
                spellings.setdefault(normalize_name(words), words)
    return spellings


def _find_names_with_words(name: str, known: Mapping[str, str]) -> list[str]:
    """Return the names that contain all words of a name, if they are few."""
    words = frozenset(name.split("_")) - {""}
    found = [each for each in known if words and words <= frozenset(each.split("_"))]
    return found if len(found) <= MAX_SUGGESTIONS else []
