"""Versions of guidance by name: a folder, a git revision or an installed pack, loaded with its cases.

A git revision is read from the repository of the present folder with `git archive`, into a folder that the caller
provides. Nothing is checked out, and nothing is downloaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.cases.case_files import Case, read_all_cases
from advisor.authoring.diff.git_revision import extract_revision, is_revision
from advisor.errors import Finding, PackError
from advisor.loading.documents.nodes import FindingList
from advisor.loading.finding_codes import NO_PACK_HERE, NOT_INSTALLED, UNKNOWN_VERSION
from advisor.loading.packs.load_rulebase import find_builtin_folder
from advisor.loading.packs.pack_discovery import ENTRY_POINT_GROUP, HEADER_FILE, discover_packs, find_package_folder
from advisor.loading.packs.pack_files import PackFiles
from advisor.loading.packs.pack_header import PackHeader, read_header
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_quoted

CORE, INSTALLED_NAME = "core", "installed"


class GuidanceVersion(NamedTuple):
    """A version of guidance: its name on the command line, its rule base, and the cases of all its packs."""

    name: str
    rulebase: RuleBase
    cases: tuple[Case, ...]

    @property
    def title(self) -> str:
        """The name with its packs, such as `HEAD (core 1.0.0, ours 0.1.0)`."""
        return f"{self.name} ({', '.join(f'{pack.name} {pack.version}' for pack in self.rulebase.packs)})"


class _PackFolders(NamedTuple):
    """The folder of the core (None: the built-in pack), and the folders of the other packs in order."""

    core: Path | None
    packs: tuple[Path, ...]


def load_version(name: str, scratch: Path) -> GuidanceVersion:
    """Load the guidance that a name refers to.

    Args:
        name: `installed` (the packs in use in the present folder), `NAME==VERSION` for an installed pack, a folder, or
            `REV` or `REV:path` in the git repository of the present folder.
        scratch: A folder in which revisions are extracted.

    Returns:
        The loaded version. Raises PackError if the name means nothing, or with all findings of a pack.
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
        except PackError as error:  # places name the revision, not the temporary folder
            raise PackError(_rename_places(error.findings, f"{folder}{os.sep}", f"{name}: ")) from None
    way_out = "name a folder, a revision such as `HEAD` or `HEAD:packs/ours`, `installed`, or `NAME==VERSION`"
    raise _build_error(name, f"this is neither a folder nor a git revision; {way_out}", UNKNOWN_VERSION)


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _rename_places(findings: Iterable[Finding], prefix: str, name: str) -> Iterator[Finding]:
    for finding in findings:
        file = finding.place.file
        renamed = name + file.removeprefix(prefix) if file.startswith(prefix) else file
        yield finding._replace(place=finding.place._replace(file=renamed))


def _build_error(name: str, sentence: str, code: str) -> PackError:
    return PackError.at(name.replace("\0", "?")[:200] or "(no name)", sentence, code)


def _find_pack_folders(folder: Path, name: str) -> _PackFolders:
    """Find the packs of a folder: the folder itself, or the packs in it."""
    is_pack = (folder / HEADER_FILE).is_file()
    folders = [folder] if is_pack else sorted(header.parent for header in folder.glob(f"*/{HEADER_FILE}"))
    if not folders:
        sentence = f"there is no `{HEADER_FILE}` here or in a folder below; name the folder of a pack"
        raise _build_error(name, sentence, NO_PACK_HERE)
    core = next((each for each in folders if _read_pack_header(each).name == CORE), None)
    return _PackFolders(core, tuple(each for each in folders if each != core))


def _read_pack_header(folder: Path) -> PackHeader:
    """Read the header of a pack; an empty one if it cannot be read (the loader reports why)."""
    findings = FindingList()
    node = PackFiles(folder, "", findings).read_document(HEADER_FILE)
    return PackHeader() if node is None else read_header(node, findings)


def _find_installed_pack(requirement: str) -> _PackFolders:
    """Find the folder of an installed pack in the version wanted: its own, or that of its distribution."""
    from importlib.metadata import entry_points

    name, version = (part.strip() for part in requirement.split("==", 1))
    points = {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
    if name != CORE and name not in points:
        sentence = f"no pack `{name}` is installed; name {join_quoted([CORE, *sorted(points)])}"
        raise _build_error(requirement, sentence, NOT_INSTALLED)
    found = find_builtin_folder() if name == CORE else find_package_folder(points[name].value)
    if found is None:
        sentence = f"the installed package of pack `{name}` has no such folder; install it again"
        raise _build_error(requirement, sentence, NOT_INSTALLED)
    folder = Path(found)
    distribution = points[name].dist if name in points else None
    versions = {_read_pack_header(folder).version, *([distribution.version] if distribution else [])}
    if version not in versions:
        way_out = "install that version first, or name a folder or a git revision"
        sentence = f"`{name}` is installed in version {join_quoted(sorted(versions))}, not `{version}`; {way_out}"
        raise _build_error(requirement, sentence, NOT_INSTALLED)
    return _PackFolders(None, () if name == CORE else (folder,))


def _read_version(name: str, folders: _PackFolders) -> GuidanceVersion:
    packs = list(read_all_cases(folders.packs, folders.core))
    return GuidanceVersion(name, packs[-1].rulebase, tuple(case for pack in packs for case in pack.cases))
