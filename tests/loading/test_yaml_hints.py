"""What is said of texts that are not valid YAML: the commonest slips, with what to do about each."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import Finding
from advisor.loading import yaml_reader
from advisor.loading.nodes import FindingList
from advisor.loading.yaml_reader import UnreadableError, read_yaml

SLIPS = {
    "a colon in a text": ("because: You report it: do so\n", 1, "put the text in quotes, since `: ` begins a value"),
    "a colon in a text of a list": ("- title: Two: colon\n", 1, "put the text in quotes, since `: ` begins a value"),
    "a line too far in": ("a:\n  b: c\n   d: e\n", 3, "indent this line as those that it belongs to"),
    "a line too far out": ("a:\n  b: c\n d: e\n", 3, "indent this line as those that it belongs to"),
    "a tab for indentation": ("a:\n\tb: c\n", 2, "put blanks in the place of the tab"),
    "a tab further down": ("a:\n  b: c\n\td: e\n", 3, "put blanks in the place of the tab"),
    "a no-break space in the indentation": ("a:\n  b: c\n \u00a0d: e\n", 3, "line 3 holds a no-break space"),
    "a no-break space behind a colon": ("a:\n  b:\u00a0c\n  d: e\n", 3, "line 2 holds a no-break space"),
    "a no-break space behind a dash": ("a:\n  -\u00a0b: c\n    d: e\n", 3, "line 2 holds a no-break space"),
    "a text that begins with @": ("a: @x\n", 1, "put the text in quotes, since it cannot begin with `@`"),
    "a quote left open": ('a: "x\nb: c\n', 3, "close the quote that is opened in line 1"),
    "words behind a quote": ('a: "x" and y\n', 1, "the text begins with a quote, which closes before its end"),
    "words behind a placeholder": (
        "a: {grounds}; so\n",
        1,
        "the text begins with a brace, which closes before its end",
    ),
    "a brace left open": ("a: {b: c\nd: e\n", 2, "close what is opened in line 1 with `}`"),
    "a bracket left open": ("a: [b, c\nd: e\n", 2, "close what is opened in line 1 with `]`"),
    "a line without a key": ("a:\n  b: c\n  text\n  d: e\n", 4, "line 3 has no `: ` behind its key"),
    "a text behind >": ("a: > text\n", 1, "put the text in quotes, or begin it in the next line"),
    "a backslash": ('a: "\\d"\n', 1, "put the text in single quotes"),
    "a list behind a key": ("a: - b\n", 1, "begin the list in a line of its own"),
}


@pytest.mark.parametrize("loader", [yaml_reader.LOADER, yaml.SafeLoader])
@pytest.mark.parametrize(("text", "line", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_what_to_do(
    text: str, line: int, said: str, loader: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_reader, "LOADER", loader)
    with pytest.raises(UnreadableError) as error:
        read_yaml(text, "a.yaml", FindingList())
    assert error.value.finding.sentence.startswith("this is not valid YAML: ")
    assert f"; {said}" in error.value.finding.sentence
    assert error.value.finding.place.line == line


def test_a_no_break_space_within_a_text_is_not_taken_for_the_slip() -> None:
    with pytest.raises(UnreadableError) as error:
        read_yaml("a:\n  b: 20\u00a0people\n  c: d: e\n", "a.yaml", FindingList())
    assert error.value.finding.sentence.endswith("put the text in quotes, since `: ` begins a value")


@given(st.text(alphabet="ab:-{}[]\"'>|@#,? \t\n\u00a0\\", max_size=40))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    finding = refused(text)
    if finding:
        assert (finding.place.line or 0) <= text.count("\n") + 2
        assert "\n" not in finding.sentence


def refused(text: str) -> Finding | None:
    """What is said of a text that cannot be read."""
    try:
        read_yaml(text, "a.yaml", FindingList())
    except UnreadableError as error:
        return error.finding
    return None
