"""Exemptions, which stand in the entry with their reason, and ADV701 to ADV703, which keep them honest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.authoring.check.catalogue import CHECKS, ERROR
from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import SourceEntry
from advisor.loading.mapping_reader import EXEMPT_KEY
from advisor.loading.nodes import ListNode, MappingNode, Node, ScalarNode, format_excerpt
from advisor.model.name_suggestion import suggest_name

_WHOLE_PACK_CHECKS = ("ADV3", "ADV405", "ADV406", "ADV501", "ADV502")
"""Checks that are not made while something does not load."""


def apply_exemptions(findings: Iterable[ReportedFinding], subject: CheckSubject) -> Iterator[ReportedFinding]:
    """The findings that no exemption covers, and what is wrong with the exemptions.

    While something does not load, not all checks are made, and an exemption that covers nothing may yet be needed.
    """
    all_found = list(findings)
    by_item: dict[tuple[str, str], set[str]] = {}
    for item, finding in all_found:
        if item:
            by_item.setdefault((item.section, item.id), set()).add(finding.code)
    covered: set[tuple[str, str, str]] = set()
    for item in subject.items:
        for key, node in _iter_exemptions(item):
            code = key.text
            reason = node.text.strip() if isinstance(node, ScalarNode) and not node.is_empty else ""
            if not _can_be_exempt(code) or not isinstance(_find_exemption_node(item), MappingNode):
                yield _report_useless_exemption(item, key)
            elif not reason:
                yield report("ADV701", item, f"`{item.id}` is exempt from {code} without a reason", key.place)
            elif code in by_item.get((item.section, item.id), ()):
                covered.add((item.section, item.id, code))
            elif subject.complete or not (item.place in subject.broken_places or code.startswith(_WHOLE_PACK_CHECKS)):
                sentence = f"`{item.id}` needs no exemption from {code}, which finds nothing here"
                yield report("ADV702", item, sentence, key.place)
    for each in all_found:
        if each.item is None or (each.item.section, each.item.id, each.finding.code) not in covered:
            yield each


def _report_useless_exemption(item: SourceEntry, key: ScalarNode) -> ReportedFinding:
    """What is wrong with an exemption that can never cover anything."""
    code = format_excerpt(key.text)
    if not isinstance(_find_exemption_node(item), MappingNode):
        sentence = f"`exempt` of `{item.id}` must be a mapping of codes to reasons"
        fix = f"write `exempt: {{{code or 'ADV…'}: the reason, in a sentence}}`"
        return report("ADV703", item, sentence, key.place, fix)
    if key.text not in CHECKS:
        near = suggest_name(key.text, [each for each in CHECKS if _can_be_exempt(each)])
        return report("ADV703", item, f"`{code}` is not the code of a check{near}", key.place)
    what = "is about exemptions themselves" if CHECKS[key.text].severity != ERROR else "is an error"
    fix = "mend what it finds, and take the exemption out"
    return report("ADV703", item, f"{code} {what}, from which nothing can be exempt", key.place, fix)


def _can_be_exempt(code: str) -> bool:
    return code in CHECKS and CHECKS[code].severity != ERROR and not code.startswith("ADV7")


def _find_exemption_node(item: SourceEntry) -> Node | None:
    return item.node.get(EXEMPT_KEY) if isinstance(item.node, MappingNode) else None


def _iter_exemptions(item: SourceEntry) -> Iterator[tuple[ScalarNode, Node]]:
    node = _find_exemption_node(item)
    if isinstance(node, MappingNode):
        yield from node.items
    elif node is not None:
        inside = node.items[0] if isinstance(node, ListNode) and node.items else node
        yield ScalarNode(inside.text if isinstance(inside, ScalarNode) else "", node.place), ScalarNode("", node.place)
