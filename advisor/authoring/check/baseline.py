"""Baselines: the findings that an old pack already has, so that a check shows only new ones.

A baseline is a JSON file to keep with the pack. It names a finding by file, code and sentence, not by line, because
lines move. Errors that keep the advisor from giving advice are never in it.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import NamedTuple

from advisor.authoring.check.catalogue import load_checks
from advisor.errors import Finding, PackError
from advisor.loading.documents.input_files import read_text
from advisor.loading.documents.yaml_reader import UnreadableError
from advisor.loading.finding_codes import INVALID_SYNTAX, NOT_READABLE

VERSION = 1
_PLACES = re.compile(r" \(at [^)]*\)|:\d+(?::\d+)?\b")
"""What a sentence says of other places; they move too."""
_WAY_OUT = "write it with `advisor rules check --write-baseline FILE`"


class KnownFinding(NamedTuple):
    """A finding without its line: the file relative to the folder of the baseline, the code and the sentence."""

    file: str
    code: str
    sentence: str


class BaselineResult(NamedTuple):
    """The findings that a baseline does not have, how many it has, and how many of its entries are no longer found."""

    new: tuple[Finding, ...]
    known_count: int
    stale_count: int


def can_be_known(finding: Finding) -> bool:
    """Return whether a finding can be in a baseline: all but errors that keep the advisor from giving advice."""
    return not load_checks()[finding.code].keeps_from_advice


def render_baseline(findings: Iterable[Finding], path: str) -> str:
    """Write the findings that can be in a baseline as JSON; `path` is the file that they will be written to."""
    counts = Counter(_build_key(each, path) for each in findings if can_be_known(each))
    entries = [{**key._asdict(), "count": count} for key, count in sorted(counts.items())]
    return json.dumps({"version": VERSION, "findings": entries}, indent=2, ensure_ascii=False) + "\n"


def apply_baseline(findings: Iterable[Finding], path: str) -> BaselineResult:
    """Leave out the findings that the baseline in a file has. Raises PackError if it cannot be used.

    If a file has more findings of a kind than before, the last of them are new.
    """
    remaining = _read_baseline(path)
    new = []
    known_count = 0
    for finding in findings:
        key = _build_key(finding, path)
        if can_be_known(finding) and remaining[key] > 0:
            remaining[key] -= 1
            known_count += 1
        else:
            new.append(finding)
    return BaselineResult(tuple(new), known_count, sum(remaining.values()))


def _build_key(finding: Finding, path: str) -> KnownFinding:
    folder = Path(os.path.realpath(path)).parent
    try:
        file = os.path.relpath(os.path.realpath(finding.place.file), folder)
    except ValueError:  # on another drive
        file = os.path.realpath(finding.place.file)
    return KnownFinding(PurePath(file).as_posix(), finding.code, _PLACES.sub("", finding.sentence))


def _read_baseline(path: str) -> Counter[KnownFinding]:
    try:
        text, name = read_text(path)
    except UnreadableError as error:
        raise PackError([error.finding]) from None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise PackError.at(name, f"this is not valid JSON, so it is no baseline; {_WAY_OUT}", INVALID_SYNTAX) from None
    counts: Counter[KnownFinding] = Counter()
    entries = data.get("findings") if isinstance(data, dict) and data.get("version") == VERSION else None
    for entry in entries if isinstance(entries, list) else [None]:
        values = [entry.get(key) for key in KnownFinding._fields] if isinstance(entry, dict) else [None]
        count = entry.get("count") if isinstance(entry, dict) else None
        if not all(isinstance(each, str) for each in values) or type(count) is not int or count < 1:
            raise PackError.at(name, f"this is no baseline of this version; {_WAY_OUT}", NOT_READABLE)
        counts[KnownFinding(*map(str, values))] += count
    return counts
