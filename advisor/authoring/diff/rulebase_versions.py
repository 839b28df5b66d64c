"""Which guidance is meant by a name: a folder, a git revision, or what is installed; to a rule base and its cases.

A git revision is read from the repository of the present folder with `git archive`, into a folder that the caller
provides; nothing is checked out, and nothing is downloaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import Case, read_cases
from advisor.authoring.diff.git_revision import extract_revision, is_revision
from advisor.errors import Finding, PackError, Place
from advisor.loading.load_rulebase import find_builtin_folder, load
from advisor.loading.nodes import FindingList
from advisor.loading.pack_discovery import ENTRY_POINT_GROUP, discover_packs
from advisor.loading.pack_header import PackHeader, read_header
from advisor.loading.pack_reader import PackReader
from advisor.loading.yaml_reader import UnreadableError, read_yaml
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_quoted

CORE, INSTALLED_NAME, HEADER_FILE = "core", "installed", "pack.yaml"


class GuidanceVersion(NamedTuple):
    """Guidance as named on the command line: its name there, the rule base, and the cases of all its packs."""

    name: str
    rulebase: RuleBase
    cases: tuple[Case, ...]


class _PackFolders(NamedTuple):
    """The folder of the core (None: the built-in one) and those of the packs on top of it, in order."""

    core: Path | None
    packs: tuple[Path, ...]


def load_version(name: str, scratch: Path) -> GuidanceVersion:
    """The guidance that a name means; revisions are put below the folder `scratch`. Raises PackError.

    `installed` is what the advisor uses in the present folder; `NAME==VERSION` a pack that is installed in just that
    version; everything else a folder, or `REV` or `REV:path` in the git repository of the present folder.
    """
    if name == INSTALLED_NAME:
        return _read_version(name, _PackFolders(None, tuple(map(Path, discover_packs()))))
    if name and _is_folder(name):
        return _read_version(name, _find_pack_folders(Path(name), name))
    if "==" in name:
        return _read_version(name, _find_installed_pack(name))
    if is_revision(name):
        folder = extract_revision(name, scratch)
        try:
            return _read_version(name, _find_pack_folders(folder, name))
        except PackError as error:  # told by the name of the revision, not by where it was put for a moment
            raise PackError(_rename_places(error.findings, f"{folder}{os.sep}", f"{name}: ")) from None
    way_out = "name a folder, a revision such as `HEAD` or `HEAD:packs/ours`, `installed`, or `NAME==VERSION`"
    raise _build_error(name, f"this is neither a folder nor a git revision here; {way_out}")


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _rename_places(findings: Iterable[Finding], prefix: str, name: str) -> Iterator[Finding]:
    for finding in findings:
        file = finding.place.file
        yield finding._replace(
            place=Place(name + file.removeprefix(prefix), *finding.place[1:])
            if file.startswith(prefix)
            else finding.place
        )


def _build_error(name: str, sentence: str) -> PackError:
    return PackError([Finding(Place(name.replace("\0", "?")[:200] or "(no name)"), sentence)])


def _find_pack_folders(folder: Path, name: str) -> _PackFolders:
    """The packs of a folder: the folder itself, or those in it."""
    found = (
        [folder]
        if (folder / HEADER_FILE).is_file()
        else sorted(each.parent for each in folder.glob(f"*/{HEADER_FILE}"))
    )
    if not found:
        raise _build_error(name, "there is no `pack.yaml` here, nor in a folder below; name the folder of a pack")
    cores = [each for each in found if _read_pack_header(each).name == CORE]
    return _PackFolders(cores[0] if cores else None, tuple(each for each in found if each not in cores[:1]))


def _read_pack_header(folder: Path) -> PackHeader:
    """What a pack says of itself; nothing where that cannot be read (which the loader tells of)."""
    try:
        text = (folder / HEADER_FILE).read_text(encoding="utf-8", errors="replace")
        node = read_yaml(text, HEADER_FILE, FindingList())
    except (OSError, UnreadableError):
        return PackHeader()
    return read_header(node, FindingList()) if node is not None else PackHeader()


def _find_installed_pack(requirement: str) -> _PackFolders:
    """The folder of an installed pack, where it has the version wanted (its own, or that of its distribution)."""
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    name, version = (part.strip() for part in requirement.split("==", 1))
    known = {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
    if name == CORE:
        folder, versions = Path(find_builtin_folder()), {_read_pack_header(Path(find_builtin_folder())).version}
    elif name in known:
        top, *below = known[name].value.split(".")
        try:
            spec = find_spec(top)
        except (ImportError, ValueError):
            spec = None
        places = list(spec.submodule_search_locations or ()) if spec else []
        if not places:
            raise _build_error(
                requirement, f"the installed package that announces `{name}` has no such folder; install it anew"
            )
        folder = Path(places[0], *below)
        distribution = known[name].dist
        versions = {_read_pack_header(folder).version, *([distribution.version] if distribution else [])}
    else:
        raise _build_error(
            requirement, f"no pack `{name}` is installed; there is {join_quoted([CORE, *sorted(known)])}"
        )
    if version not in versions:
        there = join_quoted(sorted(versions))
        way_out = "install that version first, or name a folder or a git revision"
        raise _build_error(requirement, f"`{name}` is installed in version {there}, not `{version}`; {way_out}")
    return _PackFolders(None, () if name == CORE else (folder,))


def _read_version(name: str, folders: _PackFolders) -> GuidanceVersion:
    cases: list[Case] = []
    for number in range(len(folders.packs) + 1):  # each pack with its cases is read on those before it
        rulebase = _load_rulebase(folders, number)
        cases += read_cases(
            folders.packs[number - 1] if number else folders.core or Path(find_builtin_folder()), rulebase
        )
    return GuidanceVersion(name, rulebase, tuple(cases))


def _load_rulebase(folders: _PackFolders, number: int) -> RuleBase:
    """The rule base of the core and the first so many packs."""
    packs = folders.packs[:number]
    if folders.core is None:
        return load([str(each) for each in packs])
    reader = PackReader()
    for folder in (folders.core, *packs):
        reader.read_pack(folder)
    return reader.build_rulebase()
