"""Each law holds for the built-in rules, but for the stated exemptions, and a change of one rule breaks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.authoring.prove.law_list import LAWS
from advisor.authoring.prove.prove import ProofResult, prove_laws
from advisor.authoring.prove.replay import format_company
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.model.conditions import ALWAYS, All, Any, Condition, Test
from advisor.model.rulebase import RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Atom

Change = Callable[[Rule], Rule | None]
EXEMPT = {"step-not-excluded": 4, "rule-not-implied": 2, "reason-decides": 8}
"""How many entries the built-in rules exempt from a law, with their reasons; one rule says two answers at once."""


def give(name: str, *values: str) -> Test:
    return Test(name, frozenset(values))


def drop(_: Rule) -> None:
    return None


def conclude(name: str, *values: str) -> Change:
    return lambda rule: replace(rule, then=tuple(Atom(name, value) for value in values))


def require(condition: Condition, guard: Condition = ALWAYS) -> Change:
    return lambda rule: replace(rule, when=condition, guard=guard)


def fire_on_any_answer(rule: Rule) -> Rule:
    """Let a rule fire whatever the answer to its only fact is."""
    assert isinstance(rule.when, Test)
    return replace(rule, when=Any((give(rule.when.name, "yes"), give(rule.when.name, "no"))))


MUTANTS: dict[str, tuple[str, Change, str]] = {
    "a-verdict": ("integrated/keep-it-up", drop, "verdict"),
    "one-verdict": (
        "undefined/relations-strained",
        require(All((give("state", "undefined"), give("trouble", "relations")))),
        "undefined/relations-strained",
    ),
    "move-has-step": ("plan/aligned/no-step-open", drop, "aligned/ground-to-be-laid"),
    "step-not-excluded": (
        "plan/not-yet/defined-move-integration",
        conclude("not_yet", "field-feedback"),
        "plan/defined/feedback-summaries-paid",
    ),
    "not-there": ("plan/in-place/liaison-at-work", drop, "there/liaison-in-place"),
    "not-denied": ("plan/in-place/no-funnel", drop, "denied/common-funnel-possible-no"),
    "rule-fires": (
        "undefined/small-company",
        require(All((give("common_funnel_in_use", "yes"), give("common_funnel_possible", "no")))),
        "undefined/small-company",
    ),
    "rule-counts": (
        "classify/scores-undefined",
        require(All((give("state_basis", "stated"), give("relationship", "undefined"), give("company_size", "small")))),
        "classify/scores-undefined",
    ),
    "rule-not-implied": (
        "trouble/neglect",
        lambda rule: replace(
            conclude("trouble", "duplication")(rule) or rule,
            when=All((give("effort_duplicated", "yes"), give("tasks_neglected", "yes"))),
        ),
        "trouble/neglect",
    ),
    "reason-decides": (
        "defined/industry-changes",
        require(All((give("change_rapid", "yes"), give("market_customizing", "yes"))), give("state", "defined")),
        "defined/industry-changes",
    ),
    "question-matters": ("defined/traditional-roles-work", fire_on_any_answer, "traditional_roles_work"),
}

FIRST = {"question-matters": ("rule-fires",)}
"""Laws to prove first, as a run of all laws does: the companies found for them answer most questions of this law."""


def change_rule(rulebase: RuleBase, name: str, change: Change) -> RuleBase:
    changed = (change(rule) if rule.id == name else rule for rule in rulebase.rules)
    return replace(rulebase, rules=tuple(rule for rule in changed if rule is not None))


@pytest.fixture(scope="module")
def builtin() -> RuleBase:
    return load(())


@pytest.fixture(scope="module")
def usual(builtin: RuleBase) -> ProofResult:
    return prove_laws(builtin, 10_000)


def test_the_laws_hold_for_the_built_in_rules_but_for_the_exemptions(usual: ProofResult) -> None:
    assert not usual.undecided
    found = [breach.law.id for breach in usual.breaches]
    assert {law: found.count(law) for law in dict.fromkeys(found)} == EXEMPT


def test_each_law_has_a_mutant() -> None:
    assert list(MUTANTS) == [law.id for law in LAWS]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
def test_a_mutant_breaks_the_law_and_its_company_can_be_stated(
    law: object, builtin: RuleBase, usual: ProofResult, tmp_path: Path
) -> None:
    name, change, entry = MUTANTS[law.id]  # type: ignore[attr-defined]
    laws = [each for each in LAWS if each == law or each.id in FIRST.get(law.id, ())]  # type: ignore[attr-defined]
    result = prove_laws(change_rule(builtin, name, change), 10_000, laws)
    before = {(breach.law.id, breach.id) for breach in usual.breaches}
    new = {breach.id: breach for breach in result.breaches if (breach.law.id, breach.id) not in before}
    assert entry in new
    for breach in new.values():
        if breach.company:  # the advisor gave it this advice already; here it is read from its facts file
            path = tmp_path / "facts.yaml"
            path.write_text(format_company(breach.company) + "\n", encoding="utf-8")
            company = read_facts(path, builtin)
            assert (company.stated, company.assessed) == (breach.company.stated, breach.company.assessed)
