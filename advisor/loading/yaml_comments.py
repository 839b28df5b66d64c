"""The comments of a YAML text, in order: what tells whether a tidied file has kept them all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from advisor.loading.yaml_reader import LOADER

_COMMENT_PATTERN = re.compile(r"(?:^|(?<=[ \t]))#.*$", re.MULTILINE)


def list_comments(text: str) -> list[str]:
    """Every comment, without what stands around it. The text must be one that `read_yaml` takes."""
    return [found[0].rstrip() for gap in _iter_gaps(text) for found in _COMMENT_PATTERN.finditer(gap)]


def _iter_gaps(text: str) -> Iterator[str]:
    """What stands between the values, and behind the `>` or `|` that opens a text of several lines."""
    begin = 0
    loader = LOADER(text)
    while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
        if not isinstance(event, yaml.ScalarEvent) or event.start_mark is None or event.end_mark is None:
            continue
        start, end = event.start_mark.index, event.end_mark.index
        if start == end:  # nothing is written
            continue
        yield text[begin:start]
        if event.style in (">", "|"):
            yield text[start:].split("\n", 1)[0]
        begin = end
    yield text[begin:]
