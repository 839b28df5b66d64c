"""Readers of the sections `facts` and `conclusions` of a knowledge file."""

from __future__ import annotations

import re
from pathlib import PurePath

from advisor.loading import finding_codes as codes
from advisor.loading.mapping_reader import EXEMPT_KEY, YES_NO_WORDS, MappingReader, iter_entries, read_scalar_text
from advisor.loading.nodes import FindingList, ListNode, MappingNode, ScalarNode
from advisor.model.vocabulary import Conclusion, CountBand, CountDerivation, Fact, Kind, Stage

_NAME_PATTERN = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*\Z")
RESERVED_NAMES = frozenset(
    {"all", "any", "not", "at_least", "at_most", "unknown", "grounds", "company", "assessment", "answers"}
)


def _check_name(key: ScalarNode, label: str, findings: FindingList) -> None:
    if not _NAME_PATTERN.match(key.text) or key.text in RESERVED_NAMES:
        fix = "use lower-case words joined by `_`, but none that has a meaning in rule files"
        findings.add(key, f"`{key.text}` cannot be the name of a {label}; {fix}")


def read_fact(key: ScalarNode, node: MappingNode, findings: FindingList) -> Fact | None:
    """Read one entry of `facts`, as `employees: {kind: count, …}`; return None if it has no usable kind."""
    _check_name(key, "fact", findings)
    reader = MappingReader(node, f"fact `{key.text}`", findings)
    kind = reader.read_choice("kind", tuple(Kind))
    has_clause = kind in (Kind.MANY, Kind.COUNT)
    fact = Fact(
        name=key.text,
        kind=Kind(kind or Kind.CHOICE),
        label=reader.read_text("label"),
        question=reader.read_text("question", required=not reader.has_key("computed")),
        source=reader.read_text("source"),
        values=_read_values(reader, Kind(kind), findings) if kind else {},
        clause=reader.read_text("clause", required=has_clause),
        empty=reader.read_text("empty", required=kind == Kind.MANY),
        help=reader.read_text("help", required=False),
        minimum=reader.read_number("minimum") or 0,
        filled_from=_read_derivation(reader, findings),
        computed=reader.read_flag("computed"),
        theme=PurePath(key.place.file).stem,
    )
    if has_clause and fact.clause and "{value}" not in fact.clause:
        findings.add(node, f"`clause` of {reader.label} must contain `{{value}}` where the answer belongs")
    reader.report_unknown_keys(EXEMPT_KEY)
    return fact if kind else None


def _read_values(reader: MappingReader, kind: Kind, findings: FindingList) -> dict[str, str]:
    node = reader.read_mapping("values")
    if kind is Kind.COUNT:
        if node is not None:
            findings.add(node, f"{reader.label} is a count and has no `values`")
        return {}
    if node is None:
        fix = "add `values: …`, each with its clause"
        findings.add(reader.node, f"{reader.label} has no `values`", codes.MISSING_KEY, fix)
        return {}
    values: dict[str, str] = {}
    for key, clause in node.items:
        value = YES_NO_WORDS.get(key.text, "") if kind is Kind.YES_NO else key.text
        if not value or value == "unknown":
            findings.add(key, f"`{key.text}` cannot be a value of {reader.label}")
        values[value] = read_scalar_text(clause, f"the clause of `{key.text}` in {reader.label}", findings)
    if kind is Kind.YES_NO and set(values) != {"yes", "no"}:
        findings.add(node, f"{reader.label} needs a clause for `yes` and one for `no`")
    return values


def _read_derivation(fact_reader: MappingReader, findings: FindingList) -> CountDerivation | None:
    node = fact_reader.read_mapping("filled_from")
    if node is None:
        return None
    reader = MappingReader(node, f"`filled_from` of {fact_reader.label}", findings)
    bands: list[CountBand] = []
    if (band_nodes := reader.read_mapping("bands")) is not None:
        for key, band in iter_entries(band_nodes, f"the bands of {fact_reader.label}", findings):
            bounds = MappingReader(band, f"band `{key.text}`", findings)
            bands.append(CountBand(key.text, bounds.read_number("at_least"), bounds.read_number("at_most")))
            bounds.report_unknown_keys()
    derivation = CountDerivation(reader.read_text("fact"), tuple(bands), reader.read_text("source"))
    reader.report_unknown_keys()
    return derivation


def read_conclusion(key: ScalarNode, node: MappingNode, findings: FindingList) -> tuple[Conclusion, str] | None:
    """Read one entry of `conclusions`, as `verdict: {stage: decide, values: […], …}`.

    Returns:
        The conclusion and the section its values come from ("" if they are listed or free); None without a stage.
    """
    _check_name(key, "conclusion", findings)
    reader = MappingReader(node, f"conclusion `{key.text}`", findings)
    stage = reader.read_choice("stage", tuple(Stage))
    value_list = reader.read_node("values")
    values = None
    if isinstance(value_list, ListNode):
        values = frozenset(read_scalar_text(item, f"a value of {reader.label}", findings) for item in value_list.items)
    elif value_list is not None:
        findings.add(value_list, f"`values` of {reader.label} must be a list")
    section = reader.read_text("values_from", required=False)
    source, single, reported = reader.read_text("source"), reader.read_flag("single"), reader.read_flag("reported")
    reader.report_unknown_keys(EXEMPT_KEY)
    return (Conclusion(key.text, Stage(stage), source, values, single, reported), section) if stage else None
