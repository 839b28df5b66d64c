"""A pack's header, `pack.yaml`: who it is, which core it needs, what it switches off, which templates it replaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.mapping_reader import MappingReader, read_scalar_text
from advisor.loading.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.overrides import OverrideRequest

UNKNOWN_PLACE = Place("pack.yaml")


class PackHeader(NamedTuple):
    """What `pack.yaml` says. `requires` is a version specifier for the core, as `>=1.0,<2`; "" is any version."""

    name: str = ""
    version: str = ""
    requires: str = ""
    requires_place: Place = UNKNOWN_PLACE
    switches_off: tuple[OverrideRequest, ...] = ()
    templates: tuple[OverrideRequest, ...] = ()


def read_header(node: Node, findings: FindingList) -> PackHeader:
    """The header of a pack; what is wrong with it is said."""
    if not isinstance(node, MappingNode):
        findings.add(node, "pack.yaml must be a mapping with `name` and `version`")
        return PackHeader()
    table = MappingReader(node, "this pack", findings)
    needed = node.get("requires")
    header = PackHeader(
        name=table.read_text("name"),
        version=table.read_text("version"),
        requires=table.read_text("requires", required=False),
        requires_place=(needed or node).place,
        switches_off=tuple(_iter_override_requests(table, "switches_off", "rule", findings)),
        templates=tuple(_iter_override_requests(table, "replaces_templates", "template", findings)),
    )
    table.read_text("title", required=False)
    table.report_unknown_keys()
    return header


def _iter_override_requests(
    table: MappingReader, key: str, target_key: str, findings: FindingList
) -> Iterator[OverrideRequest]:
    """A list of things named, each with its reason."""
    node = table.read_node(key)
    if node is None:
        return
    if not isinstance(node, ListNode):
        findings.add(node, f"`{key}` must be a list of entries with `{target_key}` and `reason`")
        return
    for item in node.items:
        target = item.get(target_key) if isinstance(item, MappingNode) else None
        if not isinstance(item, MappingNode) or not isinstance(target, ScalarNode):
            findings.add(item, f"an entry of `{key}` must be a mapping with `{target_key}` and `reason`")
            continue
        entry = MappingReader(item, f"this entry of `{key}`", findings)
        read_scalar_text(target, f"`{target_key}`", findings)
        entry.read_node(target_key)
        reason = entry.read_text("reason")
        entry.report_unknown_keys()
        yield OverrideRequest(target, reason)


def check_core_version(header: PackHeader, core_version: str, findings: FindingList) -> None:
    """Say so where the core is not of a version that the pack was made for."""
    if not header.requires:
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # here, since most packs ask for nothing

    try:
        fits = SpecifierSet(header.requires).contains(core_version, prereleases=True)
    except InvalidSpecifier:
        sentence = f"`{header.requires}` is not a range of versions; write, for instance, `>=1.0,<2`"
        findings.add(header.requires_place, sentence)
        return
    if not fits:
        findings.add(
            header.requires_place,
            f"pack `{header.name}` requires a core of version {header.requires}; this one is {core_version}, "
            "so take a version of the pack made for it",
            fix=f"take a version of the pack made for {core_version}, or widen `requires` where the pack fits",
        )
