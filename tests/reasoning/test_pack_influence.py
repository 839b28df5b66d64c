"""Which packs are behind a firing: one that carries no mark would be there without any pack."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.errors import ContradictionError, FactsError
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.pack_locators import find_authors
from advisor.model.rulebase import Pack, RuleBase
from advisor.reasoning.inference_record import InferenceRecord
from tests.profiles import examples
from tests.strategies import agreeing_rule_bases, companies

PACKS = (Pack("core", "1", "", ""), Pack("mine", "1", "", ""))
INFER = """\
stage: infer
rules:
  - id: mine/roles
    title: Roles
    status: test
    source: policy/mine
    when: {market_customizing: yes}
    then: {%s}
    because: "You report that {grounds}."
"""
COMPANY = {"relationship": "defined", "market_customizing": "yes"}


def build_record(rulebase: RuleBase, known: dict[str, Value]) -> InferenceRecord:
    """Run the rules for some known facts."""
    consultation = Consultation(rulebase)
    return consultation.build_record(rulebase.build_answers(known))[0]


@examples(300)
@given(rulebase=agreeing_rule_bases(infer=True), known=companies(), data=st.data())
def test_a_firing_without_a_mark_needs_no_pack(
    rulebase: RuleBase, known: dict[str, Value], data: st.DataObject
) -> None:
    names = data.draw(
        st.lists(st.sampled_from(["core", "mine"]), min_size=len(rulebase.rules), max_size=len(rulebase.rules))
    )
    rules = tuple(replace(rule, pack=name) for rule, name in zip(rulebase.rules, names, strict=True))
    mixed = replace(rulebase, packs=PACKS, rules=rules)
    alone = replace(rulebase, packs=PACKS[:1], rules=tuple(rule for rule in rules if rule.pack == "core"))
    try:
        record = build_record(mixed, known)
        fired = {firing.rule.id for firing in build_record(alone, known).firings}
    except ContradictionError:
        return
    for firing in record.firings:
        packs = record.influence.find_packs([firing])
        assert packs or firing.rule.id in fired
        assert packs <= {"mine"}


def advise(folder: Path, conclusion: str, **more: Value) -> Advice:
    """Advise a company with a pack of one rule."""
    (folder / "pack.yaml").write_text("name: mine\nversion: 1.0.0\n")
    (folder / "rules").mkdir()
    (folder / "rules/own.yaml").write_text(INFER % conclusion)
    return Consultation(load(folder)).advise(Company({**COMPANY, **more}))


def test_what_follows_from_an_inference_names_the_pack(tmp_path: Path) -> None:
    advice = advise(tmp_path, "roles_defined: no")
    assert advice.verdict == "prepare"
    assert [find_authors(ground.source) for ground in advice.grounds] == [("mine",)]
    assert [find_authors(step.source) for step in advice.steps if step.id == "rules-of-engagement"] == [("mine",)]
    assert [(each.fact, find_authors(each.source)) for each in advice.inferred] == [("roles_defined", ("mine",))]
    assert not any(find_authors(each.source) for each in advice.reasons if each.status == "holds")


def test_a_stated_answer_needs_no_pack(tmp_path: Path) -> None:
    advice = advise(tmp_path, "roles_defined: no", roles_defined="no")
    assert advice.verdict == "prepare"
    assert not any(find_authors(each.source) for each in (*advice.grounds, *advice.steps))


def test_what_our_own_rules_conclude_as_well_needs_no_pack(tmp_path: Path) -> None:
    more: dict[str, Value] = {"current_conflicts": "frequent", "market_customizing": "yes", "roles_defined": "no"}
    advice = advise(tmp_path, "denied: roles", **more)
    assert advice.verdict == "prepare"
    assert not any(find_authors(each.source) for each in (*advice.grounds, *advice.steps))


@pytest.mark.parametrize(
    ("conclusion", "fact"), [("current_conflicts: frequent", "rules-of-engagement"), ("effort_duplicated: yes", "")]
)
def test_steps_and_trouble_of_an_inference_name_the_pack(conclusion: str, fact: str, tmp_path: Path) -> None:
    advice = advise(tmp_path, conclusion)
    marked = {step.id for step in advice.steps if find_authors(step.source)}
    assert fact in {*marked, ""}
    assert all(find_authors(trouble.source) == ("mine",) for trouble in advice.trouble)
    assert advice.trouble


@pytest.mark.parametrize("chained", [False, True])
def test_answers_that_only_a_pack_finds_contradictory_name_its_rule(chained: bool, tmp_path: Path) -> None:
    conclusion = "common_funnel_in_use: yes" if chained else "roles_defined: no"
    (tmp_path / "pack.yaml").write_text("name: mine\nversion: 1.0.0\n")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/own.yaml").write_text(INFER % conclusion)
    other = {"common_funnel_possible": "no"} if chained else {"roles_defined": "yes"}
    known: dict[str, Value] = {**COMPANY, **other}
    with pytest.raises(FactsError) as error:
        Consultation(load(tmp_path)).advise(Company(known))
    (finding,) = error.value.findings
    assert "`mine/roles` of the pack mine" in finding.sentence
    assert all(f"`{name}: {known[name]}`" in finding.sentence for name in ("market_customizing", *other))


def test_a_contradiction_of_our_own_names_no_pack(tmp_path: Path) -> None:
    known: dict[str, Value] = {**COMPANY, "common_funnel_in_use": "yes", "common_funnel_possible": "no"}
    with pytest.raises(FactsError) as error:
        Consultation(load()).advise(Company(known))
    assert "pack" not in error.value.findings[0].sentence
