"""`advisor explain what-if FACTS fact=value…`: the advice as it is and as it would be."""

from __future__ import annotations

import click

from advisor.cli.explain.output import choose_form, output_options, write_explanation
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.errors import FactsError, Finding, Place
from advisor.explain.change_documents import build_what_if_document
from advisor.explain.data import build_what_if_data
from advisor.explain.what_if import explain_what_if
from advisor.loading.documents.mapping_nodes import build_node
from advisor.loading.documents.nodes import FindingList
from advisor.loading.facts.fact_values import read_value
from advisor.loading.facts.facts_file import read_facts
from advisor.model.answers import Value
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.model.value_names import is_unknown
from advisor.model.vocabulary import Kind


@click.command("what-if")
@click.argument("facts", metavar="FACTS")
@click.argument("tried", metavar="FACT=VALUE...", nargs=-1, required=True)
@output_options()
@pack_option
def command(facts: str, tried: tuple[str, ...], form: str | None, output: str | None, packs: tuple[str, ...]) -> None:
    """Compare the advice as it is with the advice for other answers, and show the rules that make the difference.

    FACT=VALUE is an answer to try, such as `sales_cycle=short`; `unknown` takes an answer back, and a list has commas:
    `conflict_topics=pricing,product`. FACTS stays as it is.
    """
    form = choose_form(form, output, facts)
    rulebase = load_rulebase(packs)
    company = read_facts(facts, rulebase)
    what_if = explain_what_if(Consultation(rulebase), company, _read_tried(tried, rulebase))
    write_explanation(
        form, output, lambda: build_what_if_data(what_if), lambda: build_what_if_document(what_if, rulebase)
    )


def _read_tried(tried: tuple[str, ...], rulebase: RuleBase) -> dict[str, Value | None]:
    """Read the answers to try, like those of a facts file. Raises FactsError with all findings."""
    findings = FindingList()
    changes: dict[str, Value | None] = {}
    for text in tried:
        name, equals, words = (part.strip() for part in text.partition("="))
        fact = rulebase.facts.get(name)
        if not equals:
            findings.append(Finding(Place(text), "this is no answer; write it like this: `sales_cycle=short`"))
        elif fact is None:
            way_out = suggest_name(name, rulebase.facts) or "; `advisor facts` lists them"
            findings.append(Finding(Place(text), f"`{name}` is not a fact{way_out}"))
        elif fact.computed:
            findings.append(Finding(Place(text), f"`{name}` is worked out by the program; try another fact"))
        elif name in changes:
            findings.append(Finding(Place(text), f"`{name}` is tried twice; leave one of the two out"))
        elif is_unknown(words):
            changes[name] = None
        else:
            is_list = fact.kind is Kind.MANY and "," in words
            node = build_node([part.strip() for part in words.split(",")] if is_list else words, text, findings)
            changes[name] = read_value(fact, node, findings)
    if findings:
        raise FactsError(findings)
    return changes
