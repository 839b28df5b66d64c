"""The files of templates: a pack's own template replaces the built-in one of the same name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from advisor.errors import Finding, Place, TemplateError
from advisor.loading.finding_codes import CONFLICTING_TEMPLATES, UNSAFE_TEMPLATE
from advisor.loading.packs.load_rulebase import find_builtin_folder
from advisor.model.rulebase import Pack, RuleBase
from advisor.model.word_lists import join_quoted


class OutsideFolderError(Exception):
    """A template outside the templates folder of its pack; `str` names it."""


def find_builtin_templates() -> Path:
    """Return the folder of the built-in templates."""
    return Path(find_builtin_folder()).resolve() / "templates"


def find_template(packs: Sequence[Pack], name: str) -> tuple[Path, str] | None:
    """Find a template: its file and its name for messages, or None if no pack has it.

    Raises TemplateError if two packs replace the built-in one, OutsideFolderError if it leads out of its folder.
    """
    owners = _list_owners(packs, name)
    own = owners[1:] if len(owners) > 1 and owners[0] is packs[0] else owners
    if not own:
        return None
    if len(own) > 1:
        names = join_quoted([pack.name for pack in own], " and ")
        raise TemplateError.at(name, f"packs {names} both have this template; use one at a time", CONFLICTING_TEMPLATES)
    folder = Path(own[0].templates).resolve()
    path, display_name = (folder / name).resolve(), f"{own[0].name}/templates/{name}"
    if not path.is_relative_to(folder):
        raise OutsideFolderError(display_name)
    return path, display_name


def find_program(rulebase: RuleBase, name: str) -> Path:
    """Find a template that is a program, which only the built-in pack may have. Raises TemplateError."""
    home = find_builtin_templates()
    sentence = "a pack cannot have programs; remove this file"
    findings = [
        Finding(Place(f"{pack.name}/templates/{name}"), sentence, UNSAFE_TEMPLATE)
        for pack in _list_owners(rulebase.packs, name)
        if Path(pack.templates).resolve() != home
    ]
    if findings:
        raise TemplateError(findings)
    return home / name


def _list_owners(packs: Sequence[Pack], name: str) -> list[Pack]:
    return [pack for pack in packs if (Path(pack.templates) / name).is_file()]
