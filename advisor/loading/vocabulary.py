"""The sections `facts` and `conclusions` of a knowledge file."""

from __future__ import annotations

import re

from advisor.loading import finding_codes as codes
from advisor.loading.mapping_reader import EXEMPT_KEY, YES_NO_WORDS, MappingReader, iter_entries, read_scalar_text
from advisor.loading.nodes import FindingList, ListNode, MappingNode, ScalarNode
from advisor.model.vocabulary import Conclusion, CountBand, CountDerivation, Fact, Kind, Stage

_NAME_PATTERN = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*\Z")
RESERVED_NAMES = frozenset(
    {"all", "any", "not", "at_least", "at_most", "unknown", "grounds", "company", "assessment", "answers"}
)
_STAGES = tuple(stage.value for stage in Stage)


def read_fact(key: ScalarNode, node: MappingNode, findings: FindingList) -> Fact | None:
    """One entry of `facts`; None where it has no usable kind."""
    name = key.text
    if not _NAME_PATTERN.match(name) or name in RESERVED_NAMES:
        findings.add(
            key, f"`{name}` cannot name a fact; use lower-case words joined by `_`, and no word of the language"
        )
    table = MappingReader(node, f"fact `{name}`", findings)
    kind = table.read_choice("kind", tuple(kind.value for kind in Kind))
    is_list = kind in (Kind.MANY, Kind.COUNT)
    fact = Fact(
        name=name,
        kind=Kind(kind or Kind.CHOICE),
        label=table.read_text("label"),
        question=table.read_text("question", required=not table.has_key("computed")),
        source=table.read_text("source"),
        values=_read_values(table, Kind(kind), findings) if kind else {},
        clause=table.read_text("clause", required=is_list),
        empty=table.read_text("empty", required=kind == Kind.MANY),
        help=table.read_text("help", required=False),
        minimum=table.read_number("minimum") or 0,
        filled_from=_read_filling(table, findings),
        computed=table.read_flag("computed"),
    )
    if is_list and fact.clause and "{value}" not in fact.clause:
        findings.add(node, f"`clause` of fact `{name}` must hold `{{value}}`, where the answer is put")
    table.read_node(EXEMPT_KEY)
    table.report_unknown_keys()
    return fact if kind else None


def _read_values(table: MappingReader, kind: Kind, findings: FindingList) -> dict[str, str]:
    node = table.read_mapping("values")
    if kind is Kind.COUNT:
        if node is not None:
            findings.add(node, f"{table.label} is a count and has no `values`")
        return {}
    if node is None:
        findings.add(
            table.node, f"{table.label} lacks `values`", codes.MISSING_KEY, "add `values: …`, each with its clause"
        )
        return {}
    values: dict[str, str] = {}
    for key, clause in node.items:
        value = YES_NO_WORDS.get(key.text, "") if kind is Kind.YES_NO else key.text
        if not value or value == "unknown":
            findings.add(key, f"`{key.text}` cannot be a value of {table.label}")
        values[value] = read_scalar_text(clause, f"the clause of `{key.text}` in {table.label}", findings)
    if kind is Kind.YES_NO and set(values) != {"yes", "no"}:
        findings.add(node, f"{table.label} needs a clause for `yes` and one for `no`")
    return values


def _read_filling(table: MappingReader, findings: FindingList) -> CountDerivation | None:
    node = table.read_mapping("filled_from")
    if node is None:
        return None
    inner = MappingReader(node, f"`filled_from` of {table.label}", findings)
    bands: list[CountBand] = []
    if (listed := inner.read_mapping("bands")) is not None:
        for key, band in iter_entries(listed, f"the bands of {table.label}", findings):
            bounds = MappingReader(band, f"band `{key.text}`", findings)
            bands.append(CountBand(key.text, bounds.read_number("at_least"), bounds.read_number("at_most")))
            bounds.report_unknown_keys()
    filling = CountDerivation(inner.read_text("fact"), tuple(bands), inner.read_text("source"))
    inner.report_unknown_keys()
    return filling


def read_conclusion(key: ScalarNode, node: MappingNode, findings: FindingList) -> tuple[Conclusion, str] | None:
    """One entry of `conclusions`, with the section its values come from ("" where they are listed or free)."""
    if not _NAME_PATTERN.match(key.text) or key.text in RESERVED_NAMES:
        findings.add(key, f"`{key.text}` cannot name a conclusion; use lower-case words joined by `_`")
    table = MappingReader(node, f"conclusion `{key.text}`", findings)
    stage = table.read_choice("stage", _STAGES)
    listed = table.read_node("values")
    values = None
    if isinstance(listed, ListNode):
        values = frozenset(read_scalar_text(item, f"a value of {table.label}", findings) for item in listed.items)
    elif listed is not None:
        findings.add(listed, f"`values` of {table.label} must be a list")
    section = table.read_text("values_from", required=False)
    source, single = table.read_text("source"), table.read_flag("single")
    table.read_node(EXEMPT_KEY)
    table.report_unknown_keys()
    return (Conclusion(key.text, Stage(stage), source, values, single), section) if stage else None
