"""The files of one pack: found below its folder and read within bounds, nothing outside it, nothing but plain files.

A pack comes from anywhere. Its bounds hold for all its files together, so that no number of them makes loading slow.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from advisor.errors import Place
from advisor.loading import finding_codes as codes
from advisor.loading.input_files import read_bytes, read_text
from advisor.loading.nodes import Findings, Listing, Node, Scalar
from advisor.loading.yaml_reader import MAX_NODES, Room, UnreadableError, read_yaml

MAX_FILES = 2_000
"""Files and folders below one folder of a pack."""
MAX_DEPTH = 20
MAX_PACK_BYTES, MAX_TEMPLATE_BYTES = 2_000_000, 20_000_000
"""Of all texts that are read, and of all templates."""
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Control characters, and those that turn the order of writing or hide between letters (Unicode report 36)."""

_MARKUP = re.compile(r"<[A-Za-z!/?]|\]\(")
"""The beginning of an element of HTML, and the middle of a link of Markdown."""


class PackFiles:
    """The files of the pack in a folder. What cannot be found or read is said, under the name it has in `shown`."""

    def __init__(self, folder: Path, shown: str, findings: Findings) -> None:
        self.folder = folder
        self.shown = shown
        self.findings = findings
        self._root = folder.resolve()
        self._bytes = MAX_PACK_BYTES
        self._template_bytes = MAX_TEMPLATE_BYTES
        self._listed: dict[str, list[str]] = {}
        self._room = Room(MAX_NODES)

    def below(self, part: str) -> list[str]:
        """The names of the plain files below one folder of the pack, in order; those with a dot before are passed over.

        None of them where there are more than MAX_FILES. What is wrong with them is said once.
        """
        if part not in self._listed:
            self._listed[part] = self._found(part)
        return self._listed[part]

    def _found(self, part: str) -> list[str]:
        if not self.is_ours(part):
            return []
        names: list[str] = []
        for count, name in enumerate(self._walk(part), 1):
            if count > MAX_FILES:
                self._say(part, f"there are more than {MAX_FILES:,} files and folders here; split the pack")
                return []
            if self.is_ours(name) and not (self.folder / name).is_dir():
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

    def digest(self, name: str) -> str:
        """A digest of a template; "" (said) where the templates are more than may be."""
        try:
            data, _ = read_bytes(str(self.folder / name), self._template_bytes)
        except UnreadableError as error:
            self._refuse(name, error)
            return ""
        self._template_bytes -= len(data)
        if self._template_bytes < 0:
            self._say(
                name, f"the templates of this pack hold more than {MAX_TEMPLATE_BYTES // 10**6} MB; make them smaller"
            )
            self._template_bytes = 0
            return ""
        return hashlib.sha256(data).hexdigest()

    def node(self, name: str, text: str) -> Node | None:
        """The document of a file's text; None (said) where it is none, or where there is nothing in it."""
        if hidden := HIDDEN.search(text):
            line, column = text.count("\n", 0, hidden.start()) + 1, hidden.start() - text.rfind("\n", 0, hidden.start())
            self._refuse(name, UnreadableError(Place("", line, column), _unseen(hidden[0])))
            return None
        try:
            node = read_yaml(text, f"{self.shown}{name}", self.findings, self._room)
        except UnreadableError as error:
            self._refuse(name, error)
            return None
        if node is None:
            self._say(name, "this file is empty")
            return None
        for each in _scalars(node):
            if hidden := HIDDEN.search(each.text):
                self.findings.say(each.place, _unseen(hidden[0]), codes.UNREADABLE)
            elif _MARKUP.search(each.text):
                self.findings.say(each.place, "this holds markup, which reports do not take; write plain words")
        return node

    def _walk(self, part: str) -> Iterator[str]:
        """The names of everything below a folder of the pack; links to folders are not followed."""
        for folder, folders, files in os.walk(self.folder / part, onerror=self._unreadable):
            at = Path(folder).relative_to(self.folder).as_posix()
            folders[:] = [each for each in folders if not each.startswith(".")]
            if at.count("/") >= MAX_DEPTH:
                self._say(at, f"this folder lies deeper than {MAX_DEPTH} folders; move it up")
                folders.clear()
                continue
            yield from (f"{at}/{each}" for each in (*folders, *files) if not each.startswith("."))

    def _unreadable(self, error: OSError) -> None:
        """Say that a folder may not be read; of one that is not there, there is nothing to say."""
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            name = Path(str(error.filename)).relative_to(self.folder).as_posix()
            self._say(name, "this folder may not be read; check its rights")

    def is_ours(self, name: str) -> bool:
        """Whether a name is that of a plain file of this pack, or of one of its folders; said where it is neither."""
        path = self.folder / name
        if path.is_symlink() and path.is_dir():
            self._say(name, "this is a link to a folder; copy the folder to here")
            return False
        if not path.resolve().is_relative_to(self._root):
            self._say(name, "this leads out of the pack; copy the file into it")
            return False
        if path.exists() and not path.is_file() and not path.is_dir():
            self._say(name, "this is no plain file; take it out of the pack")
            return False
        return True

    def _say(self, name: str, sentence: str) -> None:
        self.findings.say(Place(f"{self.shown}{name}"), sentence, codes.UNREADABLE)

    def _refuse(self, name: str, error: UnreadableError) -> None:
        place = Place(f"{self.shown}{name}", *error.finding.place[1:])
        self.findings.say(place, error.finding.sentence, codes.UNREADABLE)


def _unseen(sign: str) -> str:
    return f"this holds a character that nobody sees (U+{ord(sign):04X}); take it out"


def _scalars(node: Node) -> Iterator[Scalar]:
    """Every key and value of a document."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Scalar):
            yield here
        elif isinstance(here, Listing):
            waiting.extend(here.items)
        else:
            waiting.extend(each for pair in here.items for each in pair)
