"""The census against brute force: every possible company, advised one by one by a second evaluator."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from jsonschema import Draft202012Validator

from advisor.authoring.census.census import CONTRADICTION, OPEN, REFUSED, count_companies
from advisor.authoring.census.report import format_json
from advisor.authoring.population.score_totals import TOTALS, build_assessment
from advisor.authoring.population.verdicts import list_deciding_rules
from advisor.consultation import Consultation
from advisor.errors import TOO_MANY_CASES, ContradictionError, TooManyCasesError
from advisor.loading.packs.load_rulebase import load
from advisor.logic import conclusion_formulas
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import Test, iter_leaves
from advisor.model.rulebase import NO_VERDICT, STATE, VERDICT, RuleBase
from tests.authoring.diff.scores_and_signs import SCORES_AND_SIGNS
from tests.authoring.distinct_answers import list_answers
from tests.authoring.small_packs import CORE, write_pack
from tests.plain_evaluator import evaluate
from tests.profiles import examples
from tests.strategies import agreeing_rule_bases, rule_bases

ROOT = Path(__file__).resolve().parents[3]
MAX_COMPANIES = 600
"""Rule bases with more possible companies are not tried one by one."""


def iter_companies(rulebase: RuleBase) -> Iterator[dict[str, Value]]:
    """Yield every possible company, one for each combination of answers to facts that matter for verdict and level."""
    rules = list_deciding_rules(rulebase)
    tests: dict[str, list[Test]] = {}
    for rule in rules:
        for leaf in iter_leaves(rule.condition):
            if leaf.name in rulebase.facts:
                tests.setdefault(leaf.name, []).append(leaf)
    answers = [list_answers(rulebase, name, same) for name, same in tests.items()]
    yield from (dict(zip(tests, chosen, strict=True)) for chosen in product(*answers))


def count_one_by_one(rulebase: RuleBase) -> Counter[tuple[str, str]]:
    """Count the companies by level and verdict, each evaluated on its own."""
    counts: Counter[tuple[str, str]] = Counter()
    for company in iter_companies(rulebase):
        if rulebase.find_clashes(company):
            counts["", REFUSED] += 1
            continue
        outcome = evaluate(rulebase, rulebase.build_answers(company).known)
        found = []
        for name in (STATE, VERDICT):
            values = sorted(value for each, value in outcome.certain if each == name)
            found.append(CONTRADICTION if len(values) > 1 else values[0] if values else "none")
        counts[found[0], found[1]] += 1
        assert sum(counts.values()) <= MAX_COMPANIES
    return counts


def check_census(rulebase: RuleBase) -> None:
    (census,) = count_companies(rulebase)
    assert census.sum == census.companies
    assume(census.companies <= MAX_COMPANIES)
    expected = count_one_by_one(rulebase)
    found: Counter[tuple[str, str]] = Counter()
    for level, verdict, number in census.counts:
        found[level, verdict] += number
    assert found == expected
    assert expected.total() == census.companies


@examples(1500)
@given(agreeing_rule_bases(infer=True))
def test_the_census_agrees_with_brute_force(rulebase: RuleBase) -> None:
    check_census(rulebase)


@examples(1000)
@given(rule_bases(infer=True))
def test_the_census_counts_contradictions_and_companies_without_verdict(rulebase: RuleBase) -> None:
    check_census(rulebase)


def advise_one_by_one(rulebase: RuleBase, companies: Iterator[Company]) -> Counter[str]:
    consultation = Consultation(rulebase)
    counts: Counter[str] = Counter()
    for company in companies:
        try:
            counts[consultation.conclude(company).verdict] += 1
        except ContradictionError:
            counts[CONTRADICTION] += 1
    return counts


def test_counts_each_way_in_which_a_level_is_known(tmp_path: Path) -> None:
    rulebase = load(core=str(write_pack(tmp_path / "core", {**CORE, **SCORES_AND_SIGNS})))
    stated, scores, signs = count_companies(rulebase)
    answers = product(("yes", "no"), repeat=2)
    signs_known = [{"sign_rules": rules, "sign_roles": roles} for rules, roles in answers]
    expected = {
        "stated": (Company({**known, "relationship": each}) for known in signs_known for each in rulebase.states),
        "scores": (Company(known, assessed=build_assessment(each)) for known in signs_known for each in TOTALS),
        "signs": (Company(known) for known in signs_known),
    }
    for census in (stated, scores, signs):
        assert census.sum_verdicts() == advise_one_by_one(rulebase, expected[census.basis])
    assert [census.companies for census in (stated, scores, signs)] == [8, 324, 4]
    assert scores.sum_verdicts("defined") == {"stay": 244}


def test_the_counts_of_the_builtin_rule_base_add_up(builtin: RuleBase) -> None:
    censuses = count_companies(builtin)
    assert [census.basis for census in censuses] == ["stated", "scores", "signs"]
    for census in censuses:
        product_of_domains = 1
        for size in census.domains.values():
            product_of_domains *= size
        assert census.sum == census.companies == product_of_domains
        by_level = [census.sum_verdicts(level) for level in census.levels]
        accepted = {verdict: number for verdict, number in census.sum_verdicts().items() if verdict != REFUSED}
        assert {verdict: sum(each.get(verdict, 0) for each in by_level) for verdict in accepted} == accepted


def test_a_verdict_that_depends_on_a_survey_is_open(tmp_path: Path) -> None:
    edge = """\
  score_near_edge: {kind: yes_no, computed: true, label: near, values: {yes: near, no: not near}, source: policy/scores}
"""
    files = {**CORE, **SCORES_AND_SIGNS}
    files["knowledge/ways.yaml"] = files["knowledge/ways.yaml"].replace("bands:\n", f"{edge}bands:\n")
    files["rules/decide.yaml"] = files["rules/decide.yaml"].replace(
        "when: {state: defined}", "when: {state: defined, score_near_edge: no}"
    )
    stated, scores, _ = count_companies(load(core=str(write_pack(tmp_path / "core", files))))
    assert stated.sum_verdicts("defined") == {OPEN: 4}
    near = scores.sum_verdicts("defined")
    assert near.keys() == {"stay", NO_VERDICT}


def test_the_json_form_fits_its_schema(builtin: RuleBase) -> None:
    schema = json.loads((ROOT / "docs" / "census.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    data = json.loads(format_json(builtin, count_companies(builtin)))
    Draft202012Validator(schema).validate(data)
    assert all(each["sum"] == each["companies"] == sum(each["verdicts"].values()) for each in data["populations"])


def test_a_changed_order_of_rules_changes_no_count(builtin: RuleBase) -> None:
    backwards = replace(builtin, rules=tuple(reversed(builtin.rules)))
    for one, other in zip(count_companies(builtin), count_companies(backwards), strict=True):
        assert one.companies == other.companies
        assert one.sum_verdicts() == other.sum_verdicts()


def test_refuses_rules_that_distinguish_too_many_companies(builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conclusion_formulas, "MAX_ADDED_NODES", 5)
    with pytest.raises(TooManyCasesError) as error:
        count_companies(builtin)
    assert [finding.code for finding in error.value.findings] == [TOO_MANY_CASES]
