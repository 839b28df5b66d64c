"""ADV606 and ADV607: how files are written, apart from what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.authoring.lint.subject import Found, Subject, found, items_of
from advisor.authoring.tidying import truths
from advisor.errors import Place
from advisor.loading.files import read_text
from advisor.loading.yaml_reader import UnreadableError

_BLANK = re.compile(r"[ \t]+$", re.MULTILINE)
MOST_TOLD = 20
"""Lines told of in one file; whoever mends them mends them all."""


def check(subject: Subject) -> Iterator[Found]:
    """The files of the pack."""
    for document in subject.documents:
        try:
            text, _ = read_text(document.path)
        except UnreadableError:
            continue
        for at in [found_at.start() for found_at in _BLANK.finditer(text)][:MOST_TOLD]:
            line = text.count("\n", 0, at) + 1
            place = Place(document.shown, line, at - (text.rfind("\n", 0, at) + 1) + 1)
            yield found("ADV606", None, "this line ends with blanks", place, "take them out")
        if not text.endswith("\n"):
            place = Place(document.shown, text.count("\n") + 1)
            yield found("ADV606", None, "the file ends without a line break", place, "end it with one")
        owners = {each.place: item for item in items_of(document) for each, _ in truths(item.node)}
        for value, word in truths(document.node):
            sentence = f"`{value.text}` is written for `{word}`"
            yield found("ADV607", owners.get(value.place), sentence, value.place, f"write `{word}`")
