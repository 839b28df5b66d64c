"""The YAML writer: the reader returns every text and every line of data unchanged."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.documents.yaml_reader import read_yaml
from advisor.loading.documents.yaml_writer import format_entry, format_flow, format_test, quote_text
from advisor.model.conditions import Test

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(CHARACTERS, max_size=200)
WORDY_TEXTS = st.lists(TEXTS | st.from_regex("[a-z]{1,12}", fullmatch=True), max_size=40).map(" ".join)
DATA = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS, max_size=20), inner, max_size=3),
    max_leaves=8,
)


def read_back(text: str) -> Any:
    findings = FindingList()
    node = read_yaml(text, "", findings)
    assert not findings
    return None if node is None else convert_to_plain(node)


def convert_to_plain(node: Node) -> Any:
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, ListNode):
        return [convert_to_plain(item) for item in node.items]
    assert isinstance(node, MappingNode)
    return {key.text: convert_to_plain(value) for key, value in node.items}


@given(TEXTS)
def test_a_quoted_text_is_read_as_it_was(text: str) -> None:
    assert read_back(f"- {quote_text(text)}") == [text]


@given(DATA)
def test_data_in_one_line_are_read_as_they_were(data: Any) -> None:
    line = format_flow([data])
    assert len(line.splitlines()) == 1
    assert read_back(line) == [data]


@given(WORDY_TEXTS, st.integers(0, 4))
def test_an_entry_keeps_its_words(text: str, indent: int) -> None:
    (entry,) = read_back(format_entry({"title": text, "then": {"favours": [text]}}, indent))
    assert entry == {"title": " ".join(text.split()), "then": {"favours": [text]}}


@pytest.mark.parametrize(
    ("test", "line"),
    [
        (Test("cycle", frozenset({"short"})), "cycle: short"),
        (Test("cycle", frozenset({"short", "long"})), "cycle: [long, short]"),
        (Test("staff", at_least=5), "staff: {at_least: 5}"),
        (Test("staff", at_least=5, at_most=5), "staff: 5"),
        (Test("staff", at_least=5, at_most=9), "staff: {at_least: 5, at_most: 9}"),
    ],
)
def test_a_test_is_written_as_in_a_rule(test: Test, line: str) -> None:
    assert format_test(test) == line
