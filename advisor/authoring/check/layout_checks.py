"""ADV606 and ADV607: whitespace at the ends of lines, and `true` or `false` instead of yes or no."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.format.safe_fixes import iter_booleans
from advisor.authoring.pack_source.source_entries import iter_entries
from advisor.errors import Place
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.yaml_reader import UnreadableError

MAX_REPORTED_LINES = 20
"""Maximum number of lines reported in one file; fixing one of them usually fixes all."""


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Check the files of the pack."""
    for document in subject.documents:
        try:
            text, _ = read_text(document.path)
        except UnreadableError:
            continue
        lengths = ((number, line, len(line.rstrip(" \t"))) for number, line in enumerate(text.split("\n"), 1))
        longer = ((number, length) for number, line, length in lengths if length < len(line))
        for number, length in islice(longer, MAX_REPORTED_LINES):
            place = Place(document.display_path, number, length + 1)
            yield report("ADV606", None, "trailing whitespace", place, "remove it")
        if not text.endswith("\n"):
            place = Place(document.display_path, text.count("\n") + 1)
            yield report("ADV606", None, "the file has no final line break", place, "end it with a line break")
        owners = {value.place: item for item in iter_entries(document.node) for value, _ in iter_booleans(item.node)}
        for value, word in iter_booleans(document.node):
            sentence = f"`{value.text}` is written instead of `{word}`"
            yield report("ADV607", owners.get(value.place), sentence, value.place, f"write `{word}`")
