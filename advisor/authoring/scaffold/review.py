"""The checks of a new rule before it is written: errors refuse it, warnings become remarks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from advisor.authoring.check.catalogue import ERROR, NOTE, WARNING
from advisor.authoring.check.run_checks import check_packs
from advisor.errors import AdvisorError, Finding, Place

STUB_CHECK = "ADV613"
"""The check that finds stubs."""


class ScaffoldError(AdvisorError):
    """A new rule that is not valid, or for which no case can be made."""


def review_new_rule(pack: Path, base_packs: Iterable[str], old_line_counts: Mapping[str, int]) -> tuple[Finding, ...]:
    """Check the new lines of a pack.

    Args:
        pack: The folder of the pack.
        base_packs: The packs loaded before it.
        old_line_counts: The number of old lines in each changed file; the lines below them are new.

    Returns:
        The warnings about new lines, one for all stubs of a file. Raises ScaffoldError with the errors.
    """
    remarks = []
    for finding in check_packs([str(pack)], tuple(base_packs)):
        path = finding.place.file.removeprefix(f"{pack}{os.sep}")
        is_new = path in old_line_counts and (finding.place.line or 0) > old_line_counts[path]
        if is_new and finding.severity != NOTE:
            remarks.append(finding)
    if errors := [finding for finding in remarks if finding.severity == ERROR]:
        raise ScaffoldError(errors)
    files = dict.fromkeys(finding.place.file for finding in remarks if finding.code == STUB_CHECK)
    sentence = "replace the stubs with your own words; `advisor rules check` lists the stubs that are left"
    stubs = [Finding(Place(file), sentence, STUB_CHECK, WARNING) for file in files]
    return (*(finding for finding in remarks if finding.code != STUB_CHECK), *stubs)
