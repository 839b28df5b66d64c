"""The gaps between the tokens of a YAML text: blanks, line ends and comments.

Nothing in a gap can be part of a value, so white space may change there and every comment is in one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from advisor.loading.documents.yaml_reader import LOADER

_OPENING_TOKENS = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING_TOKENS = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_BLOCK_TOKENS = (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockEntryToken, yaml.BlockEndToken)


class YamlGap(NamedTuple):
    """A gap that is not empty: its characters, the index of the first one, and its line (from 1).

    `in_brackets` says that it is between brackets. `before_value` says that it is between a key's colon and a value
    that follows without opening a block.
    """

    text: str
    start: int
    line: int
    in_brackets: bool = False
    before_value: bool = False

    @property
    def comment_line(self) -> int | None:
        """The line of the first comment in the gap; None if there is none."""
        blank, sign, _ = self.text.partition("#")
        return self.line + blank.count("\n") if sign else None


def list_comments(text: str) -> list[str]:
    """List the comments, in order, without the blanks around them; `read_yaml` must accept the text.

    `a: 1 # one` has the comments `["# one"]`.
    """
    lines = [line for gap in iter_gaps(text) for line in gap.text.split("\n")]
    return [line[line.index("#") :].rstrip() for line in lines if "#" in line]


def iter_gaps(text: str) -> Iterator[YamlGap]:
    """Yield every gap, in order; `read_yaml` must accept the text."""
    position, depth, after_colon = 0, 0, False
    counter = _LineCounter(text)
    loader = LOADER(text)
    while (token := loader.get_token()) and not isinstance(token, yaml.StreamEndToken):
        start, end = token.start_mark.index, token.end_mark.index
        if start == end:
            after_colon = after_colon and not isinstance(token, _BLOCK_TOKENS)
            continue
        if start > position:
            before_value = after_colon and not isinstance(token, _BLOCK_TOKENS)
            yield YamlGap(text[position:start], position, counter.find_line(position), depth > 0, before_value)
        if isinstance(token, yaml.ScalarToken) and token.style in (">", "|"):
            header = text[start:end].split("\n", 1)[0]
            sign_length = len(header) - len(header.lstrip("|>+-0123456789"))
            if sign_length < len(header):
                yield YamlGap(header[sign_length:], start + sign_length, counter.find_line(start))
        depth += isinstance(token, _OPENING_TOKENS) - isinstance(token, _CLOSING_TOKENS)
        after_colon = isinstance(token, yaml.ValueToken)
        position = max(position, end)
    if position < len(text):
        yield YamlGap(text[position:], position, counter.find_line(position))


class _LineCounter:
    """A counter of lines for indexes that never decrease."""

    def __init__(self, text: str) -> None:
        self.text, self.index, self.line = text, 0, 1

    def find_line(self, index: int) -> int:
        self.line += self.text.count("\n", self.index, index)
        self.index = index
        return self.line
