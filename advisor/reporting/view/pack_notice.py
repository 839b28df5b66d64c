"""The notice of which packs spoke, for the top of every report, and what they change, for its end.

The program writes it outside of what a template controls, and no pack can change its wording.
"""

from __future__ import annotations

from typing import NamedTuple

from advisor.errors import show_hidden_characters
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import join_words
from advisor.reporting.view.wording import build_wording_lookup


class PackNotice(NamedTuple):
    """Sentences about the packs in use besides the built-in one; all are empty if there is none.

    `packs` names the packs, `remarks` explain the marks in the report, `changes` are what the packs change.
    """

    packs: tuple[str, ...]
    remarks: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def top(self) -> tuple[str, ...]:
        """The sentences at the top of a report."""
        return (*self.packs, *self.remarks)


def build_pack_notice(rulebase: RuleBase) -> PackNotice:
    """Build the notice: which packs are used, where the current folder adds one, and what they change."""
    if len(rulebase.packs) < 2:
        return PackNotice((), (), ())
    say = build_wording_lookup(rulebase)
    packs = join_words(f"{pack.name} {pack.version}" for pack in rulebase.packs)
    found = (
        say("guidance-found", pack=pack.name, folder=show_hidden_characters(" ".join(pack.found_in.split())))
        for pack in rulebase.packs
        if pack.found_in
    )
    changes = tuple(say("guidance-overrides", **override._asdict()) for override in rulebase.overrides)
    remarks = (say("guidance-marks"), *((say("guidance-changes"),) if changes else ()))
    return PackNotice((say("guidance", packs=packs), *found), remarks, changes)
