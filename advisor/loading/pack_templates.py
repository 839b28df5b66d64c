"""The templates that a pack brings: none stands in another's place without saying so, and none is a program."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.nodes import FindingList
from advisor.loading.overrides import Definition, OverrideRequest
from advisor.loading.pack_files import PackFiles
from advisor.model.rulebase import Override

PROGRAM_SUFFIXES = (".js.j2", ".typ", "questionnaire-form.html.j2")
"""How the names of templates end that are programs, or that have one in them; the built-in pack alone has such."""


class TemplateRegistry:
    """The templates of the packs read so far. `overrides` tells what took the place of what."""

    def __init__(self, findings: FindingList) -> None:
        self.findings = findings
        self.overrides: list[Override] = []
        self._builtin: frozenset[str] = frozenset()
        self._definitions: dict[str, Definition] = {}

    def register_builtin(self, files: PackFiles) -> None:
        """Note the templates of the built-in pack."""
        self._builtin = frozenset(map(_strip_folder, files.list_files("templates")))

    def register_pack(self, pack: str, requests: tuple[OverrideRequest, ...], files: PackFiles, core_pack: str) -> None:
        """Check the templates of a pack against what it announces and against those of the packs before it."""
        header = Place(f"{files.display_prefix}pack.yaml")
        names = list(map(_strip_folder, files.list_files("templates")))
        intents = {intent.target.text: intent for intent in requests}
        for name in names:
            if name.endswith(PROGRAM_SUFFIXES):
                self._add_finding(
                    Place(f"{files.display_prefix}templates/{name}"),
                    "a pack cannot bring a program; take this file out",
                )
            elif name in self._definitions:
                before = self._definitions[name]
                sentence = f"pack `{pack}` brings the template `{name}`, which pack `{before.pack}` does as well"
                self._add_finding(header, f"{sentence} (at {before.place}); use one of them at a time")
            elif name in self._builtin and name not in intents:
                way_out = f"say `replaces_templates: [{{template: {name}, reason: …}}]`, or give it another name"
                self._add_finding(header, f"template `{name}` would take the place of the built-in one; {way_out}")
            self._definitions.setdefault(name, Definition(pack, Place(f"{files.display_prefix}templates/{name}")))
        for name, intent in intents.items():
            if name not in names or name not in self._builtin:
                where = "in this pack" if name not in names else "among the built-in ones"
                self._add_finding(
                    intent.target.place, f"there is no template `{name}` {where}, so that none is replaced"
                )
            else:
                self.overrides.append(Override(f"templates/{name}", core_pack, pack, intent.reason))

    def _add_finding(self, place: Place, sentence: str) -> None:
        self.findings.add(place, sentence, codes.INVALID_OVERRIDE)


def _strip_folder(name: str) -> str:
    return Path(name).relative_to("templates").as_posix()
