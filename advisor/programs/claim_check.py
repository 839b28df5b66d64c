"""Checks a text that cites an advice: whether each cited claim agrees with the advice for these facts.

What belongs to a mark is the text of its paragraph, list item or row before it, back to the mark before. Its verdicts,
levels, steps, owners and numbers must be those of the claim, and so must rule and source. Where a sentence denies or
hedges what it names, and it is not certain how, the check says so. Whether other words mean the same is not judged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from advisor.programs.check_results import NOT_CERTAIN, PLAINLY, CheckedClaim, Problem, TextCheck, UncitedSentence
from advisor.programs.claims import Claim, find_single_values
from advisor.programs.marks import Mark, find_marks
from advisor.programs.mentions import MentionFinder, normalize, remove_list_numbers
from advisor.programs.number_check import NumberChecker
from advisor.programs.plain_text import find_disguise, read_plain
from advisor.programs.polarity import takes_back
from advisor.programs.sentence_check import SentenceChecker, iter_note_problems
from advisor.programs.sentences import (
    Sentence,
    is_table_row,
    list_own_sentences,
    shorten_text,
    split_blocks,
    split_sentences,
)

_LEFT_OUT = re.compile(r"left out: ((?:[a-z]+ \(\d+\)(?:, | and |))+)\.?")
_LEFT_PART = re.compile(r"([a-z]+) \((\d{1,9})\)")
_FORM = "[step:ID; rule ID; source LOCATOR]"


class ClaimChecker:
    """Checks texts against one advice.

    Args:
        claims: the claims of the advice.
        finder: finds what texts name.
        own_numbers: the numbers that the company answered itself, each with the nouns that it counts.
        possible_verdicts: the verdicts that are still possible; they cannot be denied.
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        finder: MentionFinder,
        own_numbers: Mapping[float, frozenset[str]] = MappingProxyType({}),
        possible_verdicts: Sequence[str] = (),
    ) -> None:
        self._sentences = SentenceChecker(claims, finder, possible_verdicts)
        self._numbers = NumberChecker(claims, finder.levels, own_numbers)
        self._by_target: dict[str, Claim] = {}
        self._by_sentence: dict[str, frozenset[str]] = {}
        for claim in claims:
            self._by_target.setdefault(claim.target, claim)
            for sentence in list_own_sentences(claim):
                self._by_sentence[sentence] = self._by_sentence.get(sentence, frozenset()) | {claim.target}
        self._single = find_single_values(claims)
        self._parts = Counter(claim.part for claim in claims)

    def check(self, text: str) -> TextCheck:
        """Check a text."""
        checked: list[CheckedClaim] = []
        uncited: list[UncitedSentence] = []
        for block in split_blocks(text):
            if disguised := find_disguise(block):
                problem = Problem(
                    "character", disguised, f"a letter or a character here is not what it seems; {PLAINLY}"
                )
                uncited.append(UncitedSentence(shorten_text(read_plain(block)), (problem,)))
            block = read_plain(block)
            marks, position = find_marks(block), 0
            if len(marks) == 1 and is_table_row(block):  # the other cells belong to the mark, too
                cells = f"{block[: marks[0].start]}. {block[marks[0].end :]}".replace("|", ". ")
                checked.append(self._check_mark(marks[0], cells))
                continue
            for mark in marks:
                words = remove_list_numbers(block[position : mark.start])
                checked.append(self._check_mark(mark, words, is_after_mark=position > 0))
                position = mark.end
            has_marks = bool(marks)
            for sentence in split_sentences(remove_list_numbers(block[position:])):
                problems = tuple(self._iter_uncited_problems(sentence, is_after_mark=has_marks))
                has_marks = False
                if problems:
                    uncited.append(UncitedSentence(shorten_text(sentence), problems))
        return TextCheck(tuple(checked), tuple(uncited))

    def _check_mark(self, mark: Mark, words: str, *, is_after_mark: bool = False) -> CheckedClaim:
        claim = self._by_target.get(mark.target)
        if not mark.target:
            problems: tuple[Problem, ...] = (Problem("mark", mark.text, f"a mark has the form {_FORM}"),)
        elif claim is None:
            problems = (self._describe_foreign_target(mark.target),)
        else:
            problems = tuple(dict.fromkeys(self._iter_problems(mark, claim, words, is_after_mark)))
        return CheckedClaim(mark.text, shorten_text(words), mark.target, problems)

    def _describe_foreign_target(self, target: str) -> Problem:
        kind, _, value = target.partition(":")
        if kind in self._single:
            return Problem(kind, value, self._single[kind])
        known = [each for each in self._by_target if each.startswith(f"{kind}:")]
        return Problem(kind if kind == "step" else "target", target, ", ".join(known) or "nothing of this kind")

    def _iter_problems(self, mark: Mark, claim: Claim, words: str, is_after_mark: bool) -> Iterator[Problem]:
        if mark.rule != claim.rule:
            yield Problem("rule", mark.rule, claim.rule)
        if mark.source != claim.source:
            yield Problem("source", mark.source, str(claim.source))
        own, is_asking = list_own_sentences(claim), "?" in claim.text
        sentences = [Sentence(each, own, is_asking=is_asking) for each in split_sentences(words)]
        yield from self._numbers.iter_problems(claim, sentences)
        yield from iter_note_problems(claim, sentences)
        for number, sentence in enumerate(sentences):
            owners = self._by_sentence.get(sentence.bare, frozenset())
            if owners and claim.target not in owners:
                yield Problem("target", shorten_text(sentence.text), f"the words of {', '.join(sorted(owners))}")
            elif (number or is_after_mark) and not sentence.own and takes_back(sentence.words):
                yield Problem("certainty", shorten_text(sentence.text), NOT_CERTAIN)
            yield from self._sentences.iter_problems(claim, sentence)

    def _iter_uncited_problems(self, text: str, *, is_after_mark: bool) -> Iterator[Problem]:
        if self._is_own_remark(text):
            return
        sentence = Sentence(text)
        yield from self._numbers.iter_uncited_problems(sentence)
        yield from self._sentences.iter_uncited_problems(sentence, is_after_mark=is_after_mark)

    def _is_own_remark(self, sentence: str) -> bool:
        """Return whether a sentence is what `advise` says about claims that it left out."""
        words = normalize(sentence)
        left = _LEFT_OUT.fullmatch(words)
        if left is None:
            return False
        return all(int(count) <= self._parts[part] for part, count in _LEFT_PART.findall(left[1]))
