"""The house layout of a file with entries that cannot be formatted: they stay as written, the others are formatted.

An entry that would lose a comment, or that ruamel.yaml does not understand, is replaced by a placeholder while the rest
is formatted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor.authoring.format.yaml_layout import LayoutError, format_yaml
from advisor.loading.documents.nodes import ListNode, MappingNode, Node
from advisor.loading.documents.yaml_trivia import iter_gaps

_PLACEHOLDER_PREFIX = "put-aside-meanwhile-"
_UNCHANGED_NOTE = "this entry stays as it is"
MeaningTest = Callable[[str, str], bool]
"""Returns whether the old text and the new one mean the same."""
SkippedEntry = tuple[int, str]
"""A line, and why its entry stays as it is."""


class _EntryLines(NamedTuple):
    """The lines of an entry: the first (counted from 0), the one after the last, and the indent."""

    first: int
    end: int
    indent: int
    is_listed: bool


def format_by_entry(text: str, node: Node, is_equivalent: MeaningTest) -> tuple[str, list[SkippedEntry]]:
    """Format the text, entry by entry if necessary.

    Returns:
        The new text, and the entries that stay as they are.

    Raises:
        LayoutError: Not even a part of the text can be formatted.
    """
    try:
        new = format_yaml(text)
        if is_equivalent(text, new):
            return new, []
    except LayoutError:
        pass
    lines = text.split("\n")
    misplaced = _find_misplaced_comments(text)
    errors = ((part, _find_layout_error(part, lines, is_equivalent)) for part in _iter_entries(node, lines))
    skipped = {part: error for part, error in errors if error}
    if not skipped or _PLACEHOLDER_PREFIX in text:
        raise _explain_layout_error(misplaced, 0, len(lines))
    new = format_yaml(_insert_placeholders(lines, list(skipped)))
    new = _restore_entries(new.split("\n"), lines, list(skipped))
    if not is_equivalent(text, new):
        raise _explain_layout_error(misplaced, 0, len(lines))
    reasons = [(_explain_layout_error(misplaced, part.first, part.end, error), part) for part, error in skipped.items()]
    return new, [(error.line or part.first + 1, f"{error.reason}; {_UNCHANGED_NOTE}") for error, part in reasons]


def _iter_entries(node: Node, lines: list[str]) -> Iterator[_EntryLines]:
    """Yield the entries of a document: those of its lists and sections, else each top-level key with its value."""
    if not isinstance(node, MappingNode) or _is_in_brackets(node, lines):
        return
    firsts = [_get_index(key) for key, _ in node.items]
    for (_, value), first, next_first in zip(node.items, firsts, [*firsts[1:], len(lines)], strict=True):
        begins: list[int] = []
        if isinstance(value, ListNode | MappingNode) and value.items and not _is_in_brackets(value, lines):
            below = value.items if isinstance(value, ListNode) else [name for name, _ in value.items]
            begins = [_get_index(each) for each in below]
        is_list = isinstance(value, ListNode)
        are_separate = not is_list or all(lines[line].lstrip(" ").startswith("-") for line in begins)
        if begins and begins[0] > first and are_separate and sorted(set(begins)) == begins:
            for begin, end in zip(begins, [*begins[1:], next_first], strict=True):
                yield _EntryLines(begin, end, _measure_indent(lines[begin]), is_list)
        else:
            yield _EntryLines(first, next_first, 0, False)


def _get_index(node: Node) -> int:
    return (node.place.line or 1) - 1


def _is_in_brackets(node: ListNode | MappingNode, lines: list[str]) -> bool:
    return lines[_get_index(node)].startswith(("[", "{"), (node.place.column or 1) - 1)


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _find_layout_error(part: _EntryLines, lines: list[str], is_equivalent: MeaningTest) -> LayoutError | None:
    """Return why an entry cannot be formatted by itself; None if it can."""
    alone = "\n".join(_move_lines(lines[part.first : part.end], -part.indent)).rstrip("\n") + "\n"
    try:
        return None if is_equivalent(alone, format_yaml(alone)) else LayoutError("")
    except LayoutError as error:
        return LayoutError(error.reason, error.line and error.line + part.first)


def _find_misplaced_comments(text: str) -> list[tuple[int, str]]:
    """Return the lines of comments that the house layout has no place for, and where each comment is."""
    return [
        (gap.comment_line, "inside brackets" if gap.in_brackets else "between a key and its value")
        for gap in iter_gaps(text)
        if gap.comment_line and (gap.in_brackets or gap.before_value)
    ]


def _explain_layout_error(
    misplaced_comments: list[tuple[int, str]], first: int, end: int, error: LayoutError | None = None
) -> LayoutError:
    """Return why some lines cannot be formatted: a misplaced comment, the error given, or a loss."""
    index = bisect_left(misplaced_comments, (first + 1, ""))
    if index < len(misplaced_comments) and misplaced_comments[index][0] <= end:
        line, where = misplaced_comments[index]
        return LayoutError(f"a comment {where} would lose its place; move it to a line above the entry", line)
    if error is not None and error.reason:
        return LayoutError(f"this cannot be formatted ({error.reason})", error.line)
    return LayoutError("this cannot be formatted without changing its meaning")


def _insert_placeholders(lines: list[str], parts: list[_EntryLines]) -> str:
    new, next_line = [], 0
    for number, part in enumerate(parts):
        placeholder = f"- {_PLACEHOLDER_PREFIX}{number}." if part.is_listed else f"{_PLACEHOLDER_PREFIX}{number}.: x"
        new += [*lines[next_line : part.first], " " * part.indent + placeholder]
        next_line = part.end
    return "\n".join([*new, *lines[next_line:]]).rstrip("\n") + "\n"


def _restore_entries(new: list[str], lines: list[str], parts: list[_EntryLines]) -> str:
    restored: list[str] = []
    for line in new:
        name = line.strip().removeprefix("- ")
        if name.startswith(_PLACEHOLDER_PREFIX):
            part = parts[int(name.removeprefix(_PLACEHOLDER_PREFIX).partition(".")[0])]
            restored += _move_lines(lines[part.first : part.end], _measure_indent(line) - part.indent)
        else:
            restored.append(line)
    return "\n".join(restored).rstrip("\n") + "\n"


def _move_lines(lines: list[str], columns: int) -> list[str]:
    """Indent lines, except for comments no deeper than the first line; negative columns move lines left."""
    if columns >= 0:
        outer = _measure_indent(lines[0])
        stay = [not line or (line.lstrip(" ").startswith("#") and _measure_indent(line) <= outer) for line in lines]
        return [line if stays else " " * columns + line for line, stays in zip(lines, stay, strict=True)]
    return [line[min(-columns, _measure_indent(line)) :] for line in lines]
