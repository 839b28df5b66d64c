"""`advisor explain why-not FACTS TARGET`: the smallest sets of answers that would have to be different."""

from __future__ import annotations

import click

from advisor.cli.explain.output import choose_form, output_options, write_explanation
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.explain.change_documents import build_why_not_document
from advisor.explain.data import build_why_not_data
from advisor.explain.targets import parse_target
from advisor.explain.why_not import MAX_SETS, explain_why_not
from advisor.loading.facts.facts_file import read_facts
from advisor.model.name_suggestion import suggest_name


@click.command("why-not")
@click.argument("facts", metavar="FACTS")
@click.argument("target", metavar="TARGET")
@click.option(
    "--max",
    "max_sets",
    type=click.IntRange(1, 1000),
    default=MAX_SETS,
    show_default=True,
    help="List at most this many changes.",
)
@click.option(
    "--keep",
    "kept",
    metavar="FACT",
    multiple=True,
    help="Leave this answer as it is; can be repeated (`relationship`).",
)
@output_options()
@pack_option
def command(
    facts: str,
    target: str,
    max_sets: int,
    kept: tuple[str, ...],
    form: str | None,
    output: str | None,
    packs: tuple[str, ...],
) -> None:
    """Show which answers would have to be different for TARGET to be part of the advice.

    TARGET is a part of the advice, such as `verdict:prepare`, `step:colocation` or `state:aligned`. Each change is a
    smallest one: all of its answers are needed. An answer that you have not given yet counts as a change, too.
    """
    form = choose_form(form, output, facts)
    rulebase = load_rulebase(packs)
    for name in kept:
        if name not in rulebase.facts:
            raise click.UsageError(f"`{name}` is not a fact{suggest_name(name, rulebase.facts)}")
    company = read_facts(facts, rulebase)
    atom = parse_target(target, rulebase, "TARGET")
    why_not = explain_why_not(Consultation(rulebase), company, atom, max_sets, kept)
    write_explanation(
        form, output, lambda: build_why_not_data(why_not), lambda: build_why_not_document(why_not, rulebase)
    )
