"""The report of a census: as text, as Markdown and as JSON (docs/census.schema.json)."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from advisor.authoring.census.census import CONTRADICTION, NO_LEVEL, OPEN, REFUSED, PopulationCensus
from advisor.authoring.population.populations import BASIS_SCORES, BASIS_SIGNS, BASIS_STATED
from advisor.authoring.population.score_totals import TOTAL
from advisor.model.rulebase import NO_VERDICT, RuleBase

SCHEMA = "census/1"
_WIDTH = 79
_TITLES = {
    BASIS_STATED: "Companies that state their level",
    BASIS_SCORES: "Companies with one total score for both teams",
    BASIS_SIGNS: "Companies with signs of their level",
    "": "All companies",
}
_NOTES = {
    REFUSED: "refused: these answers exclude each other, so the advisor asks for a correction; the shares are those of "
    "the other companies",
    CONTRADICTION: "contradiction: the rules give two verdicts, or two levels, so there is no advice",
    OPEN: "open: the verdict or the level depends on answers of a survey, which these companies do not have",
    NO_VERDICT: "none: the rules give no verdict, or no level",
}
_HEADERS = ("LEVEL", "VERDICT", "COMPANIES", "SHARE")
_EXPLANATION = (
    "A possible company answers every fact that matters for the verdict or the level. Each combination of answers is "
    "one company. A list counts with the values that rules ask for, and a number with the ranges that rules "
    "distinguish."
)


def format_text(rulebase: RuleBase, censuses: Sequence[PopulationCensus]) -> str:
    """Format a census for a terminal."""
    lines = [f"Possible companies by verdict ({_name_packs(rulebase)})", "", *textwrap.wrap(_EXPLANATION, _WIDTH)]
    for census in censuses:
        rows = [_HEADERS, *_list_rows(census)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADERS))]
        lines += ["", f"{_TITLES[census.basis]}: {census.companies:,}", ""]
        for level, verdict, number, share in rows:
            cells = f"{level:<{widths[0]}}  {verdict:<{widths[1]}}  {number:>{widths[2]}}  {share:>{widths[3]}}"
            lines.append(f"  {cells}".rstrip())
        lines += ["", *(line for note in _list_notes(census) for line in textwrap.wrap(note, _WIDTH, **_INDENT))]
    return "\n".join(lines) + "\n"


_INDENT: dict[str, Any] = {"initial_indent": "  ", "subsequent_indent": "    ", "break_on_hyphens": False}


def format_markdown(rulebase: RuleBase, censuses: Sequence[PopulationCensus]) -> str:
    """Format a census as Markdown."""
    lines = [f"# Possible companies by verdict ({_name_packs(rulebase)})", "", _EXPLANATION]
    for census in censuses:
        lines += ["", f"## {_TITLES[census.basis]}: {census.companies:,}", ""]
        lines += ["| Level | Verdict | Companies | Share |", "|---|---|---:|---:|"]
        lines += [f"| {' | '.join(row)} |" for row in _list_rows(census)]
        lines += ["", *(f"- {note}" for note in _list_notes(census))]
    return "\n".join(lines) + "\n"


def format_json(rulebase: RuleBase, censuses: Sequence[PopulationCensus]) -> str:
    """Format a census as JSON."""
    data = {
        "schema": SCHEMA,
        "packs": [{"name": pack.name, "version": pack.version} for pack in rulebase.packs],
        "populations": [_build_data(census) for census in censuses],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


FORMATS = {"text": format_text, "md": format_markdown, "json": format_json}


def _build_data(census: PopulationCensus) -> dict[str, Any]:
    return {
        "known_by": census.basis or None,
        "companies": census.companies,
        "domains": dict(census.domains),
        "sum": census.sum,
        "verdicts": census.sum_verdicts(),
        "levels": {level: census.sum_verdicts(level) for level in census.levels},
    }


def _list_rows(census: PopulationCensus) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows of the table: the verdicts of all companies, then those of each level."""
    yield from (("all", *row) for row in _format_counts(census.sum_verdicts()))
    for level in census.levels if census.levels != (NO_LEVEL,) else ():
        yield from ((level, *row) for row in _format_counts(census.sum_verdicts(level)))


def _format_counts(counts: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    """Yield each verdict with its number, and its share of the companies that are not refused."""
    accepted = sum(number for verdict, number in counts.items() if verdict != REFUSED)
    for verdict, number in counts.items():
        yield verdict, f"{number:,}", "" if verdict == REFUSED else _format_share(number, accepted)


def _format_share(part: int, total: int) -> str:
    """Format a share in percent, rounded in exact arithmetic; only none and all look like 0 and 100."""
    hundredths = (20_000 * part + total) // (2 * total)
    if 0 < part < total and hundredths in (0, 10_000):
        return "< 0.01 %" if hundredths == 0 else "> 99.99 %"
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def _list_notes(census: PopulationCensus) -> Iterator[str]:
    names = {each for count in census.counts for each in (count.verdict, count.level)}
    yield from (note for name, note in _NOTES.items() if name in names)
    domains = ", ".join(f"{name} {size}" for name, size in census.domains.items())
    is_right = "" if census.sum == census.companies else "not "
    yield (
        f"The counts add up to {census.sum:,}, which is {is_right}the product of the number of answers to each fact: "
        f"{domains}"
    )
    if census.basis == BASIS_SCORES:
        yield f"{TOTAL.fact}: each whole number from 20 to 100 is an answer"


def _name_packs(rulebase: RuleBase) -> str:
    return ", ".join(f"{pack.name} {pack.version}" for pack in rulebase.packs)
