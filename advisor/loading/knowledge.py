"""The sections of a knowledge file that are not vocabulary: steps, reference entries, wording and sources."""

from __future__ import annotations

import re

from advisor.loading.mapping_reader import EXEMPT, Table, tables, text_of
from advisor.loading.nodes import Findings, Mapped, Scalar
from advisor.model.knowledge import MOVES, Entry, Practice, Step, Variant, Weeks, Work

SYSTEMS: dict[str, tuple[str, ...]] = {
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
SECTIONS = ("facts", "conclusions", "steps", *SYSTEMS, "wording", "sources")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9_-]+)*\Z")


def check_slug(key: Scalar, findings: Findings) -> str:
    """The id, with a finding where it is not lower-case words joined by `-`, `_` or `/`."""
    if not _SLUG.match(key.text):
        findings.say(key, f"`{key.text}` cannot be an id; use lower-case letters, digits, `-`, `_` and `/`")
    return key.text


def read_step(key: Scalar, node: Mapped, findings: Findings) -> Step:
    """One entry of `steps`, with its practices and variants."""
    table = Table(node, f"step `{key.text}`", findings)
    step_id = check_slug(key, findings)
    practices = table.table("practices")
    variants = table.table("variants")
    step = Step(
        id=step_id,
        title=table.text("title"),
        move=table.choice("move", MOVES) or "",
        order=table.number("order") or 0,
        what=table.text("what"),
        first=table.text("first"),
        owner=table.text("owner"),
        sign=table.text("sign"),
        source=table.text("source"),
        practices=_practices(practices, step_id, f"the practices of {table.what}", findings) if practices else {},
        variants=_variants(variants, f"the variants of {table.what}", findings) if variants else {},
        tasks=tuple(text for text, _ in table.texts("tasks")),
        short=table.text("short", required=False),
        weeks=_weeks(table.table("weeks"), table, findings),
    )
    table.raw(EXEMPT)
    table.close()
    return step


def _weeks(node: Mapped | None, step: Table, findings: Findings) -> Weeks | None:
    """When a step is taken; `to` is left out where it goes on for good."""
    if node is None:
        return None
    table = Table(node, f"`weeks` of {step.what}", findings)
    start, end = table.number("from"), table.number("to")
    weeks = Weeks(start or 0, end, table.text("source"))
    if start is None or start < 0 or (end is not None and end <= start):
        findings.say(node, f"{table.what} must run `from` a week of 0 or later `to` a later one")
    table.close()
    return weeks


def _practices(node: Mapped, prefix: str, what: str, findings: Findings) -> dict[str, Practice]:
    practices: dict[str, Practice] = {}
    for key, value in tables(node, what, findings):
        table = Table(value, f"practice `{key.text}`", findings)
        slug = check_slug(key, findings)
        practices[slug] = Practice(f"{prefix}/{slug}", table.text("text"), table.text("source"))
        table.close()
    return practices


def _variants(node: Mapped, what: str, findings: Findings) -> dict[str, Variant]:
    variants: dict[str, Variant] = {}
    for key, value in tables(node, what, findings):
        table = Table(value, f"variant `{key.text}`", findings)
        words = {name: table.text(name, required=False) for name in ("title", "what", "first", "owner", "sign")}
        variants[check_slug(key, findings)] = Variant(source=table.text("source"), **words)
        if not any(words.values()):
            findings.say(value, f"{table.what} changes nothing; give it a title, what, first, owner or sign")
        table.close()
    return variants


def read_entry(section: str, key: Scalar, node: Mapped, findings: Findings) -> Entry:
    """One entry of a reference system. It says something: a title, a text, or both."""
    table = Table(node, f"`{key.text}` in `{section}`", findings)
    title, text = table.text("title", required=False), table.text("text", required=False)
    if not title and not text and section != "bands":
        findings.say(node, f"{table.what} needs a `title` or a `text`")
    signs = table.table("signs") if section == "relationships" else None
    entry = Entry(
        section=section,
        id=check_slug(key, findings),
        title=title,
        text=text,
        source=table.text("source"),
        extra={name: table.text(name) for name in SYSTEMS[section] if table.has(name)},
        signs=tuple(_practices(signs, key.text, f"the signs of `{key.text}`", findings).values()) if signs else (),
    )
    for name in SYSTEMS[section]:
        table.raw(name)
    table.raw(EXEMPT)
    table.close()
    return entry


def read_work(key: Scalar, node: Mapped, findings: Findings) -> Work:
    """One entry of `sources`."""
    table = Table(node, f"source `{key.text}`", findings)
    places = table.table("places")
    work = Work(
        id=check_slug(key, findings),
        title=table.text("title"),
        authors=table.text("authors", required=False),
        year=table.text("year", required=False),
        published_in=table.text("published_in", required=False),
        prefix=tuple(text for text, _ in table.texts("prefix")),
        places={at.text: text_of(name, f"place `{at.text}`", findings) for at, name in places.items} if places else {},
        mark=table.text("mark", required=False),
    )
    table.raw(EXEMPT)
    table.close()
    return work
