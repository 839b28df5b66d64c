"""Differences of advice and shares of verdicts, compared with brute force on generated rule bases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.diff.advice_differences import (
    IGNORED_FIELDS,
    NO_VERDICT,
    OTHER_CONTENT,
    OTHER_ORDER,
    OTHER_WEEKS,
    OTHER_WORDS,
    REFUSAL_PREFIX,
    AdviceDifference,
    compare_advice,
    format_difference,
)
from advisor.authoring.diff.company_table import read_table
from advisor.authoring.diff.compare import ComparedCompany, compare_versions
from advisor.authoring.diff.possible_companies import compare_possible_companies
from advisor.authoring.diff.rulebase_changes import RuleBaseChange
from advisor.authoring.diff.rulebase_pair import CausingRules
from advisor.authoring.diff.sampled_shares import compute_wilson_interval
from advisor.authoring.diff.shared_facts import find_refilled_facts
from advisor.authoring.diff.verdict_share import VerdictShare
from advisor.authoring.population.populations import BASIS_SCORES, BASIS_SIGNS, BASIS_STATED
from advisor.authoring.population.score_totals import build_assessment
from advisor.consultation import Consultation
from advisor.errors import FactsError
from advisor.loading.finding_codes import DUPLICATE_KEY, EMPTY_FILE, WRONG_SHAPE
from advisor.loading.packs.load_rulebase import load
from advisor.logic import conclusion_formulas
from advisor.logic.relevant_values import find_relevant_rules
from advisor.logic.semantics import Semantics
from advisor.model.advice import Advice, StepAdvice
from advisor.model.answers import Answers, Value
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom, Fact, Kind
from tests.authoring.diff.scores_and_signs import SCORES_AND_SIGNS
from tests.authoring.small_packs import CORE, MINE, write_pack
from tests.profiles import examples
from tests.strategies import agreeing_rule_bases


def load_core(folder: Path, old: str = "", new: str = "") -> RuleBase:
    """Load the small core with one change in its rules."""
    texts = {name: text.replace(old, new) if old and name.startswith("rules/") else text for name, text in CORE.items()}
    return load(core=str(write_pack(folder, texts)))


def find_verdicts(rulebase: RuleBase, company: dict[str, Value]) -> frozenset[str]:
    return Semantics(rulebase).compute_evidence(Answers(company)).get_values("verdict")


def iter_all_companies(*rulebases: RuleBase) -> Iterator[dict[str, Value]]:
    """Yield every combination of answers that matters for a verdict; counts only as far as rules distinguish them."""
    read = [
        leaf
        for rulebase in rulebases
        for rule in find_relevant_rules(
            rulebase, [Atom("verdict", value) for value in rulebase.conclusions["verdict"].values or ()]
        )
        for leaf in iter_leaves(rule.condition)
    ]
    facts = [fact for fact in rulebases[0].facts.values() if fact.name in {leaf.name for leaf in read}]
    cuts = {leaf.at_least for leaf in read} | {leaf.at_most + 1 for leaf in read if leaf.at_most is not None}
    for values in product(*(_list_answers(fact, cuts - {None}) for fact in facts)):
        yield {fact.name: value for fact, value in zip(facts, values, strict=True)}


def _list_answers(fact: Fact, cuts: set[int]) -> list[Value]:
    if fact.kind is Kind.COUNT:
        return [fact.minimum, *sorted(cut for cut in cuts if cut > fact.minimum)]
    if fact.kind is Kind.MANY:
        return [frozenset(each) for size in range(len(fact.values) + 1) for each in combinations(fact.values, size)]
    return list(fact.values)


def compute_shares(old: RuleBase, new: RuleBase) -> tuple[VerdictShare, ...]:
    """Compute the share for each way to know a state."""
    possible = compare_possible_companies(old, new)
    assert possible is not None
    return possible.shares


def compute_only_share(old: RuleBase, new: RuleBase) -> VerdictShare:
    """Compute the share if there is only one way to know a state."""
    (share,) = compute_shares(old, new)
    return share


@given(agreeing_rule_bases(), agreeing_rule_bases())
@examples(25)
def test_the_exact_share_equals_a_count_of_every_company(old: RuleBase, new: RuleBase) -> None:
    share = compute_only_share(old, new)
    companies = list(iter_all_companies(old, new))
    differing = sum(find_verdicts(old, each) != find_verdicts(new, each) for each in companies)
    assert share.sampled == 0
    assert share.share == pytest.approx(float(Fraction(differing, len(companies))))
    assert sum(share.changes.values()) == pytest.approx(share.share)


@given(agreeing_rule_bases(), agreeing_rule_bases())
@examples(25)
def test_the_example_of_a_change_holds_for_all_other_answers(old: RuleBase, new: RuleBase) -> None:
    share = compute_only_share(old, new)
    for (before, after), example in share.examples.items():
        for rulebase, verdict in ((old, before), (new, after)):
            known = Semantics(rulebase).compute_evidence(Answers(dict(example.stated)))
            every = [find_verdicts(rulebase, {**each, **example.stated}) for each in iter_all_companies(old, new)]
            assert set(every) == {frozenset({verdict} - {"none"})}
            assert known.get_values("verdict") <= {verdict}


@given(agreeing_rule_bases(), agreeing_rule_bases())
@examples(15)
def test_the_share_is_the_same_in_both_directions_and_zero_for_the_same_rule_base(old: RuleBase, new: RuleBase) -> None:
    one, other, none = compute_only_share(old, new), compute_only_share(new, old), compute_only_share(old, old)
    assert one.share == pytest.approx(other.share)
    assert {(after, before) for before, after in one.changes} == set(other.changes)
    assert (none.share, none.changes) == (0, {})


def test_estimates_the_share_from_a_sample_above_the_case_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = load_core(tmp_path / "old"), load_core(tmp_path / "new", "verdict: stay}", "verdict: tighten}")
    exact = compute_only_share(old, new)
    monkeypatch.setattr(conclusion_formulas, "MAX_ADDED_NODES", 0)
    sampled = compute_only_share(old, new)
    assert (exact.share, exact.sampled, exact.states) == (0.5, 0, {"undefined": 0, "defined": 1})
    assert sampled.sampled == 2_000
    assert sampled.low < exact.share < sampled.high
    assert sampled == compute_only_share(old, new)


def load_with_all_bases(folder: Path, *changes: tuple[str, str]) -> RuleBase:
    """Load the small core with all three ways to know a state, and with changes."""
    texts = {**CORE, **SCORES_AND_SIGNS}
    for old, new in changes:
        assert any(old in text for text in texts.values())
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    return load(core=str(write_pack(folder, texts)))


def test_the_shares_of_scores_and_signs_equal_a_count_of_every_company(tmp_path: Path) -> None:
    signs = (
        ("not: {sign_rules: yes, sign_roles: yes}", "sign_rules: no"),
        ("sign_rules: yes, sign_roles: yes", "sign_rules: yes"),
    )
    old, bands = (
        load_with_all_bases(tmp_path / "old"),
        load_with_all_bases(tmp_path / "bands", ("below: 40", "below: 45"), ("from: 40", "from: 45")),
    )
    ladder = load_with_all_bases(tmp_path / "ladder", *signs)
    for new in (bands, ladder):
        shares = compute_shares(old, new)
        by_basis = {share.basis: share.share for share in shares}
        companies_by_basis = {
            BASIS_STATED: [Company({"relationship": state}) for state in old.states],
            BASIS_SCORES: [Company({}, assessed=build_assessment(total)) for total in range(20, 101)],
            BASIS_SIGNS: [
                Company({"sign_rules": one, "sign_roles": other}) for one, other in product(("yes", "no"), repeat=2)
            ],
        }
        sides = Consultation(old), Consultation(new)
        for basis, companies in companies_by_basis.items():
            differing = sum(sides[0].advise(each).verdict != sides[1].advise(each).verdict for each in companies)
            assert by_basis[basis] == pytest.approx(differing / len(companies))
        assert sum(by_basis.values()) > 0
        for share in shares:
            for (before, after), example in share.examples.items():
                assert [side.advise(example).verdict for side in sides] == [before, after]


def test_reports_a_choice_computed_in_another_way_as_not_counted(tmp_path: Path) -> None:
    people = """\
  people: {kind: count, question: How many?, label: people, clause: "{value} people", source: policy/people}
  crew:
    kind: choice
    question: Small or large?
    label: crew
    values: {small: it is small, large: it is large}
    filled_from: {fact: people, bands: {small: {at_most: 9}, large: {at_least: 10}}, source: policy/people}
    source: policy/people
"""
    texts = {**CORE, "knowledge/facts.yaml": CORE["knowledge/facts.yaml"] + people}
    texts["rules/decide.yaml"] = texts["rules/decide.yaml"].replace(
        "{state: undefined}", "{state: undefined, crew: small}"
    )
    old = load(core=str(write_pack(tmp_path / "old", texts)))
    texts["knowledge/facts.yaml"] = (
        texts["knowledge/facts.yaml"].replace("at_most: 9", "at_most: 19").replace("10", "20")
    )
    new = load(core=str(write_pack(tmp_path / "new", texts)))
    assert [fact.name for fact in find_refilled_facts(old, new)] == ["crew"]
    found = compare_versions(old, new, [])
    assert found.refilled == (("crew", "people"),)
    assert AdviceDifference("verdict", "", NO_VERDICT, "tighten") in [each.difference for each in found.kinds]


@given(st.integers(1, 5_000).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))))
def test_an_interval_contains_the_observed_share(seen: tuple[int, int]) -> None:
    low, high = compute_wilson_interval(*seen)
    assert 0 <= low <= seen[0] / seen[1] + 1e-12
    assert seen[0] / seen[1] - 1e-12 <= high <= 1
    assert low < high


def test_computes_no_share_if_a_fact_changes_its_kind(tmp_path: Path) -> None:
    old = load_core(tmp_path / "old")
    texts = {
        **CORE,
        "knowledge/facts.yaml": CORE["knowledge/facts.yaml"].replace(
            "    kind: choice\n    question: How",
            "    kind: many\n    clause: sales are {value}\n    empty: no sales\n    question: How",
        ),
    }
    new = load(core=str(write_pack(tmp_path / "new", texts)))
    assert compare_possible_companies(old, new) is None
    assert not compare_versions(old, new, []).is_unchanged


BUILTIN = Consultation(load())
FACTS: dict[str, tuple[Value, ...]] = {
    "relationship": ("undefined", "defined", "aligned", "integrated"),
    "current_conflicts": ("none", "frequent"),
    "effort_duplicated": ("yes", "no"),
    "market_customizing": ("yes", "no"),
    "employees": (12, 400),
}
COMPANIES = st.fixed_dictionaries({}, optional={name: st.sampled_from(each) for name, each in FACTS.items()})


@given(COMPANIES, COMPANIES)
@examples(15)
def test_differences_are_symmetric(one: dict[str, Value], other: dict[str, Value]) -> None:
    first, second = BUILTIN.advise(Company(one)), BUILTIN.advise(Company(other))
    assert compare_advice(first, first) == ()
    there, back = compare_advice(first, second), compare_advice(second, first)
    assert {(each.part, each.id) for each in there} == {(each.part, each.id) for each in back}
    assert len(there) == len(back)


PEOPLE = tuple(
    Respondent(function, "staff", tuple(2 + (number + person) % 3 for number in range(20)))
    for function in ("sales", "marketing")
    for person in range(6)
)
ADVICE = BUILTIN.advise(
    Company(
        {
            "current_conflicts": "frequent",
            "conflict_topics": frozenset(BUILTIN.rulebase.facts["conflict_topics"].values),
            "employees": 400,
            "marketing_role": "independent",
            "checklist_done": frozenset(),
        },
        assessed=PEOPLE,
    )
)


def iter_altered(value: object) -> Iterator[object]:
    """Yield the value with one word or number changed, in the first entry of each list, or without a list's end."""
    if isinstance(value, str):
        yield value + " indeed"
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, dict):
        yield {**value, "else": "else"}
        yield from ({**value, key: other} for key, each in value.items() for other in iter_altered(each))
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for field in value._fields:
            yield from (value._replace(**{field: other}) for other in iter_altered(getattr(value, field)))
    elif isinstance(value, list) and value:
        yield value[:-1]
        yield from ([other, *value[1:]] for other in iter_altered(value[0]))


def iter_altered_steps() -> Iterator[list[StepAdvice]]:
    """Yield the altered steps; what a step says in `because` always repeats the texts of its grounds."""
    for other in iter_altered(ADVICE.steps):
        assert isinstance(other, list)
        steps = [step._replace(because=[ground.text for ground in step.grounds]) for step in other]
        if steps != ADVICE.steps:
            yield steps


def test_every_change_of_advice_is_a_difference() -> None:
    seen = 0
    assert ADVICE.steps
    for field in set(Advice._fields) - IGNORED_FIELDS:
        for other in iter_altered_steps() if field == "steps" else iter_altered(getattr(ADVICE, field)):
            changed = ADVICE._replace(**{field: other})
            assert compare_advice(ADVICE, changed), (field, other)
            assert compare_advice(changed, ADVICE), (field, other)
            seen += 1
    assert seen > 100
    for field in IGNORED_FIELDS:
        assert all(
            compare_advice(ADVICE, ADVICE._replace(**{field: other})) == ()
            for other in iter_altered(getattr(ADVICE, field))
        )


def test_formats_differences_as_clauses() -> None:
    clauses = {
        AdviceDifference("verdict", "", "stay", "tighten"): "the verdict changes from `stay` to `tighten`",
        AdviceDifference("verdict", "", "stay", NO_VERDICT): "the verdict changes from `stay` to no verdict",
        AdviceDifference("possible verdicts", "", "stay", "tighten"): "the possible verdicts change from `stay`",
        AdviceDifference("step", "meet", None, ""): "step `meet` is added",
        AdviceDifference("step", "meet", "", OTHER_WEEKS): f"step `meet` has {OTHER_WEEKS}",
        AdviceDifference("reason", "r", "holds, for stay", None): "reason `r` is removed (holds, for stay)",
        AdviceDifference("caution", "c", "", OTHER_WORDS): f"caution `c` has {OTHER_WORDS}",
        AdviceDifference("steps for later", "", "", OTHER_ORDER): f"the steps for later have {OTHER_ORDER}",
        AdviceDifference("open questions", "", "", OTHER_CONTENT): "the open questions change",
    }
    assert [str(difference).startswith(clause) for difference, clause in clauses.items()] == [True] * len(clauses)
    refused = f"{REFUSAL_PREFIX}two verdicts"
    for before, after in (("", refused), (refused, "")):
        assert str(AdviceDifference("advice", "", before, after)).endswith(": two verdicts")
    assert format_difference("step for later", ["a", "b"], None, "") == "steps for later `a`, `b` are added"


def test_the_smallest_example_has_only_needed_answers(tmp_path: Path) -> None:
    old, new = load_core(tmp_path / "old"), load_core(tmp_path / "new", "verdict: stay}", "verdict: tighten}")
    companies = [
        ComparedCompany("large", Company({"relationship": "defined", "sales_cycle": "short"})),
        ComparedCompany("same", Company({"relationship": "undefined", "sales_cycle": "short"})),
        ComparedCompany("large again", Company({"relationship": "defined", "sales_cycle": "short"})),
    ]
    found = compare_versions(old, new, companies)
    assert (found.company_count, found.differing) == (3, ("large", "large again"))
    assert found.changes == (RuleBaseChange("rules", "decide/stay", "changed", ("conclusion",)),)
    (turn,) = [each for each in found.kinds if each.difference == AdviceDifference("verdict", "", "stay", "tighten")]
    assert (turn.companies, turn.example) == (("large", "large again"), Company({"relationship": "defined"}))
    assert turn.causing_rules == CausingRules(changed=("decide/stay",))


def test_a_changed_verdict_without_a_given_company_has_a_possible_company_as_example(tmp_path: Path) -> None:
    old, new = load_core(tmp_path / "old"), load_core(tmp_path / "new", "verdict: stay}", "verdict: tighten}")
    found = compare_versions(old, new, [])
    assert not found.is_unchanged
    assert [(each.companies, each.example) for each in found.kinds] == [((), Company({"relationship": "defined"}))]


def test_a_fact_of_one_side_is_unknown_to_the_other(tmp_path: Path) -> None:
    folder, pack = write_pack(tmp_path / "core", CORE), write_pack(tmp_path / "mine", MINE)
    facts: dict[str, Value] = {"relationship": "undefined", "meetings": "no", "people": 4}
    found = compare_versions(load(core=folder), load([pack], folder), [ComparedCompany("one", Company(facts))])
    shown = {each.difference: (each.example.stated, each.causing_rules.new) for each in found.kinds}
    assert shown[AdviceDifference("step", "sit-together", None, "")] == (
        {"relationship": "undefined", "meetings": "no", "crew": "small"},
        ("mine/no-meetings",),
    )
    assert [share.share for share in found.shares or ()] == [0]


def test_the_same_rules_have_no_differences(tmp_path: Path) -> None:
    found = compare_versions(
        load_core(tmp_path / "a"),
        load_core(tmp_path / "b"),
        [ComparedCompany("one", Company({"relationship": "defined"}))],
    )
    assert found.is_unchanged
    assert (found.company_count, found.kinds) == (1, ())


def test_reads_one_company_from_each_row(tmp_path: Path) -> None:
    rulebase = load()
    table = tmp_path / "companies.csv"
    table.write_text(
        "company,relationship,employees,conflict_topics\nAcme,defined,12,pricing; roles\n,,,\n,aligned,,none\n"
    )
    listed = tmp_path / "companies.yaml"
    listed.write_text("- {company: Acme, relationship: defined, employees: 12, conflict_topics: [pricing, roles]}\n")
    rows, (item,) = read_table(str(table), rulebase), read_table(str(listed), rulebase)
    assert [name for name, _ in rows] == [f"{table}:2: Acme", f"{table}:4"]
    assert rows[0][1] == item[1]
    assert rows[1][1].stated == {"relationship": "aligned", "conflict_topics": frozenset()}


def test_reports_everything_wrong_with_a_table_by_row(tmp_path: Path) -> None:
    table = tmp_path / "companies.csv"
    table.write_text("relationship,employes,relationship\ndefine,1,\ndefined,,,,9\n")
    with pytest.raises(FactsError) as error:
        read_table(str(table), load())
    findings = error.value.findings
    assert [each.place.line for each in findings] == [1, 2, 2, 3]
    assert (findings[0].code, findings[3].code) == (DUPLICATE_KEY, WRONG_SHAPE)
    names = [re.findall("`([a-z]+)`", each.sentence) for each in findings]
    assert names[0] == ["relationship"]
    assert names[1][:2] == ["define", "relationship"]
    assert names[2] == ["employes", "employees"]
    assert re.findall(r"\d+", findings[3].sentence) == ["5", "3"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [("empty.csv", "", EMPTY_FILE), ("empty.yaml", "", EMPTY_FILE), ("some.yaml", "a: 1\n", WRONG_SHAPE)],
)
def test_refuses_a_file_without_a_list_of_companies(tmp_path: Path, name: str, text: str, code: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(FactsError) as error:
        read_table(str(tmp_path / name), load())
    assert [each.code for each in error.value.findings] == [code]


def test_changed_wording_is_a_difference(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "core", CORE)
    texts = {**CORE, "knowledge/rest.yaml": CORE["knowledge/rest.yaml"].replace("text: Leave it.", "text: Let it be.")}
    other = write_pack(tmp_path / "other", texts)
    found = compare_versions(
        load(core=str(folder)), load(core=str(other)), [ComparedCompany("one", Company({"relationship": "defined"}))]
    )
    assert [each.difference for each in found.kinds] == [AdviceDifference("verdict", "", "", OTHER_WORDS)]
