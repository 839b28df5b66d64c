"""Hints for texts that are not valid YAML: a hint for each common mistake, with its line."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import Finding
from advisor.loading.documents import yaml_reader
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import UnreadableError, read_yaml
from advisor.loading.finding_codes import INVALID_SYNTAX

MISTAKES = {
    "a colon in a text": ("because: You report it: do so\n", 1, "quotes `: `"),
    "a colon in a text of a list": ("- title: Two: colon\n", 1, "quotes `: `"),
    "a line with too much indentation": ("a:\n  b: c\n   d: e\n", 3, "indent"),
    "a line with too little indentation": ("a:\n  b: c\n d: e\n", 3, "indent"),
    "a tab for indentation": ("a:\n\tb: c\n", 2, "spaces tab"),
    "a tab further down": ("a:\n  b: c\n\td: e\n", 3, "spaces tab"),
    "a no-break space in the indentation": ("a:\n  b: c\n \u00a0d: e\n", 3, "3 no-break"),
    "a no-break space after a colon": ("a:\n  b:\u00a0c\n  d: e\n", 3, "2 no-break"),
    "a no-break space after a dash": ("a:\n  -\u00a0b: c\n    d: e\n", 3, "2 no-break"),
    "a text that begins with @": ("a: @x\n", 1, "quotes `@`"),
    "a quote left open": ('a: "x\nb: c\n', 3, "quote 1"),
    "words after a quote": ('a: "x" and y\n', 1, "quote quotes"),
    "words after a placeholder": ("a: {grounds}; so\n", 1, "brace quotes"),
    "a brace left open": ("a: {b: c\nd: e\n", 2, "1 `}`"),
    "a bracket left open": ("a: [b, c\nd: e\n", 2, "1 `]`"),
    "a line without a key": ("a:\n  b: c\n  text\n  d: e\n", 4, "3 `: `"),
    "a text after >": ("a: > text\n", 1, "quotes line"),
    "a backslash": ('a: "\\d"\n', 1, "single quotes"),
    "a list after a key": ("a: - b\n", 1, "list line"),
}
"""Texts, the line of the error, and words that its hint must contain."""


@pytest.mark.parametrize("loader", [yaml_reader.LOADER, yaml.SafeLoader])
@pytest.mark.parametrize(("text", "line", "words"), MISTAKES.values(), ids=MISTAKES)
def test_gives_a_hint_for_a_mistake(
    text: str, line: int, words: str, loader: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_reader, "LOADER", loader)
    finding = refuse(text)
    assert finding is not None
    assert (finding.place.line, finding.code) == (line, INVALID_SYNTAX)
    hint = finding.sentence.rpartition("; ")[2]
    assert not [word for word in words.split(" ") if word.strip("`") and word.strip("`") not in hint], hint


def test_ignores_a_no_break_space_within_a_text() -> None:
    finding = refuse("a:\n  b: 20\u00a0people\n  c: d: e\n")
    assert finding is not None
    assert "`: `" in finding.sentence
    assert "no-break" not in finding.sentence


@given(st.text(alphabet="ab:-{}[]\"'>|@#,? \t\n\u00a0\\", max_size=40))
def test_reads_any_text_or_refuses_it_with_a_place_in_it(text: str) -> None:
    finding = refuse(text)
    if finding:
        assert (finding.place.line or 0) <= text.count("\n") + 2
        assert "\n" not in finding.sentence


def refuse(text: str) -> Finding | None:
    """Read a text, and return the finding if it cannot be read."""
    try:
        read_yaml(text, "a.yaml", FindingList())
    except UnreadableError as error:
        return error.finding
    return None
