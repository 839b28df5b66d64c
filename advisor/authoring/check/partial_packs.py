"""Checks of a pack that does not load: placeholders that name no fact, and cases that name nothing.

An entry with an error may define any name. So nothing is reported here that goes away once the error is fixed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from advisor.authoring.cases.case_files import UnloadedNames, read_cases
from advisor.authoring.check.case_checks import report_unusable_cases
from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import iter_scalars
from advisor.errors import PackError
from advisor.loading.documents.nodes import MappingNode, Node, iter_nodes
from advisor.loading.packs.placeholders import find_placeholders
from advisor.model.name_suggestion import suggest_name

_RULE_KEYS = frozenset({"fires", "silent", "cautions"})
"""Keys of `expect` whose values may be defined in a rule file that cannot be read."""
_KEYS_WITHOUT_NAMES = frozenset({"stage", "guard", "title", "status", "source", "when", "because", "reason", "exempt"})
"""Keys of a rule file below which no name is defined."""


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """Check what is certain before everything loads; nothing if all does, or if other files cannot be read."""
    root = f"{Path(subject.folder)}{os.sep}"
    parts = {file.removeprefix(root).split("/")[0] if file.startswith(root) else file for file in subject.unread_files}
    if subject.complete or subject.builtin or not parts <= {"rules", "templates"}:
        return
    sound = {item.id for item in subject.iter_section("facts") if item.place not in subject.broken_places}
    names = frozenset(_iter_possible_names(subject, root)) - (sound & {*subject.rulebase.facts})
    yield from _check_placeholders(subject, names)
    unloaded = UnloadedNames(names, _RULE_KEYS if "rules" in parts else frozenset())
    try:
        read_cases(Path(subject.folder), subject.rulebase, unloaded)
    except PackError as error:
        yield from report_unusable_cases(error)


def _check_placeholders(subject: CheckSubject, names: frozenset[str]) -> Iterator[ReportedFinding]:
    """Report placeholders that are no fact, unless the loader has reported this `because` already."""
    facts = subject.rulebase.facts
    for item, rule in subject.parsed_rules:
        place = item.find_place("because")
        if place in subject.error_places:
            continue
        placeholders = find_placeholders(rule.because)
        if placeholders is None:
            sentence = f"`because` of rule `{item.id}` has a brace without a name in it"
            yield report("ADV106", item, sentence, place)
        for name in sorted((placeholders or set()) - {"grounds", *facts, *names, *_collect_keys(item.node)}):
            near = suggest_name(name, facts)
            sentence = f"`because` of rule `{item.id}` names `{name}`, which is not a fact{near}"
            yield report("ADV106", item, sentence, place)


def _iter_possible_names(subject: CheckSubject, folder: str) -> Iterator[str]:
    """Yield every word of the pack that may be a name: all of its knowledge, and what its rules conclude."""
    for document in subject.documents:
        in_rules = document.display_path.removeprefix(folder).startswith("rules")
        for path, value in iter_scalars(document.node):
            if not in_rules or _KEYS_WITHOUT_NAMES.isdisjoint(path):
                yield value.text
        if not in_rules:
            yield from _collect_keys(document.node)


def _collect_keys(node: Node) -> frozenset[str]:
    """Return every key below a node."""
    mappings = (each for each in iter_nodes(node) if isinstance(each, MappingNode))
    return frozenset(key.text for mapping in mappings for key, _ in mapping.items)
