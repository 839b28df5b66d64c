"""All checks of some packs in one run: errors of loading, and what the checks find in everything that loads."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from advisor.authoring.check import (
    band_checks,
    case_checks,
    layout_checks,
    partial_packs,
    rule_checks,
    source_checks,
    template_checks,
    text_checks,
    verdict_checks,
    vocabulary_checks,
)
from advisor.authoring.check.catalogue import ERROR, load_checks
from advisor.authoring.check.checked_pack import CheckSubject, ReportedFinding
from advisor.authoring.check.exemptions import apply_exemptions
from advisor.authoring.check.proof_checks import Proof, ProofRequest, check_proofs, prove_packs
from advisor.authoring.check.shape_examples import find_example
from advisor.authoring.pack_source.source_entries import find_line_range, iter_entries
from advisor.errors import Finding, PackError, Place
from advisor.loading.documents.nodes import FindingList
from advisor.loading.finding_codes import WRONG_SHAPE
from advisor.loading.packs.load_rulebase import find_builtin_folder, read_packs
from advisor.model.rulebase import RuleBase

MAX_ENTRIES = 20_000
"""Maximum number of entries of one pack that are checked."""
_SUGGESTION = re.compile(r"did you mean (`[^`]+`)\?\Z")
_STATEMENT_BEGINNINGS = ("it can be ", "it must be ")
"""Beginnings of the last part of a sentence that is not an instruction."""


def check_packs(
    folders: Sequence[str], context_folders: Sequence[str] = (), proof_request: ProofRequest | None = None
) -> tuple[Finding, ...]:
    """Check packs, each together with those before it; the built-in pack if there are no `folders`.

    Args:
        folders: The packs to check.
        context_folders: Packs to load before them; only errors that keep these from loading are reported.
        proof_request: Whether to prove the laws for all companies too; nothing is proven while something does not load.

    Returns:
        The findings in the order of files, lines and columns, each with a fix.
    """
    findings = FindingList()
    by_place: dict[tuple[Place, str], int] = {}
    together = _read_rulebase((*context_folders, *folders)) if len(folders) > 1 else None
    proof = _prove(folders, context_folders, proof_request) if proof_request else None
    for number in range(len(folders), 0, -1) if folders else (0,):
        checked = (*context_folders, *folders[:number]) if folders else ()
        for finding in _check_last_pack(checked, together, proof, is_last=number == len(folders)):
            # all packs together say more about an error than some of them
            if by_place.setdefault((finding.place, finding.code), number) == number or finding.severity != ERROR:
                findings.append(finding)
    return tuple(dict.fromkeys(map(_add_fix, findings.sort_by_place())))


def _prove(folders: Sequence[str], context_folders: Sequence[str], request: ProofRequest) -> Proof | None:
    """Prove the laws for all packs together; None if they do not load."""
    rulebase = _read_rulebase((*context_folders, *folders) if folders else ())
    earlier = _read_rulebase(context_folders) if folders else None
    return prove_packs(rulebase, earlier, request) if rulebase else None


def _read_rulebase(folders: Sequence[str]) -> RuleBase | None:
    """Read the rule base of some packs; None if they do not load."""
    try:
        return read_packs(folders).build_rulebase()
    except PackError:
        return None


def _check_last_pack(
    folders: Sequence[str], together: RuleBase | None, proof: Proof | None, *, is_last: bool
) -> Iterator[Finding]:
    """Yield the errors of loading some packs, and the findings of the checks of the last one.

    `together` is the rule base of these and further packs, if there are any and all of them load; `proof` is about all
    of them.
    """
    try:
        reader = read_packs(folders)
        rulebase = reader.build_partial_rulebase()
    except PackError as error:  # there are too many errors to go on
        yield from map(_mark_loading_error, error.findings)
        return
    yield from map(_mark_loading_error, reader.findings)
    if len(reader.packs) != len(folders) + 1:
        return  # a folder does not exist
    documents = tuple(each for each in reader.documents if each.pack == len(folders))
    error_lines: dict[str, list[int]] = {}
    for finding in reader.findings:
        error_lines.setdefault(finding.place.file, []).append(finding.place.line or 0)
    items = tuple(islice((item for document in documents for item in iter_entries(document.node)), MAX_ENTRIES))
    subject = CheckSubject(
        rulebase,
        pack=reader.packs[-1].name,
        builtin=not folders,
        folder=os.fspath(folders[-1] if folders else find_builtin_folder()),
        documents=documents,
        items=items,
        broken_places=frozenset(
            item.place
            for item in items
            for first, last in [find_line_range(item)]
            if any(first <= line <= last for line in error_lines.get(item.place.file, ()))
        ),
        complete=not reader.findings,
        unread_files=frozenset(error_lines) - {document.display_path for document in documents},
        error_places=frozenset(finding.place for finding in reader.findings),
        with_later_packs=together,
        earlier_folders=tuple(folders[:-1]),
    )
    reported = {(each.place, each.sentence) for each in reader.findings}
    found = list(_run_checks(subject))
    if proof is not None:
        found += check_proofs(subject, proof, tuple(found), is_last=is_last)
    is_proven = proof is not None and not proof.result.undecided
    for each in apply_exemptions(found, subject, proven=is_proven):
        if (each.finding.place, each.finding.sentence) not in reported:
            yield each.finding


def _mark_loading_error(finding: Finding) -> Finding:
    return finding._replace(code=finding.code or WRONG_SHAPE, severity=ERROR)


def _run_checks(subject: CheckSubject) -> Iterator[ReportedFinding]:
    for module in (
        source_checks,
        vocabulary_checks,
        band_checks,
        text_checks,
        rule_checks,
        template_checks,
        layout_checks,
        partial_packs,
    ):
        yield from module.check(subject)
    if subject.complete:
        evidence = case_checks.check_cases(subject)
        yield from evidence.findings
        yield from rule_checks.check_rulebase(subject, evidence.fired)
        yield from vocabulary_checks.check_rulebase(subject)
        yield from verdict_checks.check_missing_verdicts(subject)


def _add_fix(finding: Finding) -> Finding:
    """Return the finding with a fix: its own, the end of its sentence, or what the catalogue says."""
    fix = finding.fix or _extract_fix(finding) or (find_example(finding) if finding.code == WRONG_SHAPE else "")
    return finding._replace(fix=fix or load_checks()[finding.code].short_fix)


def _extract_fix(finding: Finding) -> str:
    """Return the fix at the end of a loader's sentence ("…; did you mean `stable`?", "…; add `then`"); "" if none."""
    if suggestion := _SUGGESTION.search(finding.sentence):
        return f"write {suggestion[1]}"
    if not finding.code.startswith(("ADV0", "ADV1", "ADV303")):  # other checks give their own fix
        return ""
    _, separator, end = finding.sentence.rpartition("; ")
    return "" if not separator or end.count("`") % 2 or end.startswith(_STATEMENT_BEGINNINGS) else end
