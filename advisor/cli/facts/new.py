"""`advisor facts new FILE`: a facts file to fill in, with the questions and values as comments."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

import click

from advisor.cli.company_option import company_option
from advisor.cli.completion import complete_settings, complete_states
from advisor.cli.echo import echo
from advisor.cli.facts.settings import read_settings
from advisor.cli.facts.state_option import check_state
from advisor.cli.output_files import check_no_overwrite, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.loading.facts.facts_format import SUFFIXES, FactsFormat, detect_facts_format
from advisor.loading.facts.facts_writer import FactsForm, FormSection, write_facts_form
from advisor.logic.fact_list import FactFilter, FactTheme, list_facts
from advisor.logic.fact_uses import find_fact_uses
from advisor.model.answers import Value
from advisor.model.rulebase import STATED_STATE
from advisor.model.word_lists import format_count, join_quoted


@click.command("new")
@click.argument("file", metavar="FILE")
@click.option(
    "--state", metavar="LEVEL", shell_complete=complete_states, help="Your level of today, so that fewer facts remain."
)
@click.option("--brief", is_flag=True, help="Write only the facts that can change the verdict.")
@click.option(
    "--set",
    "settings",
    metavar="FACT=VALUE",
    multiple=True,
    shell_complete=complete_settings,
    help="A fact that you know already, such as `employees=120`; can be repeated. Put commas between several values.",
)
@company_option("The name of the company.")
@pack_option
def command(
    file: str, state: str | None, brief: bool, settings: tuple[str, ...], company: str, packs: tuple[str, ...]
) -> None:
    """Write a facts file to fill in.

    The ending of FILE decides its language: .yaml, .toml or .json (which has no comments). `-` prints YAML. Every fact
    is `unknown` at first, so the file can be used as it is.
    """
    language = _choose_language(file)
    rulebase = load_rulebase(packs)
    values = read_settings(settings, rulebase)
    state = check_state(state, rulebase)
    if state is not None and values.setdefault(STATED_STATE, state) != state:
        stated = values[STATED_STATE]
        raise click.UsageError(f"`--state {state}` does not fit `--set {STATED_STATE}={stated}`; leave out one of them")
    stated_state = values.get(STATED_STATE)
    level = stated_state if isinstance(stated_state, str) else None
    if file != "-":
        way_out = f"name another file, or check this one with `advisor facts check {shlex.quote(file)}`"
        check_no_overwrite([Path(file)], way_out)
    uses = find_fact_uses(rulebase)
    themes = list_facts(rulebase, uses, FactFilter(level, deciding=brief))
    named = {listed.fact.name for theme in themes for listed in theme.facts}
    further = [rulebase.facts[name] for name in values if name not in named]
    sections = [_build_section(theme, level, brief=brief) for theme in themes]
    if further:
        sections.append(FormSection("Further facts that you set", further, {}))
    form = FactsForm(_write_introduction(file, level, brief=brief), company, sections, values, with_totals=not brief)
    write_output(write_facts_form(form, language), file, "the facts file")
    if file != "-":
        _announce(file, language, level, sections, values)


def _choose_language(file: str) -> FactsFormat:
    """Choose the language by the file's ending. Raises click.UsageError for an ending that facts files do not have."""
    if file != "-" and PurePath(file).suffix.lower() not in SUFFIXES:
        better = f"{file.removesuffix(PurePath(file).suffix)}.yaml" if PurePath(file).name else "facts.yaml"
        raise click.UsageError(
            f"`{file}` has none of the endings {join_quoted(SUFFIXES)}; type `advisor facts new {shlex.quote(better)}`"
        )
    return detect_facts_format(file)


def _build_section(theme: FactTheme, level: str | None, *, brief: bool) -> FormSection:
    notes = {}
    for fact, use in theme.facts:
        decides = level in use.deciding_levels if level else bool(use.deciding_levels)
        if decides and not brief:
            notes[fact.name] = "can change the verdict"
    return FormSection(theme.title, [fact for fact, _ in theme.facts], notes)


def _write_introduction(file: str, level: str | None, *, brief: bool) -> list[str]:
    name = "facts.yaml" if file == "-" else file
    which = "the facts that can change the verdict" if brief else "all facts that matter"
    return [
        f"What the advisor needs to know: {which}{f' at level {level}' if level else ''}.",
        "Replace `unknown` where you know the answer. Leave the other lines as they are, or delete them.",
        f"To check the file, type `advisor facts check {shlex.quote(name)}`.",
        f"To get the advice, type `advisor advise {shlex.quote(name)}`.",
    ]


def _announce(
    file: str, language: FactsFormat, level: str | None, sections: Iterable[FormSection], values: Mapping[str, Value]
) -> None:
    name = shlex.quote(file)
    count = len({fact.name for section in sections for fact in section.facts} - values.keys())
    echo(f"{file}: written, with {format_count(count, 'fact')} to fill in", err=True)
    if language is FactsFormat.JSON:
        option = f" --state {level}" if level else ""
        echo(f"JSON has no comments: `advisor facts{option}` shows the questions and the values", err=True)
    echo(f"\nFill it in, then type:\n  advisor facts check {name}\n  advisor advise {name}", err=True)
