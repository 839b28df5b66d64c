"""What is certain already of a pack that does not load: placeholders that name no fact, and cases that name nothing.

Whatever an entry with something wrong in it may have been meant to define is left alone, so that nothing is told which
goes away with what is told elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from advisor.authoring.cases.case_files import Beyond, read_cases
from advisor.authoring.check.subject import Found, Subject, found
from advisor.authoring.pack_source.items import scalars
from advisor.errors import PackError, nearest
from advisor.loading.nodes import Listing, Mapped, Node

_OF_RULES = frozenset({"fires", "silent", "cautions"})
"""What a case expects under these keys may be in a rule file that cannot be read."""
_NO_NAMES = frozenset({"stage", "guard", "title", "status", "source", "when", "because", "reason", "exempt"})
"""Keys of a rule file below which no name is defined."""


def check(subject: Subject) -> Iterator[Found]:
    """What can be said before everything loads; nothing where all does, or where other files are in the way."""
    folder = f"{Path(subject.folder)}{os.sep}"
    parts = {
        file.removeprefix(folder).partition("/")[0] if file.startswith(folder) else file for file in subject.unread
    }
    if subject.complete or subject.builtin or not parts <= {"rules", "templates"}:
        return
    sound = {item.id for item in subject.section("facts") if item.place not in subject.broken}
    names = frozenset(_names(subject)) - (sound & {*subject.rulebase.facts})
    yield from _placeholders(subject, names)
    try:
        read_cases(
            Path(subject.folder), subject.rulebase, Beyond(names, _OF_RULES if "rules" in parts else frozenset())
        )
    except PackError as error:
        yield from (Found(None, finding._replace(code="ADV303")) for finding in error.findings)


def _placeholders(subject: Subject, names: frozenset[str]) -> Iterator[Found]:
    """Names in braces that are no fact under any condition; the loader says the same of the rules it understands."""
    facts = subject.rulebase.facts
    for item, rule in subject.understood:
        tested = _keys(item.node)
        try:
            named = [name for _, name, _, _ in Formatter().parse(rule.because) if name]
        except ValueError:
            sentence = f"`because` of rule `{item.id}` has a brace that does not close"
            yield found("ADV106", item, sentence, item.at("because"))
            continue
        for name in named:
            if name not in {"grounds", *facts} and name not in names and name not in tested:
                sentence = f"`because` of rule `{item.id}` names `{name}`, which is not a fact{nearest(name, facts)}"
                yield found("ADV106", item, sentence, item.at("because"))


def _names(subject: Subject) -> Iterator[str]:
    """Every word of the pack that may be meant as a name: all of its knowledge, and what its rules conclude."""
    folder = f"{Path(subject.folder)}{os.sep}"
    for document in subject.documents:
        of_rules = document.shown.removeprefix(folder).startswith("rules")
        yield from (value.text for path, value in scalars(document.node) if not of_rules or _NO_NAMES.isdisjoint(path))
        if not of_rules:
            yield from _keys(document.node)


def _keys(node: Node) -> frozenset[str]:
    """Every key below a node."""
    if isinstance(node, Mapped):
        return frozenset(key.text for key, _ in node.items).union(*(_keys(value) for _, value in node.items))
    return frozenset().union(*(_keys(item) for item in node.items)) if isinstance(node, Listing) else frozenset()
