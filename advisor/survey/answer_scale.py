"""The meaning of a response's cells: an answer from 1 to 5, a function, a role, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.loading.documents.nodes import format_excerpt
from advisor.model.instrument import Instrument
from advisor.model.responses import MAX_RATING, MIN_RATING
from advisor.model.word_lists import join_quoted
from advisor.survey.text_normalization import build_key

INVALID_ANSWER = -1
"""The value of a cell that means no answer; `explain_refusal` gives the reason."""

_CODE_LENGTH = 5
"""LimeSurvey cuts the codes of our questionnaire for functions and roles to this length."""
_MAX_ABBREVIATION = 3
_MAX_DIGITS = 3
"""Further digits of a number are not read; no scale needs them."""
_NEAR = 0.75
"""How alike two names must be (from 0 to 1) for one to be the other one misspelt."""
_NUMBER = re.compile(r"([0-9]+)(?:[.,]0+)?")
_CODE = re.compile(rf"a([{MIN_RATING}-{MAX_RATING}])")
_NUMBER_FIRST = re.compile(r"[(a]?([0-9]+)\)?(?:\s*[-:.=)]\s*|\s+)(.+)")
_NUMBER_OUTSIDE = re.compile(r"([0-9]+)[.:]?\s*(?:\((.+)\)|\[(.+)\])")
_NUMBER_LAST = re.compile(r"(.+?)\s*(?:\(([0-9]+)\)|\[([0-9]+)\])")


class AnswerScale(dict[str, int | None]):
    """The answer that each cell means, computed once for each text: 1 to 5, None if blank, else INVALID_ANSWER.

    `mapping` holds the texts that a mapping file gives a meaning; it replaces any other meaning of them. If it gives a
    number or a label another meaning (`remapped`), the scale is not ours: `unmapped` then collects the other answers
    that it does not mention, each as it was first written. `has_codes`: some answers were codes, such as `A4`.
    """

    def __init__(self, instrument: Instrument, mapping: Mapping[str, int | None]) -> None:
        super().__init__({"": None})
        self._mapping = mapping
        self._labels = {build_key(word): number for number, words in instrument.labels.items() for word in words}
        self.remapped = self._find_remapped()
        self.unmapped: dict[str, str] = {}
        self.has_codes = False

    def __missing__(self, cell: str) -> int | None:
        text = normalize_cell(cell)
        self[cell] = value = self._parse_value(text)
        if self.remapped is not None and value and value != INVALID_ANSWER and text not in self._mapping:
            self.unmapped.setdefault(text, cell.strip())
        return value

    def _find_remapped(self) -> str | None:
        """Find a text that the mapping gives another answer than its own number or label: the scale is not ours."""
        for text, value in self._mapping.items():
            number, label = _parse_labelled_number(text)
            if match := _NUMBER.fullmatch(text) or _CODE.fullmatch(text):
                number = int(match[1][:_MAX_DIGITS])
            named = {number, self._labels.get(label or text)} - {None}
            if value and named and named != {value}:
                return text
        return None

    def _parse_value(self, text: str) -> int | None:
        if text in self._mapping:
            return self._mapping[text]
        if not text:
            return None
        if text in self._labels:
            return self._labels[text]
        if _CODE.fullmatch(text):
            self.has_codes = True
        if (match := _NUMBER.fullmatch(text) or _CODE.fullmatch(text)) and len(match[1]) == 1:
            number = int(match[1])
            return number if MIN_RATING <= number <= MAX_RATING else INVALID_ANSWER
        named, label = _parse_labelled_number(text)
        return named if named is not None and self._labels.get(label) == named else INVALID_ANSWER

    def is_label(self, text: str) -> bool:
        """Return whether a text, such as a part of a heading, is a label of the scale."""
        return build_key(text) in self._labels

    def explain_refusal(self, cell: str) -> str:
        """Explain why a cell means no answer, and what to do."""
        quoted = f"`{format_excerpt(cell)}`"
        number, label = _parse_labelled_number(normalize_cell(cell))
        if number is not None and label in self._labels:
            return f"{quoted} names two answers, {number} and {self._labels[label]}; {_format_hint('it', 'answers')}"
        hint = _format_hint("it", "answers")
        if normalize_cell(cell) == "0":
            hint = f"correct it, or {_format_hint('all five numbers', 'answers')} if your scale goes from 0 to 4"
        return f"{quoted} is not an answer ({MIN_RATING} to {MAX_RATING} or a label of the scale); {hint}"


def _format_hint(subject: str, section: str) -> str:
    return f"map {subject} under `{section}` in the `--map` file"


def normalize_cell(cell: str) -> str:
    """Return the key of a cell; a whole number has the same key with and without a decimal point."""
    text = build_key(cell)
    return match[1] if (match := _NUMBER.fullmatch(text)) else text


def _parse_labelled_number(text: str) -> tuple[int | None, str]:
    """Split a cell into its number and its label; `(None, "")` if it does not have both."""
    if match := _NUMBER_OUTSIDE.fullmatch(text):
        return int(match[1][:_MAX_DIGITS]), match[2] or match[3]
    if match := _NUMBER_FIRST.fullmatch(text):
        return int(match[1][:_MAX_DIGITS]), match[2]
    if match := _NUMBER_LAST.fullmatch(text):
        return int((match[2] or match[3])[:_MAX_DIGITS]), match[1]
    return None, ""


class CategoryLookup(dict[str, str | None]):
    """The function, or the role, that each cell names: None if blank, "" if it names none.

    `category` is `function` or `role`; its section of the mapping file is `functions` or `roles`. `more_hint` says what
    else to do about a cell that names none.
    """

    def __init__(
        self, words_by_name: Mapping[str, tuple[str, ...]], mapping: Mapping[str, str | None], category: str
    ) -> None:
        super().__init__({"": None})
        self._category = category
        self.more_hint = ""
        self._printed = [words[0] for words in words_by_name.values()]
        words = {name: (name, name[:_CODE_LENGTH], *words) for name, words in words_by_name.items()}
        self._names: dict[str, str | None] = {build_key(word): name for name in words for word in words[name]}
        self._names |= mapping

    def __missing__(self, cell: str) -> str | None:
        text = build_key(cell)
        self[cell] = value = self._names.get(text, "") if text else None
        return value

    def is_near(self, cell: str) -> bool:
        """Return whether a cell may be a name that is misspelt or has additions: `Slaes`, `Sales (EMEA)`."""
        from difflib import get_close_matches  # here, because most runs need it not

        text = build_key(cell)
        names = [name for name in self._names if len(name) > _MAX_ABBREVIATION]
        return bool(get_close_matches(text, names, n=1, cutoff=_NEAR)) or any(
            re.search(rf"\b{re.escape(name)}\b", text) for name in names
        )

    def explain_refusal(self, cell: str) -> str:
        """Explain why a cell names nothing, and what to do."""
        choices, hint = join_quoted(self._printed), _format_hint("it", f"{self._category}s")
        return f"`{format_excerpt(cell)}` is not a {self._category} ({choices}); {hint}{self.more_hint}"
