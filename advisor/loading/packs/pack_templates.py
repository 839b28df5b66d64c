"""Checks of the templates of packs: none replaces another without saying so, and none is a program."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList
from advisor.loading.packs.overrides import Definition, OverrideRequest
from advisor.loading.packs.pack_files import PackFiles
from advisor.model.rulebase import Override

PROGRAM_SUFFIXES = (".js.j2", ".typ", "questionnaire-form.html.j2")
"""Endings of templates that are programs or contain one; only the built-in pack may have such templates."""


class TemplateRegistry:
    """The templates of the packs read so far, and the `overrides` among them."""

    def __init__(self, findings: FindingList) -> None:
        self.findings = findings
        self.overrides: list[Override] = []
        self._builtin: frozenset[str] = frozenset()
        self._definitions: dict[str, Definition] = {}

    def register_builtin(self, files: PackFiles) -> None:
        """Note the templates of the built-in pack."""
        self._builtin = frozenset(_list_templates(files))

    def register_pack(self, pack: str, requests: tuple[OverrideRequest, ...], files: PackFiles, core_pack: str) -> None:
        """Check the templates of a pack against its header and against those of the packs before it.

        Args:
            pack: the name of the pack.
            requests: the templates that its header says it replaces.
            files: its files.
            core_pack: the name of the built-in pack.
        """
        header = Place(f"{files.display_prefix}pack.yaml")
        names = _list_templates(files)
        requests_by_name = {request.target.text: request for request in requests}
        for name in names:
            definition = Definition(pack, Place(f"{files.display_prefix}templates/{name}"))
            other = self._definitions.setdefault(name, definition)
            if name.endswith(PROGRAM_SUFFIXES):
                self._add_finding(definition.place, "a pack cannot contain a program; remove this file")
            elif other is not definition:
                sentence = f"pack `{pack}` has the template `{name}`, as pack `{other.pack}` has (at {other.place})"
                self._add_finding(header, f"{sentence}; use only one of them")
            elif name in self._builtin and name not in requests_by_name:
                fix = f"write `replaces_templates: [{{template: {name}, reason: …}}]`, or give it another name"
                self._add_finding(header, f"template `{name}` would replace the built-in one; {fix}")
        for name, request in requests_by_name.items():
            if name in names and name in self._builtin:
                self.overrides.append(Override(f"templates/{name}", core_pack, pack, request.reason))
            else:
                where = "this pack" if name not in names else "the built-in pack"
                sentence = f"{where} has no template `{name}`, so this replaces nothing; remove this entry"
                self._add_finding(request.target.place, sentence)

    def _add_finding(self, place: Place, sentence: str) -> None:
        self.findings.add(place, sentence, codes.INVALID_OVERRIDE)


def _list_templates(files: PackFiles) -> list[str]:
    """List the names of a pack's templates, relative to their folder."""
    return [Path(name).relative_to("templates").as_posix() for name in files.list_files("templates")]
