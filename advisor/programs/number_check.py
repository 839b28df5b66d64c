"""Checks the numbers of sentences: those of a claim, counts of known things, and the place of the level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisor.model.company import Company
from advisor.model.rulebase import STATE, RuleBase
from advisor.programs.check_results import NOT_CERTAIN, Problem
from advisor.programs.claims import Claim, find_single_values
from advisor.programs.mentions import normalize
from advisor.programs.polarity import has_cue
from advisor.programs.quantities import (
    begins_each_list,
    differs_in_numbers,
    find_broken_range,
    find_stem,
    find_wrong_unit,
    join_numbers,
    list_numbers,
    list_quantities,
    list_sizes,
    remove_counts,
)
from advisor.programs.sentences import Sentence, shorten_text, split_sentences

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_LEVEL_PLACE = re.compile(
    rf"\b({'|'.join(_PLACES)}|lowest|highest|last)\s+(?:(?:of|among)\s+(?:the|all|our|these)?\s*(?:\w+\s+)?levels|level)\b"
)
_KNOWN_COUNTS = {
    **dict.fromkeys(("team", "head", "side", "department", "function"), (2.0, 2.0)),
    **dict.fromkeys(("thing", "sentence", "paragraph"), (1.0, 20.0)),
    "statement": (20.0, 20.0),
}
"""The right numbers of things that every company or text has."""


class NumberChecker:
    """Checks the numbers of sentences against one advice.

    Args:
        claims: the claims of the advice.
        levels: all levels, from the lowest to the highest.
        own_numbers: the numbers that the company answered itself, each with the nouns that it counts.
    """

    def __init__(
        self, claims: Sequence[Claim], levels: Sequence[str], own_numbers: Mapping[float, frozenset[str]]
    ) -> None:
        self._levels = levels
        self._own_numbers = own_numbers
        state = find_single_values(claims).get(STATE, "")
        self._place = levels.index(state) + 1 if state in levels else 0
        kinds = Counter(claim.target.partition(":")[0] for claim in claims)
        self._counts = {**_KNOWN_COUNTS, "level": (float(len(levels)),) * 2} | {
            kind: (1.0, float(kinds[kind])) for kind in ("step", "reason", "caution", "question", "practice")
        }

    def iter_problems(self, claim: Claim, sentences: Sequence[Sentence]) -> Iterator[Problem]:
        """Yield what differs in the numbers of the sentences before the mark of a claim."""
        own = normalize(claim.text)
        counted = {quantity.noun for quantity in list_quantities(own)}
        counts = {noun: limits for noun, limits in self._counts.items() if noun not in counted}
        texts = [self._remove_known(sentence.words, counts) for sentence in sentences]
        said, original = " ".join(texts), remove_counts(own, counts)
        numbers = list_numbers(said)
        if _differs(said, original):
            written = join_numbers(list_numbers(said, small_words=True))
            yield Problem("number", written, join_numbers(list_numbers(original, small_words=True)) or "no number")
        rests = [self._remove_known(sentence.rest, counts) for sentence in sentences]
        rest = " ".join(rests)
        quantities = list_quantities(rest)
        lists = [list_numbers(each) for each in split_sentences(original)]
        if wrong := find_wrong_unit(quantities, own):
            yield Problem("number", f"{wrong.value:g} {wrong.unit or wrong.noun}", claim.text)
        elif part := find_broken_range(rest, own):
            yield Problem("number", shorten_text(rest), part)
        elif numbers and not begins_each_list(list_numbers(rest), [each for each in lists if each]):
            yield Problem("number", join_numbers(list_numbers(rest)), claim.text)
        known = set(list_sizes(own))
        for size in list_sizes(rest):
            if size not in known:
                yield Problem("number", size, claim.text)
        for sentence, words in zip(sentences, rests, strict=True):
            if (list_numbers(words) or list_sizes(words)) and (has_cue(words) or sentence.is_question):
                yield Problem("certainty", shorten_text(sentence.text), NOT_CERTAIN)
        yield from self._iter_place_problems(rests)

    def iter_uncited_problems(self, sentence: Sentence) -> Iterator[Problem]:
        """Yield the numbers of a sentence without a mark that need one, and a wrong place of the level."""
        words = self._remove_known(sentence.words, self._counts)
        foreign = [*(f"{number:.10g}" for number in list_numbers(words)), *list_sizes(words)]
        if foreign:
            yield Problem("number", ", ".join(foreign), "cite the claim with its mark")
        yield from self._iter_place_problems([words])

    def _iter_place_problems(self, texts: Iterable[str]) -> Iterator[Problem]:
        """Yield a wrong place of the level among all levels: "the third of the four levels"."""
        for match in (match for text in texts for match in _LEVEL_PLACE.finditer(text)):
            number = {"lowest": 1, "highest": len(self._levels), "last": len(self._levels)}.get(match[1])
            if self._place != (number or _PLACES.index(match[1]) + 1):
                yield Problem(STATE, match[0], f"level {self._place}" if self._place else "this is still open")

    def _remove_known(self, words: str, counts: Mapping[str, tuple[float, float]]) -> str:
        """Remove the numbers that say nothing new: counts of known things, and what the company answered itself."""
        words = remove_counts(words, counts)
        for quantity in reversed(list_quantities(words)):
            nouns = self._own_numbers.get(quantity.value, frozenset())
            if quantity.noun and quantity.noun in nouns and not has_cue(words):
                words = f"{words[: quantity.start]} {words[quantity.end :]}"
        return words


def list_own_numbers(company: Company, rulebase: RuleBase) -> dict[float, frozenset[str]]:
    """List the numbers that a company answered, each with the nouns after it in the words of its fact."""
    found: dict[float, frozenset[str]] = {}
    for name, value in company.stated.items():
        if isinstance(value, int):
            fact = rulebase.facts[name]
            words = f"{fact.clause.partition('{value}')[2]} {fact.label} {name.replace('_', ' ')}".lower()
            nouns = frozenset(map(find_stem, re.findall("[a-z]{4,}", words)))
            found[float(value)] = found.get(float(value), frozenset()) | nouns
    return found


def _differs(said: str, original: str) -> bool:
    """Return whether a text has other numbers than its original, or in another order.

    "One" is often no number ("one of them"), so it counts only where a number of the original is missing.
    """
    numbers, originals = list_numbers(said), list_numbers(original)
    if differs_in_numbers(numbers, originals):
        return True
    if len(numbers) == len(originals):
        return False
    return differs_in_numbers(list_numbers(said, small_words=True), list_numbers(original, small_words=True))
