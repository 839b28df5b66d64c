"""The sections of a knowledge file that are not vocabulary: steps, reference entries, wording and sources."""

from __future__ import annotations

import re

from advisor.loading.mapping_reader import EXEMPT_KEY, MappingReader, iter_entries, read_scalar_text
from advisor.loading.nodes import FindingList, MappingNode, ScalarNode
from advisor.model.knowledge import MOVES, Entry, Practice, Step, Variant, Weeks, Work

REFERENCE_SECTIONS: dict[str, tuple[str, ...]] = {
    "relationships": (),
    "statements": (),
    "labels": ("also",),
    "groups": ("also",),
    "bands": ("from", "below"),
    "themes": ("statements",),
    "checklist": ("group",),
    "funnel": ("led_by",),
    "growth": ("friction",),
    "friction_kinds": (),
    "metrics": ("for",),
    "verdicts": (),
}
"""The reference systems, and the further keys that an entry of each may have."""
SECTIONS = ("facts", "conclusions", "steps", *REFERENCE_SECTIONS, "wording", "sources")
_SLUG_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9_-]+)*\Z")


def check_slug(key: ScalarNode, findings: FindingList) -> str:
    """The id, with a finding where it is not lower-case words joined by `-`, `_` or `/`."""
    if not _SLUG_PATTERN.match(key.text):
        findings.add(key, f"`{key.text}` cannot be an id; use lower-case letters, digits, `-`, `_` and `/`")
    return key.text


def read_step(key: ScalarNode, node: MappingNode, findings: FindingList) -> Step:
    """One entry of `steps`, with its practices and variants."""
    table = MappingReader(node, f"step `{key.text}`", findings)
    step_id = check_slug(key, findings)
    practices = table.read_mapping("practices")
    variants = table.read_mapping("variants")
    step = Step(
        id=step_id,
        title=table.read_text("title"),
        move=table.read_choice("move", MOVES) or "",
        order=table.read_number("order") or 0,
        what=table.read_text("what"),
        first=table.read_text("first"),
        owner=table.read_text("owner"),
        sign=table.read_text("sign"),
        source=table.read_text("source"),
        practices=_read_practices(practices, step_id, f"the practices of {table.label}", findings) if practices else {},
        variants=_read_variants(variants, f"the variants of {table.label}", findings) if variants else {},
        tasks=tuple(text for text, _ in table.iter_texts("tasks")),
        short=table.read_text("short", required=False),
        weeks=_read_weeks(table.read_mapping("weeks"), table, findings),
    )
    table.read_node(EXEMPT_KEY)
    table.report_unknown_keys()
    return step


def _read_weeks(node: MappingNode | None, step: MappingReader, findings: FindingList) -> Weeks | None:
    """When a step is taken; `to` is left out where it goes on for good."""
    if node is None:
        return None
    table = MappingReader(node, f"`weeks` of {step.label}", findings)
    start, end = table.read_number("from"), table.read_number("to")
    weeks = Weeks(start or 0, end, table.read_text("source"))
    if start is None or start < 0 or (end is not None and end <= start):
        findings.add(node, f"{table.label} must run `from` a week of 0 or later `to` a later one")
    table.report_unknown_keys()
    return weeks


def _read_practices(node: MappingNode, prefix: str, label: str, findings: FindingList) -> dict[str, Practice]:
    practices: dict[str, Practice] = {}
    for key, value in iter_entries(node, label, findings):
        table = MappingReader(value, f"practice `{key.text}`", findings)
        slug = check_slug(key, findings)
        practices[slug] = Practice(f"{prefix}/{slug}", table.read_text("text"), table.read_text("source"))
        table.report_unknown_keys()
    return practices


def _read_variants(node: MappingNode, label: str, findings: FindingList) -> dict[str, Variant]:
    variants: dict[str, Variant] = {}
    for key, value in iter_entries(node, label, findings):
        table = MappingReader(value, f"variant `{key.text}`", findings)
        words = {name: table.read_text(name, required=False) for name in ("title", "what", "first", "owner", "sign")}
        variants[check_slug(key, findings)] = Variant(source=table.read_text("source"), **words)
        if not any(words.values()):
            findings.add(value, f"{table.label} changes nothing; give it a title, what, first, owner or sign")
        table.report_unknown_keys()
    return variants


def read_entry(section: str, key: ScalarNode, node: MappingNode, findings: FindingList) -> Entry:
    """One entry of a reference system. It says something: a title, a text, or both."""
    table = MappingReader(node, f"`{key.text}` in `{section}`", findings)
    title, text = table.read_text("title", required=False), table.read_text("text", required=False)
    if not title and not text and section != "bands":
        findings.add(node, f"{table.label} needs a `title` or a `text`")
    signs = table.read_mapping("signs") if section == "relationships" else None
    entry = Entry(
        section=section,
        id=check_slug(key, findings),
        title=title,
        text=text,
        source=table.read_text("source"),
        extra={name: table.read_text(name) for name in REFERENCE_SECTIONS[section] if table.has_key(name)},
        signs=tuple(_read_practices(signs, key.text, f"the signs of `{key.text}`", findings).values()) if signs else (),
    )
    for name in REFERENCE_SECTIONS[section]:
        table.read_node(name)
    table.read_node(EXEMPT_KEY)
    table.report_unknown_keys()
    return entry


def read_work(key: ScalarNode, node: MappingNode, findings: FindingList) -> Work:
    """One entry of `sources`."""
    table = MappingReader(node, f"source `{key.text}`", findings)
    places = table.read_mapping("places")
    work = Work(
        id=check_slug(key, findings),
        title=table.read_text("title"),
        authors=table.read_text("authors", required=False),
        year=table.read_text("year", required=False),
        published_in=table.read_text("published_in", required=False),
        prefix=tuple(text for text, _ in table.iter_texts("prefix")),
        places={at.text: read_scalar_text(name, f"place `{at.text}`", findings) for at, name in places.items}
        if places
        else {},
        mark=table.read_text("mark", required=False),
    )
    table.read_node(EXEMPT_KEY)
    table.report_unknown_keys()
    return work
