"""Gaps between the tokens of a YAML text: they contain every comment and no part of a value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import read_yaml
from advisor.loading.documents.yaml_trivia import iter_gaps, list_comments

VALUES = st.sampled_from(
    ["plain", "two words", "'it''s # one'", '"a b"', "[x, {y: z}]", "|\n    some # text\n    more", ""]
)
COMMENTS = st.sampled_from(["", " ", "\t# a remark", " # it's: [odd", "\n  # below"])


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a mapping of values in many styles, and list the comments in it."""
    lines, comments = [], []
    for number in range(draw(st.integers(1, 5))):
        value, comment = draw(VALUES), draw(COMMENTS)
        if value.startswith("|"):
            comment = "\n# out here"
        lines.append(f"k{number}: {value}{comment}")
        comments += [comment.strip()] if comment.strip() else []
    return "\n".join(lines) + "\n", comments


@given(texts())
def test_gaps_contain_every_comment_and_no_part_of_a_value(drawn: tuple[str, list[str]]) -> None:
    text, comments = drawn
    gaps = list(iter_gaps(text))
    assert all(text[gap.start :].startswith(gap.text) for gap in gaps)
    assert list_comments(text) == comments
    assert all(not line.partition("#")[0].strip() for gap in gaps for line in gap.text.split("\n"))
    changed = text
    for gap in reversed(gaps):
        changed = changed[: gap.start] + gap.text.replace("\t", " ") + changed[gap.start + len(gap.text) :]
    assert read_yaml(changed, "x", FindingList()) == read_yaml(text, "x", FindingList())


@given(texts())
def test_a_gap_has_its_line(drawn: tuple[str, list[str]]) -> None:
    text, _ = drawn
    assert all(gap.line == text.count("\n", 0, gap.start) + 1 for gap in iter_gaps(text))


def test_a_gap_says_whether_it_is_in_brackets_or_before_a_value() -> None:
    text = "a: [1, # in\n  2]\nb: # before\n  c\nd: # above\n  e: f\n"
    commented = [(gap.comment_line, gap.in_brackets, gap.before_value) for gap in iter_gaps(text) if gap.comment_line]
    assert commented == [(1, True, False), (3, False, True), (5, False, False)]
