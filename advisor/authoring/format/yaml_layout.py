"""The house layout of a YAML file, made by ruamel.yaml, which keeps comments and blank lines where they stand.

Two columns a level, lists one level in, `{a: b}` and `[a, b]` without inner blanks, keys of rules and cases in their
usual order. Lines are neither broken nor joined inside a text; a list in brackets over several lines becomes one entry
a line. Nothing is resolved: every value stays the text that its author typed.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

from advisor.errors import MissingExtraError

_MAX_WIDTH = 1_000_000
KEY_ORDERS = {
    "rules": ("id", "overrides", "reason", "title", "status", "source", "exempt", "when", "then", "because"),
    "cases": ("name", "facts", "expect"),
}
"""The usual order of keys in the entries of these lists. Other mappings stay in the order their author chose."""


class LayoutError(Exception):
    """A text that cannot be laid out; says why, and in which line where that is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


def format_yaml(text: str) -> str:
    """The text anew; whether it says the same is for the caller to see. Raises LayoutError, MissingExtraError."""
    yaml = _create_yaml()
    try:
        return _dump_formatted(yaml, text)
    except Exception as error:  # it takes less than our reader does, and not all that it cannot take is foreseen there
        mark = getattr(error, "problem_mark", None)
        problem = " ".join(str(getattr(error, "problem", None) or "it cannot be taken apart").split())
        raise LayoutError(problem, mark.line + 1 if mark is not None else None) from None


def _dump_formatted(yaml: Any, text: str) -> str:
    data = yaml.load(text)
    _split_long_lists(data, block=True)
    for key, order in KEY_ORDERS.items():
        entries = data.get(key) if isinstance(data, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                _order_keys(entry, order)
    written = StringIO()
    yaml.dump(data, written)
    return "\n".join(line.rstrip(" \t") for line in written.getvalue().rstrip("\n").split("\n")) + "\n"


def _create_yaml() -> Any:
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.nodes import ScalarNode
        from ruamel.yaml.resolver import VersionedResolver
    except ImportError:
        raise MissingExtraError("rules format", "authoring") from None

    class AsTyped(VersionedResolver):  # type: ignore[misc, unused-ignore]
        """Takes every value for a text, but for nothing at all."""

        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            return super().resolve(kind, "a text" if kind is ScalarNode and value else value, implicit)

    yaml = YAML(typ="rt", pure=True)
    yaml.Resolver = AsTyped
    yaml.preserve_quotes = True
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.allow_unicode = True
    yaml.width = _MAX_WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _split_long_lists(node: Any, *, block: bool) -> int:
    """Open lists in brackets that go over several lines (none inside other brackets); the last line of a node."""
    if not _is_container(node):
        return -1
    inside, first, set_block_style = not node.fa.flow_style(), node.lc.line, node.fa.set_block_style
    values = list(node.values() if isinstance(node, dict) else node)
    positions = node.lc.data or {}
    here = [at[0] for at in positions.values()] + [at[2] for at in positions.values() if len(at) > 2]
    last = max([*here, *(_split_long_lists(value, block=block and inside) for value in values)], default=-1)
    in_brackets = block and not inside and not isinstance(node, dict)
    if in_brackets and last > first and not _has_comments(node):
        set_block_style()
    return last


def _order_keys(entry: Any, order: tuple[str, ...]) -> None:
    """Put the keys in their order, unless a comment or a blank line would lose its place."""
    present = [key for key in order if key in entry]
    wanted = [*present, *(key for key in entry if key not in present)]
    keys = list(entry)
    if wanted == keys or any(_has_comments(entry, key) for key in keys[:-1]):
        return
    if wanted[-1] != keys[-1] and _has_comments(entry, keys[-1]):
        return
    for key in wanted:
        entry.move_to_end(key)


def _has_comments(node: Any, key: Any = None) -> bool:
    """Whether a comment or a blank line is attached within a node, or to one of its keys and what stands there."""
    if not _is_container(node):
        return False
    if key is not None:
        return bool(node.ca.items.get(key)) or _has_comments(node[key])
    below = node.values() if isinstance(node, dict) else node
    return bool(node.ca.items or node.ca.comment) or any(_has_comments(each) for each in below)


def _is_container(node: Any) -> bool:
    return isinstance(node, dict | list)
