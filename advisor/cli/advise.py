"""`advisor advise FACTS`: the written recommendation."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from advisor.cli.output_file import check_output_path, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.model.responses import PrivacyLimits
from advisor.model.word_lists import join_quoted
from advisor.reporting.render.formats import BINARY_FORMATS, FORMATS, detect_format, render

ENDINGS = (".txt", ".md", ".html", ".pdf", ".docx", ".json")


@click.command("advise")
@click.argument("facts", metavar="FACTS")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Form of the report; by default what FILE ends in, else text."
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write to FILE (`-`: the terminal). It replaces FILE only when all is well."
)
@click.option(
    "--template", "own_template", metavar="DOCX", help="A Word document of yours whose styles and wording to use."
)
@click.option(
    "--min-group",
    type=click.IntRange(1),
    help="Show scores of groups from this size on; 5 unless FACTS says otherwise.",
)
@click.option("--show-heads", is_flag=True, help="Show the heads' scores, even of one head; ask them first.")
@pack_option
def command(
    facts: str,
    form: str | None,
    output: str | None,
    own_template: str | None,
    min_group: int | None,
    show_heads: bool,
    packs: tuple[str, ...],
) -> None:
    """Write the recommendation for the company described in FACTS.

    FACTS is a YAML, TOML or JSON file with one fact a line, such as `relationship: defined`; `-` reads standard input.
    What is left out counts as unknown.
    """
    form = _choose_format(form, output)
    if own_template and form != "docx":
        raise click.UsageError("--template is for Word documents; name one with `-o report.docx`")
    if form in BINARY_FORMATS and output in (None, "-") and sys.stdout.isatty():
        raise click.UsageError(f"a {form} is not for the terminal; name a file, such as `-o report.{form}`")
    check_output_path(output, (facts, own_template))
    rulebase = load_rulebase(packs)
    company = read_facts(facts, rulebase)
    promised = company.showing.min_group
    if min_group is not None and min_group < promised != PrivacyLimits().min_group:
        raise click.UsageError(
            f"`{facts}` says that no group under {promised} is shown; change its `min_group` if all who answered agree"
        )
    showing = PrivacyLimits(min_group or promised, show_heads or company.showing.heads)
    advice = Consultation(rulebase).advise(company._replace(showing=showing))
    write_output(render(advice, rulebase, form, own_template), output)


def _choose_format(form: str | None, output: str | None) -> str:
    """The form to write: as asked for, as the file's name says, else text; the two may not contradict each other."""
    named, suffix = detect_format(output or ""), Path(output or "").suffix
    if suffix and named is None and form is None and output != "-":
        raise click.UsageError(
            f"`{suffix}` is the ending of no form; add --format, or end the name in {join_quoted(ENDINGS)}"
        )
    if form in (*BINARY_FORMATS, "html") and named not in (None, form):
        raise click.UsageError(f"`{output}` does not end as a file of form {form} does; name it `….{form}`")
    return form or named or "text"
