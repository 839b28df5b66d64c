"""The house layout of a file in which some entries cannot have it: they stay as written, and the others are laid out.

An entry that would lose a comment, or that is not understood there, is put aside with another in its place, and back
again into the new text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor.authoring.format.yaml_layout import LayoutError, laid_out
from advisor.loading.nodes import Listing, Mapped, Node
from advisor.loading.yaml_trivia import gaps

_ASIDE = "put-aside-meanwhile-"
_LEAVES = "this entry is left as it is written"
Keeps = Callable[[str, str], bool]
"""Whether a new text (the second) loses nothing of the old one."""
Left = tuple[int, str]
"""A line, and why the entry that it belongs to is left."""


class _Part(NamedTuple):
    """The lines of an entry, from the first (counted from 0) to the one behind the last; how far it stands in."""

    first: int
    behind: int
    indent: int
    in_list: bool


def in_parts(text: str, node: Node, keeps: Keeps) -> tuple[str, list[Left]]:
    """The text laid out, and the entries left out of that. Raises LayoutError (what is wrong) where nothing helps."""
    try:
        new = laid_out(text)
        if keeps(text, new):
            return new, []
    except LayoutError:
        pass
    lines = text.split("\n")
    misplaced = _misplaced(text)
    left = [(part, wrong) for part in _parts(node, lines) if (wrong := _wrong(part, lines, keeps))]
    if not left or _ASIDE in text:
        raise _reason(misplaced, 0, len(lines))
    new = laid_out(_put_aside(lines, [part for part, _ in left]))
    new = _put_back(new.split("\n"), lines, [part for part, _ in left])
    if not keeps(text, new):
        raise _reason(misplaced, 0, len(lines))
    reasons = [(_reason(misplaced, part.first, part.behind, wrong), part) for part, wrong in left]
    return new, [(error.line or part.first + 1, f"{error.reason}; {_LEAVES}") for error, part in reasons]


def _parts(node: Node, lines: list[str]) -> Iterator[_Part]:
    """The entries of a document: those of its lists and sections, else what stands under a key at its top."""
    if not isinstance(node, Mapped) or _in_brackets(node, lines):
        return
    tops = [(key.place.line or 1) - 1 for key, _ in node.items]
    for (key, value), behind in zip(node.items, [*tops[1:], len(lines)], strict=True):
        first = (key.place.line or 1) - 1
        begins: list[int] = []
        if isinstance(value, Listing | Mapped) and value.items and not _in_brackets(value, lines):
            below = value.items if isinstance(value, Listing) else [name for name, _ in value.items]
            begins = [(each.place.line or 1) - 1 for each in below]
        dashed = isinstance(value, Listing)
        alone = all(lines[line].lstrip(" ").startswith("-") for line in begins) if dashed else True
        if begins and begins[0] > first and alone and sorted(set(begins)) == begins:
            for begin, end in zip(begins, [*begins[1:], behind], strict=True):
                yield _Part(begin, end, _indent(lines[begin]), dashed)
        else:
            yield _Part(first, behind, 0, False)


def _in_brackets(node: Listing | Mapped, lines: list[str]) -> bool:
    return lines[(node.place.line or 1) - 1][(node.place.column or 1) - 1 :].startswith(("[", "{"))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _wrong(part: _Part, lines: list[str], keeps: Keeps) -> LayoutError | None:
    """Why an entry cannot be laid out by itself; None where it can."""
    alone = "\n".join(_moved(lines[part.first : part.behind], -part.indent)).rstrip("\n") + "\n"
    try:
        return None if keeps(alone, laid_out(alone)) else LayoutError("")
    except LayoutError as error:
        return LayoutError(error.reason, error.line and error.line + part.first)


def _misplaced(text: str) -> list[tuple[int, str]]:
    """The lines of comments for which the house layout has no place, each with where it stands."""
    where = ((gap.commented, gap.in_brackets) for gap in gaps(text) if gap.in_brackets or gap.before_value)
    return [(line, "inside brackets" if inside else "between a key and its value") for line, inside in where if line]


def _reason(misplaced: list[tuple[int, str]], first: int, behind: int, wrong: LayoutError | None = None) -> LayoutError:
    """What keeps some lines from being laid out, as far as it can be told."""
    at = bisect_left(misplaced, (first + 1, ""))
    if at < len(misplaced) and misplaced[at][0] <= behind:
        line, where = misplaced[at]
        return LayoutError(f"a comment {where} cannot keep its place in the house layout", line)
    if wrong is not None and wrong.reason:
        return LayoutError(f"this cannot be laid out ({wrong.reason})", wrong.line)
    return LayoutError("this cannot be laid out without changing what it says")


def _put_aside(lines: list[str], parts: list[_Part]) -> str:
    new, done = [], 0
    for number, part in enumerate(parts):
        stands_in = f"- {_ASIDE}{number}." if part.in_list else f"{_ASIDE}{number}.: x"
        new += [*lines[done : part.first], " " * part.indent + stands_in]
        done = part.behind
    return "\n".join([*new, *lines[done:]]).rstrip("\n") + "\n"


def _put_back(new: list[str], lines: list[str], parts: list[_Part]) -> str:
    found: list[str] = []
    for line in new:
        name = line.strip().removeprefix("- ")
        if name.startswith(_ASIDE):
            part = parts[int(name.removeprefix(_ASIDE).partition(".")[0])]
            found += _moved(lines[part.first : part.behind], _indent(line) - part.indent)
        else:
            found.append(line)
    return "\n".join(found).rstrip("\n") + "\n"


def _moved(lines: list[str], further: int) -> list[str]:
    """Lines further in (but for remarks that stand no deeper than the first line), or out as far as they have room."""
    if further >= 0:
        outer = _indent(lines[0])
        stay = [not line or (line.lstrip(" ").startswith("#") and _indent(line) <= outer) for line in lines]
        return [line if stays else " " * further + line for line, stays in zip(lines, stay, strict=True)]
    return [line[min(-further, _indent(line)) :] for line in lines]
