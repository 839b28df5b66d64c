"""Readers of the sections of a knowledge file other than vocabulary: steps, reference entries and sources."""

from __future__ import annotations

import re

from advisor.loading.documents.mapping_reader import EXEMPT_KEY, MappingReader, iter_entries, read_scalar_text
from advisor.loading.documents.nodes import FindingList, MappingNode, ScalarNode
from advisor.loading.packs.exclusions import EXCLUSIONS
from advisor.model.knowledge import MOVES, Entry, Practice, Step, Variant, Weeks, Work

REFERENCE_SECTIONS: dict[str, tuple[str, ...]] = {
    "relationships": (),
    "statements": (),
    "labels": ("also",),
    "groups": ("also",),
    "bands": ("from", "below"),
    "themes": ("statements",),
    "checklist": ("group",),
    "funnel": ("led_by", "action"),
    "growth": ("friction",),
    "friction_kinds": (),
    "metrics": ("for",),
    "verdicts": ("review",),
}
"""The reference systems, each with the further keys that its entries may have."""
SECTIONS = ("facts", "conclusions", "steps", EXCLUSIONS, *REFERENCE_SECTIONS, "wording", "sources")
_SLUG_PATTERN = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9_-]+)*\Z")


def check_slug(key: ScalarNode, findings: FindingList) -> str:
    """Return an id, and report one that is not lower-case words joined by `-`, `_` or `/`."""
    if not _SLUG_PATTERN.match(key.text):
        findings.add(key, f"`{key.text}` cannot be an id; use lower-case letters, digits, `-`, `_` and `/`")
    return key.text


def read_step(key: ScalarNode, node: MappingNode, findings: FindingList) -> Step:
    """Read one entry of `steps`, as `liaison: {title: …, …}`, with its practices and variants."""
    reader = MappingReader(node, f"step `{key.text}`", findings)
    step_id = check_slug(key, findings)
    practices = reader.read_mapping("practices")
    variants = reader.read_mapping("variants")
    step = Step(
        id=step_id,
        title=reader.read_text("title"),
        move=reader.read_choice("move", MOVES) or "",
        order=reader.read_number("order") or 0,
        what=reader.read_text("what"),
        first=reader.read_text("first"),
        owner=reader.read_text("owner"),
        sign=reader.read_text("sign"),
        source=reader.read_text("source"),
        practices=_read_practices(practices, step_id, f"the practices of {reader.label}", findings)
        if practices
        else {},
        variants=_read_variants(variants, f"the variants of {reader.label}", findings) if variants else {},
        tasks=tuple(text for text, _ in reader.iter_texts("tasks")),
        short=reader.read_text("short", required=False),
        weeks=_read_weeks(reader.read_mapping("weeks"), reader, findings),
    )
    reader.report_unknown_keys(EXEMPT_KEY)
    return step


def _read_weeks(node: MappingNode | None, step: MappingReader, findings: FindingList) -> Weeks | None:
    """Read when a step is taken; `to` is left out if it never ends."""
    if node is None:
        return None
    reader = MappingReader(node, f"`weeks` of {step.label}", findings)
    start, end = reader.read_number("from"), reader.read_number("to")
    weeks = Weeks(start or 0, end, reader.read_text("source"))
    if start is None or start < 0 or (end is not None and end <= start):
        findings.add(node, f"{reader.label} needs `from` (0 or more) and, if the step ends, a larger `to`")
    reader.report_unknown_keys()
    return weeks


def _read_practices(node: MappingNode, prefix: str, label: str, findings: FindingList) -> dict[str, Practice]:
    practices: dict[str, Practice] = {}
    for key, value in iter_entries(node, label, findings):
        reader = MappingReader(value, f"practice `{key.text}`", findings)
        slug = check_slug(key, findings)
        practices[slug] = Practice(f"{prefix}/{slug}", reader.read_text("text"), reader.read_text("source"))
        reader.report_unknown_keys()
    return practices


def _read_variants(node: MappingNode, label: str, findings: FindingList) -> dict[str, Variant]:
    variants: dict[str, Variant] = {}
    for key, value in iter_entries(node, label, findings):
        reader = MappingReader(value, f"variant `{key.text}`", findings)
        words = {name: reader.read_text(name, required=False) for name in ("title", "what", "first", "owner", "sign")}
        variants[check_slug(key, findings)] = Variant(source=reader.read_text("source"), **words)
        if not any(words.values()):
            findings.add(value, f"{reader.label} changes nothing; add `title`, `what`, `first`, `owner` or `sign`")
        reader.report_unknown_keys()
    return variants


def read_entry(section: str, key: ScalarNode, node: MappingNode, findings: FindingList) -> Entry:
    """Read one entry of a reference system, as `table: {title: …, source: …}`; it has a title, a text, or both."""
    reader = MappingReader(node, f"`{key.text}` in `{section}`", findings)
    title, text = reader.read_text("title", required=False), reader.read_text("text", required=False)
    if not title and not text and section != "bands":
        findings.add(node, f"{reader.label} needs a `title` or a `text`")
    signs = reader.read_mapping("signs") if section == "relationships" else None
    entry = Entry(
        section=section,
        id=check_slug(key, findings),
        title=title,
        text=text,
        source=reader.read_text("source"),
        extra={name: reader.read_text(name) for name in REFERENCE_SECTIONS[section] if reader.has_key(name)},
        signs=tuple(_read_practices(signs, key.text, f"the signs of `{key.text}`", findings).values()) if signs else (),
    )
    reader.report_unknown_keys(EXEMPT_KEY, *REFERENCE_SECTIONS[section])
    return entry


def read_work(key: ScalarNode, node: MappingNode, findings: FindingList) -> Work:
    """Read one entry of `sources`, as `policy: {title: …, prefix: [policy]}`."""
    reader = MappingReader(node, f"source `{key.text}`", findings)
    places = reader.read_mapping("places")
    work = Work(
        id=check_slug(key, findings),
        title=reader.read_text("title"),
        authors=reader.read_text("authors", required=False),
        year=reader.read_text("year", required=False),
        published_in=reader.read_text("published_in", required=False),
        prefix=tuple(text for text, _ in reader.iter_texts("prefix")),
        places={
            key.text: read_scalar_text(name, f"place `{key.text}`", findings)
            for key, name in (places.items if places else ())
        },
        mark=reader.read_text("mark", required=False),
    )
    reader.report_unknown_keys(EXEMPT_KEY)
    return work
