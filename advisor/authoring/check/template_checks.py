"""ADV109: templates that cannot be filled. They are read as Jinja2 reads them, and nothing of them is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.errors import Place
from advisor.loading.input_files import read_text
from advisor.loading.nodes import FindingList
from advisor.loading.pack_files import PackFiles
from advisor.loading.yaml_reader import UnreadableError
from advisor.reporting.render.templates import iter_template_faults

_TEMPLATE_SUFFIX = ".j2"


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """The templates of the pack that are text."""
    folder = Path(subject.folder)
    for name in PackFiles(folder, "", FindingList()).list_files("templates"):
        if not name.endswith(_TEMPLATE_SUFFIX):
            continue
        shown = name if subject.builtin else str(folder / name)
        try:
            text, _ = read_text(str(folder / name))
        except UnreadableError as error:
            line, column = error.finding.place[1:]
            yield report("ADV109", None, error.finding.sentence, Place(shown, line, column))
            continue
        for line, sentence in iter_template_faults(text, subject.rulebase):
            yield report("ADV109", None, sentence, Place(shown, line))
