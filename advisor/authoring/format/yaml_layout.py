"""The house layout of a YAML file, made by ruamel.yaml, which keeps comments and blank lines in their places.

Each level is indented by two columns, lists by two more. Brackets have no inner spaces. The keys of rules and cases
are in their usual order. Lines inside a text stay as they are; a list in brackets over several lines becomes one entry
a line. Nothing is resolved: every value stays the text that its author typed.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

from advisor.authoring.format.key_order import KEY_ORDERS, has_comments, is_container, order_keys
from advisor.errors import MissingExtraError

_MAX_WIDTH = 1_000_000


class LayoutError(Exception):
    """A text that cannot be formatted, with the reason, and the line if it is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


def format_yaml(text: str) -> str:
    """Return the text in the house layout: `a:   b` becomes `a: b`.

    The caller must check that both texts mean the same. Raises LayoutError, and MissingExtraError without ruamel.yaml.
    """
    yaml = _create_yaml()
    try:
        return _dump_formatted(yaml, text)
    except Exception as error:  # ruamel.yaml refuses more than our reader, and may fail in other ways
        mark = getattr(error, "problem_mark", None)
        problem = " ".join(str(getattr(error, "problem", None) or "it cannot be parsed").split())
        raise LayoutError(problem, mark.line + 1 if mark is not None else None) from None


def _dump_formatted(yaml: Any, text: str) -> str:
    data = yaml.load(text)
    _split_long_lists(data, block=True)
    for key, order in KEY_ORDERS.items():
        entries = data.get(key) if isinstance(data, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                order_keys(entry, order)
    written = StringIO()
    yaml.dump(data, written)
    return strip_trailing_whitespace(written.getvalue())


def strip_trailing_whitespace(text: str) -> str:
    """Return the text without whitespace at the ends of lines, and with one final line break."""
    return "\n".join(line.rstrip(" \t") for line in text.rstrip("\n").split("\n")).rstrip("\n") + "\n"


def _create_yaml() -> Any:
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.nodes import ScalarNode
        from ruamel.yaml.resolver import VersionedResolver
    except ImportError:
        raise MissingExtraError("rules format", "authoring") from None

    class AsTyped(VersionedResolver):  # type: ignore[misc, unused-ignore]
        """Reads every value as a text, except for an empty one."""

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
    """Turn outer lists in brackets over several lines into block lists; return the last line of the node."""
    if not is_container(node):
        return -1
    inside, first, set_block_style = not node.fa.flow_style(), node.lc.line, node.fa.set_block_style
    values = list(node.values() if isinstance(node, dict) else node)
    positions = node.lc.data or {}
    lines = [line for position in positions.values() for line in position[::2]]
    last = max([*lines, *(_split_long_lists(value, block=block and inside) for value in values)], default=-1)
    in_brackets = block and not inside and not isinstance(node, dict)
    if in_brackets and last > first and not has_comments(node):
        set_block_style()
    return last
