"""`advisor rules list`: the rules, each with its source, what it reads and what it can lead to."""

from __future__ import annotations

import json
import os

import click

from advisor.authoring.pack_source.replaced_rules import gone
from advisor.authoring.reference.rule_list import Row, Wanted, selected
from advisor.cli.pack_option import pack_option, rulebase_of
from advisor.loading.pack_discovery import discovered
from advisor.model.rulebase import RuleBase
from advisor.model.rules import RuleStatus
from advisor.model.vocabulary import Stage

_FEW = 3
_HEADS = ("RULE", "STAGE", "STATUS", "SOURCE", "READS", "CAN LEAD TO")


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
    rulebase = rulebase_of(packs)
    rows = selected(rulebase, Wanted(stage, status, reads, leads_to, _named(packs, rulebase) if packs else None))
    if format_ == "json":
        click.echo(json.dumps([row._asdict() for row in rows], indent=2, ensure_ascii=False))
        return
    for line in _table(rows) if rows else ():
        click.echo(line)
    click.echo(f"{len(rows)} {'rule' if len(rows) == 1 else 'rules'}")
    for override in rulebase.overrides:
        section, _, name = override.what.partition("/")
        if section == "rules" and (why := gone(name, rulebase)):
            click.echo(f"rule `{name}` is {why}")


def _named(packs: tuple[str, ...], rulebase: RuleBase) -> frozenset[str]:
    """The names of the packs in the folders given, and not of those found by themselves."""
    folders = {os.path.realpath(each) for each in packs}
    loaded = zip(discovered(packs), rulebase.packs[1:], strict=True)
    return frozenset(pack.name for folder, pack in loaded if os.path.realpath(folder) in folders)


def _table(rows: list[Row]) -> list[str]:
    cells = [
        _HEADS,
        *((row.id, row.stage, row.status, row.source, _few(list(row.reads)), _leads(row)) for row in rows),
    ]
    widths = [max(len(row[at]) for row in cells) for at in range(len(_HEADS))]
    return ["  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _leads(row: Row) -> str:
    told = (f"{name} {_few(values) if len(values) < _FEW else len(values)}" for name, values in row.leads_to.items())
    return "; ".join(told) or "-"


def _few(names: list[str]) -> str:
    if len(names) <= _FEW:
        return ", ".join(names) or "-"
    return f"{', '.join(names[: _FEW - 1])} and {len(names) - _FEW + 1} more"
