"""Readers of the sections `facts` and `conclusions` of a knowledge file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from advisor.loading import finding_codes as codes
from advisor.loading.documents.mapping_reader import (
    EXEMPT_KEY,
    YES_NO_WORDS,
    MappingReader,
    iter_entries,
    parse_whole_number,
    read_scalar_text,
)
from advisor.loading.documents.nodes import FindingList, ListNode, MappingNode, ScalarNode
from advisor.loading.documents.slips import FACT_SLIPS, KIND_SLIPS, find_right_bound
from advisor.model.vocabulary import MAX_COUNT, Conclusion, Control, CountBand, CountDerivation, Fact, Kind, Stage

_NAME_PATTERN = re.compile(r"[a-z][a-z0-9]*([_.][a-z0-9]+)*\Z")
RESERVED_NAMES = frozenset(
    {"all", "any", "not", "at_least", "at_most", "unknown", "grounds", "company", "assessment", "answers"}
)


_YES_NO_EXAMPLE = "{yes: the teams meet, no: the teams do not meet}"


def _check_name(key: ScalarNode, label: str, findings: FindingList) -> None:
    if not _NAME_PATTERN.match(key.text) or key.text in RESERVED_NAMES:
        fix = "use lower-case words joined by `_`, but none that has a meaning in rule files"
        findings.add(key, f"`{key.text}` cannot be the name of a {label}; {fix}")


def read_fact(key: ScalarNode, node: MappingNode, findings: FindingList) -> Fact:
    """Read one entry of `facts`, as `employees: {kind: count, …}`."""
    _check_name(key, "fact", findings)
    reader = MappingReader(node, f"fact `{key.text}`", findings)
    reader.accept_slips(FACT_SLIPS)
    word = reader.read_choice("kind", tuple(Kind), slips=KIND_SLIPS)
    kind = Kind(word) if word else _guess_kind(node)
    has_clause = word is not None and kind in (Kind.MANY, Kind.COUNT)
    minimum, maximum = _read_limits(reader, kind, findings)
    fact = Fact(
        name=key.text,
        kind=kind,
        label=reader.read_text("label"),
        question=reader.read_text("question", required=not reader.has_key("computed")),
        source=reader.read_text("source"),
        values=_read_values(reader, kind, findings, required=word is not None),
        clause=reader.read_text("clause", required=has_clause),
        empty=reader.read_text("empty", required=word is not None and kind is Kind.MANY),
        help=reader.read_text("help", required=False),
        minimum=minimum,
        maximum=maximum,
        filled_from=_read_derivation(reader, kind, findings),
        computed=reader.read_flag("computed"),
        theme=PurePath(key.place.file).stem,
        control=Control(reader.read_choice("control", tuple(Control), Control.COMPANY) or Control.COMPANY),
    )
    if has_clause and fact.clause and "{value}" not in fact.clause:
        findings.add(node, f"`clause` of {reader.label} must contain `{{value}}` where the answer belongs")
    reader.report_unknown_keys(EXEMPT_KEY)
    return fact


def _guess_kind(node: MappingNode) -> Kind:
    """Guess a kind that is missing or unknown (reported) by the other keys, so that no more is reported than that."""
    values = node.get("values")
    if values is None:
        return Kind.COUNT if node.get("clause") else Kind.CHOICE
    words = {key.text for key, _ in values.items} if isinstance(values, MappingNode) else set()
    return Kind.MANY if node.get("empty") else Kind.YES_NO if words and words <= YES_NO_WORDS.keys() else Kind.CHOICE


def _read_limits(reader: MappingReader, kind: Kind, findings: FindingList) -> tuple[int, int]:
    """Read the smallest and the largest possible count."""
    minimum, maximum = reader.read_number("minimum"), reader.read_number("maximum")
    for name in ("minimum", "maximum"):
        if kind is not Kind.COUNT and (node := reader.read_node(name)):
            findings.add(node, f"{reader.label} is no count and has no `{name}`; remove it, or write `kind: count`")
    lowest, highest = minimum or 0, MAX_COUNT if maximum is None else maximum
    node = reader.read_node("maximum") or reader.node
    if highest > MAX_COUNT:
        findings.add(node, f"`maximum` of {reader.label} is too large; the largest possible count is {MAX_COUNT:,}")
        return lowest, MAX_COUNT
    if lowest > highest:
        findings.add(node, f"no number is from `minimum` {lowest} to `maximum` {highest} of {reader.label}; change one")
        return lowest, MAX_COUNT
    return lowest, highest


def _read_values(reader: MappingReader, kind: Kind, findings: FindingList, *, required: bool) -> dict[str, str]:
    node = reader.read_mapping("values")
    if kind is Kind.COUNT:
        if node is not None:
            fix = "remove them, or write `kind: choice`"
            findings.add(node, f"{reader.label} is a count and has no `values`", fix=fix)
        return {}
    if node is None and (reader.has_key("values") or not required):
        return {}  # reported
    if node is None:
        example = _YES_NO_EXAMPLE if kind is Kind.YES_NO else "{short: sales are quick, long: sales take months}"
        fix = f"add values with their clauses, such as `values: {example}`"
        findings.add(reader.node, f"{reader.label} has no `values`", codes.MISSING_KEY, fix)
        return {}
    values: dict[str, str] = {}
    for key, clause in node.items:
        value = YES_NO_WORDS.get(key.text, "") if kind is Kind.YES_NO else key.text
        if not value or value == "unknown":
            fix = "write `yes` or `no`" if kind is Kind.YES_NO else "use another word"
            findings.add(key, f"`{key.text}` cannot be a value of {reader.label}", fix=fix)
        label = f"the clause of `{key.text}` in {reader.label}"
        values[value] = read_scalar_text(clause, label, findings, fix=f"write it like `{key.text}: the teams meet`")
    if kind is Kind.YES_NO and set(values) != {"yes", "no"}:
        fix = f"write them like `values: {_YES_NO_EXAMPLE}`"
        findings.add(node, f"{reader.label} needs a clause for `yes` and one for `no`", fix=fix)
    return values


def _read_derivation(fact_reader: MappingReader, kind: Kind, findings: FindingList) -> CountDerivation | None:
    node = fact_reader.read_mapping("filled_from")
    if node is None:
        return None
    if kind in (Kind.MANY, Kind.COUNT):
        sentence = f"{fact_reader.label} cannot have `filled_from`; only a choice or a yes/no fact follows from a count"
        findings.add(node, sentence, codes.INVALID_BANDS)
        return None
    reader = MappingReader(node, f"`filled_from` of {fact_reader.label}", findings)
    bands: list[CountBand] = []
    band_nodes = reader.read_mapping("bands")
    if band_nodes is None or not band_nodes.items:
        if band_nodes is not None or not reader.has_key("bands"):
            fix = "write for example `bands: {small: {at_most: 49}, large: {at_least: 50}}`"
            findings.add(band_nodes or node, f"{reader.label} has no bands; {fix}", codes.INVALID_BANDS)
    else:
        bands = list(_iter_bands(band_nodes, fact_reader.label, findings))
    derivation = CountDerivation(reader.read_text("fact"), tuple(bands), reader.read_text("source"))
    reader.report_unknown_keys()
    return derivation


def _iter_bands(node: MappingNode, label: str, findings: FindingList) -> Iterator[CountBand]:
    """Yield the bands that hold a count and overlap no other, and report the others."""
    read: list[CountBand] = []
    for key, entry in iter_entries(node, f"the bands of {label}", findings):
        reader = MappingReader(entry, f"band `{key.text}`", findings)
        finding_count = len(findings)
        for bound, limit in entry.items:
            if right := find_right_bound(bound.text, parse_whole_number(limit)):
                findings.add(bound, f"`{bound.text}` is not a bound; write `{right}`", codes.UNKNOWN_KEY)
                reader.read_node(bound.text)
        band = CountBand(key.text, reader.read_number("at_least"), reader.read_number("at_most"))
        reader.report_unknown_keys()
        if len(findings) > finding_count:
            continue
        overlapping = next((each for each in read if band.overlaps(each)), None)
        if band.is_empty:
            sentence = f"band `{key.text}` of {label} holds no count, because `at_least` is higher than `at_most`"
            findings.add(key, f"{sentence}; exchange them", codes.INVALID_BANDS)
        elif overlapping:
            sentence = f"band `{key.text}` of {label} overlaps band `{overlapping.value}`"
            findings.add(key, f"{sentence}; begin one where the other ends", codes.INVALID_BANDS)
        else:
            read.append(band)
            yield band


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
        fix = "write it like `values: [economic, cultural]`"
        findings.add(value_list, f"`values` of {reader.label} must be a list", fix=fix)
    section = reader.read_text("values_from", required=False)
    source, single, reported = reader.read_text("source"), reader.read_flag("single"), reader.read_flag("reported")
    reader.report_unknown_keys(EXEMPT_KEY)
    return (Conclusion(key.text, Stage(stage), source, values, single, reported), section) if stage else None
