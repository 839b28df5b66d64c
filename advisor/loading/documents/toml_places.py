"""The places of keys and values in a TOML text, which Python's own parser does not report.

The text is valid, so the scanner only has to find where each part begins. Should it lose its way, the parts that it did
not reach have no place of their own, and get that of the part around them.
"""

from __future__ import annotations

import re
import tomllib

from advisor.errors import Place
from advisor.loading.documents.line_places import LinePlaces
from advisor.loading.documents.yaml_reader import MAX_DEPTH, UnreadableError

Path = tuple[str | int, ...]
"""The keys and the positions in lists that lead to a value: `("assessment", "respondents", 0, "answers")`."""
_STRING = r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'(?:.|\n)*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
_BLANKS = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"[ \t]*(\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*")
_SCALAR = re.compile(rf"{_STRING}|[^,\]}}#\n]+", re.DOTALL)


class TomlPlaces:
    """The places in one text. `keys` and `values` are offsets by path."""

    def __init__(self, text: str, name: str) -> None:
        self.keys: dict[Path, int] = {}
        self.values: dict[Path, int] = {}
        self._text = text
        self._lines = LinePlaces(text, name)
        self._table_counts: dict[Path, int] = {}
        self._scan_document()

    def get_key_place(self, path: Path, default: Place) -> Place:
        """Return the place of a key."""
        return self._lines.find_place(self.keys[path]) if path in self.keys else default

    def get_value_place(self, path: Path, default: Place) -> Place:
        """Return the place of a value; a table begins where its key is."""
        return self._lines.find_place(self.values[path]) if path in self.values else self.get_key_place(path, default)

    def _scan_document(self) -> None:
        position = self._skip_blanks(0)
        table: Path = ()
        while position < len(self._text):
            before = position
            if self._text.startswith("[", position):
                table, position = self._scan_header(position)
            else:
                position = self._scan_pair(position, table, 0)
            position = self._skip_blanks(position)
            if position <= before:
                return

    def _skip_blanks(self, position: int) -> int:
        match = _BLANKS.match(self._text, position)
        return match.end() if match else position

    def _scan_header(self, position: int) -> tuple[Path, int]:
        """Scan `[a.b]` or `[[a.b]]`; return the path of the table, and where the header ends."""
        is_list = self._text.startswith("[[", position)
        start = position
        path, position = self._scan_key(start + (2 if is_list else 1), ())
        if is_list:
            count = self._table_counts.get(path, 0)
            self._table_counts[path] = count + 1
            path = (*path, count)
            self.keys[path] = start
        return path, position + (2 if is_list else 1)

    def _scan_key(self, position: int, table: Path) -> tuple[Path, int]:
        """Scan a key with its dots; return its whole path, and where it ends."""
        path = table
        while match := _KEY_PART.match(self._text, position):
            word = match[1]
            path = (*path, *tomllib.loads(f"{word} = 0")) if word[0] in "\"'" else (*path, word)
            self.keys.setdefault(path, match.start(1))
            position = match.end()
            if not self._text.startswith(".", position):
                break
            position += 1
            if path in self._table_counts:  # of a list of tables, the last one is meant
                path = (*path, self._table_counts[path] - 1)
        return path, position

    def _scan_pair(self, position: int, table: Path, depth: int) -> int:
        path, position = self._scan_key(position, table)
        while self._text.startswith((" ", "\t", "="), position):
            position += 1
        return self._scan_value(position, path, depth)

    def _scan_value(self, position: int, path: Path, depth: int) -> int:
        if depth > MAX_DEPTH:
            raise UnreadableError.at_depth(self._lines.find_place(position))
        self.values[path] = position
        if self._text.startswith("[", position):
            position, number = self._skip_blanks(position + 1), 0
            while position < len(self._text) and self._text[position] != "]":
                position = self._skip_separator(self._scan_value(position, (*path, number), depth + 1))
                number += 1
            return position + 1
        if self._text.startswith("{", position):
            position = self._skip_blanks(position + 1)
            while position < len(self._text) and self._text[position] != "}":
                position = self._skip_separator(self._scan_pair(position, path, depth + 1))
            return position + 1
        match = _SCALAR.match(self._text, position)
        return match.end() if match else len(self._text)

    def _skip_separator(self, position: int) -> int:
        position = self._skip_blanks(position)
        return self._skip_blanks(position + 1) if self._text.startswith(",", position) else position
