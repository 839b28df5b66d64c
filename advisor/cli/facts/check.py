"""`advisor facts check FILE`: what is missing, unused or contradictory in a facts file, without the advice."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator, Sequence

import click

from advisor.cli.echo import echo, echo_notes
from advisor.cli.finding_lines import list_finding_lines
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.loading.documents.nodes import FindingList
from advisor.loading.facts.facts_file import build_empty_error, read_company, read_data_file
from advisor.model.advice import Advice, OpenQuestion, UnusedAnswer
from advisor.model.company import Company
from advisor.model.pack_locators import find_authors
from advisor.model.rulebase import STATE_BASES, STATED_STATE, RuleBase
from advisor.model.vocabulary import MAX_COUNT, Fact, Kind
from advisor.model.word_lists import format_count, join_alternatives
from advisor.reporting.view.numbered_notes import format_pack_marks

_WIDTH = 80
_MAX_VALUES = 6
CHECK_PREFIX, LEVEL_DENIED = "check-", "level-denied"
"""The cautions that ask to check answers: how the names of most of them begin, and the one about the level."""


@click.command("check")
@click.argument("facts", metavar="FILE")
@pack_option
def command(facts: str, packs: tuple[str, ...]) -> None:
    """Check a facts file: errors, contradictions, facts that are missing, and facts that change nothing.

    The advice is not shown. The exit code is 1 if the file has errors or answers that exclude each other.
    """
    rulebase = load_rulebase(packs)
    company, findings = _read_file(facts, rulebase)
    if findings:
        for line in list_finding_lines(findings, findings.rest):
            echo(line)
        if facts != "-":
            echo(f"\nCorrect the file, then type:\n  advisor facts check {shlex.quote(facts)}")
        raise click.exceptions.Exit(1)
    echo_notes(company)
    advice = Consultation(rulebase).advise(company)
    for line in _iter_lines(facts, company, advice, rulebase):
        echo(line)


def _read_file(facts: str, rulebase: RuleBase) -> tuple[Company, FindingList]:
    """Read the file and its findings. Raises FactsError if it is no facts file at all."""
    findings = FindingList()
    node, name = read_data_file(facts, findings)
    if node is None:
        raise build_empty_error(name)
    company = read_company(node, rulebase, findings)
    return company, findings.sort_by_place()


def _iter_lines(facts: str, company: Company, advice: Advice, rulebase: RuleBase) -> Iterator[str]:
    parts = [format_count(len(company.stated), "fact")]
    if company.assessed:
        parts.append("the answers to the 20 statements")
    yield f"{facts}: {' and '.join(parts)}, no errors"
    yield from _list_contradictions(company, advice)
    deciding = [question for question in advice.open_questions if question.decides]
    others = [question for question in advice.open_questions if not question.decides]
    yield from _list_deciding_questions(deciding, rulebase)
    if others:
        yield ""
        yield "Missing, and can change the steps or the notes (`advisor facts` has the questions):"
        width = max(len(question.fact) for question in others)
        yield from (f"  {question.fact:<{width}}  {question.label}" for question in others)
    changing = {name for change in advice.would_change for name in change.facts}
    yield from _list_unused_answers(
        "Used only if the answer changes; then the advice can change too:",
        [each for each in advice.unused if each.fact in changing],
    )
    yield from _list_unused_answers(
        "Not used: no sentence of the advice depends on these facts:",
        [each for each in advice.unused if each.fact not in changing],
    )
    if not (deciding or others or advice.unused):
        yield "Nothing is missing, and every fact is used."
    yield ""
    yield "To get the advice, type:"
    yield f"  advisor advise {shlex.quote(facts)}"
    if deciding or others:
        yield "To answer the missing questions one by one, type:"
        depth = "" if deciding else " --thorough"  # what changes only notes is asked for on request
        yield f"  advisor interview --resume {shlex.quote(facts)}{depth}"


def _list_unused_answers(heading: str, answers: Sequence[UnusedAnswer]) -> Iterator[str]:
    """Yield a heading with answers, or nothing without any."""
    if answers:
        yield ""
        yield heading
    for unused in answers:
        yield from _wrap(f"{unused.fact}: {unused.clause}")


def _list_contradictions(company: Company, advice: Advice) -> Iterator[str]:
    """Yield what speaks for another level than the one stated, and the answers that the report asks to check."""
    stated = company.stated.get(STATED_STATE)
    level = f"{STATED_STATE} is `{stated}`" if stated else f"the scores fit `{advice.relationship.state}`"
    readings = [each for each in advice.readings if each.function in STATE_BASES]
    lines = [
        f"{level}, but the {basis} fit {join_alternatives(fitting)}"
        for basis in STATE_BASES
        if (fitting := [f"`{each.state}`" for each in readings if each.function == basis])
    ]
    for caution in advice.cautions:
        if caution.id.startswith(CHECK_PREFIX) or caution.id == LEVEL_DENIED:
            marks = format_pack_marks(find_authors(caution.source))
            lines.append(f"{caution.text} {marks}".rstrip())
    if lines:
        yield ""
        yield "Contradictory:"
        for line in lines:
            yield from _wrap(line)


def _list_deciding_questions(questions: Sequence[OpenQuestion], rulebase: RuleBase) -> Iterator[str]:
    if questions:
        yield ""
        yield "Missing, and can change the verdict:"
    for question in questions:
        yield f"  {question.fact}: {_describe_values(rulebase.facts[question.fact])}"
        yield from textwrap.wrap(question.question, _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _describe_values(fact: Fact) -> str:
    if fact.kind is Kind.COUNT:
        return f"a number from {fact.minimum} to {fact.maximum}" if fact.maximum < MAX_COUNT else "a number"
    values = list(fact.values)
    if len(values) > _MAX_VALUES:
        return f"a list of {len(values)} values, see `advisor facts --search {fact.name}`"
    return f"{'a list of ' if fact.kind is Kind.MANY else ''}{join_alternatives(values)}"


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
