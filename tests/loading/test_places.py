"""The places of keys and values in facts files: in every language, each place is where the text of its node begins."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.loading import finding_codes as codes
from advisor.loading.documents.document_parser import parse_document
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode, iter_nodes
from advisor.loading.documents.toml_reader import load_toml
from advisor.loading.documents.yaml_reader import UnreadableError

WORDS = st.sampled_from(["staff", "cycle", "a b", "x.y", "[z]", "# no", "it's", "=", "äö"])
VALUES = st.recursive(
    st.integers(0, 999) | st.booleans() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(WORDS, VALUES, min_size=1, max_size=4)
GAPS = st.sampled_from(["", " ", "\n", '  # a [comment] = "no"\n', "\r\n\t"])


def read(text: str, name: str) -> Node:
    node = parse_document(text, name, findings := FindingList())
    assert node is not None
    assert not findings
    return node


def check_places(text: str, node: Node) -> None:
    """Check that each scalar begins at its place: the text there starts with what the node says."""
    lines = text.split("\n")
    for each in iter_nodes(node):
        line, column = each.place.line, each.place.column
        assert line is not None
        assert column is not None
        there = lines[line - 1][column - 1 :]
        if isinstance(each, ScalarNode):
            plain = {"yes": ("true",), "no": ("false",)}.get(each.text, ())
            assert there.startswith((each.text, json.dumps(each.text, ensure_ascii=False), *plain)), (there, each)
        elif isinstance(each, ListNode):
            assert there.startswith("["), there


def write_toml(value: object, draw_gap: Iterator[str]) -> str:
    """Write a value in TOML; a list may have gaps with comments between its items."""
    if isinstance(value, list):
        items = [f"{next(draw_gap)}{write_toml(item, draw_gap)}{next(draw_gap)}" for item in value]
        return f"[{','.join(items)}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key, ensure_ascii=False)} = {write_toml(each, draw_gap)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    return json.dumps(value, ensure_ascii=False)


@given(DOCUMENTS, st.integers(0, 4))
def test_every_place_in_json_is_where_its_node_begins(document: dict[str, object], indent: int) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=indent or None)
    check_places(text, read(text, "facts.json"))


@given(DOCUMENTS, st.lists(GAPS, min_size=1, max_size=5))
def test_every_place_in_toml_is_where_its_node_begins(document: dict[str, object], gaps: list[str]) -> None:
    def iterate() -> Iterator[str]:
        while True:
            yield from gaps

    draw_gap = iterate()
    pairs = document.items()
    text = "".join(f"{json.dumps(key, ensure_ascii=False)} = {write_toml(value, draw_gap)}\n" for key, value in pairs)
    check_places(text, read(text, "facts.toml"))


def test_tables_of_toml_have_their_own_places() -> None:
    text = (
        'staff = 1\n"a.b".c = 2\n[x]\nstaff = 3\n[x.y]\nstaff.z = 4\n[[people]]\nname = "a"\n[[people]]\nname = "b"\n'
        '[people.more]\nstaff = """\nname = 5\n"""\n[[people.tags]]\nname = \'c\'\n'
    )
    node = read(text, "facts.toml")
    assert isinstance(node, MappingNode)
    places = {
        each.text: (each.place.line, each.place.column) for each in iter_nodes(node) if isinstance(each, ScalarNode)
    }
    assert places["1"] == (1, 9)
    assert places["2"] == (2, 11)
    assert places["3"] == (4, 9)
    assert places["4"] == (6, 11)
    assert places["a"] == (8, 8)
    assert places["b"] == (10, 8)
    assert places["name = 5\n"] == (12, 9)
    assert places["c"] == (16, 8)


BROKEN_TOML = {
    "a list that is never closed": ('relationship = "a"\nconflict_topics = ["x",\n\n"y"\n', (2, 19), "`[`"),
    "a list before the next fact": ('conflict_topics = ["x"\nemployees = 4\n', (1, 19), "`[`"),
    "a table that is never closed": ("[a]\nx = {b = 1\n", (2, 5), "`{`"),
    "a text that is never closed": ('company = "a\nemployees = 1\n', (1, 11), '`"`'),
    "a plain text that is never closed": ("company = 'a\nemployees = 1\n", (1, 11), "`'`"),
    "a long text that is never closed": ('company = """a\n\n', (1, 11), '`"""`'),
    "a word without quotes": ("employees = 4\nrelationship = defined\n", (2, 16), "quotes"),
    "a word without quotes in a list": ("conflict_topics = [pricing]\n", (1, 20), "quotes"),
    "a number with a comma": ("employees = 1,200\n", (1, 14), "`1200`"),
    "a colon": ("employees: 4\n", (1, 10), "`=`"),
    "a fact twice": ("employees = 4\nemployees = 5\n", (2, 14), "`employees`"),
    "no value at the end": ('relationship = "a"\nemployees = \n', (2, 13), ""),
    "no value at the end of all": ('relationship = "a"\nemployees =', (2, 1), ""),
}


@pytest.mark.parametrize(("text", "place", "hint"), BROKEN_TOML.values(), ids=BROKEN_TOML)
def test_an_error_in_toml_has_the_line_where_it_begins(text: str, place: tuple[int, int], hint: str) -> None:
    for line_end in ("\n", "\r\n"):
        with pytest.raises(UnreadableError) as error:
            load_toml(text.replace("\n", line_end), "facts.toml")
        finding = error.value.finding
        assert finding.code == codes.INVALID_SYNTAX
        assert (finding.place.line, finding.place.column) == place
        assert hint in finding.sentence


BROKEN_JSON = {
    "a comment": ('{"a": 1 # no\n}', "comments"),
    "a comma too many": ('{"a": 1,}', "remove the comma"),
    "no comma": ('{"a": 1 "b": 2}', "comma"),
    "no quotes": ('{"a": defined}', "quotes"),
    "no quotes around the name": ("{a: 1}", "quotes"),
}


@pytest.mark.parametrize(("text", "hint"), BROKEN_JSON.values(), ids=BROKEN_JSON)
def test_an_error_in_json_has_a_hint(text: str, hint: str) -> None:
    with pytest.raises(UnreadableError) as error:
        parse_document(text, "facts.json", FindingList())
    assert error.value.finding.place.line == 1
    assert hint in error.value.finding.sentence
