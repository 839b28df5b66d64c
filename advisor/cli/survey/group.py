"""`advisor survey`: questionnaires out, answers in, and what changed between two rounds."""

from __future__ import annotations

import click

from advisor.cli.lazy_group import build_lazy_group

COMMANDS = {
    "new": ("survey.new", "Write a questionnaire to hand out, in several forms."),
    "read": ("survey.read", "Read answers from exports of survey tools, and compare the two functions."),
    "compare": ("survey.compare", "Compare two rounds of the same company."),
}


@click.group("survey", cls=build_lazy_group(COMMANDS))
def command() -> None:
    """Hand out the 20 statements, and read what people answered."""
