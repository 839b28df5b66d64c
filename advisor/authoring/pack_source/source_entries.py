"""The entries of a pack as their author wrote them, each with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode, iter_nodes
from advisor.loading.packs.knowledge import SECTIONS
from advisor.loading.packs.load_rulebase import is_builtin_folder
from advisor.loading.packs.pack_files import PackFiles

RULES = "rules"


class SourceEntry(NamedTuple):
    """One entry: a rule (section `rules`), a fact, a step, …, with its id, the place of the id, and its node."""

    section: str
    id: str
    place: Place
    node: Node

    def find_place(self, *keys: str) -> Place:
        """Return the place of the value under some keys; the entry's own place if there is none."""
        node: Node | None = self.node
        for key in keys:
            node = node.get(key) if isinstance(node, MappingNode) else None
        return node.place if node is not None else self.place


def open_pack_files(folder: Path, findings: FindingList) -> PackFiles:
    """Open the files of the pack in a folder; findings show the folder unless it is the built-in pack."""
    return PackFiles(folder, "" if is_builtin_folder(folder) else f"{folder}{os.sep}", findings)


def iter_entries(file: Node) -> Iterator[SourceEntry]:
    """Yield every entry of a file, in order."""
    for key, section in file.items if isinstance(file, MappingNode) else ():
        if key.text == RULES and isinstance(section, ListNode):
            for node in section.items:
                name = node.get("id") if isinstance(node, MappingNode) else None
                if isinstance(name, ScalarNode):
                    yield SourceEntry(RULES, name.text, name.place, node)
        elif key.text in SECTIONS and isinstance(section, MappingNode):
            for name, node in section.items:
                yield SourceEntry(key.text, name.text, name.place, node)


def iter_scalars(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ScalarNode]]:
    """Yield every single value below a node, with the keys that lead to it."""
    if isinstance(node, ScalarNode):
        yield path, node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from iter_scalars(item, path)
    else:
        for key, value in node.items:
            yield from iter_scalars(value, (*path, key.text))


def find_line_range(item: SourceEntry) -> tuple[int, int]:
    """Return the first and the last line in which a part of an entry begins."""
    first = min(item.place.line or 0, item.node.place.line or 0)
    return first, max(item.place.line or 0, *(node.place.line or 0 for node in iter_nodes(item.node)))
