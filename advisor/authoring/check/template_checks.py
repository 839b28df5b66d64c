"""ADV109: templates that cannot be filled in, and ADV111: those that leave the verdict out.

Templates that can be parsed are filled for sample companies.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.check.template_filling import check_filled_templates
from advisor.errors import Place
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.packs.pack_files import PackFiles
from advisor.reporting.render.templates import iter_template_faults, reads_value

_TEMPLATE_SUFFIX = ".j2"
_VERDICT = "advice.headline"
_VERDICT_TEMPLATES = ("recommendation.txt.j2", "recommendation.md.j2", "recommendation.html.j2", "summary.txt.j2")
"""The templates of a report that has a verdict, and of no part of one."""


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
    yield from _check_verdict(subject, {name.removeprefix("templates/") for name in sound})
    if subject.complete:
        yield from check_filled_templates(subject, [name.removeprefix("templates/") for name in sound])


def _check_verdict(subject: CheckSubject, names: set[str]) -> Iterator[ReportedFinding]:
    """Report templates of the pack without which the report would say the verdict."""
    if "first-page.txt.j2" in names:
        names = names | {"summary.txt.j2"}  # the built-in one says the verdict by including the first page
    for name in _VERDICT_TEMPLATES:
        if name not in names or reads_value(name, _VERDICT, subject.rulebase):
            continue
        own = Path(subject.folder) / "templates" / name
        place = own if own.exists() else own.with_name("first-page.txt.j2")
        yield report(
            "ADV111", None, f"`{_VERDICT}` is missing, so the report does not say the verdict", Place(str(place), 1)
        )
