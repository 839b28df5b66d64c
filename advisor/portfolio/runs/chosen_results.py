"""The result columns that a user asks for: by name, or by pattern such as `step:*`."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from advisor.errors import BatchError, Finding, Place
from advisor.loading import finding_codes as codes
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.portfolio.core.result_columns import CAUTION, REASON, STEP, TEXT_COLUMNS
from advisor.reasoning.reasons import FAVOURING_CONCLUSIONS

LISTS = {"reasons": REASON, "steps": STEP, "cautions": CAUTION}
"""The columns of lists, and how the columns begin that each stands in for."""


def list_known_results(rulebase: RuleBase) -> list[str]:
    """List every result column that the rule base can have, also those that some tables have no facts for."""
    reasons = [f"{REASON}{rule.id}" for rule in rulebase.find_concluding_rules(*FAVOURING_CONCLUSIONS)]
    cautions = dict.fromkeys(f"{CAUTION}{atom.value}" for atom in rulebase.list_concluded_atoms("caution"))
    return [*TEXT_COLUMNS, *reasons, *(f"{STEP}{step}" for step in rulebase.steps), *cautions]


def choose_results(
    wanted: str | None, outputs: Sequence[str], every: Sequence[str], *, as_lists: bool
) -> tuple[tuple[str, ...], list[str]]:
    """Return the result columns to write, in their usual order; and those named that no row of the table can have.

    Args:
        wanted: names and patterns, joined by commas; None for all.
        outputs: the result columns that rows of the table can have.
        every: all result columns of the rule base.
        as_lists: whether lists replace the columns of yes or no.

    Raises:
        BatchError: a name or pattern fits no result column.
    """
    known = (*TEXT_COLUMNS, *LISTS) if as_lists else tuple(outputs)
    if wanted is None:
        return known, []
    possible = () if as_lists else tuple(every)
    patterns = [part.strip() for part in wanted.split(",") if part.strip()]
    findings = []
    chosen: set[str] = set()
    absent: list[str] = []
    for pattern in patterns:
        found = [name for name in known if name == pattern or ("*" in pattern and fnmatchcase(name, pattern))]
        if not found and any(fnmatchcase(name, pattern) for name in possible):
            absent.append(pattern)
        elif not found:
            groups = [f"{prefix}*" for prefix in LISTS.values()]
            hint = suggest_name(pattern, (*known, *possible, *(() if as_lists else groups)))
            more = "" if as_lists else ", `reason:*`, `step:*` or `caution:*`"
            names = ", ".join(f"`{name}`" for name in (known if as_lists else TEXT_COLUMNS))
            fallback = f"; write {names}{more}"
            sentence = f"`{pattern}` is not a result column{hint or fallback}"
            findings.append(Finding(Place("--columns"), sentence, codes.UNKNOWN_COLUMN))
        chosen.update(found)
    if not patterns:
        findings.append(Finding(Place("--columns"), "no column is named; leave it out for all", codes.INVALID_OPTION))
    if findings:
        raise BatchError(findings)
    return tuple(name for name in known if name in chosen), absent
