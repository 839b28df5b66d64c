"""`advisor facts`: the facts that can be stated, by theme, with question, values and when they matter."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator

import click

from advisor.cli.completion import complete_facts, complete_states
from advisor.cli.echo import echo
from advisor.cli.facts.fact_words import describe_use
from advisor.cli.facts.state_option import check_state
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.cli.terminal_page import choose_report_width, is_terminal, show_report
from advisor.loading.facts.facts_format import FactsFormat
from advisor.loading.facts.facts_writer import iter_value_lines
from advisor.logic.fact_list import FactFilter, FactTheme, list_facts
from advisor.logic.fact_uses import find_fact_uses
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import format_count
from advisor.programs.facts_data import build_facts_data

_WIDTH = 80
_LABEL = re.compile(r" *\S+ {2,}")


@click.command("list")
@click.option(
    "--state", metavar="LEVEL", shell_complete=complete_states, help="Only facts that matter at this level of today."
)
@click.option(
    "--search",
    metavar="WORDS",
    default="",
    shell_complete=complete_facts,
    help="Only facts with all these words in name, question or values.",
)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@click.option("--plain", is_flag=True, help="Show text without colour and without a pager, for screen readers.")
@pack_option
def command(state: str | None, search: str, format_: str, plain: bool, packs: tuple[str, ...]) -> None:
    """List the facts that you can state: question, values, and the levels at which a rule reads them.

    The level is how closely Sales and Marketing work together today: undefined, defined, aligned or integrated.
    """
    rulebase = load_rulebase(packs)
    state = check_state(state, rulebase)
    themes = list_facts(rulebase, find_fact_uses(rulebase), FactFilter(state, search))
    if format_ == "json":
        echo(json.dumps(build_facts_data(themes), indent=2, ensure_ascii=False))
        return
    if not themes:
        hint = suggest_name(search, (name for name, fact in rulebase.facts.items() if not fact.computed))
        level = f" at level {state}" if state else ""
        echo(f"no fact{level} contains `{search}`{hint}; `advisor facts` lists all facts")
        return
    shown = is_terminal(plain=plain)
    text = "\n".join(_iter_lines(themes, rulebase, state, choose_report_width() if shown else _WIDTH)) + "\n"
    if shown:
        show_report(text)
    else:
        echo(text, nl=False)


def _iter_lines(themes: list[FactTheme], rulebase: RuleBase, state: str | None, width: int) -> Iterator[str]:
    for theme in themes:
        yield theme.title
        yield "-" * len(theme.title)
        for fact, use in theme.facts:
            yield ""
            yield fact.name
            yield from _wrap(fact.question, width, 2)
            for line in iter_value_lines(fact, FactsFormat.YAML):
                yield from _wrap(line, width, 4)
            yield from _wrap(describe_use(use, rulebase, state), width, 2)
        yield ""
    count = sum(len(theme.facts) for theme in themes)
    yield f"{format_count(count, 'fact')}{f' at level {state}' if state else ''}. `unknown` is a value of each."
    yield ""
    yield "To write a file to fill in, type:"
    yield f"  advisor facts new facts.yaml{f' --state {state}' if state else ''}"


def _wrap(text: str, width: int, indent: int) -> list[str]:
    """Wrap a text at an indentation; further lines of a value's words begin where its words begin."""
    label = _LABEL.match(text)
    return textwrap.wrap(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + (label.end() if label else 0)),
        break_long_words=False,
        break_on_hyphens=False,
    )
