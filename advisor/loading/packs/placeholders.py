"""Sentences with placeholders, `{name}`: a name and nothing more.

Python's own formatting fills them in, which would otherwise also accept an attribute, an index, a conversion, or a
width of a thousand million characters.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from string import Formatter

from advisor.loading.documents.nodes import FindingList, Node
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


GROUNDS = "grounds"
"""The placeholder of `because` for all answers behind a reason."""
VALUE = "value"
"""The placeholder of `clause` for the answer."""
_OWN_NAMES = (GROUNDS, VALUE)
_PLAIN_NAME = re.compile(r"[a-z0-9_.]+")
_FOREIGN = re.compile(
    r"\{\{\s*+(?P<double>[\w.]++)[^{}]*+\}\}|\{%[^%]*+%\}|\$\{\s*+(?P<dollar>[\w.]++)\s*+\}|%\((?P<percent>\w++)\)[sd]"
    r"|\$(?P<shell>[A-Za-z_]\w*+)|\[\[?(?P<square>\w++)\]?\]|\{(?P<single>[^{}]*+)\}"
)
"""A name as other template languages write it: `{{name}}`, `${name}`, `%(name)s`, `$name`, `[name]`, `[[name]]`."""


def iter_foreign_placeholders(
    text: str, known: Container[str], allowed: Container[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield what looks like a placeholder and is not one, each with the name in it ("" if it has none).

    Args:
        text: the sentence.
        known: the names that `$name` may have; any other is an amount, or a plain word.
        allowed: the names that are filled in here when they are in single braces.
    """
    for match in _FOREIGN.finditer(text):
        kind = match.lastgroup or ""
        name = match[kind] if kind else ""
        if kind == "single" and name in allowed:
            continue
        if kind == "square" and name not in _OWN_NAMES:
            continue
        if kind != "shell" or name in known:
            yield match[0], name.strip()


def list_plain_names(text: str) -> frozenset[str]:
    """List the names that a sentence has in single braces, with nothing else in them."""
    return frozenset(name for name, _ in parse_placeholders(text) or () if _PLAIN_NAME.fullmatch(name))


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
