"""The house layout of a file in which some entries cannot have it: they stay as written, and the others are laid out.

An entry that would lose a comment, or that is not understood there, is put aside with another in its place, and back
again into the new text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor.authoring.format.yaml_layout import LayoutError, format_yaml
from advisor.loading.nodes import ListNode, MappingNode, Node
from advisor.loading.yaml_trivia import iter_gaps

_PLACEHOLDER_PREFIX = "put-aside-meanwhile-"
_UNCHANGED_NOTE = "this entry is left as it is written"
MeaningTest = Callable[[str, str], bool]
"""Whether a new text (the second) loses nothing of the old one."""
SkippedEntry = tuple[int, str]
"""A line, and why the entry that it belongs to is left."""


class _EntryLines(NamedTuple):
    """The lines of an entry, from the first (counted from 0) to the one behind the last; how far it stands in."""

    first: int
    end: int
    indent: int
    is_listed: bool


def format_by_entry(text: str, node: Node, is_equivalent: MeaningTest) -> tuple[str, list[SkippedEntry]]:
    """The text laid out, and the entries left out of that. Raises LayoutError (what is wrong) where nothing helps."""
    try:
        new = format_yaml(text)
        if is_equivalent(text, new):
            return new, []
    except LayoutError:
        pass
    lines = text.split("\n")
    misplaced = _find_misplaced_comments(text)
    left = [
        (part, wrong)
        for part in _iter_entries(node, lines)
        if (wrong := _find_layout_error(part, lines, is_equivalent))
    ]
    if not left or _PLACEHOLDER_PREFIX in text:
        raise _explain_layout_error(misplaced, 0, len(lines))
    new = format_yaml(_insert_placeholders(lines, [part for part, _ in left]))
    new = _restore_entries(new.split("\n"), lines, [part for part, _ in left])
    if not is_equivalent(text, new):
        raise _explain_layout_error(misplaced, 0, len(lines))
    reasons = [(_explain_layout_error(misplaced, part.first, part.end, wrong), part) for part, wrong in left]
    return new, [(error.line or part.first + 1, f"{error.reason}; {_UNCHANGED_NOTE}") for error, part in reasons]


def _iter_entries(node: Node, lines: list[str]) -> Iterator[_EntryLines]:
    """The entries of a document: those of its lists and sections, else what stands under a key at its top."""
    if not isinstance(node, MappingNode) or _is_in_brackets(node, lines):
        return
    tops = [(key.place.line or 1) - 1 for key, _ in node.items]
    for (key, value), behind in zip(node.items, [*tops[1:], len(lines)], strict=True):
        first = (key.place.line or 1) - 1
        begins: list[int] = []
        if isinstance(value, ListNode | MappingNode) and value.items and not _is_in_brackets(value, lines):
            below = value.items if isinstance(value, ListNode) else [name for name, _ in value.items]
            begins = [(each.place.line or 1) - 1 for each in below]
        dashed = isinstance(value, ListNode)
        alone = all(lines[line].lstrip(" ").startswith("-") for line in begins) if dashed else True
        if begins and begins[0] > first and alone and sorted(set(begins)) == begins:
            for begin, end in zip(begins, [*begins[1:], behind], strict=True):
                yield _EntryLines(begin, end, _measure_indent(lines[begin]), dashed)
        else:
            yield _EntryLines(first, behind, 0, False)


def _is_in_brackets(node: ListNode | MappingNode, lines: list[str]) -> bool:
    return lines[(node.place.line or 1) - 1][(node.place.column or 1) - 1 :].startswith(("[", "{"))


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _find_layout_error(part: _EntryLines, lines: list[str], is_equivalent: MeaningTest) -> LayoutError | None:
    """Why an entry cannot be laid out by itself; None where it can."""
    alone = "\n".join(_move_lines(lines[part.first : part.end], -part.indent)).rstrip("\n") + "\n"
    try:
        return None if is_equivalent(alone, format_yaml(alone)) else LayoutError("")
    except LayoutError as error:
        return LayoutError(error.reason, error.line and error.line + part.first)


def _find_misplaced_comments(text: str) -> list[tuple[int, str]]:
    """The lines of comments for which the house layout has no place, each with where it stands."""
    where = ((gap.comment_line, gap.in_brackets) for gap in iter_gaps(text) if gap.in_brackets or gap.before_value)
    return [(line, "inside brackets" if inside else "between a key and its value") for line, inside in where if line]


def _explain_layout_error(
    misplaced_comments: list[tuple[int, str]], first: int, end: int, error: LayoutError | None = None
) -> LayoutError:
    """What keeps some lines from being laid out, as far as it can be told."""
    at = bisect_left(misplaced_comments, (first + 1, ""))
    if at < len(misplaced_comments) and misplaced_comments[at][0] <= end:
        line, where = misplaced_comments[at]
        return LayoutError(f"a comment {where} cannot keep its place in the house layout", line)
    if error is not None and error.reason:
        return LayoutError(f"this cannot be laid out ({error.reason})", error.line)
    return LayoutError("this cannot be laid out without changing what it says")


def _insert_placeholders(lines: list[str], parts: list[_EntryLines]) -> str:
    new, done = [], 0
    for number, part in enumerate(parts):
        stands_in = f"- {_PLACEHOLDER_PREFIX}{number}." if part.is_listed else f"{_PLACEHOLDER_PREFIX}{number}.: x"
        new += [*lines[done : part.first], " " * part.indent + stands_in]
        done = part.end
    return "\n".join([*new, *lines[done:]]).rstrip("\n") + "\n"


def _restore_entries(new: list[str], lines: list[str], parts: list[_EntryLines]) -> str:
    found: list[str] = []
    for line in new:
        name = line.strip().removeprefix("- ")
        if name.startswith(_PLACEHOLDER_PREFIX):
            part = parts[int(name.removeprefix(_PLACEHOLDER_PREFIX).partition(".")[0])]
            found += _move_lines(lines[part.first : part.end], _measure_indent(line) - part.indent)
        else:
            found.append(line)
    return "\n".join(found).rstrip("\n") + "\n"


def _move_lines(lines: list[str], columns: int) -> list[str]:
    """Lines further in (but for remarks that stand no deeper than the first line), or out as far as they have room."""
    if columns >= 0:
        outer = _measure_indent(lines[0])
        stay = [not line or (line.lstrip(" ").startswith("#") and _measure_indent(line) <= outer) for line in lines]
        return [line if stays else " " * columns + line for line, stays in zip(lines, stay, strict=True)]
    return [line[min(-columns, _measure_indent(line)) :] for line in lines]
