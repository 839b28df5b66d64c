"""The notice of which packs spoke, for the top of every report, and what they change, for its end.

The program writes it outside of what a template controls, and no pack can change its wording.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import show_hidden_characters
from advisor.model.advice import Advice
from advisor.model.clauses import format_clause
from advisor.model.pack_locators import find_authors
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Stage
from advisor.model.word_lists import join_words
from advisor.reporting.view.wording import WordingLookup, build_wording_lookup


class PackNotice(NamedTuple):
    """Sentences about the packs in use besides the built-in one; all are empty if there is none.

    `packs` names the packs, `remarks` explain the marks in the report, `changes` are what the packs change, and what
    they add to the company's answers.
    """

    packs: tuple[str, ...]
    remarks: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def top(self) -> tuple[str, ...]:
        """The sentences at the top of a report."""
        return (*self.packs, *self.remarks)


def build_pack_notice(rulebase: RuleBase, advice: Advice | None = None) -> PackNotice:
    """Build the notice: which packs are used, where the current folder adds one, and what they change.

    Args:
        rulebase: the packs.
        advice: the advice that the report is about; what packs inferred for it is listed as well.
    """
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
    remarks = (
        say("guidance-marks"),
        *((say("guidance-inferred"),) if advice and has_pack_facts(advice) else ()),
        *((say("guidance-changes"),) if changes else ()),
    )
    inferences = tuple(_describe_inferences(advice, rulebase, say)) if advice else ()
    return PackNotice((say("guidance", packs=packs), *found), remarks, (*changes, *inferences))


def has_pack_facts(advice: Advice) -> bool:
    """Return whether a pack is behind a fact about the company that nobody stated."""
    return any(find_authors(each.source) for each in advice.inferred)


def _describe_inferences(advice: Advice, rulebase: RuleBase, say: WordingLookup) -> Iterator[str]:
    """Describe what packs add to the answers: inferred facts, and conclusions that a report shows nowhere else."""
    for each in advice.inferred:
        value = each.value
        if packs := find_authors(each.source):
            clause = format_clause(rulebase.facts[each.fact], frozenset(value) if isinstance(value, list) else value)
            name = "guidance-infers-from" if each.clause and each.clause != clause else "guidance-infers"
            yield say(name, pack=join_words(packs), clause=clause, origin=each.clause)
    for entry in advice.trace:
        rule = rulebase.rules_by_id[entry.rule]
        concludes_more = any(name not in rulebase.facts for name in entry.concludes)
        if rule.stage is Stage.INFER and concludes_more and (packs := find_authors(rule.source)):
            yield say("guidance-concludes", pack=join_words(packs), title=rule.title.removesuffix("."))
