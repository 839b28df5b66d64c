"""A pack's header, `pack.yaml`: who it is, which core it needs, what it switches off, which templates it replaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.mapping_reader import Table, text_of
from advisor.loading.nodes import Findings, Listing, Mapped, Node, Scalar
from advisor.loading.overrides import Intent

NOBODY = Place("pack.yaml")


class Header(NamedTuple):
    """What `pack.yaml` says. `requires` is a version specifier for the core, as `>=1.0,<2`; "" is any version."""

    name: str = ""
    version: str = ""
    requires: str = ""
    requires_at: Place = NOBODY
    switches_off: tuple[Intent, ...] = ()
    templates: tuple[Intent, ...] = ()


def read_header(node: Node, findings: Findings) -> Header:
    """The header of a pack; what is wrong with it is said."""
    if not isinstance(node, Mapped):
        findings.say(node, "pack.yaml must be a mapping with `name` and `version`")
        return Header()
    table = Table(node, "this pack", findings)
    needed = node.get("requires")
    header = Header(
        name=table.text("name"),
        version=table.text("version"),
        requires=table.text("requires", required=False),
        requires_at=(needed or node).place,
        switches_off=tuple(_intents(table, "switches_off", "rule", findings)),
        templates=tuple(_intents(table, "replaces_templates", "template", findings)),
    )
    table.text("title", required=False)
    table.close()
    return header


def _intents(table: Table, key: str, what: str, findings: Findings) -> Iterator[Intent]:
    """A list of things named, each with its reason."""
    node = table.raw(key)
    if node is None:
        return
    if not isinstance(node, Listing):
        findings.say(node, f"`{key}` must be a list of entries with `{what}` and `reason`")
        return
    for item in node.items:
        target = item.get(what) if isinstance(item, Mapped) else None
        if not isinstance(item, Mapped) or not isinstance(target, Scalar):
            findings.say(item, f"an entry of `{key}` must be a mapping with `{what}` and `reason`")
            continue
        entry = Table(item, f"this entry of `{key}`", findings)
        text_of(target, f"`{what}`", findings)
        entry.raw(what)
        reason = entry.text("reason")
        entry.close()
        yield Intent(target, reason)


def check_core(header: Header, core: str, findings: Findings) -> None:
    """Say so where the core is not of a version that the pack was made for."""
    if not header.requires:
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # here, since most packs ask for nothing

    try:
        fits = SpecifierSet(header.requires).contains(core, prereleases=True)
    except InvalidSpecifier:
        sentence = f"`{header.requires}` is not a range of versions; write, for instance, `>=1.0,<2`"
        findings.say(header.requires_at, sentence)
        return
    if not fits:
        findings.say(
            header.requires_at,
            f"pack `{header.name}` requires a core of version {header.requires}; this one is {core}, "
            "so take a version of the pack made for it",
            fix=f"take a version of the pack made for {core}, or widen `requires` where the pack fits",
        )
