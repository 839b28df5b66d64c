"""What the advisor wrote before: a report that replaces an earlier one needs no copy, any other file does.

A file that is not recognized is only kept once too often. So a doubt counts as somebody else's file.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

_BASIS = "This report is based on one article"
"""A sentence of every report."""
_FACTS_SUFFIXES = (".yaml", ".yml", ".toml")
_BEGINNINGS = (
    re.compile(r'\{\s*"schema": "(?:advice|comparison)/'),
    re.compile(r"BEGIN:VCALENDAR\s+VERSION:2\.0\s+PRODID:-//alignment-advisor//"),
    re.compile(r"# Plan(?: for [^\n]*)?\n\nStart: \d{4}-\d\d-\d\d\. Rule base: "),
    re.compile(r"\S[^\n]*: (?:error|warning|note) ADV\d{3}: |no findings\n"),
    re.compile(r'\{\s*"(?:version": \d+,\s*")?findings": \['),
    re.compile(r'\{\s*"\$schema": "[^"]*/sarif/'),
    re.compile(r'<\?xml [^>]*>\s*<testsuites name="advisor '),
    re.compile(
        r'\{\s*"\$schema": "http://json-schema\.org/draft-07/schema#",\s*"title": "(?:Cases \(rules/|Rules \(rules/'
        r"|Knowledge \(knowledge/|The facts of a company|The header of a pack|What the columns and words of a survey)"
    ),
)
_MAX_WORD_PART = 20_000_000
"""Maximum number of bytes of the text of a Word document that is searched."""


def is_earlier_output(content: bytes, name: str) -> bool:
    """Return whether the content of a file is certainly a report, a plan, findings or a schema that the advisor wrote.

    Args:
        content: what the file holds.
        name: its name; facts files are never taken for a report.
    """
    if not content.strip():
        return True  # there is nothing to lose
    if PurePath(name).suffix.lower() in _FACTS_SUFFIXES:
        return False
    if content.startswith(b"%PDF"):
        return b"/Title(Verdict)" in content and b"Typst" in content
    if content.startswith(b"PK"):
        return _is_word_report(content)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return False
    return any(pattern.match(text) for pattern in _BEGINNINGS) or _BASIS in " ".join(text.split())


def _is_word_report(content: bytes) -> bool:
    try:
        with ZipFile(BytesIO(content)) as archive:
            part = archive.getinfo("word/document.xml")
            return part.file_size <= _MAX_WORD_PART and _BASIS in re.sub(r"<[^>]+>", "", archive.read(part).decode())
    except (BadZipFile, KeyError, ValueError, OSError, NotImplementedError, RuntimeError):
        return False
