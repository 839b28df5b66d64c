"""The templates that a pack brings: none stands in another's place without saying so, and none is a program."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.nodes import Findings
from advisor.loading.overrides import Claim, Intent
from advisor.loading.pack_files import PackFiles
from advisor.model.rulebase import Override

PROGRAMS = (".js.j2", ".typ", "questionnaire-form.html.j2")
"""How the names of templates end that are programs, or that have one in them; the built-in pack alone has such."""


class Templates:
    """The templates of the packs read so far. `overrides` tells what took the place of what."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.overrides: list[Override] = []
        self._builtin: frozenset[str] = frozenset()
        self._brought: dict[str, Claim] = {}

    def builtin(self, files: PackFiles) -> None:
        """Note the templates of the built-in pack."""
        self._builtin = frozenset(map(_bare, files.below("templates")))

    def of_pack(self, pack: str, announced: tuple[Intent, ...], files: PackFiles, core: str) -> None:
        """Check the templates of a pack against what it announces and against those of the packs before it."""
        header = Place(f"{files.shown}pack.yaml")
        names = list(map(_bare, files.below("templates")))
        intents = {intent.target.text: intent for intent in announced}
        for name in names:
            if name.endswith(PROGRAMS):
                self._say(Place(f"{files.shown}templates/{name}"), "a pack cannot bring a program; take this file out")
            elif name in self._brought:
                before = self._brought[name]
                sentence = f"pack `{pack}` brings the template `{name}`, which pack `{before.pack}` does as well"
                self._say(header, f"{sentence} (at {before.place}); use one of them at a time")
            elif name in self._builtin and name not in intents:
                way_out = f"say `replaces_templates: [{{template: {name}, reason: …}}]`, or give it another name"
                self._say(header, f"template `{name}` would take the place of the built-in one; {way_out}")
            self._brought.setdefault(name, Claim(pack, Place(f"{files.shown}templates/{name}")))
        for name, intent in intents.items():
            if name not in names or name not in self._builtin:
                where = "in this pack" if name not in names else "among the built-in ones"
                self._say(intent.target.place, f"there is no template `{name}` {where}, so that none is replaced")
            else:
                self.overrides.append(Override(f"templates/{name}", core, pack, intent.reason))

    def _say(self, place: Place, sentence: str) -> None:
        self.findings.say(place, sentence, codes.OVERRIDING)


def _bare(name: str) -> str:
    return Path(name).relative_to("templates").as_posix()
