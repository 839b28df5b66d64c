"""ADV109: templates that cannot be filled in. Those that can be parsed are filled for sample companies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.check.template_filling import check_filled_templates
from advisor.errors import Place
from advisor.loading.input_files import read_text
from advisor.loading.nodes import FindingList
from advisor.loading.pack_files import PackFiles
from advisor.loading.yaml_reader import UnreadableError
from advisor.reporting.render.templates import iter_template_faults

_TEMPLATE_SUFFIX = ".j2"


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Check the templates of the pack."""
    folder = Path(subject.folder)
    sound: list[str] = []
    for name in PackFiles(folder, "", FindingList()).list_files("templates"):
        if not name.endswith(_TEMPLATE_SUFFIX):
            sound.append(name)
            continue
        display_path = name if subject.builtin else str(folder / name)
        try:
            text, _ = read_text(str(folder / name))
        except UnreadableError as error:
            finding = error.finding
            yield report("ADV109", None, finding.sentence, finding.place._replace(file=display_path))
            continue
        faults = list(iter_template_faults(text, subject.rulebase))
        sound += [] if faults else [name]
        for line, sentence in faults:
            yield report("ADV109", None, sentence, Place(display_path, line))
    if subject.complete:
        yield from check_filled_templates(subject, [name.removeprefix("templates/") for name in sound])
