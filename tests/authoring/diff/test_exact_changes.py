"""Exact comparison: it agrees with brute force on generated rule bases, and with the advice on the built-in ones."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from math import prod
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.authoring.diff.advice_ids import list_shown_ids
from advisor.authoring.diff.compare import ComparedCompany, compare_versions
from advisor.authoring.diff.confirmed_changes import confirm_changes
from advisor.authoring.diff.exact_changes import ADDED, OTHER_RULES, OUTCOMES, REMOVED, ExactComparison
from advisor.authoring.diff.possible_companies import compare_possible_companies
from advisor.authoring.diff.report import format_json
from advisor.authoring.diff.rulebase_pair import RuleBasePair
from advisor.authoring.diff.shown_conclusions import ShownId
from advisor.authoring.mutate.run_mutants import iter_mutants
from advisor.authoring.population.populations import build_company
from advisor.loading.packs.load_rulebase import load
from advisor.logic import conclusion_formulas
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.conditions import All, Test, iter_leaves
from advisor.model.conditions import Any as AnyOf
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom, CountBand, Kind, Stage
from tests.authoring.diff.scores_and_signs import SCORES_AND_SIGNS
from tests.authoring.diff.shown_one_by_one import enrich, iter_companies, list_all_answers, list_shown
from tests.authoring.small_packs import CORE, write_pack
from tests.profiles import examples
from tests.strategies import build_rule, build_rule_base, rule_bases

MAX_COMPANIES = 200
"""Pairs of rule bases with more possible companies are not tried one by one."""
Change = tuple[ShownId, str, str]
"""What changes, how, and the rule if it is shown for other reasons."""


def compare(old: RuleBase, new: RuleBase) -> ExactComparison:
    possible = compare_possible_companies(old, new)
    assert possible is not None
    assert possible.exact is not None
    assert possible.exact.given_up == ()
    return possible.exact


def find_changes_one_by_one(old: RuleBase, new: RuleBase) -> dict[Change, bool]:
    """Find every change, and whether it only follows from another outcome, by asking about every company."""
    follows: dict[Change, bool] = {}
    for company in iter_companies(list_all_answers(old, new)):
        before, after = list_shown(old, company), list_shown(new, company)
        if before is None or after is None:
            if before is not after:
                follows[ShownId("advice", ""), REMOVED if after is None else ADDED, ""] = True
            continue
        outcomes = [{each for each in shown if each.part in OUTCOMES} for shown in (before, after)]
        found: list[Change] = [(each, REMOVED, "") for each in before.keys() - after.keys()]
        found += [(each, ADDED, "") for each in after.keys() - before.keys()]
        found += [
            (each, OTHER_RULES, rule) for each in before.keys() & after.keys() for rule in before[each] ^ after[each]
        ]
        for change in found:
            follows[change] = follows.get(change, True) and outcomes[0] != outcomes[1]
    return follows


@st.composite
def draw_pairs(draw: st.DrawFn) -> tuple[RuleBase, RuleBase]:
    """Draw a rule base, and one that differs in a rule or two, or in all of them."""
    old, other = draw(rule_bases(6, infer=True)), draw(rule_bases(3, infer=True))
    kept = [rule for rule in old.rules if draw(st.integers(0, 3))]
    more = [replace(rule, id=f"{rule.id}-new") for rule in other.rules[: draw(st.integers(0, 2))]]
    new = replace(old, rules=(*kept, *more)) if draw(st.integers(0, 3)) else other
    return enrich(old), enrich(new)


def check_pair(old: RuleBase, new: RuleBase) -> int:
    """Compare the exact changes of a pair with all of its companies; return how many changes there are."""
    assume(prod(map(len, list_all_answers(old, new).values())) <= MAX_COMPANIES)
    expected = find_changes_one_by_one(old, new)
    found = compare(old, new)
    changes = {
        (change.shown, change.how, change.rules[0] if change.how == OTHER_RULES else ""): change.follows
        for change in found.changes
    }
    assert changes == expected
    for change in found.changes:
        has_change = [
            (change.shown, change.how) in {each[:2] for each in find_changes_of(old, new, build_company(path).stated)}
            for path in change.examples
        ]
        assert has_change[1]  # a company with all answers
    return len(changes)


def find_changes_of(old: RuleBase, new: RuleBase, stated: dict[str, Value]) -> set[Change]:
    """Find the changes of one company with all answers."""
    before, after = list_shown(old, stated), list_shown(new, stated)
    if before is None or after is None:
        return set() if before is after else {(ShownId("advice", ""), REMOVED if after is None else ADDED, "")}
    both = before.keys() & after.keys()
    return {
        *((each, REMOVED, "") for each in before.keys() - after.keys()),
        *((each, ADDED, "") for each in after.keys() - before.keys()),
        *((each, OTHER_RULES, rule) for each in both for rule in before[each] ^ after[each]),
    }


@given(draw_pairs())
@examples(1000)
def test_the_exact_changes_agree_with_brute_force(pair: tuple[RuleBase, RuleBase]) -> None:
    check_pair(*pair)


def move_band(rulebase: RuleBase, limit: int) -> RuleBase:
    """Return the rule base with another highest number of people in a small company."""
    fact = rulebase.facts["company_size"]
    assert fact.filled_from is not None
    bands = {band.value: band for band in fact.filled_from.bands}
    bands |= {
        "small": CountBand("small", None, limit),
        "medium": CountBand("medium", limit + 1, bands["medium"].at_most),
    }
    filled = fact.filled_from._replace(bands=tuple(bands.values()))
    return replace(rulebase, facts={**rulebase.facts, "company_size": fact._replace(filled_from=filled)})


def test_a_moved_band_reports_the_effect_of_every_rule_that_reads_it(builtin: RuleBase) -> None:
    new = move_band(builtin, 99)
    found = compare(builtin, new)
    confirmed, unconfirmed = confirm_changes(RuleBasePair(builtin, new), found.changes)
    assert unconfirmed == ()
    shown = {rule for change, _ in confirmed for rule in change.rules}
    readers = {
        rule.id for rule in builtin.rules if any(leaf.name == "company_size" for leaf in iter_leaves(rule.condition))
    }
    assert len(readers) > 10
    assert len(readers & shown) > 10
    # a rule that only other rules read has its effect under their names
    direct = {rule.id for rule in builtin.rules if {atom.name for atom in rule.then} - {"not_there", "leave_out"}}
    assert (readers & direct) - shown <= found.silent
    assert {change.example.stated.get("employees") for change in confirmed} == {50}


@pytest.mark.parametrize("part", [1, 3])
def test_random_companies_show_no_change_that_is_not_reported(builtin: RuleBase, part: int) -> None:
    generator = random.Random(part)
    mutants = list(iter_mutants(builtin, None))
    for mutant in generator.sample(mutants, 1):
        new = mutant.apply(builtin)
        found = compare(builtin, new)
        pair = RuleBasePair(builtin, new)
        confirmed, unconfirmed = confirm_changes(pair, found.changes)
        assert unconfirmed == ()
        reported = {(change.shown, change.how) for change, _ in confirmed}
        changed = {change.shown for change, _ in confirmed}
        for _ in range(10):
            company = draw_company(builtin, generator)
            advice = [pair.get_advice(side, company) for side in (0, 1)]
            if any(isinstance(each, str) for each in advice):
                continue
            before, after = map(list_shown_ids, advice)  # type: ignore[arg-type]
            assert {(each, REMOVED) for each in before - after} <= reported
            assert {(each, ADDED) for each in after - before} <= reported
            differing = pair.list_differing_rules(company)
            assert not differing or changed or mutant.rule is not None


def draw_company(rulebase: RuleBase, generator: random.Random) -> Company:
    """Draw a company that answers every question."""
    stated: dict[str, Value] = {}
    for name, fact in rulebase.facts.items():
        if fact.computed:
            continue
        if fact.kind is Kind.COUNT:
            stated[name] = generator.choice((1, 20, 49, 50, 99, 100, 249, 250, 5000))
        elif fact.kind is Kind.MANY:
            stated[name] = frozenset(each for each in fact.values if generator.random() < 0.3)
        else:
            stated[name] = generator.choice(list(fact.values))
    return Company(stated)


def test_samples_conclusions_with_too_many_cases_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    both = All((Test("doubled", frozenset({"yes"})), Test("market", frozenset({"calm"}))))
    stay = build_rule(0, Stage.DECIDE, both, (Atom("verdict", "stay"),))
    pairs = (("price", "market", "calm"), ("leads", "doubled", "yes"), ("credit", "contested", "yes"))
    when = AnyOf(
        tuple(All((Test("topics", frozenset({topic})), Test(name, frozenset({value})))) for topic, name, value in pairs)
    )
    large = build_rule(1, Stage.CAUTION, when, (Atom("caution", "slow"),))
    small = build_rule(2, Stage.CAUTION, Test("market", frozenset({"calm"})), (Atom("caution", "costly"),))
    old, new = build_rule_base([stay]), build_rule_base([stay, large, small])
    monkeypatch.setattr(conclusion_formulas, "MAX_ADDED_NODES", 6)
    found = compare_versions(old, new, ())
    assert found.exact is not None
    assert found.exact.given_up == (ShownId("caution", "slow"),)
    assert [change.shown.id for change, _ in found.confirmed] == ["costly"]
    assert [share.sampled for share in found.shares or ()] == [0]
    assert {each.difference.id for each in found.kinds} >= {"slow", "costly"}  # one from a sample
    data = json.loads(format_json("old", "new", found))["exact"]
    assert data["too_many_cases"] == [{"part": "caution", "id": "slow"}]
    assert [each["id"] for each in data["changes"]] == ["costly"]
    monkeypatch.setattr(conclusion_formulas, "MAX_ADDED_NODES", 0)
    assert json.loads(format_json("old", "new", compare_versions(old, new, ())))["exact"] is None


def test_a_company_that_one_version_refuses_is_reported_and_ends_nothing(tmp_path: Path) -> None:
    busy = "facts:\n  busy: {kind: yes_no, question: Busy?, label: busy, values: {yes: b, no: c}, source: policy/b}\n"
    infer = """\
stage: infer
rules:
  - {id: infer/busy, title: Long means busy, status: stable, source: policy/b, when: {sales_cycle: long},
     then: {busy: yes}, because: "{grounds}."}
"""
    old = load(core=str(write_pack(tmp_path / "old", {**CORE, "knowledge/busy.yaml": busy})))
    files = {**CORE, "knowledge/busy.yaml": busy, "rules/infer.yaml": infer}
    new = load(core=str(write_pack(tmp_path / "new", files)))
    company = Company({"relationship": "defined", "sales_cycle": "long", "busy": "no"})
    found = compare_versions(old, new, [ComparedCompany("one", company)])
    (kind,) = [each for each in found.kinds if each.difference.part == "advice"]
    assert kind.companies == ("one",)
    assert [(change.shown.part, change.how) for change, _ in found.confirmed] == [("advice", REMOVED)]


ENDLESS = ("long: the sales cycle is long}", "long: the sales cycle is long, endless: it never ends}")
"""A further answer to a question of the small core."""
CAUTION = """\
stage: caution
rules:
  - {id: caution/endless, title: It never ends, status: stable, source: policy/c, when: {sales_cycle: endless},
     then: {caution: endless}, because: "{grounds}."}
"""


@pytest.mark.parametrize("verdict_reads_it", [False, True])
def test_an_answer_that_only_one_version_knows_is_unknown_to_the_other(tmp_path: Path, verdict_reads_it: bool) -> None:
    stay = "when: {state: defined}", "when: {state: defined, sales_cycle: [short, long]}"
    texts = {**CORE, **SCORES_AND_SIGNS}  # scores make facts that stay unknown for companies that state their level
    if verdict_reads_it:
        texts = {name: text.replace(*stay) for name, text in texts.items()}
    old = load(core=str(write_pack(tmp_path / "old", texts)))
    more = {name: text.replace(*ENDLESS) for name, text in texts.items()}
    new = load(core=str(write_pack(tmp_path / "new", {**more, "rules/caution.yaml": CAUTION})))
    found = compare(old, new)
    # in the old version, the verdict of such a company depends on an answer that is unknown there
    assert found.limited is verdict_reads_it
    expected = [] if verdict_reads_it else [(ShownId("caution", "endless"), ADDED, ("caution/endless",))]
    assert [(change.shown, change.how, change.rules) for change in found.changes] == expected
    kinds = [each.difference.id for each in compare_versions(old, new, ()).kinds]
    assert kinds == ["endless"]  # a sample has it


def test_confirms_that_a_rule_no_longer_advises_the_step_of_its_practice(builtin: RuleBase) -> None:
    rule = builtin.rules_by_id["plan/aligned/prices-disputed"]
    without = replace(rule, then=tuple(atom for atom in rule.then if atom != Atom("step", "revenue-officer")))
    new = replace(builtin, rules=tuple(without if each is rule else each for each in builtin.rules))
    found = compare(builtin, new)
    assert {change.shown.part for change in found.changes} >= {"practice"}
    assert confirm_changes(RuleBasePair(builtin, new), found.changes)[1] == ()
