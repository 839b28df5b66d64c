"""Sentences with places in them for words: `{name}`, and nothing more than a name.

They are filled in by Python's own formatting, which would otherwise take an attribute, an index, a conversion or a
width of a thousand million characters as well.
"""

from __future__ import annotations

from string import Formatter

from advisor.loading.nodes import FindingList, Node
from advisor.model.word_lists import join_quoted


def find_placeholders(text: str) -> frozenset[str] | None:
    """The names in a sentence; None where it has a brace that does not close, or more in one than a name."""
    try:
        fields = [(name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    if any(spec or how or not name.isidentifier() for name, spec, how in fields):
        return None
    return frozenset(name for name, _, _ in fields)


def check_sentence(node: Node, label: str, text: str, original: str | None, findings: FindingList) -> None:
    """Say so where a sentence cannot be filled in, or has not the places of the one it takes the place of."""
    names = find_placeholders(text)
    if names is None:
        way_out = "write `{name}` with nothing but a name in it, and `{{` for a brace"
        findings.add(node, f"{label} has a brace that cannot be filled in; {way_out}")
        return
    wanted = find_placeholders(original) if original is not None else None
    if wanted is not None and names != wanted:
        told = join_quoted(f"{{{name}}}" for name in sorted(wanted)).replace(" or ", " and ") if wanted else "no braces"
        findings.add(node, f"{label} takes the place of a sentence with {told}, and must have the same")
