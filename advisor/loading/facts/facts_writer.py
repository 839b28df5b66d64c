"""A writer of facts files to fill in, in YAML, TOML or JSON.

Each fact is on a line of its own, `unknown` if it has no value yet, so that the file can be read as it is. In YAML and
TOML, comments above the line give the question and the values. JSON has no comments, so such a file has none.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.loading.documents.yaml_writer import quote_text
from advisor.loading.facts.facts_format import (
    FactsFormat,
    build_plain_data,
    format_fact_line,
    format_list,
    format_totals_example,
)
from advisor.model.answers import Value
from advisor.model.value_names import NONE, choose_readable_name
from advisor.model.vocabulary import Fact, Kind

_WIDTH = 100


class FormSection(NamedTuple):
    """A heading with the facts below it; `notes` has a remark on some of them, by name."""

    title: str
    facts: Sequence[Fact]
    notes: Mapping[str, str]


class FactsForm(NamedTuple):
    """A facts file to fill in: lines of introduction, the company's name, sections, and the values known already."""

    introduction: Sequence[str]
    company: str
    sections: Sequence[FormSection]
    values: Mapping[str, Value]
    with_totals: bool


def write_facts_form(form: FactsForm, language: FactsFormat) -> str:
    """Write the text of the file."""
    if language is FactsFormat.JSON:
        facts = [fact for section in form.sections for fact in section.facts]
        data = {"company": form.company, **{fact.name: build_plain_data(form.values.get(fact.name)) for fact in facts}}
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    return "\n".join(_iter_lines(form, language)) + "\n"


def _iter_lines(form: FactsForm, language: FactsFormat) -> Iterator[str]:
    yield from _comment(form.introduction)
    yield ""
    yield from _comment(["The name of the company, for the report"])
    yield _format_text_line("company", form.company, language)
    for section in form.sections:
        yield ""
        yield _rule(section.title)
        for fact in section.facts:
            yield ""
            note = section.notes.get(fact.name)
            yield from _comment([f"{fact.question}{f' ({note})' if note else ''}"])
            yield from _comment(f"  {line}" for line in iter_value_lines(fact, language))
            yield format_fact_line(fact.name, build_plain_data(form.values.get(fact.name)), language)
    if form.with_totals:
        yield ""
        yield _rule("The 20 statements")
        yield ""
        yield from _comment(
            [
                "If people answered the 20 statements, write the mean score of each team here, from 20 to 100, and "
                "remove the sign before the line. `advisor survey read` writes the answers of each person instead."
            ]
        )
        yield f"# {format_totals_example(language)}"


def iter_value_lines(fact: Fact, language: FactsFormat) -> Iterator[str]:
    """Yield the values that can be stated, each on a line with its words; a line above them if they can be several."""
    if fact.kind is Kind.COUNT:
        yield fact.describe_counts()
        return
    if fact.kind is Kind.MANY:
        none = json.dumps(NONE) if language is not FactsFormat.YAML else NONE
        example = [choose_readable_name(fact, value) for value in fact.values][-2:]
        yield f"one or more of these, by name or in words, as {format_list(example, language)}, or {none}:"
    width = max(map(len, fact.values)) + 2
    for value, words in fact.values.items():
        yield f"{'  ' if fact.kind is Kind.MANY else ''}{value:<{width}}{words}"


def _rule(title: str) -> str:
    return f"# ---- {title} ".ljust(_WIDTH, "-")


def _comment(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield from textwrap.wrap(line, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _format_text_line(key: str, text: str, language: FactsFormat) -> str:
    """Write a text in quotes, whatever it says."""
    sign = ":" if language is FactsFormat.YAML else " ="
    return f"{key}{sign} {quote_text(text) if language is FactsFormat.YAML else json.dumps(text, ensure_ascii=False)}"
