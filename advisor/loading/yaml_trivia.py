"""What stands between the words of a YAML text: blanks, line ends and comments, each gap with where it stands.

Nothing in a gap can be part of a value, so that white space may be changed there and a comment be told by its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from advisor.loading.yaml_reader import LOADER

_OPENING_TOKENS = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)
_CLOSING_TOKENS = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_BLOCK_TOKENS = (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockEntryToken, yaml.BlockEndToken)


class YamlGap(NamedTuple):
    """A gap that is not empty: its characters, the index of the first of them, and its line (from 1).

    `in_brackets` says that it stands between brackets, `before_value` that it stands between a key's colon and a value
    that follows without opening a block.
    """

    text: str
    start: int
    line: int
    in_brackets: bool
    before_value: bool

    @property
    def comment_line(self) -> int | None:
        """The line of the first comment in the gap; None where there is none."""
        blank, sign, _ = self.text.partition("#")
        return self.line + blank.count("\n") if sign else None


def iter_gaps(text: str) -> Iterator[YamlGap]:
    """Every gap, in order. The text must be one that `read_yaml` takes."""
    begin, depth, colon = 0, 0, False
    line = _LineCounter(text)
    loader = LOADER(text)
    while (token := loader.get_token()) is not None:
        start, end = token.start_mark.index, token.end_mark.index
        if isinstance(token, yaml.StreamEndToken):
            break
        if start == end:
            colon = colon and not isinstance(token, _BLOCK_TOKENS)
            continue
        if start > begin:
            yield YamlGap(
                text[begin:start],
                begin,
                line.find_line(begin),
                depth > 0,
                colon and not isinstance(token, _BLOCK_TOKENS),
            )
        if isinstance(token, yaml.ScalarToken) and token.style in (">", "|"):
            head = text[start:end].split("\n", 1)[0]
            sign = len(head) - len(head.lstrip("|>+-0123456789"))
            if sign < len(head):
                yield YamlGap(head[sign:], start + sign, line.find_line(start), False, False)
        depth += isinstance(token, _OPENING_TOKENS) - isinstance(token, _CLOSING_TOKENS)
        colon = isinstance(token, yaml.ValueToken)
        begin = max(begin, end)
    if begin < len(text):
        yield YamlGap(text[begin:], begin, line.find_line(begin), False, False)


class _LineCounter:
    """The line of an index, where each index asked for lies behind the one before."""

    def __init__(self, text: str) -> None:
        self.text, self.index, self.line = text, 0, 1

    def find_line(self, index: int) -> int:
        self.line += self.text.count("\n", self.index, index)
        self.index = index
        return self.line
