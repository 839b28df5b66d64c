"""The headline of the verdict, with the packs behind it: those that wrote it, or without which it would be another."""

from __future__ import annotations

from advisor.model.advice import Advice
from advisor.model.pack_locators import find_authors
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.numbered_notes import format_pack_marks

_SENTENCE_ENDS = (".", "!", "?", ":")


def mark_headline(advice: Advice, rulebase: RuleBase) -> Advice:
    """Return an advice whose headline names the packs behind it: `Move up one level. [pack ours]`.

    The mark is part of the headline, so that a template of a pack or of the user has it as well.
    """
    entry = rulebase.entries.get(f"verdicts/{advice.verdict}")
    packs = [
        pack
        for source in (entry.source if entry else "", *_list_shared_sources(advice))
        for pack in find_authors(source)
    ]
    if not packs or not advice.headline:
        return advice
    stop = "" if advice.headline.endswith(_SENTENCE_ENDS) else "."
    return advice._replace(headline=f"{advice.headline}{stop} {format_pack_marks(packs)}")


def _list_shared_sources(advice: Advice) -> list[str]:
    """List the sources of the grounds of the verdict; none if one of the grounds needs no pack."""
    sources = [ground.source for ground in advice.grounds]
    return sources if all(map(find_authors, sources)) else []
