"""The eight laws of the advice, over the companies of one shared pass, and on the printed reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.cases.case_files import read_cases
from advisor.loading.packs.load_rulebase import find_builtin_folder
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import RuleBase
from tests.policy import tables
from tests.policy.law_run import LawRun, describe_breaches
from tests.policy.laws import LAWS
from tests.policy.placeholders import list_placeholders
from tests.policy.printed_entries import FORMATS, PrintedEntries
from tests.reporting.advised_examples import EXAMPLES, advise_example

CHECKED = (*LAWS, "law 6", "law 6 (printed)", "law 8 (printed)")


@pytest.mark.parametrize("law", CHECKED)
def test_law(law_run: LawRun, law: str) -> None:
    assert not law_run.list_breaches(law), describe_breaches(law_run, law)


@pytest.mark.parametrize("law", CHECKED)
def test_law_with_a_pack(pack_run: LawRun, law: str) -> None:
    assert not pack_run.list_breaches(law), describe_breaches(pack_run, law)


def test_law_3_sentences_name_only_facts_that_their_rule_reads(builtin: RuleBase) -> None:
    for rule in builtin.rules:
        read = {leaf.name for leaf in iter_leaves(rule.condition)}
        assert list_placeholders(rule.because) <= read | {"grounds"}, rule.id


@pytest.mark.parametrize("claim", [*tables.THERE, *tables.DENIED], ids=lambda claim: claim.name())
def test_the_tables_name_what_exists(builtin: RuleBase, claim: tables.Claim) -> None:
    practices = {f"{step.id}/{practice}" for step in builtin.steps.values() for practice in step.practices}
    assert set(claim.steps) <= set(builtin.steps)
    assert set(claim.details) <= practices | set(builtin.entries)
    for fact, value in claim.answers.items():
        assert value.removeprefix("-") in builtin.facts[fact].values


@pytest.fixture(scope="module")
def missing(law_run: LawRun) -> dict[str, list[str]]:
    """List for each format the entries that no company's report prints."""
    printed = PrintedEntries(law_run.consultation, FORMATS)
    for example in EXAMPLES:
        printed.add(advise_example(example))
    printed.add_smallest(law_run.smallest)
    printed.add_cases(read_cases(Path(find_builtin_folder()), law_run.consultation.rulebase))
    printed.add_with_fewer_answers(law_run.smallest)
    return {form: sorted(entries) for form, entries in printed.missing.items()}


@pytest.mark.parametrize("form", FORMATS)
def test_law_7_every_entry_is_printed(missing: dict[str, list[str]], form: str) -> None:
    assert not missing[form], f"{len(missing[form])} entries are never printed: {missing[form]}"
