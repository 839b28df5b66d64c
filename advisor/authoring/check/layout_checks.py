"""ADV606 and ADV607: how files are written, apart from what they say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.authoring.format.formatter import iter_booleans
from advisor.authoring.pack_source.source_entries import iter_entries
from advisor.errors import Place
from advisor.loading.input_files import read_text
from advisor.loading.yaml_reader import UnreadableError

MAX_REPORTED_LINES = 20
"""Lines told of in one file; whoever mends them mends them all."""


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """The files of the pack."""
    for document in subject.documents:
        try:
            text, _ = read_text(document.path)
        except UnreadableError:
            continue
        ends = ((number, line, line.rstrip(" \t")) for number, line in enumerate(text.split("\n"), 1))
        for number, _, bare in islice((each for each in ends if each[1] != each[2]), MAX_REPORTED_LINES):
            place = Place(document.display_path, number, len(bare) + 1)
            yield report("ADV606", None, "this line ends with blanks", place, "take them out")
        if not text.endswith("\n"):
            place = Place(document.display_path, text.count("\n") + 1)
            yield report("ADV606", None, "the file ends without a line break", place, "end it with one")
        owners = {each.place: item for item in iter_entries(document) for each, _ in iter_booleans(item.node)}
        for value, word in iter_booleans(document.node):
            sentence = f"`{value.text}` is written for `{word}`"
            yield report("ADV607", owners.get(value.place), sentence, value.place, f"write `{word}`")
