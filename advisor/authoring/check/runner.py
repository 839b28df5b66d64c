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
from advisor.authoring.check.exemptions import apply_exemptions
from advisor.authoring.check.fix_hints import add_fix
from advisor.authoring.check.subject import CheckSubject, ReportedFinding
from advisor.authoring.pack_source.source_entries import find_line_range, iter_entries
from advisor.errors import Finding, PackError
from advisor.loading.finding_codes import WRONG_SHAPE
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.loading.nodes import FindingList
from advisor.loading.pack_reader import PackReader

MAX_ENTRIES = 20_000
"""Entries of one pack that are looked at; what is more is left out, and said."""


def check_packs(folders: Sequence[str], context_folders: Sequence[str] = ()) -> tuple[Finding, ...]:
    """Everything that is found in the packs in `folders` (in their order), or in the built-in pack where none is given.

    Each pack is looked at together with those before it. Those of `beside` come before all; of them is told only what
    keeps them from being loaded. Every finding has its remedy. They come in the order of files, lines and columns.
    """
    gathered = FindingList()
    for number in range(1, len(folders) + 1) if folders else (0,):
        gathered.extend(_check_last_pack((*context_folders, *folders[:number]) if folders else ()))
    return tuple(dict.fromkeys(map(add_fix, gathered.sort_by_place())))


def _check_last_pack(folders: Sequence[str]) -> Iterator[Finding]:
    """The findings of loading some packs, and those of the checks of the last one (or of the built-in one alone)."""
    reader = PackReader()
    try:
        reader.read_pack(Path(find_builtin_folder()), builtin=True)
        for folder in folders:
            reader.read_pack(Path(folder))
        rulebase = reader.build_partial_rulebase()
    except PackError as error:  # there is too much wrong to go on
        yield from (_mark_loading_error(finding) for finding in error.findings)
        return
    yield from map(_mark_loading_error, reader.findings)
    if len(reader.packs) != len(folders) + 1:
        return  # a folder is not there
    number = len(folders)
    documents = tuple(each for each in reader.documents if each.pack == number)
    wrong: dict[str, list[int]] = {}
    for finding in reader.findings:
        wrong.setdefault(finding.place.file, []).append(finding.place.line or 0)
    items = tuple(islice((item for document in documents for item in iter_entries(document)), MAX_ENTRIES))
    broken = frozenset(
        item.place for item in items if _has_line_between(wrong.get(item.place.file, ()), *find_line_range(item))
    )
    folder = os.fspath(folders[-1] if folders else find_builtin_folder())
    name = reader.packs[-1].name
    unread = frozenset(wrong) - {document.display_path for document in documents}
    subject = CheckSubject(rulebase, name, not folders, folder, documents, items, broken, not reader.findings, unread)
    yield from (each.finding for each in apply_exemptions(_run_checks(subject), subject))


def _mark_loading_error(finding: Finding) -> Finding:
    return finding._replace(code=finding.code or WRONG_SHAPE, severity=ERROR)


def _has_line_between(error_lines: Sequence[int], first: int, last: int) -> bool:
    return any(first <= line <= last for line in error_lines)


def _run_checks(subject: CheckSubject) -> Iterator[ReportedFinding]:
    for of_each in (sources, vocabulary, wording, sentences, logic, templates, layout):
        yield from of_each.check(subject)
    yield from waiting.check(subject)
    if subject.complete:
        shown = cases.check_cases(subject)
        yield from shown.findings
        yield from logic.check_rulebase(subject, shown.fired)
        yield from vocabulary.check_rulebase(subject)
