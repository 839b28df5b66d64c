"""What the checks say of a new rule before it is written: errors refuse it, warnings go with it as remarks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from advisor.authoring.check.catalogue import ERROR, NOTE, WARNING
from advisor.authoring.check.runner import check_packs
from advisor.authoring.pack_source.stubs import NewStep
from advisor.errors import AdvisorError, Finding, Place
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import MOVE_TO, STATE, VERDICT
from advisor.model.rules import Rule
from advisor.model.vocabulary import Stage

STUB_CHECK = "ADV613"
"""The check that finds stubs; each of them stands where it was just put."""


class ScaffoldError(AdvisorError):
    """A new rule that does not fit, or for which no case can be made."""


def review_new_rule(pack: Path, base_packs: Iterable[str], old_line_counts: Mapping[str, int]) -> tuple[Finding, ...]:
    """What the checks find in what is new, but for notes. Raises ScaffoldError where there is an error.

    `before` are the packs loaded before it; in each file of `lines`, what stands below so many lines is new.
    """
    found = []
    for each in check_packs([str(pack)], tuple(base_packs)):
        path = each.place.file.removeprefix(f"{pack}{os.sep}")
        if each.severity != NOTE and path in old_line_counts and (each.place.line or 0) > old_line_counts[path]:
            found.append(each)
    if errors := [each for each in found if each.severity == ERROR]:
        raise ScaffoldError(errors)
    stubs = dict.fromkeys(each.place.file for each in found if each.code == STUB_CHECK)
    words = "put your own words in the place of the stubs; `advisor rules check` names those that are left"
    to_mend = [Finding(Place(file), words, severity=WARNING) for file in stubs]
    return (*(each for each in found if each.code != STUB_CHECK), *to_mend)


def check_step_moves(rule: Rule, steps: Iterable[NewStep], place: Place) -> Iterator[Finding]:
    """New steps of a move which the rule would advise in states from which that move does not go."""
    read = {leaf.name for leaf in iter_leaves(rule.condition)}
    for step in steps:
        if rule.stage is Stage.PLAN and "-to-" in step.move and not read & {STATE, VERDICT, MOVE_TO}:
            start = step.move.split("-to-")[0]
            sentence = f"step `{step.id}` belongs to the move {step.move}, but the rule advises it in every state"
            yield Finding(place, sentence, severity=WARNING, fix=f"add `{STATE}: {start}` or a `{VERDICT}`")
