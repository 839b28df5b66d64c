"""`advisor rules list`: the rules, each with its source, what it reads and what it can lead to."""

from __future__ import annotations

import json
import os

import click

from advisor.authoring.pack_source.replaced_rules import describe_removed_rule
from advisor.authoring.reference.rule_list import RuleFilter, RuleRow, select_rules
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.loading.pack_discovery import discover_packs
from advisor.model.rulebase import RuleBase
from advisor.model.rules import RuleStatus
from advisor.model.vocabulary import Stage

_MAX_NAMES = 3
_HEADERS = ("RULE", "STAGE", "STATUS", "SOURCE", "READS", "CAN LEAD TO")


@click.command("list")
@click.option("--stage", type=click.Choice([each.value for each in Stage]), help="Rules of this stage only.")
@click.option("--status", type=click.Choice([each.value for each in RuleStatus]), help="Rules of this status only.")
@click.option("--reads", metavar="FACT", help="Rules that read this fact (or conclusion) only.")
@click.option("--leads-to", metavar="VALUE", help="Rules that can lead to this verdict, step, … (or `NAME: VALUE`).")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@pack_option
def command(
    stage: str | None,
    status: str | None,
    reads: str | None,
    leads_to: str | None,
    format_: str,
    packs: tuple[str, ...],
) -> None:
    """List rules: all of them, or those of the packs given, that fit what is asked for."""
    rulebase = load_rulebase(packs)
    rows = select_rules(
        rulebase, RuleFilter(stage, status, reads, leads_to, _find_pack_names(packs, rulebase) if packs else None)
    )
    if format_ == "json":
        click.echo(json.dumps([row._asdict() for row in rows], indent=2, ensure_ascii=False))
        return
    for line in _format_table(rows) if rows else ():
        click.echo(line)
    click.echo(f"{len(rows)} {'rule' if len(rows) == 1 else 'rules'}")
    for override in rulebase.overrides:
        section, _, name = override.what.partition("/")
        if section == "rules" and (why := describe_removed_rule(name, rulebase)):
            click.echo(f"rule `{name}` is {why}")


def _find_pack_names(packs: tuple[str, ...], rulebase: RuleBase) -> frozenset[str]:
    """The names of the packs in the folders given, and not of those found by themselves."""
    folders = {os.path.realpath(each) for each in packs}
    loaded = zip(discover_packs(packs), rulebase.packs[1:], strict=True)
    return frozenset(pack.name for folder, pack in loaded if os.path.realpath(folder) in folders)


def _format_table(rows: list[RuleRow]) -> list[str]:
    cells = [
        _HEADERS,
        *(
            (row.id, row.stage, row.status, row.source, _shorten_names(list(row.reads)), _format_effects(row))
            for row in rows
        ),
    ]
    widths = [max(len(row[at]) for row in cells) for at in range(len(_HEADERS))]
    return ["  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _format_effects(row: RuleRow) -> str:
    told = (
        f"{name} {_shorten_names(values) if len(values) < _MAX_NAMES else len(values)}"
        for name, values in row.leads_to.items()
    )
    return "; ".join(told) or "-"


def _shorten_names(names: list[str]) -> str:
    if len(names) <= _MAX_NAMES:
        return ", ".join(names) or "-"
    return f"{', '.join(names[: _MAX_NAMES - 1])} and {len(names) - _MAX_NAMES + 1} more"
