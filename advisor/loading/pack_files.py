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
from advisor.loading.nodes import FindingList, ListNode, Node, ScalarNode
from advisor.loading.yaml_reader import MAX_NODES, NodeBudget, UnreadableError, read_yaml

MAX_FILES = 2_000
"""Files and folders below one folder of a pack."""
MAX_DEPTH = 20
MAX_PACK_BYTES, MAX_TEMPLATE_BYTES = 2_000_000, 20_000_000
"""Of all texts that are read, and of all templates."""
HIDDEN_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
"""Control characters, and those that turn the order of writing or hide between letters (Unicode report 36)."""

_MARKUP_PATTERN = re.compile(r"<[A-Za-z!/?]|\]\(")
"""The beginning of an element of HTML, and the middle of a link of Markdown."""


class PackFiles:
    """The files of the pack in a folder. What cannot be found or read is said, under the name it has in `shown`."""

    def __init__(self, folder: Path, display_prefix: str, findings: FindingList) -> None:
        self.folder = folder
        self.display_prefix = display_prefix
        self.findings = findings
        self._root = folder.resolve()
        self._bytes = MAX_PACK_BYTES
        self._template_bytes = MAX_TEMPLATE_BYTES
        self._listed: dict[str, list[str]] = {}
        self._room = NodeBudget(MAX_NODES)

    def list_files(self, part: str) -> list[str]:
        """The names of the plain files below one folder of the pack, in order; those with a dot before are passed over.

        None of them where there are more than MAX_FILES. What is wrong with them is said once.
        """
        if part not in self._listed:
            self._listed[part] = self._find_files(part)
        return self._listed[part]

    def _find_files(self, part: str) -> list[str]:
        if not self.is_own_file(part):
            return []
        names: list[str] = []
        for count, name in enumerate(self._iter_names(part), 1):
            if count > MAX_FILES:
                self._add_finding(part, f"there are more than {MAX_FILES:,} files and folders here; split the pack")
                return []
            if self.is_own_file(name) and not (self.folder / name).is_dir():
                names.append(name)
        return sorted(names, key=lambda name: name.split("/"))

    def read_file(self, name: str) -> str | None:
        """The text of a file; None (said) where there is none that may be read."""
        path = self.folder / name
        if path.exists() and not self.is_own_file(name):
            return None
        try:
            text, _ = read_text(str(path))
        except UnreadableError as error:
            self._report_file_error(name, error)
            return None
        self._bytes -= len(text.encode())
        if self._bytes < 0:
            self._add_finding(
                name, f"the files of this pack hold more than {MAX_PACK_BYTES // 1000:,} kB; split the pack"
            )
            return None
        return text

    def compute_digest(self, name: str) -> str:
        """A digest of a template; "" (said) where the templates are more than may be."""
        try:
            data, _ = read_bytes(str(self.folder / name), self._template_bytes)
        except UnreadableError as error:
            self._report_file_error(name, error)
            return ""
        self._template_bytes -= len(data)
        if self._template_bytes < 0:
            self._add_finding(
                name, f"the templates of this pack hold more than {MAX_TEMPLATE_BYTES // 10**6} MB; make them smaller"
            )
            self._template_bytes = 0
            return ""
        return hashlib.sha256(data).hexdigest()

    def parse_file(self, name: str, text: str) -> Node | None:
        """The document of a file's text; None (said) where it is none, or where there is nothing in it."""
        if hidden := HIDDEN_CHARACTERS.search(text):
            line, column = text.count("\n", 0, hidden.start()) + 1, hidden.start() - text.rfind("\n", 0, hidden.start())
            self._report_file_error(
                name, UnreadableError(Place("", line, column), _describe_hidden_character(hidden[0]))
            )
            return None
        try:
            node = read_yaml(text, f"{self.display_prefix}{name}", self.findings, self._room)
        except UnreadableError as error:
            self._report_file_error(name, error)
            return None
        if node is None:
            self._add_finding(name, "this file is empty")
            return None
        for each in _iter_scalars(node):
            if hidden := HIDDEN_CHARACTERS.search(each.text):
                self.findings.add(each.place, _describe_hidden_character(hidden[0]), codes.UNREADABLE)
            elif _MARKUP_PATTERN.search(each.text):
                self.findings.add(each.place, "this holds markup, which reports do not take; write plain words")
        return node

    def _iter_names(self, part: str) -> Iterator[str]:
        """The names of everything below a folder of the pack; links to folders are not followed."""
        for folder, folders, files in os.walk(self.folder / part, onerror=self._report_folder_error):
            at = Path(folder).relative_to(self.folder).as_posix()
            folders[:] = [each for each in folders if not each.startswith(".")]
            if at.count("/") >= MAX_DEPTH:
                self._add_finding(at, f"this folder lies deeper than {MAX_DEPTH} folders; move it up")
                folders.clear()
                continue
            yield from (f"{at}/{each}" for each in (*folders, *files) if not each.startswith("."))

    def _report_folder_error(self, error: OSError) -> None:
        """Say that a folder may not be read; of one that is not there, there is nothing to say."""
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            name = Path(str(error.filename)).relative_to(self.folder).as_posix()
            self._add_finding(name, "this folder may not be read; check its rights")

    def is_own_file(self, name: str) -> bool:
        """Whether a name is that of a plain file of this pack, or of one of its folders; said where it is neither."""
        path = self.folder / name
        if path.is_symlink() and path.is_dir():
            self._add_finding(name, "this is a link to a folder; copy the folder to here")
            return False
        if not path.resolve().is_relative_to(self._root):
            self._add_finding(name, "this leads out of the pack; copy the file into it")
            return False
        if path.exists() and not path.is_file() and not path.is_dir():
            self._add_finding(name, "this is no plain file; take it out of the pack")
            return False
        return True

    def _add_finding(self, name: str, sentence: str) -> None:
        self.findings.add(Place(f"{self.display_prefix}{name}"), sentence, codes.UNREADABLE)

    def _report_file_error(self, name: str, error: UnreadableError) -> None:
        place = Place(f"{self.display_prefix}{name}", *error.finding.place[1:])
        self.findings.add(place, error.finding.sentence, codes.UNREADABLE)


def _describe_hidden_character(character: str) -> str:
    return f"this holds a character that nobody sees (U+{ord(character):04X}); take it out"


def _iter_scalars(node: Node) -> Iterator[ScalarNode]:
    """Every key and value of a document."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, ScalarNode):
            yield here
        elif isinstance(here, ListNode):
            waiting.extend(here.items)
        else:
            waiting.extend(each for pair in here.items for each in pair)
