"""The answer of a tool: a text for the assistant and the same as data, together at most 8 KB."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.programs.compact import measure_json

MAX_ANSWER_BYTES = 8_192
_ENVELOPE_BYTES = 300
"""Room for what the protocol adds around an answer."""


class Answer(NamedTuple):
    """The answer of a tool; `is_error` if the assistant has to correct something."""

    text: str
    data: dict[str, Any] | None
    is_error: bool = False


def has_room(answer: Answer) -> bool:
    """Return whether an answer is small enough, as it is sent."""
    return measure_json([answer.text, answer.data]) + _ENVELOPE_BYTES <= MAX_ANSWER_BYTES
