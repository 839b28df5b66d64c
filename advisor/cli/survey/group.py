"""`advisor survey`: write questionnaires, read answers, and compare two rounds."""

from __future__ import annotations

import click

from advisor.cli.lazy_group import build_lazy_group

COMMANDS = {
    "new": ("survey.new", "Write a questionnaire to hand out, in four forms."),
    "read": ("survey.read", "Read answers from survey tools and compare the two teams."),
    "compare": ("survey.compare", "Compare two rounds of the same company."),
}


@click.group("survey", cls=build_lazy_group(COMMANDS))
def command() -> None:
    """Create the questionnaire of 20 statements, read the answers and compare rounds."""
