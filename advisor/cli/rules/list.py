"""`advisor rules list`: the rules, each with its source, what it reads and what it can lead to."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence

import click

from advisor.authoring.pack_source.replaced_rules import describe_removed_rule
from advisor.authoring.reference.rule_list import RuleFilter, RuleRow, select_rules
from advisor.cli.completion import complete_read_names
from advisor.cli.echo import echo
from advisor.cli.pack_option import pack_option
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.pack_discovery import discover_packs
from advisor.model.rulebase import RuleBase
from advisor.model.rules import RuleStatus
from advisor.model.vocabulary import Stage
from advisor.model.word_lists import format_count

_MAX_NAMES = 3
_HEADERS = ("RULE", "STAGE", "STATUS", "SOURCE", "READS", "CAN LEAD TO")


@click.command("list")
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]), help="Only rules of this stage.")
@click.option("--status", type=click.Choice([status.value for status in RuleStatus]), help="Only rules of this status.")
@click.option(
    "--reads", metavar="FACT", shell_complete=complete_read_names, help="Only rules that read this fact or conclusion."
)
@click.option("--leads-to", metavar="VALUE", help="Only rules that can lead to this verdict, step, … (or NAME: VALUE).")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@pack_option
def command(
    stage: str | None, status: str | None, reads: str | None, leads_to: str | None, format_: str, packs: tuple[str, ...]
) -> None:
    """List the rules of the rule base; with --pack, only the rules of these packs.

    With several filters, a rule must match all of them.
    """
    rulebase = load(discover_packs(packs))
    pack_names = _find_pack_names(packs, rulebase) if packs else None
    rows = select_rules(rulebase, RuleFilter(stage, status, reads, leads_to, pack_names))
    if format_ == "json":
        echo(json.dumps([row._asdict() for row in rows], indent=2, ensure_ascii=False))
        return
    for line in _format_table(rows) if rows else ():
        echo(line)
    echo(format_count(len(rows), "rule"))
    for override in rulebase.overrides:
        section, _, name = override.what.partition("/")
        if section == "rules" and (change := describe_removed_rule(name, rulebase)):
            echo(f"rule `{name}` is {change}")


def _find_pack_names(packs: tuple[str, ...], rulebase: RuleBase) -> frozenset[str]:
    """Return the names of the packs in the given folders, without the packs that are found automatically."""
    folders = {os.path.realpath(folder) for folder in packs}
    loaded = zip(discover_packs(packs), rulebase.packs[1:], strict=True)
    return frozenset(pack.name for folder, pack in loaded if os.path.realpath(folder) in folders)


def _format_table(rows: list[RuleRow]) -> list[str]:
    cells = [_HEADERS]
    for row in rows:
        cells.append((row.id, row.stage, row.status, row.source, _shorten_names(row.reads), _format_outcomes(row)))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _format_outcomes(row: RuleRow) -> str:
    """Format the values of each conclusion, or their number if there are many."""
    parts = (
        f"{name} {_shorten_names(values) if len(values) < _MAX_NAMES else len(values)}"
        for name, values in row.leads_to.items()
    )
    return "; ".join(parts) or "-"


def _shorten_names(names: Sequence[str]) -> str:
    if len(names) <= _MAX_NAMES:
        return ", ".join(names) or "-"
    return f"{', '.join(names[: _MAX_NAMES - 1])} and {len(names) - _MAX_NAMES + 1} more"
