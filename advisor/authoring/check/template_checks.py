"""ADV109: templates that cannot be filled. They are read as Jinja2 reads them, and nothing of them is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.authoring.check.subject import Found, Subject, found
from advisor.errors import Place
from advisor.loading.input_files import read_text
from advisor.loading.nodes import Findings
from advisor.loading.pack_files import PackFiles
from advisor.loading.yaml_reader import UnreadableError
from advisor.reporting.render.templates import faults

_ENDING = ".j2"


def check(subject: Subject) -> Iterator[Found]:
    """The templates of the pack that are text."""
    folder = Path(subject.folder)
    for name in PackFiles(folder, "", Findings()).below("templates"):
        if not name.endswith(_ENDING):
            continue
        shown = name if subject.builtin else str(folder / name)
        try:
            text, _ = read_text(str(folder / name))
        except UnreadableError as error:
            line, column = error.finding.place[1:]
            yield found("ADV109", None, error.finding.sentence, Place(shown, line, column))
            continue
        for line, sentence in faults(text, subject.rulebase):
            yield found("ADV109", None, sentence, Place(shown, line))
