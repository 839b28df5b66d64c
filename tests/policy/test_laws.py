"""The eight laws of the advice, over the companies of one shared pass, and on the printed reports."""

from __future__ import annotations

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.model.conditions import iter_leaves
from advisor.model.rulebase import RuleBase
from tests.policy import tables
from tests.policy.law_run import LawRun, describe_breaches
from tests.policy.laws import LAWS
from tests.policy.placeholders import list_placeholders
from tests.policy.printed_entries import FORMATS, collect_printed, list_entries
from tests.reporting.advised_examples import EXAMPLES, FOLDER

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
def printed(law_run: LawRun) -> dict[str, set[str]]:
    """Map each format to the entries that some company's report prints in it."""
    consultation: Consultation = law_run.consultation
    surveys = [
        consultation.advise(read_facts(str(FOLDER / f"{name}.yaml"), consultation.rulebase)) for name in EXAMPLES
    ]
    return collect_printed(consultation, [*law_run.covering, *surveys], FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_law_7_every_entry_is_printed(printed: dict[str, set[str]], builtin: RuleBase, form: str) -> None:
    missing = sorted(set(list_entries(builtin)) - printed[form])
    assert not missing, f"{len(missing)} entries are never printed: {missing}"
