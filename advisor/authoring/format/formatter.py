"""Format the files of a pack without changing their meaning: `advisor rules format`.

The new text must have the same nodes and the same comments as the old one. Otherwise the file, or the one entry, stays
as it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.authoring.format.entry_layout import format_by_entry
from advisor.authoring.format.same_meaning import (
    has_same_meaning,
    is_same_document,
    normalize_line_ends,
    restore_line_ends,
)
from advisor.authoring.format.yaml_layout import LayoutError, strip_trailing_whitespace
from advisor.errors import AdvisorError, Finding, Place
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import UnreadableError, read_yaml, try_read_yaml
from advisor.loading.documents.yaml_trivia import iter_gaps
from advisor.loading.finding_codes import CANNOT_FORMAT, TOO_LARGE

MAX_CHARACTERS = 300_000
_TEXT_BEFORE_COMMENT = re.compile(r"^[^#\n]*", re.MULTILINE)
_LOSS = "this cannot be formatted without changing its meaning; the file stays as it is"


class FormatError(AdvisorError):
    """A file that cannot be formatted."""


class FormattedText(NamedTuple):
    """A file in the house layout, and a finding for each entry that stays as it is."""

    text: str
    skipped_entries: tuple[Finding, ...] = ()


def format_text(text: str, name: str) -> FormattedText:
    """Return the text in the house layout: `a:   b` becomes `a: b`.

    Meaning, comments and the kind of line ends stay. Raises FormatError if the text cannot be read, is too long or
    cannot be formatted without a loss, and MissingExtraError without ruamel.yaml.
    """
    if len(text) > MAX_CHARACTERS:
        sentence = f"this has more than {MAX_CHARACTERS:,} characters; split it into several files"
        raise FormatError.at(name, sentence, TOO_LARGE)
    findings = FindingList()
    try:
        node = read_yaml(text, name, findings)
    except UnreadableError as error:
        raise FormatError([error.finding]) from None
    if findings:
        raise FormatError(findings)
    if node is None:
        return FormattedText(text)
    plain = _replace_tabs(strip_trailing_whitespace(normalize_line_ends(text)))
    plain_node = try_read_yaml(plain)
    if plain_node is None or not is_same_document(plain_node, node, ordered=True):
        raise FormatError.at(name, _LOSS, CANNOT_FORMAT)
    try:
        new, skipped = format_by_entry(plain, plain_node, has_same_meaning)
    except LayoutError as error:
        sentence = f"{error.reason}; the file stays as it is"
        raise FormatError.at(Place(name, error.line), sentence, CANNOT_FORMAT) from None
    if not has_same_meaning(text, new):
        raise FormatError.at(name, _LOSS, CANNOT_FORMAT)
    skipped_entries = tuple(Finding(Place(name, line), reason, CANNOT_FORMAT) for line, reason in skipped)
    return FormattedText(restore_line_ends(text, new), skipped_entries)


def _replace_tabs(text: str) -> str:
    """Replace tabs between values by spaces; tabs in values and comments stay."""
    new, position = [], 0
    for gap in iter_gaps(text):
        spaced = _TEXT_BEFORE_COMMENT.sub(lambda match: match[0].replace("\t", " "), gap.text)
        new += [text[position : gap.start], spaced]
        position = gap.start + len(gap.text)
    return "".join([*new, text[position:]])
