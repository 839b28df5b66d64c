"""`advisor rules census`: how many of all possible companies get which verdict."""

from __future__ import annotations

import click

from advisor.authoring.census.census import count_companies
from advisor.authoring.census.report import FORMATS
from advisor.cli.output_files import write_output
from advisor.cli.pack_option import pack_option
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.pack_discovery import discover_packs


@click.command("census")
@pack_option
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="Output format."
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of the terminal.")
def command(packs: tuple[str, ...], format_: str, output: str | None) -> None:
    """Count how many of all possible companies get which verdict, in all and at each level.

    A possible company answers every fact that matters for the verdict or the level. Each combination of answers is one
    company. The counts are exact, and they add up to the product of the number of answers to each fact.
    """
    rulebase = load(discover_packs(packs))
    write_output(FORMATS[format_](rulebase, count_companies(rulebase)), output)
