"""The sections `facts` and `conclusions` of a knowledge file."""

from __future__ import annotations

import re

from advisor.loading import finding_codes as codes
from advisor.loading.mapping_reader import EXEMPT, YES_NO, Table, tables, text_of
from advisor.loading.nodes import Findings, Listing, Mapped, Scalar
from advisor.model.vocabulary import Band, Conclusion, Fact, Filling, Kind, Stage

_NAME = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*\Z")
RESERVED = frozenset(
    {"all", "any", "not", "at_least", "at_most", "unknown", "grounds", "company", "assessment", "answers"}
)
_STAGES = tuple(stage.value for stage in Stage)


def read_fact(key: Scalar, node: Mapped, findings: Findings) -> Fact | None:
    """One entry of `facts`; None where it has no usable kind."""
    name = key.text
    if not _NAME.match(name) or name in RESERVED:
        findings.say(
            key, f"`{name}` cannot name a fact; use lower-case words joined by `_`, and no word of the language"
        )
    table = Table(node, f"fact `{name}`", findings)
    kind = table.choice("kind", tuple(kind.value for kind in Kind))
    is_list = kind in (Kind.MANY, Kind.COUNT)
    fact = Fact(
        name=name,
        kind=Kind(kind or Kind.CHOICE),
        label=table.text("label"),
        question=table.text("question", required=not table.has("computed")),
        source=table.text("source"),
        values=_values(table, Kind(kind), findings) if kind else {},
        clause=table.text("clause", required=is_list),
        empty=table.text("empty", required=kind == Kind.MANY),
        help=table.text("help", required=False),
        minimum=table.number("minimum") or 0,
        filled_from=_filling(table, findings),
        computed=table.flag("computed"),
    )
    if is_list and fact.clause and "{value}" not in fact.clause:
        findings.say(node, f"`clause` of fact `{name}` must hold `{{value}}`, where the answer is put")
    table.raw(EXEMPT)
    table.close()
    return fact if kind else None


def _values(table: Table, kind: Kind, findings: Findings) -> dict[str, str]:
    node = table.table("values")
    if kind is Kind.COUNT:
        if node is not None:
            findings.say(node, f"{table.what} is a count and has no `values`")
        return {}
    if node is None:
        findings.say(table.node, f"{table.what} lacks `values`", codes.MISSING, "add `values: …`, each with its clause")
        return {}
    values: dict[str, str] = {}
    for key, clause in node.items:
        value = YES_NO.get(key.text, "") if kind is Kind.YES_NO else key.text
        if not value or value == "unknown":
            findings.say(key, f"`{key.text}` cannot be a value of {table.what}")
        values[value] = text_of(clause, f"the clause of `{key.text}` in {table.what}", findings)
    if kind is Kind.YES_NO and set(values) != {"yes", "no"}:
        findings.say(node, f"{table.what} needs a clause for `yes` and one for `no`")
    return values


def _filling(table: Table, findings: Findings) -> Filling | None:
    node = table.table("filled_from")
    if node is None:
        return None
    inner = Table(node, f"`filled_from` of {table.what}", findings)
    bands: list[Band] = []
    if (listed := inner.table("bands")) is not None:
        for key, band in tables(listed, f"the bands of {table.what}", findings):
            bounds = Table(band, f"band `{key.text}`", findings)
            bands.append(Band(key.text, bounds.number("at_least"), bounds.number("at_most")))
            bounds.close()
    filling = Filling(inner.text("fact"), tuple(bands), inner.text("source"))
    inner.close()
    return filling


def read_conclusion(key: Scalar, node: Mapped, findings: Findings) -> tuple[Conclusion, str] | None:
    """One entry of `conclusions`, with the section its values come from ("" where they are listed or free)."""
    if not _NAME.match(key.text) or key.text in RESERVED:
        findings.say(key, f"`{key.text}` cannot name a conclusion; use lower-case words joined by `_`")
    table = Table(node, f"conclusion `{key.text}`", findings)
    stage = table.choice("stage", _STAGES)
    listed = table.raw("values")
    values = None
    if isinstance(listed, Listing):
        values = frozenset(text_of(item, f"a value of {table.what}", findings) for item in listed.items)
    elif listed is not None:
        findings.say(listed, f"`values` of {table.what} must be a list")
    section = table.text("values_from", required=False)
    source, single = table.text("source"), table.flag("single")
    table.raw(EXEMPT)
    table.close()
    return (Conclusion(key.text, Stage(stage), source, values, single), section) if stage else None
