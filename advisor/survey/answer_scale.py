"""The cells of a response to what they mean: an answer from 1 to 5, a function, a role, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.model.instrument import Instrument
from advisor.model.responses import MAX_RATING, MIN_RATING
from advisor.model.word_lists import join_quoted
from advisor.survey.text_normalization import build_key, shorten_text

INVALID_ANSWER = -1
"""Stands for a cell that means nothing; `why` says it in words."""

_CODE_LENGTH = 5
"""LimeSurvey keeps no more of the codes that our questionnaire gives to functions and roles."""
_NUMBER = re.compile(r"([0-9]+)(?:[.,]0+)?")
_CODE = re.compile(rf"a([{MIN_RATING}-{MAX_RATING}])")
_NUMBER_FIRST = re.compile(r"\(?([0-9]+)\)?(?:\s*[-:.=)]\s*|\s+)(.+)")
_NUMBER_OUTSIDE = re.compile(r"([0-9]+)[.:]?\s*(?:\((.+)\)|\[(.+)\])")
_NUMBER_LAST = re.compile(r"(.+?)\s*(?:\(([0-9]+)\)|\[([0-9]+)\])")


class AnswerScale(dict[str, int | None]):
    """What each cell means, worked out once for each text: 1 to 5, None where it is blank, REFUSED otherwise.

    `mapped` are the texts that a mapping file gives a meaning; for those nothing else counts. `unmapped` are the
    numbers met that it says nothing of, though it moves others.
    """

    def __init__(self, instrument: Instrument, mapping: Mapping[str, int | None]) -> None:
        super().__init__({"": None})
        self._mapped = mapping
        self._moves = find_remapped_number(mapping) is not None
        self.unmapped: set[int] = set()
        self._labels = {build_key(word): number for number, words in instrument.labels.items() for word in words}

    def __missing__(self, cell: str) -> int | None:
        self[cell] = value = self._parse_value(_normalize_cell(cell))
        return value

    def _parse_value(self, text: str) -> int | None:
        if text in self._mapped:
            return self._mapped[text]
        if not text:
            return None
        if text in self._labels:
            return self._labels[text]
        if (found := _NUMBER.fullmatch(text) or _CODE.fullmatch(text)) and len(found[1]) == 1:
            number = int(found[1])
            if not MIN_RATING <= number <= MAX_RATING:
                return INVALID_ANSWER
            if self._moves:
                self.unmapped.add(number)
            return number
        named, label = _parse_labelled_number(text)
        return named if named is not None and self._labels.get(label) == named else INVALID_ANSWER

    def explain_refusal(self, cell: str) -> str:
        """Why a refused cell is no answer, and the way out."""
        number, label = _parse_labelled_number(_normalize_cell(cell))
        meant = self._labels.get(label)
        if number is not None and meant is not None:
            return f"`{shorten_text(cell)}` names two answers, {number} and {meant}; if one is meant, say so in `--map`"
        no_answer = (
            f"`{shorten_text(cell)}` is not an answer, which is {MIN_RATING} to {MAX_RATING} or a label of the scale"
        )
        if _normalize_cell(cell) == "0":
            return f"{no_answer}; a scale from 0 to 4 needs all five of its numbers under `answers` of `--map`"
        return f"{no_answer}; if it stands for one, say so under `answers` of `--map`"


def find_remapped_number(mapping: Mapping[str, int | None]) -> str | None:
    """A number that a mapping makes another number: the scale is another one then, and no number means itself."""
    numbers = ((text, value) for text, value in mapping.items() if value and _NUMBER.fullmatch(text))
    return next((text for text, value in numbers if text.lstrip("0") != str(value)), None)


def _normalize_cell(cell: str) -> str:
    """The key of a cell; a whole number is the same with and without a decimal point."""
    text = build_key(cell)
    return found[1] if (found := _NUMBER.fullmatch(text)) else text


def normalize_answer(text: str) -> str:
    """The key under which a mapping file names a cell."""
    return _normalize_cell(text)


def _parse_labelled_number(text: str) -> tuple[int | None, str]:
    """The number and the label of a cell that has both."""
    if found := _NUMBER_OUTSIDE.fullmatch(text):
        return int(found[1][:3]), found[2] or found[3]
    if found := _NUMBER_FIRST.fullmatch(text):
        return int(found[1][:3]), found[2]
    if found := _NUMBER_LAST.fullmatch(text):
        return int((found[2] or found[3])[:3]), found[1]
    return None, ""


class CategoryLookup(dict[str, str | None]):
    """Which function, or which role, a cell names: None where it is blank, "" where it names none that is known."""

    def __init__(
        self, words_by_name: Mapping[str, tuple[str, ...]], mapping: Mapping[str, str], category: str, section: str
    ) -> None:
        super().__init__({"": None})
        said = {
            build_key(word): name
            for name, words in words_by_name.items()
            for word in (name, name[:_CODE_LENGTH], *words)
        }
        self._known = {**said, **mapping}
        self._what, self._way_out = category, section
        self._printed = [words[0] for words in words_by_name.values()]

    def __missing__(self, cell: str) -> str | None:
        text = build_key(cell)
        self[cell] = value = self._known.get(text, "") if text else None
        return value

    def explain_refusal(self, cell: str) -> str:
        """Why a refused cell names nothing, and the way out."""
        return (
            f"`{shorten_text(cell)}` is not a {self._what}, which can be {join_quoted(self._printed)}; "
            f"say which one it means under `{self._way_out}` of `--map`"
        )
