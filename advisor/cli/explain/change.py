"""`advisor explain change FACTS`: the cheapest changes that turn the verdict, by who can make them."""

from __future__ import annotations

import click

from advisor.cli.explain.output import choose_form, output_options, write_explanation
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.explain.change import explain_change
from advisor.explain.change_documents import build_change_document
from advisor.explain.data import build_change_data
from advisor.explain.targets import parse_target
from advisor.loading.facts.facts_file import read_facts
from advisor.model.rulebase import VERDICT


@click.command("change")
@click.argument("facts", metavar="FACTS")
@click.option(
    "--to", metavar="VERDICT", help="The verdict to aim at; by default every other one that says nothing is missing."
)
@output_options()
@pack_option
def command(facts: str, to: str | None, form: str | None, output: str | None, packs: tuple[str, ...]) -> None:
    """Show the cheapest changes that turn the verdict at your level, grouped by who can make them.

    With scores, it also shows the shortest way to the next level, and the statements on it.
    """
    form = choose_form(form, output, facts)
    rulebase = load_rulebase(packs)
    company = read_facts(facts, rulebase)
    wanted = None
    if to is not None:
        wanted = parse_target(to if ":" in to else f"{VERDICT}:{to}", rulebase, "--to")
        if wanted.name != VERDICT:
            raise click.UsageError(f"`--to {to}` is not a verdict; write one, such as `--to stay`")
    changes = explain_change(Consultation(rulebase), company, wanted.value if wanted else None)
    write_explanation(
        form, output, lambda: build_change_data(changes), lambda: build_change_document(changes, rulebase)
    )
