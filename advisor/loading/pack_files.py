"""The files of one pack: found below its folder and read within bounds, nothing outside it, nothing but plain files.

A pack comes from anywhere. Its bounds hold for all its files together, so that no number of them makes loading slow.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from advisor.errors import Place
from advisor.loading import codes
from advisor.loading.files import read_text
from advisor.loading.nodes import Findings, Node
from advisor.loading.yaml_reader import MAX_NODES, Room, UnreadableError, read_yaml

MAX_FILES = 2_000
"""Files and folders below one folder of a pack."""
MAX_PACK_BYTES = 2_000_000


class PackFiles:
    """The files of the pack in a folder. What cannot be found or read is said, under the name it has in `shown`."""

    def __init__(self, folder: Path, shown: str, findings: Findings) -> None:
        self.folder = folder
        self.shown = shown
        self.findings = findings
        self._root = folder.resolve()
        self._bytes = MAX_PACK_BYTES
        self._room = Room(MAX_NODES)

    def below(self, part: str) -> list[str]:
        """The names of the plain files below one folder of the pack, in order; those with a dot before are passed over.

        None of them where there are more than MAX_FILES.
        """
        names: list[str] = []
        for count, name in enumerate(self._walk(part), 1):
            if count > MAX_FILES:
                self._say(part, f"there are more than {MAX_FILES:,} files and folders here; split the pack")
                return []
            if self.is_ours(name):
                names.append(name)
        return sorted(names, key=lambda name: name.split("/"))

    def text(self, name: str) -> str | None:
        """The text of a file; None (said) where there is none that may be read."""
        path = self.folder / name
        if path.exists() and not self.is_ours(name):
            return None
        try:
            text, _ = read_text(str(path))
        except UnreadableError as error:
            self._refuse(name, error)
            return None
        self._bytes -= len(text.encode())
        if self._bytes < 0:
            self._say(name, f"the files of this pack hold more than {MAX_PACK_BYTES // 1000:,} kB; split the pack")
            return None
        return text

    def node(self, name: str, text: str) -> Node | None:
        """The document of a file's text; None (said) where it is none, or where there is nothing in it."""
        try:
            node = read_yaml(text, f"{self.shown}{name}", self.findings, self._room)
        except UnreadableError as error:
            self._refuse(name, error)
            return None
        if node is None:
            self._say(name, "this file is empty")
        return node

    def _walk(self, part: str) -> Iterator[str]:
        """The names of everything below a folder of the pack; links to folders are not followed."""
        for folder, folders, files in os.walk(self.folder / part):
            at = Path(folder).relative_to(self.folder).as_posix()
            folders[:] = [each for each in folders if not each.startswith(".")]
            yield from (f"{at}/{each}" for each in (*folders, *files) if not each.startswith("."))

    def is_ours(self, name: str) -> bool:
        """Whether a name is that of a plain file of this pack; said where it is neither that nor a folder."""
        path = self.folder / name
        if path.is_dir():
            if path.is_symlink():
                self._say(name, "this is a link to a folder; copy the folder to here")
            return False
        if not path.resolve().is_relative_to(self._root):
            self._say(name, "this leads out of the pack; copy the file into it")
            return False
        if path.exists() and not path.is_file():
            self._say(name, "this is no plain file; take it out of the pack")
            return False
        return True

    def _say(self, name: str, sentence: str) -> None:
        self.findings.say(Place(f"{self.shown}{name}"), sentence, codes.UNREADABLE)

    def _refuse(self, name: str, error: UnreadableError) -> None:
        place = Place(f"{self.shown}{name}", *error.finding.place[1:])
        self.findings.say(place, error.finding.sentence, codes.UNREADABLE)
