"""Checks a text that cites an advice: whether each cited claim agrees with the advice for these facts.

What belongs to a mark is the text of its paragraph, list item or row before it, back to the mark before. Its verdicts,
levels, steps, owners and numbers must be those of the claim, and so must rule and source. Where a sentence denies or
hedges what it names, and it is not certain how, the check says so. Whether other words mean the same is not judged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from advisor.model.company import Company
from advisor.model.rulebase import MOVE_TO, STATE, UNDETERMINED, VERDICT, RuleBase
from advisor.programs.claims import Claim
from advisor.programs.marks import Mark, find_marks
from advisor.programs.mentions import (
    Mention,
    MentionFinder,
    list_persons,
    normalize,
    remove_list_numbers,
    speaks_of_owner,
)
from advisor.programs.plain_text import find_disguise, read_plain
from advisor.programs.polarity import Polarity, Span, has_cue, judge, speaks_of_advice, takes_back
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

_BLOCK_END = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+•]\s|\(?\d{1,3}[.)]\s|#{1,6}\s|\|))")
_SENTENCE_END = re.compile(r"(?<=[.!?])[*_`\"”')]*\s+")
_TABLE_ROW = re.compile(r"\s*\|")
_EDGES = " .!?,;:-–—>*#\"'()"
_LEFT_OUT = re.compile(r"left out: ((?:[a-z]+ \(\d+\)(?:, | and |))+)\.?")
_LEFT_PART = re.compile(r"([a-z]+) \((\d{1,9})\)")
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_LEVEL_PLACE = re.compile(
    rf"\b({'|'.join(_PLACES)}|lowest|highest|last)\s+(?:(?:of|among)\s+(?:the|all|our|these)?\s*(?:\w+\s+)?levels|level)\b"
)
SINGLE_KINDS = (VERDICT, STATE, MOVE_TO)
"""What an advice has one of."""
_FORM = "[step:ID; rule ID; source LOCATOR]"
_PLAINLY = "write it plainly"
_NOT_CERTAIN = f"not certain: {_PLAINLY}"
_KNOWN_COUNTS = {
    **dict.fromkeys(("team", "head", "side", "department", "function"), (2.0, 2.0)),
    **dict.fromkeys(("thing", "sentence", "paragraph"), (1.0, 20.0)),
    "statement": (20.0, 20.0),
}
"""The right numbers of things that every company or text has."""
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
        self._finder = finder
        self._by_target: dict[str, Claim] = {}
        for claim in claims:
            self._by_target.setdefault(claim.target, claim)
        self._own_numbers = own_numbers
        self._possible_verdicts = possible_verdicts
        targets = [claim.target.partition(":") for claim in claims]
        self._single = {kind: value for kind, _, value in targets if kind in SINGLE_KINDS}
        self._steps = {value for kind, _, value in targets if kind == "step"}
        self._parts = Counter(claim.part for claim in claims)
        kinds = Counter(kind for kind, _, _ in targets)
        self._counts = {**_KNOWN_COUNTS, "level": (float(len(finder.levels)),) * 2} | {
            kind: (1.0, float(kinds[kind])) for kind in ("step", "reason", "caution", "question", "practice")
        }
        self._by_sentence: dict[str, frozenset[str]] = {}
        for claim in claims:
            for sentence in _list_own_sentences(claim):
                self._by_sentence[sentence] = self._by_sentence.get(sentence, frozenset()) | {claim.target}

    def check(self, text: str) -> TextCheck:
        """Check a text."""
        checked: list[CheckedClaim] = []
        uncited: list[UncitedSentence] = []
        for block in _split_blocks(text):
            if disguised := find_disguise(block):
                problem = Problem(
                    "character", disguised, f"a letter or a character here is not what it seems; {_PLAINLY}"
                )
                uncited.append(UncitedSentence(_shorten(read_plain(block)), (problem,)))
            block = read_plain(block)
            marks, position = find_marks(block), 0
            if len(marks) == 1 and _TABLE_ROW.match(block):  # the other cells belong to the mark, too
                cells = f"{block[: marks[0].start]}. {block[marks[0].end :]}".replace("|", ". ")
                checked.append(self._check_mark(marks[0], cells))
                continue
            for mark in marks:
                words = remove_list_numbers(block[position : mark.start])
                checked.append(self._check_mark(mark, words, is_after_mark=position > 0))
                position = mark.end
            has_marks = bool(marks)
            for sentence in _split_sentences(remove_list_numbers(block[position:])):
                problems = tuple(self._iter_uncited_problems(sentence, is_after_mark=has_marks))
                has_marks = False
                if problems:
                    uncited.append(UncitedSentence(_shorten(sentence), problems))
        return TextCheck(tuple(checked), tuple(uncited))

    def _check_mark(self, mark: Mark, words: str, *, is_after_mark: bool = False) -> CheckedClaim:
        claim = self._by_target.get(mark.target)
        if not mark.target:
            problems: tuple[Problem, ...] = (Problem("mark", mark.text, f"a mark has the form {_FORM}"),)
        elif claim is None:
            problems = (self._describe_foreign_target(mark.target),)
        else:
            problems = tuple(dict.fromkeys(self._iter_problems(mark, claim, words, is_after_mark)))
        return CheckedClaim(mark.text, _shorten(words), mark.target, problems)

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
        own, is_asking = _list_own_sentences(claim), "?" in claim.text
        sentences = [_Sentence(each, own, is_asking=is_asking) for each in _split_sentences(words)]
        yield from self._iter_number_problems(claim, sentences)
        yield from _iter_note_problems(claim, sentences)
        for number, sentence in enumerate(sentences):
            owners = self._by_sentence.get(sentence.bare, frozenset())
            if owners and claim.target not in owners:
                yield Problem("target", _shorten(sentence.text), f"the words of {', '.join(sorted(owners))}")
            elif (number or is_after_mark) and not sentence.own and takes_back(sentence.words):
                yield Problem("certainty", _shorten(sentence.text), _NOT_CERTAIN)
            yield from self._iter_sentence_problems(claim, sentence)
            yield from _iter_owner_problems(claim, sentence)

    def _iter_sentence_problems(self, claim: Claim, sentence: _Sentence) -> Iterator[Problem]:
        """Yield what differs in one sentence before a mark: what it names, and what it denies or leaves open."""
        kind, _, value = claim.target.partition(":")
        mentions = self._finder.find_mentions(sentence.words, sentence.own, kind)
        spans = sorted([*sentence.own, *(mention.span for mention in mentions)])
        polarity = dict(zip(spans, judge(sentence.words, spans, sentence.is_question), strict=True))
        if not spans and speaks_of_advice(sentence.words) and has_cue(sentence.words):
            yield Problem("certainty", _shorten(sentence.text), _NOT_CERTAIN)
        for start, end in sentence.own:
            if polarity[start, end] is not Polarity.SAID:
                named = self._finder.find_mentions(sentence.words[start:end], (), kind)
                what, words = (named[0].kind, named[0].words) if named else ("certainty", sentence.text)
                is_denied = polarity[start, end] is Polarity.DENIED
                yield Problem(
                    what, f"not {words}" if is_denied else _shorten(words), value if is_denied else _NOT_CERTAIN
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

    def _compare(self, mention: Mention, polarity: Polarity, right: str) -> Problem | None:
        """Compare what a sentence names with the advice."""
        if polarity is Polarity.UNSURE:
            return Problem(mention.kind, mention.words, _NOT_CERTAIN)
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

    def _iter_number_problems(self, claim: Claim, sentences: Sequence[_Sentence]) -> Iterator[Problem]:
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
        lists = [list_numbers(each) for each in _SENTENCE_END.split(original)]
        if wrong := find_wrong_unit(quantities, own):
            yield Problem("number", f"{wrong.value:g} {wrong.unit or wrong.noun}", claim.text)
        elif part := find_broken_range(rest, own):
            yield Problem("number", _shorten(rest), part)
        elif numbers and not begins_each_list(list_numbers(rest), [each for each in lists if each]):
            yield Problem("number", join_numbers(list_numbers(rest)), claim.text)
        known = set(list_sizes(own))
        for size in list_sizes(rest):
            if size not in known:
                yield Problem("number", size, claim.text)
        for sentence, words in zip(sentences, rests, strict=True):
            if (list_numbers(words) or list_sizes(words)) and (has_cue(words) or sentence.is_question):
                yield Problem("certainty", _shorten(sentence.text), _NOT_CERTAIN)
        yield from self._iter_place_problems(rests)

    def _iter_place_problems(self, texts: Iterable[str]) -> Iterator[Problem]:
        """Yield a wrong place of the level among all levels: "the third of the four levels"."""
        state = self._single.get(STATE, "")
        place = self._finder.levels.index(state) + 1 if state in self._finder.levels else 0
        for match in (match for text in texts for match in _LEVEL_PLACE.finditer(text)):
            number = {"lowest": 1, "highest": len(self._finder.levels), "last": len(self._finder.levels)}.get(match[1])
            if place != (number or _PLACES.index(match[1]) + 1):
                yield Problem(STATE, match[0], f"level {place}" if place else "this is still open")

    def _remove_known(self, words: str, counts: Mapping[str, tuple[float, float]]) -> str:
        """Remove the numbers that say nothing new: counts of known things, and what the company answered itself."""
        words = remove_counts(words, counts)
        for quantity in reversed(list_quantities(words)):
            nouns = self._own_numbers.get(quantity.value, frozenset())
            if quantity.noun and quantity.noun in nouns and not has_cue(words):
                words = f"{words[: quantity.start]} {words[quantity.end :]}"
        return words

    def _iter_uncited_problems(self, text: str, *, is_after_mark: bool) -> Iterator[Problem]:
        if self._is_own_remark(text):
            return
        sentence = _Sentence(text, [])
        words = self._remove_known(sentence.words, self._counts)
        foreign = [*map(_format_number, list_numbers(words)), *list_sizes(words)]
        if foreign:
            yield Problem("number", ", ".join(foreign), "cite the claim with its mark")
        yield from self._iter_place_problems([words])
        mentions = self._finder.find_mentions(sentence.words)
        polarities = judge(sentence.words, [mention.span for mention in mentions], sentence.is_question)
        for mention, polarity in zip(mentions, polarities, strict=True):
            if problem := self._compare(mention, polarity, self._single.get(mention.kind, "")):
                yield problem
            elif mention.kind == "step" and polarity is Polarity.SAID:
                yield from _iter_owner_problems(self._by_target[f"step:{mention.id}"], sentence)
        if not mentions and is_after_mark and takes_back(sentence.words):
            yield Problem("certainty", _shorten(text), _NOT_CERTAIN)

    def _is_own_remark(self, sentence: str) -> bool:
        """Return whether a sentence is what `advise` says about claims that it left out."""
        words = normalize(sentence)
        left = _LEFT_OUT.fullmatch(words)
        if left is None:
            return False
        return all(int(count) <= self._parts[part] for part, count in _LEFT_PART.findall(left[1]))


class _Sentence:
    """A sentence of a text: as it is, normalized, and where it has whole sentences of the claim."""

    def __init__(self, text: str, own_sentences: Sequence[str], *, is_asking: bool = False) -> None:
        self.text = text
        self.words = normalize(text)
        self.bare = self.words.strip(_EDGES)
        self.own: list[Span] = []
        for each in sorted(own_sentences, key=len, reverse=True):
            for match in re.finditer(rf"(?<![\w-]){re.escape(each)}(?![\w-])", self.words):
                if not any(match.start() < end and start < match.end() for start, end in self.own):
                    self.own.append(match.span())
        self.own.sort()
        ends_own = bool(self.own) and self.own[-1][1] >= len(self.words.rstrip(_EDGES))
        self.is_question = self.words.rstrip(" )\"'").endswith("?") and not (ends_own and is_asking)

    @property
    def rest(self) -> str:
        """The words that are not those of the claim."""
        parts, position = [], 0
        for start, end in self.own:
            parts.append(self.words[position:start])
            position = end
        return " ".join([*parts, self.words[position:]])


def _list_own_sentences(claim: Claim) -> list[str]:
    """List the sentences of a claim, normalized; of a reason, also the words after "For moving up:"."""
    sentences = [normalize(each).strip(_EDGES) for each in _split_sentences(claim.text)]
    if claim.part == "reasons":
        sentences += [each.partition(": ")[2] for each in sentences if each.partition(": ")[2]]
    return [each for each in sentences if each]


def _iter_note_problems(claim: Claim, sentences: Sequence[_Sentence]) -> Iterator[Problem]:
    """Yield the faults of words about a step that is done or for later: they must say so."""
    kind = claim.target.partition(":")[0]
    if kind not in _NOTE_WORDS:
        return
    needed, forbidden, words = _NOTE_WORDS[kind]
    rest = " ".join(sentence.rest for sentence in sentences)
    says_so = any(sentence.own for sentence in sentences) or needed.search(rest)
    if not says_so or forbidden.search(rest):
        yield Problem("step", _shorten(" ".join(sentence.text for sentence in sentences)), words)


def _iter_owner_problems(claim: Claim, sentence: _Sentence) -> Iterator[Problem]:
    """Yield a person who does not own a step, in a sentence about it."""
    if claim.part != "steps":
        return
    own, rest = normalize(claim.text), sentence.rest
    named, known = list_persons(rest), list_persons(own)
    owner = own.rpartition("owner: ")[2].strip(_EDGES)
    if speaks_of_owner(rest) and (named or "owner" in rest):
        if owner not in rest and (named != list_persons(owner) or not named):
            yield Problem("owner", _shorten(sentence.text), owner)
        elif has_cue(rest.replace(owner, "")) or sentence.is_question:
            yield Problem("owner", _shorten(sentence.text), _NOT_CERTAIN)
    elif named - known:
        yield Problem("owner", ", ".join(sorted(named - known)), owner)


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
    """Split a text into paragraphs, headings, list items and rows of tables."""
    return [block for block in _BLOCK_END.split(text.replace("\r\n", "\n")) if block.strip()]


def _split_sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def _format_number(number: float) -> str:
    return f"{number:.10g}"


def _shorten(text: str, limit: int = 300) -> str:
    """Return a text in one line; of a long one, its whole words at the end, which are next to the mark."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return f"… {line[-limit:].partition(' ')[2]}"
