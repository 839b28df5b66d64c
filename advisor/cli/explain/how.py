"""`advisor explain how FACTS [TARGET]`: the chain of rules from the answers to a conclusion."""

from __future__ import annotations

import click

from advisor.cli.explain.output import PICTURE_FORMS, choose_form, output_options, write_explanation, write_file
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.explain.data import build_how_data
from advisor.explain.how import explain_how
from advisor.explain.how_document import build_how_document
from advisor.explain.targets import choose_verdict, parse_target
from advisor.loading.facts.facts_file import read_facts


@click.command("how")
@click.argument("facts", metavar="FACTS")
@click.argument("target", metavar="[TARGET]", required=False)
@output_options(picture=True)
@pack_option
def command(facts: str, target: str | None, form: str | None, output: str | None, packs: tuple[str, ...]) -> None:
    """Show how a conclusion comes about: the rules from your answers to the conclusion, each with its source.

    TARGET is a part of the advice, such as `step:colocation`, `state:aligned` or `caution:ID`; without it, the verdict.
    The exit code is 1 if the advice does not have this part.
    """
    form = choose_form(form, output, facts, picture=True)
    rulebase = load_rulebase(packs)
    company = read_facts(facts, rulebase)
    consultation = Consultation(rulebase)
    atom = choose_verdict(consultation, company, facts) if target is None else parse_target(target, rulebase, "TARGET")
    how = explain_how(consultation, company, atom)
    if form in PICTURE_FORMS:
        from advisor.explain.how_picture import draw_how

        write_file(draw_how(how, rulebase, "png" if form == "png" else "svg"), output)
    else:
        write_explanation(form, output, lambda: build_how_data(how), lambda: build_how_document(how, rulebase))
    if not how.holds:
        raise click.exceptions.Exit(1)
