"""The numbers of a text with their units, and words that count or limit: "6 weeks", "twice", "a fortnight"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

_NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
_UNITS, _TENS = _NAMES.split()[:20], _NAMES.split()[20:]
_WORDS = {word: number for number, word in enumerate(_UNITS)} | {word: 10 * (2 + n) for n, word in enumerate(_TENS)}
_SMALL_WORDS = frozenset({"zero", "one"})
"""Words that are rarely numbers: "one of them"."""
_NUMBER = re.compile(
    r"(?<![\w.,/-])[-−]?(\d{1,3}(?:[,'’ \u202f]\d{3})+|\d+)(\.\d+)?(?!\d)|"
    rf"\b((?:{'|'.join(_TENS)})[- ](?:{'|'.join(_UNITS[1:10])})|{'|'.join((*_TENS, *_UNITS))})\b|(?<!\w)(\d+)",
    re.IGNORECASE,
)
_SIGN = re.compile("[,'’ \u202f]")
_TIME = "day|week|month|quarter|year|hour|minute"
_UNIT_NAMES = {
    **{f"{unit}{ending}": unit for unit in _TIME.split("|") for ending in ("", "s")},
    **dict.fromkeys(("percent", "%"), "percent"),
    **dict.fromkeys(("euro", "euros", "eur", "€"), "euro"),
    **dict.fromkeys(("dollar", "dollars", "usd", "$"), "dollar"),
    **dict.fromkeys(("pound", "pounds", "gbp", "£"), "pound"),
    **dict.fromkeys(("point", "points"), "point"),
}
_NO_NOUNS = frozenset(
    re.findall(
        "[a-z]+",
        "a an and as at but by each every for from in is are was were of on or per so than that the then this to "
        "until till up through which with who whom where onward onwards if when while will can should must you "
        "your we they it ",
    )
)
_JOINS = re.compile(r"\s*(?:to|until|till|through|up to|and|or|-|–|—)\s*(?:weeks?\s+)?")
_BEFORE = re.compile(rf"(?:\b({_TIME})s?\s+|([€$£])\s*)$")
_AFTER = re.compile(r"\s*-?\s*([a-z]+|[%€$£])")
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|last"
_SIZES = re.compile(
    r"\b(?P<word>twice|thrice|dozen|fortnight|fortnightly|couple|half|halve|double|triple|hundred|thousand|million|billion|"
    r"percent|daily|weekly|monthly|quarterly|yearly|annual|annually|biweekly|bimonthly|decade|century|centuries|halves)s?\b|"
    rf"\b(?P<which>a|an|one|per|every|each|next|this|last|another|coming|few|several|some|many|{_ORDINALS})\s+"
    rf"(?:single\s+|whole\s+|full\s+|working\s+|other\s+|of\s+)?(?P<unit>{_TIME})s?\b"
)
_DATES = re.compile(
    r"\b(?:q[1-4]|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tomorrow|tonight|yesterday|weekends?|"
    r"(?:in|by|until|till|from|since|before|after|of|early|late|mid|end of|to)\s+(?:january|february|march|april|may|"
    r"june|july|august|september|october|november|december|spring|summer|autumn|winter))\b"
)
_LIMIT = re.compile(
    r"\b(at least|at most|more than|less than|fewer than|no more than|over|under|above|below|about|around|roughly|"
    r"nearly|almost|approximately|some|up to|as many as)\s+$"
)
_RANGE = re.compile(r"(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?)")
_START = re.compile(r"from week (\d+) on\b")


class Quantity(NamedTuple):
    """A number with what it counts: `unit` is a known unit, `noun` the next word if it can be a noun; "" if neither."""

    value: float
    unit: str
    noun: str
    start: int
    end: int


def list_numbers(text: str, *, small_words: bool = False) -> list[float]:
    """List the numbers of a text in order, in digits or words; with `small_words`, also the words "zero" and "one"."""
    ignored = frozenset() if small_words else _SMALL_WORDS
    return [value for value, _ in _iter_numbers(text, ignored)]


def list_quantities(text: str) -> list[Quantity]:
    """List the numbers of a text in lower case, each with its unit; in a range, both ends have the same unit."""
    found: list[Quantity] = []
    for value, match in _iter_numbers(text, _SMALL_WORDS):
        before, after = _BEFORE.search(text[: match.start()]), _AFTER.match(text, match.end())
        word = after[1] if after else ""
        unit = (before[1] or _UNIT_NAMES[before[2]]) if before else _UNIT_NAMES.get(word, "")
        noun = "" if unit or word in _NO_NOUNS else find_stem(word)
        if found and not before and _JOINS.fullmatch(text[found[-1].end : match.start()]):
            unit = unit or found[-1].unit
            if unit and not found[-1].unit:
                found[-1] = found[-1]._replace(unit=unit)
        found.append(Quantity(value, unit, noun, match.start(), match.end()))
    return found


def find_stem(word: str) -> str:
    """Return a noun without the s of its plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def list_sizes(text: str) -> list[str]:
    """List the words that count or date without a number: "twice", "1 week" for "each week", "at least 6", "friday"."""
    found = []
    for match in _SIZES.finditer(text):
        if match["word"]:
            found.append("half" if match["word"] == "halve" else match["word"])
        else:
            which = "1" if match["which"] in ("a", "an", "one", "per", "every", "each") else match["which"]
            found.append(f"{which} {match['unit']}")
    found += [match[0] for match in _DATES.finditer(text)]
    for quantity in list_quantities(text):
        if limit := _LIMIT.search(text[: quantity.start]):
            between = text[: limit.start()].rstrip()
            if not (limit[1] == "up to" and between[-1:].isdigit()):
                found.append(f"{limit[1]} {quantity.value:g}")
    return found


def differs_in_numbers(said: Sequence[float], own: Sequence[float]) -> bool:
    """Return whether numbers are not those of the original in the same order; some may be missing."""
    rest = iter(own)
    return not all(number in rest for number in said)


def find_broken_range(said: str, own: str) -> str:
    """Return a range or start of the original that a text has in part only, in the words of the original; else ""."""
    values = {quantity.value for quantity in list_quantities(said)}
    for low, high in _RANGE.findall(own):
        whole = rf"(?<![\d.]){low}(?:{_JOINS.pattern}){high}(?!\.?\d)"
        if values & {float(low), float(high)} and not re.search(whole, said):
            return f"{low} to {high}"
    for week in _START.findall(own):
        begins = rf"\b(?:from|starting|beginning|start|begin|as of)\s+(?:in\s+|with\s+|from\s+)?week\s+{week}(?!\d)"
        if float(week) in values and not re.search(begins, said):
            return f"from week {week} on"
    return ""


def find_wrong_unit(said: Iterable[Quantity], own: str) -> Quantity | None:
    """Find a number whose unit or noun is not that of the original."""
    units: dict[float, set[str]] = {}
    for quantity in list_quantities(own):
        units.setdefault(quantity.value, set()).add(quantity.unit or quantity.noun)
    words = {find_stem(word) for word in re.findall(r"[a-z]+|[%€$£]", own)}
    for quantity in said:
        counted, known = quantity.unit or quantity.noun, units.get(quantity.value, set())
        if counted and known and counted not in known and not ("" in known and counted in words):
            return quantity
    return None


def begins_each_list(numbers: Sequence[float], lists: Sequence[Sequence[float]]) -> bool:
    """Return whether numbers are the beginnings of some lists, in their order."""
    reached = {0}
    for each in lists:
        further = set()
        for place in reached:
            for count in range(1, len(each) + 1):
                if numbers[place : place + count] != list(each[:count]):
                    break
                further.add(place + count)
        reached |= further
    return len(numbers) in reached


def remove_counts(text: str, counts: Mapping[str, tuple[float, float]]) -> str:
    """Return a text in lower case without numbers that count known things, such as "two" of "your two teams".

    Args:
        text: the text.
        counts: the smallest and the largest right number of each thing, by its name in the singular.
    """
    for quantity in reversed(list_quantities(text)):
        low, high = counts.get(quantity.noun, (1, 0))
        if low <= quantity.value <= high:
            text = f"{text[: quantity.start]} {text[quantity.end :]}"
    return text


def join_numbers(numbers: Iterable[float]) -> str:
    """Write numbers in a line."""
    return ", ".join(f"{number:.10g}" for number in numbers)


def _iter_numbers(text: str, ignored: frozenset[str]) -> Iterator[tuple[float, re.Match[str]]]:
    for match in _NUMBER.finditer(text):
        whole, fraction, words, rest = match.groups()
        if words is not None:
            if words.lower() not in ignored:
                yield float(sum(_WORDS[part] for part in re.split("[- ]", words.lower()))), match
        elif whole is not None:
            number = float(_SIGN.sub("", whole) + (fraction or ""))
            yield (-number if match[0][0] in "-−" else number), match
        else:
            yield float(rest), match
