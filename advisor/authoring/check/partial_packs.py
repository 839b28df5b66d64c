"""What is certain already of a pack that does not load: placeholders that name no fact, and cases that name nothing.

Whatever an entry with something wrong in it may have been meant to define is left alone, so that nothing is told which
goes away with what is told elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from advisor.authoring.cases.case_files import UnloadedNames, read_cases
from advisor.authoring.check.subject import CheckSubject, ReportedFinding, report
from advisor.authoring.pack_source.source_entries import iter_scalars
from advisor.errors import PackError
from advisor.loading.nodes import ListNode, MappingNode, Node
from advisor.model.name_suggestion import suggest_name

_RULE_KEYS = frozenset({"fires", "silent", "cautions"})
"""What a case expects under these keys may be in a rule file that cannot be read."""
_KEYS_WITHOUT_NAMES = frozenset({"stage", "guard", "title", "status", "source", "when", "because", "reason", "exempt"})
"""Keys of a rule file below which no name is defined."""


def check(subject: CheckSubject) -> Iterator[ReportedFinding]:
    """What can be said before everything loads; nothing where all does, or where other files are in the way."""
    folder = f"{Path(subject.folder)}{os.sep}"
    parts = {
        file.removeprefix(folder).partition("/")[0] if file.startswith(folder) else file
        for file in subject.unread_files
    }
    if subject.complete or subject.builtin or not parts <= {"rules", "templates"}:
        return
    sound = {item.id for item in subject.iter_section("facts") if item.place not in subject.broken_places}
    names = frozenset(_iter_possible_names(subject)) - (sound & {*subject.rulebase.facts})
    yield from _check_placeholders(subject, names)
    try:
        read_cases(
            Path(subject.folder),
            subject.rulebase,
            UnloadedNames(names, _RULE_KEYS if "rules" in parts else frozenset()),
        )
    except PackError as error:
        yield from (ReportedFinding(None, finding._replace(code="ADV303")) for finding in error.findings)


def _check_placeholders(subject: CheckSubject, names: frozenset[str]) -> Iterator[ReportedFinding]:
    """Names in braces that are no fact under any condition; the loader says the same of the rules it understands."""
    facts = subject.rulebase.facts
    for item, rule in subject.parsed_rules:
        tested = _collect_keys(item.node)
        try:
            named = [name for _, name, _, _ in Formatter().parse(rule.because) if name]
        except ValueError:
            sentence = f"`because` of rule `{item.id}` has a brace that does not close"
            yield report("ADV106", item, sentence, item.find_place("because"))
            continue
        for name in named:
            if name not in {"grounds", *facts} and name not in names and name not in tested:
                sentence = (
                    f"`because` of rule `{item.id}` names `{name}`, which is not a fact{suggest_name(name, facts)}"
                )
                yield report("ADV106", item, sentence, item.find_place("because"))


def _iter_possible_names(subject: CheckSubject) -> Iterator[str]:
    """Every word of the pack that may be meant as a name: all of its knowledge, and what its rules conclude."""
    folder = f"{Path(subject.folder)}{os.sep}"
    for document in subject.documents:
        of_rules = document.display_path.removeprefix(folder).startswith("rules")
        yield from (
            value.text
            for path, value in iter_scalars(document.node)
            if not of_rules or _KEYS_WITHOUT_NAMES.isdisjoint(path)
        )
        if not of_rules:
            yield from _collect_keys(document.node)


def _collect_keys(node: Node) -> frozenset[str]:
    """Every key below a node."""
    if isinstance(node, MappingNode):
        return frozenset(key.text for key, _ in node.items).union(*(_collect_keys(value) for _, value in node.items))
    return (
        frozenset().union(*(_collect_keys(item) for item in node.items)) if isinstance(node, ListNode) else frozenset()
    )
