"""The rules of one pack as their author wrote them: the place of each rule, and of each part of its condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.pack_source.source_entries import RULES, SourceEntry, iter_entries, open_pack_files
from advisor.errors import Place
from advisor.loading.documents.mapping_reader import YES_NO_WORDS
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.packs.pack_reader import CASES_SUFFIX
from advisor.model.conditions import Test

_CONNECTIVES = ("all", "any", "not")


class WrittenRule(NamedTuple):
    """A rule as written, with the guard of its file."""

    item: SourceEntry
    guard: Node | None

    def find_place(self, test: Test) -> Place:
        """Return the place of a test of the rule's condition; the rule's own place if it is not found."""
        when = self.item.node.get("when") if isinstance(self.item.node, MappingNode) else None
        tests = [pair for part in (when, self.guard) if part is not None for pair in iter_written_tests(part)]
        named = [(key, value) for key, value in tests if key.text == test.name]
        same = [key for key, value in named if _collect_texts(value) == test.values]
        return next((key.place for key in (*same, *(key for key, _ in named))), self.item.place)


def read_written_rules(folder: Path) -> Mapping[str, WrittenRule]:
    """Read the rules of the pack in a folder, by their ids; what cannot be read is left out."""
    files = open_pack_files(folder, FindingList())
    rules: dict[str, WrittenRule] = {}
    for name in files.list_files(RULES):
        is_read = name.endswith(".yaml") and not name.endswith(CASES_SUFFIX)
        node = files.read_document(name) if is_read else None
        if isinstance(node, MappingNode):
            guard = node.get("guard")
            rules |= {item.id: WrittenRule(item, guard) for item in iter_entries(node) if item.section == RULES}
    return rules


def iter_written_tests(node: Node) -> Iterator[tuple[ScalarNode, Node]]:
    """Yield the tests of a condition as written: the name of a fact or conclusion, and its value."""
    if isinstance(node, ListNode):
        for item in node.items:
            yield from iter_written_tests(item)
    elif isinstance(node, MappingNode):
        for key, value in node.items:
            if key.text in _CONNECTIVES:
                yield from iter_written_tests(value)
            else:
                yield key, value


def _collect_texts(node: Node) -> frozenset[str]:
    items = node.items if isinstance(node, ListNode) else (node,)
    texts = {item.text for item in items if isinstance(item, ScalarNode)}
    return frozenset(YES_NO_WORDS.get(text, text) if text in ("true", "false") else text for text in texts)
