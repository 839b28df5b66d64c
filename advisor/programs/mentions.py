"""What a text mentions: numbers, verdicts and steps, in the words that reports use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.model.rulebase import MOVE_TO, NO_VERDICT, STATE, VERDICT, RuleBase

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
_LIST_NUMBER = re.compile(r"^\s{0,8}(?:[-*+]\s+)?\(?\d{1,3}[.)]\s+", re.MULTILINE)
_NEGATED = re.compile(
    r"(?:\bnot|\bnever|\bno|n['’]t|\bwithout|\binstead of|\brather than|\bavoid|\bwrong to)(?:\W+\w+){0,3}\W*$", re.I
)
_NAMED = r"\b{}\b(?:\W+(?:is|was|would be|should be|here|now|today|for you|of|the))*\W+({})(?![\w-])"
"""The verdict or level after its kind: "the verdict is `tighten`"."""


class Mention(NamedTuple):
    """A verdict or a step that a text mentions. `words` are those of the text; `is_negated` after "do not" and such."""

    kind: str
    id: str
    words: str
    is_negated: bool


def remove_list_numbers(text: str) -> str:
    """Return a text without the numbers of its list items, which say nothing about a company."""
    return _LIST_NUMBER.sub("", text)


def list_numbers(text: str, *, small_words: bool = False) -> list[float]:
    """List the numbers of a text in order, in digits or words; with `small_words`, also the words "zero" and "one"."""
    return list(_iter_numbers(text, frozenset() if small_words else _SMALL_WORDS))


def differs_in_numbers(said: str, own: str) -> bool:
    """Return whether a text has numbers that its original does not have, or has in another order.

    "One" is often no number ("one of them"), so it counts only where a number of the original is missing.
    """
    numbers, originals = list_numbers(said), list_numbers(own)
    if not _is_subsequence(numbers, originals):
        return True
    if len(numbers) == len(originals):
        return False
    return not _is_subsequence(list_numbers(said, small_words=True), list_numbers(own, small_words=True))


def _iter_numbers(text: str, ignored: frozenset[str]) -> Iterator[float]:
    for match in _NUMBER.finditer(text):
        whole, fraction, words, rest = match.groups()
        if words is not None:
            if words.lower() not in ignored:
                yield float(sum(_WORDS[part] for part in re.split("[- ]", words.lower())))
        elif whole is not None:
            number = float(_SIGN.sub("", whole) + (fraction or ""))
            yield -number if match[0][0] in "-−" else number
        else:
            yield float(rest)


class MentionFinder:
    """Finds the verdicts and steps of one rule base in texts."""

    def __init__(self, rulebase: RuleBase) -> None:
        entries = {entry.id: entry.title for entry in rulebase.iter_entries("verdicts")}
        known = dict.fromkeys((*entries, *(rulebase.conclusions[VERDICT].values or ())))
        verdict_names = [name for name in known if name != NO_VERDICT]
        self._phrases: dict[str, tuple[str, str]] = {}
        for name, title in entries.items():
            self._add("verdict", name, title)
        for step in rulebase.steps.values():
            for words in (step.title, step.short, *(variant.title for variant in step.variants.values())):
                self._add("step", step.id, words)
            if "-" in step.id:
                self._phrases.setdefault(step.id.lower(), ("step", step.id))
        longest_first = sorted(self._phrases, key=len, reverse=True)
        self._known = re.compile(rf"(?<![\w-])(?:{'|'.join(map(_build_pattern, longest_first)) or '(?!)'})(?![\w-])")
        levels = "|".join(map(re.escape, rulebase.conclusions[STATE].values or ()))
        verdicts = "|".join(map(re.escape, verdict_names))
        self._bare = {VERDICT: _compile_words(verdicts), STATE: _compile_words(levels), MOVE_TO: _compile_words(levels)}
        self._named = {VERDICT: re.compile(_NAMED.format("verdict", verdicts))}
        self._named[STATE] = re.compile(_NAMED.format(r"(?<!next )(?<!other )level", levels))
        self._named[MOVE_TO] = re.compile(_NAMED.format("next level", levels))

    def _add(self, kind: str, name: str, words: str) -> None:
        phrase = _normalize(words).rstrip(".")
        if " " in phrase:  # a single word is too common to be a mention
            self._phrases.setdefault(phrase, (kind, name))

    def find_mentions(self, text: str, bare: str = "") -> list[Mention]:
        """Find the verdicts, levels and steps that a text mentions.

        Args:
            text: the text.
            bare: the kind whose ids alone count: "verdict", "state" or "move_to"; in other sentences, "prepare" is an
                ordinary word.
        """
        words = _normalize(text)
        found = [(match, *self._phrases[" ".join(match[0].split())]) for match in self._known.finditer(words)]
        covered = [match.span() for match, _, _ in found]
        names = [(match, kind, match[1]) for kind in self._named for match in self._named[kind].finditer(words)]
        if bare in self._bare:
            names += [(match, bare, match[0]) for match in self._bare[bare].finditer(words)]
        found += [
            each for each in names if not any(start < each[0].end() and each[0].start() < end for start, end in covered)
        ]
        return [Mention(kind, name, match[0], _is_negated(words[: match.start()])) for match, kind, name in found]


def _compile_words(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")


def _is_negated(before: str) -> bool:
    sentence = re.split(r"[.!?;:]\s", before)[-1]
    return _NEGATED.search(sentence) is not None


def _build_pattern(phrase: str) -> str:
    return r"\s+".join(map(re.escape, phrase.split()))


def _normalize(text: str) -> str:
    """Return a text in lower case with single spaces, straight apostrophes, and without emphasis."""
    plain = re.sub('[*_`"“”]', "", text.replace("’", "'"))
    return " ".join(plain.lower().split())


def _is_subsequence(part: Iterable[float], whole: Iterable[float]) -> bool:
    """Return whether the numbers of `part` are those of `whole`, in the same order; some may be missing."""
    rest = iter(whole)
    return all(number in rest for number in part)
