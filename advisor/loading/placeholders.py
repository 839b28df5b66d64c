"""Sentences with placeholders, `{name}`: a name and nothing more.

Python's own formatting fills them in, which would otherwise also accept an attribute, an index, a conversion, or a
width of a thousand million characters.
"""

from __future__ import annotations

from string import Formatter

from advisor.loading.nodes import FindingList, Node
from advisor.model.word_lists import join_quoted


def parse_placeholders(text: str) -> list[tuple[str, bool]] | None:
    """Parse the placeholders of a sentence: "{a} and {b:>9}" gives [("a", True), ("b", False)].

    Returns:
        Each name in order, and whether the braces contain nothing else; None if a brace does not close.
    """
    try:
        fields = [(name, bool(spec or how)) for _, name, spec, how in Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    return [(name, name.isidentifier() and not has_format) for name, has_format in fields]


def find_placeholders(text: str) -> frozenset[str] | None:
    """Return the names in a sentence; None if one of its braces cannot be filled in."""
    fields = parse_placeholders(text)
    if fields is None or not all(is_plain for _, is_plain in fields):
        return None
    return frozenset(name for name, _ in fields)


def check_sentence(node: Node, label: str, text: str, original: str | None, findings: FindingList) -> None:
    """Report a sentence that cannot be filled in, or whose placeholders differ from those of `original`."""
    names = find_placeholders(text)
    if names is None:
        fix = "write a placeholder as `{name}`, and a brace as `{{`"
        findings.add(node, f"{label} has a brace without a name in it; {fix}")
        return
    wanted = find_placeholders(original) if original is not None else None
    if wanted is not None and names != wanted:
        listed = join_quoted((f"{{{name}}}" for name in sorted(wanted)), " and ") if wanted else "no placeholders"
        findings.add(node, f"{label} replaces a sentence with {listed}; use exactly these placeholders")
