"""The checks of `advisor rules check`, each with its code, as catalogue.yaml lists them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from advisor.errors import lower_first
from advisor.loading.documents.nodes import FindingList, MappingNode, ScalarNode
from advisor.loading.documents.yaml_reader import read_yaml

ERROR, WARNING, NOTE = "error", "warning", "note"
EXEMPTION_CODES = "ADV7"
"""How the codes about exemptions and settings begin."""
PROOF_CODES = "ADV8"
"""How the codes begin that only `--prove` finds."""


class Check(NamedTuple):
    """One kind of finding: its severity and title, why it matters and how to fix it.

    Errors and warnings make the command end with 1; notes do not. `--fix` corrects checks that are fixable.
    `keeps_from_advice`: with such an error, the advisor refuses to advise some company or all. `avoid` and `prefer` are
    pieces of a pack, and `where` says where they belong: `rule`, `rules`, `fact`, `step`, `case`, or a file.
    """

    severity: str
    title: str
    why: str
    fix: str
    is_fixable: bool = False
    keeps_from_advice: bool = False
    is_about_exemptions: bool = False
    where: str = "rule"
    avoid: str = ""
    prefer: str = ""

    @property
    def is_lowerable(self) -> bool:
        """Whether a project can lower it or switch it off."""
        return not self.keeps_from_advice and not self.is_about_exemptions

    @property
    def short_fix(self) -> str:
        """How to fix it, as the end of a sentence."""
        fix = self.fix.removesuffix(".")
        return lower_first(fix) if fix[1:2].islower() else fix


@cache
def load_checks() -> Mapping[str, Check]:
    """Read all checks, by their codes."""
    checks = {}
    for code, entry in read_data_file("catalogue.yaml").items:
        assert isinstance(entry, MappingNode)
        texts = {key.text: value.text.rstrip() for key, value in entry.items if isinstance(value, ScalarNode)}
        is_fixable, keeps = (texts.pop(key, "no") == "yes" for key in ("fixable", "keeps_from_advice"))
        checks[code.text] = Check(
            **texts,
            is_fixable=is_fixable,
            keeps_from_advice=keeps,
            is_about_exemptions=code.text.startswith(EXEMPTION_CODES),
        )
    return checks


def read_data_file(name: str) -> MappingNode:
    """Read a YAML file of this package, such as `phrases.yaml`."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    node = read_yaml(text, name, FindingList())
    assert isinstance(node, MappingNode)
    return node
