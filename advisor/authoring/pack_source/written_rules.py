"""The rules of one pack as their author wrote them: where each stands, and where each part of its condition does."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from advisor.authoring.pack_source.items import RULES, Item, items_of
from advisor.errors import Place
from advisor.loading.mapping_reader import YES_NO
from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.loading.pack_files import PackFiles
from advisor.loading.pack_reader import CASES, Document
from advisor.loading.packs import builtin_folder
from advisor.model.conditions import Test

_JOINING = ("all", "any", "not")


class Written(NamedTuple):
    """A rule as written, with the guard of its file."""

    item: Item
    guard: Node | None

    def of(self, test: Test) -> Place:
        """Where a test of the rule's condition stands; the rule's own place where it is not found."""
        when = self.item.node.get("when") if isinstance(self.item.node, Mapped) else None
        leaves = [leaf for part in (when, self.guard) if part is not None for leaf in tests_of(part)]
        same = [key for key, value in leaves if key.text == test.name and _texts(value) == test.values]
        named = [key for key, _ in leaves if key.text == test.name]
        return next((key.place for key in (*same, *named)), self.item.place)


def rules_written(folder: Path) -> Mapping[str, Written]:
    """The rules of the pack in a folder, by their ids. What cannot be read is left out."""
    shown = "" if folder.resolve() == Path(builtin_folder()).resolve() else f"{folder}{os.sep}"
    files = PackFiles(folder, shown, Findings())
    found: dict[str, Written] = {}
    for name in files.below(RULES):
        text = files.text(name) if name.endswith(".yaml") and not name.endswith(CASES) else None
        node = files.node(name, text) if text is not None else None
        if isinstance(node, Mapped):
            items = items_of(Document(str(folder / name), f"{shown}{name}", 0, node))
            found |= {item.id: Written(item, node.get("guard")) for item in items if item.section == RULES}
    return found


def tests_of(node: Node) -> Iterator[tuple[Scalar, Node]]:
    """The keys of a condition as written that name facts or conclusions, with what stands behind each."""
    if isinstance(node, Listing):
        for item in node.items:
            yield from tests_of(item)
    elif isinstance(node, Mapped):
        for key, value in node.items:
            if key.text in _JOINING:
                yield from tests_of(value)
            else:
                yield key, value


def _texts(node: Node) -> frozenset[str]:
    items = node.items if isinstance(node, Listing) else (node,)
    texts = {item.text for item in items if isinstance(item, Scalar)}
    return frozenset(YES_NO.get(text, text) if text in ("true", "false") else text for text in texts)
