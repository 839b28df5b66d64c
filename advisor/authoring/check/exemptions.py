"""Exemptions, which an entry lists with their reasons, and ADV701 to ADV703, which check them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.authoring.check.catalogue import ERROR, PROOF_CODES, load_checks
from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import SourceEntry
from advisor.loading.documents.mapping_reader import EXEMPT_KEY
from advisor.loading.documents.nodes import ListNode, MappingNode, Node, ScalarNode, format_excerpt
from advisor.model.name_suggestion import suggest_name

_LATE_CHECKS = ("ADV3", "ADV405", "ADV406", "ADV408", "ADV501", "ADV502")
"""Checks that wait until everything loads."""


def apply_exemptions(
    findings: Iterable[ReportedFinding], subject: CheckSubject, *, proven: bool = False
) -> Iterator[ReportedFinding]:
    """Yield the findings that no exemption covers, and findings about the exemptions.

    While something does not load, some checks wait, so an exemption that covers nothing may still be needed. So may one
    from a code that only proofs find, unless everything was `proven`.
    """
    all_findings = [(_get_key(each.item, each.finding.code), each) for each in findings]
    found_keys = {key for key, _ in all_findings}
    covered: set[tuple[str, str, str] | None] = set()
    for item in subject.items:
        for code, value in _iter_exemptions(item):
            if finding := _find_useless_exemption(item, code):
                yield finding
            elif not isinstance(value, ScalarNode) or value.is_empty or not value.text.strip():
                yield report("ADV701", item, f"`{item.id}` is exempt from {code.text} without a reason", code.place)
            elif (key := _get_key(item, code.text)) in found_keys:
                covered.add(key)
            elif code.text.startswith(PROOF_CODES) and not proven:
                continue
            elif subject.complete or not (item.place in subject.broken_places or code.text.startswith(_LATE_CHECKS)):
                sentence = f"`{item.id}` needs no exemption from {code.text}, which finds nothing here"
                yield report("ADV702", item, sentence, code.place)
    yield from (each for key, each in all_findings if key is None or key not in covered)


def _get_key(item: SourceEntry | None, code: str) -> tuple[str, str, str] | None:
    return (item.section, item.id, code) if item else None


def _find_useless_exemption(item: SourceEntry, key: ScalarNode) -> ReportedFinding | None:
    """Return what is wrong with an exemption that can never cover a finding; None if it can."""
    checks, code = load_checks(), format_excerpt(key.text)
    if not isinstance(_find_exemption_node(item), MappingNode):
        sentence = f"`exempt` of `{item.id}` must be a mapping of codes to reasons"
        fix = f"write `exempt: {{{code or 'ADV…'}: the reason, in a sentence}}`"
        return report("ADV703", item, sentence, key.place, fix)
    allowed = [each for each in checks if checks[each].severity != ERROR and not each.startswith("ADV7")]
    if key.text in allowed:
        return None
    if key.text not in checks:
        sentence = f"`{code}` is not the code of a check{suggest_name(key.text, allowed)}"
        return report("ADV703", item, sentence, key.place)
    kind = "is an error" if checks[key.text].severity == ERROR else "is about exemptions"
    fix = "correct what it finds, and remove the exemption"
    return report("ADV703", item, f"{code} {kind}, so nothing can be exempt from it", key.place, fix)


def _find_exemption_node(item: SourceEntry) -> Node | None:
    return item.node.get(EXEMPT_KEY) if isinstance(item.node, MappingNode) else None


def _iter_exemptions(item: SourceEntry) -> Iterator[tuple[ScalarNode, Node]]:
    """Yield the code and the reason of each exemption; one pair for a value that is not a mapping."""
    node = _find_exemption_node(item)
    if isinstance(node, MappingNode):
        yield from node.items
    elif node is not None:
        first = node.items[0] if isinstance(node, ListNode) and node.items else node
        yield ScalarNode(first.text if isinstance(first, ScalarNode) else "", node.place), ScalarNode("", node.place)
