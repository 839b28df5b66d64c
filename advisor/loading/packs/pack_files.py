"""The files of one pack, found below its folder and read within limits: plain files only, and nothing outside it.

A pack may come from anywhere. The limits hold for all its files together, so that no number of them makes loading slow.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from advisor.errors import HIDDEN_CHARACTERS, Place
from advisor.loading import finding_codes as codes
from advisor.loading.documents.input_files import read_bytes, read_text
from advisor.loading.documents.nodes import FindingList, Node, ScalarNode, format_excerpt, iter_nodes
from advisor.loading.documents.yaml_reader import MAX_NODES, NodeBudget, UnreadableError, read_yaml

MAX_FILES = 2_000
"""Maximum number of files and folders below one folder of a pack."""
MAX_DEPTH = 20
MAX_PACK_BYTES, MAX_TEMPLATE_BYTES = 2_000_000, 20_000_000
"""Maximum size of all texts that are read, and of all templates."""
_MARKUP_PATTERN = re.compile(r"<[A-Za-z!/?]|\]\(")
"""The beginning of an HTML element, and the middle of a Markdown link."""


class PackFiles:
    """The files of the pack in a folder.

    Findings name a file by its path in the pack after `display_prefix`.
    """

    def __init__(self, folder: Path, display_prefix: str, findings: FindingList) -> None:
        self.folder = folder
        self.display_prefix = display_prefix
        self.findings = findings
        self._root = Path(os.path.realpath(folder))
        self._remaining_bytes = MAX_PACK_BYTES
        self._remaining_template_bytes = MAX_TEMPLATE_BYTES
        self._listed: dict[str, list[str]] = {}
        self._budget = NodeBudget(MAX_NODES)

    def list_files(self, part: str) -> list[str]:
        """List the plain files below one folder of the pack, sorted, without those whose name begins with a dot.

        The list is empty if there are more than MAX_FILES. Each problem is reported once.
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
        """Return the text of a file; None (reported) if it cannot be read."""
        path = self.folder / name
        if os.path.lexists(path) and not self.is_own_file(name):
            return None
        try:
            text, _ = read_text(str(path))
        except UnreadableError as error:
            self._report_file_error(name, error)
            return None
        self._remaining_bytes -= len(text.encode())
        if self._remaining_bytes < 0:
            size = f"{MAX_PACK_BYTES // 1000:,} kB"
            self._add_finding(name, f"the files of this pack are larger than {size} together; split the pack")
            return None
        return text

    def compute_digest(self, name: str) -> str:
        """Return a digest of a template; "" (reported) if the templates are too large together."""
        try:
            data, _ = read_bytes(str(self.folder / name), self._remaining_template_bytes)
        except UnreadableError as error:
            self._report_file_error(name, error)
            return ""
        self._remaining_template_bytes -= len(data)
        if self._remaining_template_bytes < 0:
            size = f"{MAX_TEMPLATE_BYTES // 10**6} MB"
            self._add_finding(name, f"the templates of this pack are larger than {size} together; make them smaller")
            self._remaining_template_bytes = 0
            return ""
        return hashlib.sha256(data).hexdigest()

    def parse_file(self, name: str, text: str) -> Node | None:
        """Return the document in a file's text; None (reported) if it is empty or not valid."""
        try:
            if hidden := HIDDEN_CHARACTERS.search(text):
                line, start = text.count("\n", 0, hidden.start()) + 1, text.rfind("\n", 0, hidden.start())
                place = Place("", line, hidden.start() - start)
                raise UnreadableError(place, _describe_hidden_character(hidden[0]))
            node = read_yaml(text, f"{self.display_prefix}{name}", self.findings, self._budget)
        except UnreadableError as error:
            self._report_file_error(name, error)
            return None
        if node is None:
            self._add_finding(name, "this file is empty")
            return None
        for scalar in iter_nodes(node):
            if not isinstance(scalar, ScalarNode):
                continue
            if hidden := HIDDEN_CHARACTERS.search(scalar.text):
                self.findings.add(scalar.place, _describe_hidden_character(hidden[0]), codes.UNREADABLE)
            elif _MARKUP_PATTERN.search(scalar.text):
                self.findings.add(scalar.place, "this has markup, which reports cannot show; write plain words")
        return node

    def read_document(self, name: str) -> Node | None:
        """Return the document in a file; None (reported) if it cannot be read."""
        text = self.read_file(name)
        return None if text is None else self.parse_file(name, text)

    def _iter_names(self, part: str) -> Iterator[str]:
        """Yield the names of everything below a folder of the pack, without following links to folders."""
        for path, folders, files in os.walk(self.folder / part, onerror=self._report_folder_error):
            name = Path(path).relative_to(self.folder).as_posix()
            folders[:] = [folder for folder in folders if not folder.startswith(".")]
            if name.count("/") >= MAX_DEPTH:
                self._add_finding(name, f"this folder is more than {MAX_DEPTH} folders deep; move it up")
                folders.clear()
                continue
            yield from (f"{name}/{entry}" for entry in (*folders, *files) if not entry.startswith("."))

    def _report_folder_error(self, error: OSError) -> None:
        """Report a folder that may not be read; a folder that does not exist is no error."""
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            name = Path(str(error.filename)).relative_to(self.folder).as_posix()
            self._add_finding(name, "you may not read this folder; change its permissions")

    def is_own_file(self, name: str) -> bool:
        """Whether a name is that of a plain file or a folder of this pack; anything else is reported."""
        path = self.folder / name
        problem = ""
        if path.is_symlink() and path.is_dir():
            problem = "this is a link to a folder; copy the folder here"
        elif problem := describe_broken_link(path):
            pass
        elif not Path(os.path.realpath(path)).is_relative_to(self._root):
            problem = "this leads out of the pack; copy the file into it"
        elif path.exists() and not path.is_file() and not path.is_dir():
            problem = "this is not a plain file; remove it from the pack"
        if problem:
            self._add_finding(name, problem)
        return not problem

    def _add_finding(self, name: str, sentence: str) -> None:
        self.findings.add(Place(f"{self.display_prefix}{name}"), sentence, codes.UNREADABLE)

    def _report_file_error(self, name: str, error: UnreadableError) -> None:
        place = Place(f"{self.display_prefix}{name}", *error.finding.place[1:])
        self.findings.add(place, error.finding.sentence, codes.UNREADABLE)


def describe_broken_link(path: Path) -> str:
    """Return what is wrong with a link that leads to no file, and what to do; "" for anything else."""
    if not path.is_symlink():
        return ""
    try:
        path.stat()
    except FileNotFoundError:
        return f"this is a link to `{format_excerpt(str(path.readlink()))}`, which does not exist; put the file here"
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "this is a link that leads back to itself; put the file here"
    return ""


def _describe_hidden_character(character: str) -> str:
    return f"this has an invisible character (U+{ord(character):04X}); remove it"
