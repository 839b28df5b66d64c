"""All checks of some packs in one run: what does not load, and what lint finds in everything that does."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from advisor.authoring.check import case_checks as cases
from advisor.authoring.check import layout_checks as layout
from advisor.authoring.check import partial_packs as waiting
from advisor.authoring.check import rule_checks as logic
from advisor.authoring.check import sentence_checks as sentences
from advisor.authoring.check import source_checks as sources
from advisor.authoring.check import template_checks as templates
from advisor.authoring.check import text_checks as wording
from advisor.authoring.check import vocabulary_checks as vocabulary
from advisor.authoring.check.catalogue import ERROR
from advisor.authoring.check.exemptions import exempted
from advisor.authoring.check.fix_hints import remedied
from advisor.authoring.check.subject import Found, Subject
from advisor.authoring.pack_source.items import items_of, lines
from advisor.errors import Finding, PackError
from advisor.loading.finding_codes import FORM
from advisor.loading.nodes import Findings
from advisor.loading.pack_reader import PackReader
from advisor.loading.packs import builtin_folder

MOST_ITEMS = 20_000
"""Entries of one pack that are looked at; what is more is left out, and said."""


def check(folders: Sequence[str], beside: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Everything that is found in the packs in `folders` (in their order), or in the built-in pack where none is given.

    Each pack is looked at together with those before it. Those of `beside` come before all; of them is told only what
    keeps them from being loaded. Every finding has its remedy. They come in the order of files, lines and columns.
    """
    gathered = Findings()
    for number in range(1, len(folders) + 1) if folders else (0,):
        gathered.extend(_of_last((*beside, *folders[:number]) if folders else ()))
    return tuple(dict.fromkeys(map(remedied, gathered.in_order())))


def _of_last(folders: Sequence[str]) -> Iterator[Finding]:
    """The findings of loading some packs, and those of the checks of the last one (or of the built-in one alone)."""
    reader = PackReader()
    try:
        reader.pack(Path(builtin_folder()), builtin=True)
        for folder in folders:
            reader.pack(Path(folder))
        rulebase = reader.whole()
    except PackError as error:  # there is too much wrong to go on
        yield from (_of_loading(finding) for finding in error.findings)
        return
    yield from map(_of_loading, reader.findings)
    if len(reader.packs) != len(folders) + 1:
        return  # a folder is not there
    number = len(folders)
    documents = tuple(each for each in reader.documents if each.pack == number)
    wrong: dict[str, list[int]] = {}
    for finding in reader.findings:
        wrong.setdefault(finding.place.file, []).append(finding.place.line or 0)
    items = tuple(islice((item for document in documents for item in items_of(document)), MOST_ITEMS))
    broken = frozenset(item.place for item in items if _touches(wrong.get(item.place.file, ()), *lines(item)))
    folder = os.fspath(folders[-1] if folders else builtin_folder())
    name = reader.packs[-1].name
    unread = frozenset(wrong) - {document.shown for document in documents}
    subject = Subject(rulebase, name, not folders, folder, documents, items, broken, not reader.findings, unread)
    yield from (each.finding for each in exempted(_checks(subject), subject))


def _of_loading(finding: Finding) -> Finding:
    return finding._replace(code=finding.code or FORM, severity=ERROR)


def _touches(wrong: Sequence[int], first: int, last: int) -> bool:
    return any(first <= line <= last for line in wrong)


def _checks(subject: Subject) -> Iterator[Found]:
    for of_each in (sources, vocabulary, wording, sentences, logic, templates, layout):
        yield from of_each.check(subject)
    yield from waiting.check(subject)
    if subject.complete:
        shown = cases.look(subject)
        yield from shown.findings
        yield from logic.check_whole(subject, shown.fired)
        yield from vocabulary.check_whole(subject)
