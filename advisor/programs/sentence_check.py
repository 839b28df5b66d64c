"""Checks one sentence: the verdicts, levels, steps and owners that it names, and what it denies or leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.model.rulebase import UNDETERMINED, VERDICT
from advisor.programs.check_results import NOT_CERTAIN, Problem
from advisor.programs.claims import SINGLE_KINDS, Claim, find_single_values
from advisor.programs.mentions import Mention, MentionFinder, list_persons, normalize, speaks_of_owner
from advisor.programs.polarity import Polarity, has_cue, judge, speaks_of_advice, takes_back
from advisor.programs.sentences import EDGES, Sentence, shorten_text

_NOTE_WORDS = {
    "not_yet": (
        re.compile(r"n't\b|\b(?:not|no|never|later|wait|postpone|hold off|too early)\b"),
        re.compile(r"\b(?:right away|immediately|at once|now|today|start with|begin with|first)\b"),
        "not yet",
    ),
    "done": (
        re.compile(r"\b(?:already|in place|done|have|has|exists?)\b"),
        re.compile(r"n't\b|\b(?:not|no|never|must|should|still|start|begin|need|needs)\b"),
        "already in place",
    ),
}
"""For steps that are not advised: what their words must have, what they must not have, and what the advice says."""


class SentenceChecker:
    """Checks what sentences name against one advice.

    Args:
        claims: the claims of the advice.
        finder: finds what sentences name.
        possible_verdicts: the verdicts that are still possible; they cannot be denied.
    """

    def __init__(self, claims: Sequence[Claim], finder: MentionFinder, possible_verdicts: Sequence[str]) -> None:
        self._finder = finder
        self._possible_verdicts = possible_verdicts
        self._single = find_single_values(claims)
        self._steps: dict[str, Claim] = {}
        for claim in claims:
            kind, _, value = claim.target.partition(":")
            if kind == "step":
                self._steps.setdefault(value, claim)

    def iter_problems(self, claim: Claim, sentence: Sentence) -> Iterator[Problem]:
        """Yield what differs in one sentence before a mark: what it names, and what it denies or leaves open."""
        kind, _, value = claim.target.partition(":")
        mentions = self._finder.find_mentions(sentence.words, sentence.own, kind)
        spans = sorted([*sentence.own, *(mention.span for mention in mentions)])
        polarity = dict(zip(spans, judge(sentence.words, spans, sentence.is_question), strict=True))
        if not spans and speaks_of_advice(sentence.words) and has_cue(sentence.words):
            yield Problem("certainty", shorten_text(sentence.text), NOT_CERTAIN)
        for start, end in sentence.own:
            if polarity[start, end] is not Polarity.SAID:
                named = self._finder.find_mentions(sentence.words[start:end], (), kind)
                what, words = (named[0].kind, named[0].words) if named else ("certainty", sentence.text)
                is_denied = polarity[start, end] is Polarity.DENIED
                yield Problem(
                    what, f"not {words}" if is_denied else shorten_text(words), value if is_denied else NOT_CERTAIN
                )
        allowed = {(each.kind, each.id) for each in self._finder.find_mentions(normalize(claim.text), (), kind)}
        for mention in mentions:
            right = value if mention.kind == kind else self._single.get(mention.kind, "")
            problem = self._compare(mention, polarity[mention.span], right)
            is_own = (mention.kind, mention.id) in allowed and polarity[mention.span] is Polarity.SAID
            if kind == "not_yet":
                is_own = False
            if problem and not (is_own and mention.kind == "step"):
                yield problem
            elif (
                mention.kind == kind == "step"
                and mention.id != value
                and polarity[mention.span] is Polarity.SAID
                and not is_own
            ):
                yield Problem(mention.kind, mention.words, value)
        yield from _iter_owner_problems(claim, sentence)

    def iter_uncited_problems(self, sentence: Sentence, *, is_after_mark: bool) -> Iterator[Problem]:
        """Yield what differs in a sentence without a mark; after a mark, it must not take the claim back."""
        mentions = self._finder.find_mentions(sentence.words)
        polarities = judge(sentence.words, [mention.span for mention in mentions], sentence.is_question)
        for mention, polarity in zip(mentions, polarities, strict=True):
            if problem := self._compare(mention, polarity, self._single.get(mention.kind, "")):
                yield problem
            elif mention.kind == "step" and polarity is Polarity.SAID:
                yield from _iter_owner_problems(self._steps[mention.id], sentence)
        if not mentions and is_after_mark and takes_back(sentence.words):
            yield Problem("certainty", shorten_text(sentence.text), NOT_CERTAIN)

    def _compare(self, mention: Mention, polarity: Polarity, right: str) -> Problem | None:
        """Compare what a sentence names with the advice."""
        if polarity is Polarity.UNSURE:
            return Problem(mention.kind, mention.words, NOT_CERTAIN)
        is_denied = polarity is Polarity.DENIED
        if mention.kind in SINGLE_KINDS:
            is_advised = mention.id == right
            is_open = not right or right == UNDETERMINED
            if is_open and is_denied and (mention.kind != VERDICT or mention.id in self._possible_verdicts):
                return Problem(mention.kind, f"not {mention.words}", "this is still open")
        else:
            is_advised = mention.id in self._steps
        if is_advised is not is_denied:
            return None
        said = f"not {mention.words}" if is_denied else mention.words
        return Problem(mention.kind, said, right or (mention.id if is_advised else "not advised"))


def iter_note_problems(claim: Claim, sentences: Sequence[Sentence]) -> Iterator[Problem]:
    """Yield the faults of words about a step that is done or for later: they must say so."""
    kind = claim.target.partition(":")[0]
    if kind not in _NOTE_WORDS:
        return
    needed, forbidden, words = _NOTE_WORDS[kind]
    rest = " ".join(sentence.rest for sentence in sentences)
    says_so = any(sentence.own for sentence in sentences) or needed.search(rest)
    if not says_so or forbidden.search(rest):
        yield Problem("step", shorten_text(" ".join(sentence.text for sentence in sentences)), words)


def _iter_owner_problems(claim: Claim, sentence: Sentence) -> Iterator[Problem]:
    """Yield a person who does not own a step, in a sentence about it."""
    if claim.part != "steps":
        return
    own, rest = normalize(claim.text), sentence.rest
    named, known = list_persons(rest), list_persons(own)
    owner = own.rpartition("owner: ")[2].strip(EDGES)
    if speaks_of_owner(rest) and (named or "owner" in rest):
        if owner not in rest and (named != list_persons(owner) or not named):
            yield Problem("owner", shorten_text(sentence.text), owner)
        elif has_cue(rest.replace(owner, "")) or sentence.is_question:
            yield Problem("owner", shorten_text(sentence.text), NOT_CERTAIN)
    elif named - known:
        yield Problem("owner", ", ".join(sorted(named - known)), owner)
