"""Gaps between the words of a YAML text: nothing of a value is in them, and every comment is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.loading.nodes import FindingList
from advisor.loading.yaml_trivia import list_comments
from advisor.loading.yaml_reader import read_yaml
from advisor.loading.yaml_trivia import iter_gaps

VALUES = st.sampled_from(
    ["plain", "two words", "'it''s # one'", '"a b"', "[x, {y: z}]", "|\n    some # text\n    more", ""]
)
REMARKS = st.sampled_from(["", " ", "\t# a remark", " # it's: [odd", "\n  # below"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A mapping of values in many styles, with remarks behind some of them."""
    lines = []
    for number in range(draw(st.integers(1, 5))):
        value, remark = draw(VALUES), draw(REMARKS)
        if value.startswith("|"):
            remark = "\n# out here"
        lines.append(f"k{number}: {value}{remark}")
    return "\n".join(lines) + "\n"


@given(texts())
def test_gaps_hold_every_comment_and_nothing_of_a_value(text: str) -> None:
    found = list(iter_gaps(text))
    assert all(text[gap.start :].startswith(gap.text) for gap in found)
    told = [line.partition("#") for gap in found for line in gap.text.split("\n")]
    assert [f"#{words}".rstrip() for _, sign, words in told if sign] == list_comments(text)
    assert all(not before.strip() for before, _, _ in told)
    blank = text
    for gap in reversed(found):
        changed = gap.text.replace("\t", " ")
        blank = blank[: gap.start] + changed + blank[gap.start + len(gap.text) :]
    assert read_yaml(blank, "x", FindingList()) == read_yaml(text, "x", FindingList())


@given(texts())
def test_a_gap_knows_its_line(text: str) -> None:
    assert all(gap.line == text.count("\n", 0, gap.start) + 1 for gap in iter_gaps(text))


def test_a_gap_knows_whether_it_stands_in_brackets_or_before_a_value() -> None:
    text = "a: [1, # in\n  2]\nb: # before\n  c\nd: # above\n  e: f\n"
    commented = [(gap.comment_line, gap.in_brackets, gap.before_value) for gap in iter_gaps(text) if gap.comment_line]
    assert commented == [(1, True, False), (3, False, True), (5, False, False)]
