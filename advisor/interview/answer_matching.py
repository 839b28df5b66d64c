"""Which answers a typed phrase can mean: the surest way of reading it that fits any answer decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from advisor.interview.answer_options import AnswerOption, normalize_text

MAX_WORDS = 60
"""Maximum number of words that are split into phrases; no list of answers is longer."""


def find_meant_values(text: str, options: Sequence[AnswerOption]) -> list[str]:
    """Find the values that a phrase can mean; none or several if it is unclear.

    A phrase that is an answer as a whole comes first, then the beginning of a value, then the beginning of a sentence
    on the screen, then words that only one sentence has.

    Example:
        For the answers "Agree" and "Strongly agree", `agree` means the first only, and `str` the second.
    """
    phrase = normalize_text(text)
    words = phrase.split()
    digits = [word for word in words if word.isdigit()]
    if len(digits) == len(words):  # a number, or something like `-1`
        return []
    readings: list[Callable[[AnswerOption], bool]] = [
        lambda option: phrase in option.phrases,
        lambda option: option.phrases[0].startswith(phrase),
        lambda option: any(each.startswith(phrase) for each in option.phrases),
        lambda option: any(set(words) <= set(each.split()) for each in option.phrases),
    ]
    for is_meant in readings[:1] if digits else readings:
        found = [option.value for option in options if is_meant(option)]
        if found:
            return found
    return []


def split_phrases(text: str, options: Sequence[AnswerOption]) -> list[str]:
    """Split words without commas into phrases that each mean one answer, the longest first; none if that fails.

    Example:
        `pricing lead quality 7` becomes `pricing`, `lead quality` and `7`.
    """
    words, phrases = text.split(), []
    if len(words) > MAX_WORDS:
        return []
    while words:
        for length in range(len(words), 0, -1):
            phrase = " ".join(words[:length])
            if len(find_meant_values(phrase, options)) == 1 or (length == 1 and words[0][:1].isdigit()):
                break
        else:
            return []
        phrases.append(phrase)
        words = words[length:]
    return phrases
