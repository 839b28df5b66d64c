"""Checks a text that cites an advice: whether each cited claim agrees with the advice for these facts.

What belongs to a mark is the text of its paragraph or list item before it, back to the mark before. Its verdicts,
levels, steps and numbers must be those of the claim, and so must rule and source. Other words are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.model.rulebase import MOVE_TO, STATE, VERDICT
from advisor.programs.claims import Claim
from advisor.programs.marks import Mark, find_marks
from advisor.programs.mentions import Mention, MentionFinder, differs_in_numbers, list_numbers, remove_list_numbers

_BLOCK_END = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+•]|\(?\d{1,3}[.)]|#{1,6}|\|)\s)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
SINGLE_KINDS = (VERDICT, STATE, MOVE_TO)
"""What an advice has one of."""
_FORM = "[step:ID; rule ID; source LOCATOR]"


class Problem(NamedTuple):
    """A difference between a text and the advice.

    `what` is verdict, step, number, rule, source, target or mark; `said` are the words of the text, and `advice` is
    what the advice has.
    """

    what: str
    said: str
    advice: str


class CheckedClaim(NamedTuple):
    """A mark, the words that belong to it, and what differs; nothing if it agrees."""

    mark: str
    words: str
    target: str
    problems: tuple[Problem, ...]


class UncitedSentence(NamedTuple):
    """A sentence without a mark that names a verdict, a step or a number, and what differs or cannot be checked."""

    sentence: str
    problems: tuple[Problem, ...]


class TextCheck(NamedTuple):
    """The result for a text, in the order of the text."""

    claims: tuple[CheckedClaim, ...]
    uncited: tuple[UncitedSentence, ...]

    @property
    def agrees(self) -> bool:
        """Whether there is a cited claim, all of them agree, and nothing else differs."""
        return bool(self.claims) and not self.uncited and not any(claim.problems for claim in self.claims)


class ClaimChecker:
    """Checks texts against one advice. `own_numbers` are those that the company answered itself."""

    def __init__(self, claims: Sequence[Claim], finder: MentionFinder, own_numbers: Sequence[float] = ()) -> None:
        self._finder = finder
        self._by_target: dict[str, Claim] = {}
        for claim in claims:
            self._by_target.setdefault(claim.target, claim)
        self._own_numbers = frozenset(own_numbers)
        targets = [claim.target.partition(":") for claim in claims]
        self._single = {kind: value for kind, _, value in targets if kind in SINGLE_KINDS}
        self._steps = {value for kind, _, value in targets if kind == "step"}
        self._by_sentence: dict[str, frozenset[str]] = {}
        for claim in claims:
            for sentence in map(_normalize, _SENTENCE_END.split(claim.text)):
                self._by_sentence[sentence] = self._by_sentence.get(sentence, frozenset()) | {claim.target}

    def check(self, text: str) -> TextCheck:
        """Check a text."""
        checked: list[CheckedClaim] = []
        uncited: list[UncitedSentence] = []
        for block in _split_blocks(text):
            marks, position = find_marks(block), 0
            for mark in marks:
                words = remove_list_numbers(block[position : mark.start])
                checked.append(self._check_mark(mark, words))
                position = mark.end
            for sentence in _SENTENCE_END.split(remove_list_numbers(block[position:])):
                problems = tuple(self._iter_uncited_problems(sentence))
                if problems:
                    uncited.append(UncitedSentence(_shorten(sentence), problems))
        return TextCheck(tuple(checked), tuple(uncited))

    def _check_mark(self, mark: Mark, words: str) -> CheckedClaim:
        claim = self._by_target.get(mark.target)
        if not mark.target:
            problems: tuple[Problem, ...] = (Problem("mark", mark.text, f"a mark has the form {_FORM}"),)
        elif claim is None:
            problems = (self._describe_foreign_target(mark.target),)
        else:
            problems = tuple(self._iter_problems(mark, claim, words))
        return CheckedClaim(mark.text, _shorten(words), mark.target, problems)

    def _describe_foreign_target(self, target: str) -> Problem:
        kind, _, value = target.partition(":")
        if kind in self._single:
            return Problem(kind, value, self._single[kind])
        known = [each for each in self._by_target if each.startswith(f"{kind}:")]
        return Problem(kind if kind == "step" else "target", target, ", ".join(known) or "nothing of this kind")

    def _iter_problems(self, mark: Mark, claim: Claim, words: str) -> Iterator[Problem]:
        if mark.rule != claim.rule:
            yield Problem("rule", mark.rule, claim.rule)
        if mark.source != claim.source:
            yield Problem("source", mark.source, str(claim.source))
        if differs_in_numbers(words, claim.text):
            said, own = (_join_numbers(list_numbers(text, small_words=True)) for text in (words, claim.text))
            yield Problem("number", said, own or "no number")
        for sentence in _SENTENCE_END.split(words):
            owners = self._by_sentence.get(_normalize(sentence), frozenset())
            if owners and claim.target not in owners:
                yield Problem("target", _shorten(sentence), f"the words of {', '.join(sorted(owners))}")
        kind, _, value = claim.target.partition(":")
        allowed = {mention._replace(words="") for mention in self._finder.find_mentions(claim.text, kind)}
        for mention in self._finder.find_mentions(words, kind):
            if mention._replace(words="") in allowed:
                continue
            right = value if mention.kind == kind else self._single.get(mention.kind, "")
            if right and mention.id != right:
                yield Problem(mention.kind, mention.words, right)
            elif not right and mention.id not in self._steps:
                yield Problem(mention.kind, mention.words, "not advised")
            elif mention.is_negated:
                yield Problem(mention.kind, f"not {mention.words}", right or mention.id)

    def _iter_uncited_problems(self, sentence: str) -> Iterator[Problem]:
        foreign = [number for number in list_numbers(sentence) if number not in self._own_numbers]
        if foreign:
            yield Problem("number", _join_numbers(foreign), "cite the claim with its mark")
        for mention in self._finder.find_mentions(sentence):
            if problem := self._compare_uncited(mention):
                yield problem

    def _compare_uncited(self, mention: Mention) -> Problem | None:
        right = self._single.get(mention.kind, "")
        is_advised = mention.id == right if mention.kind in SINGLE_KINDS else mention.id in self._steps
        if is_advised is not mention.is_negated:
            return None
        said = f"not {mention.words}" if mention.is_negated else mention.words
        return Problem(mention.kind, said, right or "not part of the advice")


def build_check_data(check: TextCheck, claims: Sequence[Claim]) -> dict[str, Any]:
    """Build the data of a check; a claim that differs has the right mark next to it."""
    by_target: Mapping[str, Claim] = {claim.target: claim for claim in claims}
    return {
        "agrees": check.agrees,
        "checked": len(check.claims),
        "differing": [
            {
                "mark": each.mark,
                "words": each.words,
                "problems": [problem._asdict() for problem in each.problems],
                "right_mark": by_target[each.target].mark if each.target in by_target else None,
            }
            for each in check.claims
            if each.problems
        ],
        "uncited": [
            {"sentence": each.sentence, "problems": [problem._asdict() for problem in each.problems]}
            for each in check.uncited
        ],
        "agreeing": [each.target for each in check.claims if not each.problems],
    }


def _split_blocks(text: str) -> list[str]:
    """Split a text into paragraphs, headings and list items."""
    return [block for block in _BLOCK_END.split(text.replace("\r\n", "\n")) if block.strip()]


def _normalize(sentence: str) -> str:
    return " ".join(re.sub("[*_`]", "", sentence).lower().split()).strip(" .!?")


def _join_numbers(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:.10g}" for number in numbers)


def _shorten(text: str, limit: int = 300) -> str:
    """Return a text in one line; of a long one, its whole words at the end, which are next to the mark."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return f"… {line[-limit:].partition(' ')[2]}"
