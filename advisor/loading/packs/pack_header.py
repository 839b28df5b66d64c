"""A reader of a pack's header, `pack.yaml`: its name, the core it needs, and what it switches off or replaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import Place
from advisor.loading.documents.mapping_reader import MappingReader, read_scalar_text
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, Node, ScalarNode
from advisor.loading.packs.overrides import REASON_KEY, OverrideRequest

UNKNOWN_PLACE = Place("pack.yaml")
PACK_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
PACK_VERSION = re.compile(r"[0-9][0-9A-Za-z]*(?:[.+-][0-9A-Za-z]+)*", re.ASCII)
"""Names and versions are part of sentences of the report, so they can hold no sentence of their own."""
MAX_NAME_LENGTH = 40
_WRONG_NAME = f"cannot name a pack; use lower-case letters, digits and `-`, at most {MAX_NAME_LENGTH}"
_WRONG_VERSION = "is not a version; write for example `0.1.0`"


class PackHeader(NamedTuple):
    """The content of `pack.yaml`; `requires` is a version specifier for the core, as `>=1.0,<2`, or "" for any."""

    name: str = ""
    version: str = ""
    requires: str = ""
    requires_place: Place = UNKNOWN_PLACE
    switches_off: tuple[OverrideRequest, ...] = ()
    templates: tuple[OverrideRequest, ...] = ()


def read_header(node: Node, findings: FindingList) -> PackHeader:
    """Read the header of a pack, as `{name: ours, version: 1.0.0}`, and report what is wrong with it."""
    if not isinstance(node, MappingNode):
        findings.add(node, "pack.yaml must be a mapping with `name` and `version`")
        return PackHeader()
    reader = MappingReader(node, "this pack", findings)
    header = PackHeader(
        name=_read_matching(reader, "name", PACK_NAME, _WRONG_NAME),
        version=_read_matching(reader, "version", PACK_VERSION, _WRONG_VERSION),
        requires=reader.read_text("requires", required=False),
        requires_place=(node.get("requires") or node).place,
        switches_off=tuple(_iter_override_requests(reader, "switches_off", "rule")),
        templates=tuple(_iter_override_requests(reader, "replaces_templates", "template")),
    )
    reader.read_text("title", required=False)
    reader.report_unknown_keys()
    return header


def _read_matching(reader: MappingReader, key: str, form: re.Pattern[str], complaint: str) -> str:
    """Read a short text of a given form; `complaint` says what is wrong with another one, and what to do."""
    text = reader.read_text(key)
    if text and not (form.fullmatch(text) and len(text) <= MAX_NAME_LENGTH):
        reader.findings.add(reader.read_node(key) or reader.node, f"`{text}` {complaint}")
    return text


def _iter_override_requests(reader: MappingReader, key: str, target_key: str) -> Iterator[OverrideRequest]:
    """Yield the items of a list; each item names a target and gives a reason."""
    shape = f"with `{target_key}` and `{REASON_KEY}`"
    node = reader.read_node(key)
    if node is not None and not isinstance(node, ListNode):
        reader.findings.add(node, f"`{key}` must be a list of entries {shape}")
    for item in node.items if isinstance(node, ListNode) else ():
        target = item.get(target_key) if isinstance(item, MappingNode) else None
        if not isinstance(item, MappingNode) or not isinstance(target, ScalarNode):
            reader.findings.add(item, f"an entry of `{key}` must be a mapping {shape}")
            continue
        entry = MappingReader(item, f"this entry of `{key}`", reader.findings)
        read_scalar_text(target, f"`{target_key}`", reader.findings)
        yield OverrideRequest(target, entry.read_text(REASON_KEY))
        entry.report_unknown_keys(target_key)


def check_core_version(header: PackHeader, core_version: str, findings: FindingList) -> None:
    """Report a pack that was made for another version of the core."""
    if not header.requires:
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # here, since most packs require nothing

    try:
        fits = SpecifierSet(header.requires).contains(core_version, prereleases=True)
    except InvalidSpecifier:
        sentence = f"`{header.requires}` is not a range of versions; write for example `>=1.0,<2`"
        findings.add(header.requires_place, sentence)
        return
    if not fits:
        findings.add(
            header.requires_place,
            f"pack `{header.name}` requires core {header.requires}, but this advisor has core {core_version}; "
            "use a version of the pack that fits",
            fix=f"use a version of the pack for {core_version}, or widen `requires` if the pack works with it",
        )
