"""The cells of a response to what they mean: an answer from 1 to 5, a function, a role, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.errors import listing
from advisor.model.instrument import Instrument
from advisor.model.responses import HIGHEST, LOWEST
from advisor.survey.text_normalization import key, short

REFUSED = -1
"""Stands for a cell that means nothing; `why` says it in words."""

_CODE_LENGTH = 5
"""LimeSurvey keeps no more of the codes that our questionnaire gives to functions and roles."""
_NUMBER = re.compile(r"([0-9]+)(?:[.,]0+)?")
_CODE = re.compile(rf"a([{LOWEST}-{HIGHEST}])")
_NUMBER_FIRST = re.compile(r"\(?([0-9]+)\)?(?:\s*[-:.=)]\s*|\s+)(.+)")
_NUMBER_OUTSIDE = re.compile(r"([0-9]+)[.:]?\s*(?:\((.+)\)|\[(.+)\])")
_NUMBER_LAST = re.compile(r"(.+?)\s*(?:\(([0-9]+)\)|\[([0-9]+)\])")


class Scale(dict[str, int | None]):
    """What each cell means, worked out once for each text: 1 to 5, None where it is blank, REFUSED otherwise.

    `mapped` are the texts that a mapping file gives a meaning; for those nothing else counts. `unmapped` are the
    numbers met that it says nothing of, though it moves others.
    """

    def __init__(self, instrument: Instrument, mapped: Mapping[str, int | None]) -> None:
        super().__init__({"": None})
        self._mapped = mapped
        self._moves = moved(mapped) is not None
        self.unmapped: set[int] = set()
        self._labels = {key(word): number for number, words in instrument.labels.items() for word in words}

    def __missing__(self, cell: str) -> int | None:
        self[cell] = value = self._value(_shape(cell))
        return value

    def _value(self, text: str) -> int | None:
        if text in self._mapped:
            return self._mapped[text]
        if not text:
            return None
        if text in self._labels:
            return self._labels[text]
        if (found := _NUMBER.fullmatch(text) or _CODE.fullmatch(text)) and len(found[1]) == 1:
            number = int(found[1])
            if not LOWEST <= number <= HIGHEST:
                return REFUSED
            if self._moves:
                self.unmapped.add(number)
            return number
        named, label = _pair(text)
        return named if named is not None and self._labels.get(label) == named else REFUSED

    def why(self, cell: str) -> str:
        """Why a refused cell is no answer, and the way out."""
        number, label = _pair(_shape(cell))
        meant = self._labels.get(label)
        if number is not None and meant is not None:
            return f"`{short(cell)}` names two answers, {number} and {meant}; if one is meant, say so in `--map`"
        no_answer = f"`{short(cell)}` is not an answer, which is {LOWEST} to {HIGHEST} or a label of the scale"
        if _shape(cell) == "0":
            return f"{no_answer}; a scale from 0 to 4 needs all five of its numbers under `answers` of `--map`"
        return f"{no_answer}; if it stands for one, say so under `answers` of `--map`"


def moved(mapped: Mapping[str, int | None]) -> str | None:
    """A number that a mapping makes another number: the scale is another one then, and no number means itself."""
    numbers = ((text, value) for text, value in mapped.items() if value and _NUMBER.fullmatch(text))
    return next((text for text, value in numbers if text.lstrip("0") != str(value)), None)


def _shape(cell: str) -> str:
    """The key of a cell; a whole number is the same with and without a decimal point."""
    text = key(cell)
    return found[1] if (found := _NUMBER.fullmatch(text)) else text


def answer_key(text: str) -> str:
    """The key under which a mapping file names a cell."""
    return _shape(text)


def _pair(text: str) -> tuple[int | None, str]:
    """The number and the label of a cell that has both."""
    if found := _NUMBER_OUTSIDE.fullmatch(text):
        return int(found[1][:3]), found[2] or found[3]
    if found := _NUMBER_FIRST.fullmatch(text):
        return int(found[1][:3]), found[2]
    if found := _NUMBER_LAST.fullmatch(text):
        return int((found[2] or found[3])[:3]), found[1]
    return None, ""


class Words(dict[str, str | None]):
    """Which function, or which role, a cell names: None where it is blank, "" where it names none that is known."""

    def __init__(
        self, known: Mapping[str, tuple[str, ...]], mapped: Mapping[str, str], what: str, way_out: str
    ) -> None:
        super().__init__({"": None})
        said = {key(word): name for name, words in known.items() for word in (name, name[:_CODE_LENGTH], *words)}
        self._known = {**said, **mapped}
        self._what, self._way_out = what, way_out
        self._printed = [words[0] for words in known.values()]

    def __missing__(self, cell: str) -> str | None:
        text = key(cell)
        self[cell] = value = self._known.get(text, "") if text else None
        return value

    def why(self, cell: str) -> str:
        """Why a refused cell names nothing, and the way out."""
        return (
            f"`{short(cell)}` is not a {self._what}, which can be {listing(self._printed)}; "
            f"say which one it means under `{self._way_out}` of `--map`"
        )
