"""ADV606 and ADV607: how files are written, apart from what they say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from advisor.authoring.check.subject import Found, Subject, found
from advisor.authoring.format.formatter import truths
from advisor.authoring.pack_source.items import items_of
from advisor.errors import Place
from advisor.loading.input_files import read_text
from advisor.loading.yaml_reader import UnreadableError

MOST_TOLD = 20
"""Lines told of in one file; whoever mends them mends them all."""


def check(subject: Subject) -> Iterator[Found]:
    """The files of the pack."""
    for document in subject.documents:
        try:
            text, _ = read_text(document.path)
        except UnreadableError:
            continue
        ends = ((number, line, line.rstrip(" \t")) for number, line in enumerate(text.split("\n"), 1))
        for number, _, bare in islice((each for each in ends if each[1] != each[2]), MOST_TOLD):
            place = Place(document.shown, number, len(bare) + 1)
            yield found("ADV606", None, "this line ends with blanks", place, "take them out")
        if not text.endswith("\n"):
            place = Place(document.shown, text.count("\n") + 1)
            yield found("ADV606", None, "the file ends without a line break", place, "end it with one")
        owners = {each.place: item for item in items_of(document) for each, _ in truths(item.node)}
        for value, word in truths(document.node):
            sentence = f"`{value.text}` is written for `{word}`"
            yield found("ADV607", owners.get(value.place), sentence, value.place, f"write `{word}`")
