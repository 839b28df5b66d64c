"""The rules of one pack as their author wrote them: where each stands, and where each part of its condition does."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.pack_source.source_entries import RULES, SourceEntry, iter_entries
from advisor.errors import Place
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.loading.mapping_reader import YES_NO_WORDS
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.pack_files import PackFiles
from advisor.loading.pack_reader import CASES_SUFFIX, Document
from advisor.model.conditions import Test

_CONNECTIVES = ("all", "any", "not")


class WrittenRule(NamedTuple):
    """A rule as written, with the guard of its file."""

    item: SourceEntry
    guard: Node | None

    def find_place(self, test: Test) -> Place:
        """Where a test of the rule's condition stands; the rule's own place where it is not found."""
        when = self.item.node.get("when") if isinstance(self.item.node, MappingNode) else None
        leaves = [leaf for part in (when, self.guard) if part is not None for leaf in iter_written_tests(part)]
        same = [key for key, value in leaves if key.text == test.name and _collect_texts(value) == test.values]
        named = [key for key, _ in leaves if key.text == test.name]
        return next((key.place for key in (*same, *named)), self.item.place)


def read_written_rules(folder: Path) -> Mapping[str, WrittenRule]:
    """The rules of the pack in a folder, by their ids. What cannot be read is left out."""
    shown = "" if folder.resolve() == Path(find_builtin_folder()).resolve() else f"{folder}{os.sep}"
    files = PackFiles(folder, shown, FindingList())
    found: dict[str, WrittenRule] = {}
    for name in files.list_files(RULES):
        text = files.read_file(name) if name.endswith(".yaml") and not name.endswith(CASES_SUFFIX) else None
        node = files.parse_file(name, text) if text is not None else None
        if isinstance(node, MappingNode):
            items = iter_entries(Document(str(folder / name), f"{shown}{name}", 0, node))
            found |= {item.id: WrittenRule(item, node.get("guard")) for item in items if item.section == RULES}
    return found


def iter_written_tests(node: Node) -> Iterator[tuple[ScalarNode, Node]]:
    """The keys of a condition as written that name facts or conclusions, with what stands behind each."""
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
