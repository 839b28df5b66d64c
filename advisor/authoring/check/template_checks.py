"""ADV109: templates that cannot be filled in. Jinja2 parses them; nothing in them runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.errors import Place
from advisor.loading.input_files import read_text
from advisor.loading.nodes import FindingList
from advisor.loading.pack_files import PackFiles
from advisor.loading.yaml_reader import UnreadableError
from advisor.reporting.render.templates import iter_template_faults

_TEMPLATE_SUFFIX = ".j2"


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Check the text templates of the pack."""
    folder = Path(subject.folder)
    for name in PackFiles(folder, "", FindingList()).list_files("templates"):
        if not name.endswith(_TEMPLATE_SUFFIX):
            continue
        display_path = name if subject.builtin else str(folder / name)
        try:
            text, _ = read_text(str(folder / name))
        except UnreadableError as error:
            finding = error.finding
            yield report("ADV109", None, finding.sentence, finding.place._replace(file=display_path))
            continue
        for line, sentence in iter_template_faults(text, subject.rulebase):
            yield report("ADV109", None, sentence, Place(display_path, line))
