"""What differs between two pieces of advice and two rule bases: held to brute force on generated rule bases."""

from __future__ import annotations

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
from advisor.authoring.diff.population import (
    BASIS_SCORES,
    BASIS_SIGNS,
    BASIS_STATED,
    build_assessment,
    find_refilled_facts,
)
from advisor.authoring.diff.population_shares import VerdictShare, compute_verdict_shares, compute_wilson_interval
from advisor.authoring.diff.rulebase_changes import RuleBaseChange
from advisor.authoring.diff.rulebase_pair import CausingRules
from advisor.consultation import Consultation
from advisor.errors import FactsError
from advisor.loading.load_rulebase import load, load_only
from advisor.logic.relevant_values import find_relevant_rules
from advisor.logic.semantics import Semantics
from advisor.model.advice import Advice
from advisor.model.answers import Answers, Value
from advisor.model.company import Company
from advisor.model.conditions import iter_leaves
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom, Fact, Kind
from tests.authoring.small_packs import CORE, MINE, write
from tests.profiles import examples
from tests.strategies import agreeing_rule_bases


def core(folder: Path, old: str = "", new: str = "") -> RuleBase:
    """The small core, with one change in its rules."""
    texts = {name: text.replace(old, new) if old and name.startswith("rules/") else text for name, text in CORE.items()}
    return load_only(str(write(folder, texts)))


def verdicts(rulebase: RuleBase, company: dict[str, Value]) -> frozenset[str]:
    return Semantics(rulebase).compute_evidence(Answers(company)).get_values("verdict")


def all_companies(*rulebases: RuleBase) -> Iterator[dict[str, Value]]:
    """Every combination of answers to the facts that bear on a verdict; counts by what the rules tell apart."""
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
    for values in product(*(_answers(fact, cuts - {None}) for fact in facts)):
        yield {fact.name: value for fact, value in zip(facts, values, strict=True)}


def _answers(fact: Fact, cuts: set[int]) -> list[Value]:
    if fact.kind is Kind.COUNT:
        return [fact.minimum, *sorted(cut for cut in cuts if cut > fact.minimum)]
    if fact.kind is Kind.MANY:
        return [frozenset(each) for size in range(len(fact.values) + 1) for each in combinations(fact.values, size)]
    return list(fact.values)


def only_share(old: RuleBase, new: RuleBase, most: int = 10_000) -> VerdictShare:
    """The share where there is one way alone to know a state."""
    shares = compute_verdict_shares(old, new, most)
    assert shares is not None
    (share,) = shares
    return share


@given(agreeing_rule_bases(), agreeing_rule_bases())
@examples(25)
def test_the_exact_share_is_what_counting_every_company_comes_to(old: RuleBase, new: RuleBase) -> None:
    share = only_share(old, new)
    companies = list(all_companies(old, new))
    differing = sum(verdicts(old, each) != verdicts(new, each) for each in companies)
    assert share.sampled == 0
    assert share.share == pytest.approx(float(Fraction(differing, len(companies))))
    assert sum(share.turns.values()) == pytest.approx(share.share)


@given(agreeing_rule_bases(), agreeing_rule_bases())
@examples(25)
def test_the_example_of_a_turn_takes_it_whatever_else_is_answered(old: RuleBase, new: RuleBase) -> None:
    share = only_share(old, new)
    for (before, after), example in share.examples.items():
        for rulebase, verdict in ((old, before), (new, after)):
            known = Semantics(rulebase).compute_evidence(Answers(dict(example.stated)))
            every = [verdicts(rulebase, {**each, **example.stated}) for each in all_companies(old, new)]
            assert set(every) == {frozenset({verdict} - {"none"})}
            assert known.get_values("verdict") <= {verdict}


@given(agreeing_rule_bases(), agreeing_rule_bases())
@examples(15)
def test_the_share_is_the_same_both_ways_and_nothing_differs_from_itself(old: RuleBase, new: RuleBase) -> None:
    one, other, none = only_share(old, new), only_share(new, old), only_share(old, old)
    assert one.share == pytest.approx(other.share)
    assert {(after, before) for before, after in one.turns} == set(other.turns)
    assert (none.share, none.turns) == (0, {})


def test_where_there_are_too_many_cases_the_share_is_estimated_from_a_sample(tmp_path: Path) -> None:
    old, new = core(tmp_path / "old"), core(tmp_path / "new", "verdict: stay}", "verdict: tighten}")
    exact, sampled = only_share(old, new), only_share(old, new, most=-1)
    assert (exact.share, exact.sampled, exact.states) == (0.5, 0, {"undefined": 0, "defined": 1})
    assert sampled.sampled == 2_000
    assert sampled.low < exact.share < sampled.high
    assert sampled == only_share(old, new, most=-1)


SCORED_AND_SIGNED = {
    "knowledge/ways.yaml": """\
facts:
  score_state:
    kind: choice
    computed: true
    label: scored state
    values: {undefined: it scores as undefined, defined: it scores as defined}
    source: policy/scores
  sign_rules: {kind: yes_no, question: Rules?, label: rules, values: {yes: rules, no: no rules}, source: policy/signs}
  sign_roles: {kind: yes_no, question: Roles?, label: roles, values: {yes: roles, no: no roles}, source: policy/signs}
bands:
  undefined: {title: Undefined, from: 20, below: 40, source: policy/scores}
  defined: {title: Defined, from: 40, below: 101, source: policy/scores}
""",
    "rules/ways.yaml": """\
stage: classify
rules:
  - id: ways/scored-undefined
    title: It scores as undefined
    status: stable
    source: policy/scores
    when: {state_basis: scores, score_state: undefined}
    then: {state: undefined}
    because: It scores as undefined.
  - id: ways/scored-defined
    title: It scores as defined
    status: stable
    source: policy/scores
    when: {state_basis: scores, score_state: defined}
    then: {state: defined}
    because: It scores as defined.
  - id: ways/signs-missing
    title: A sign is missing
    status: stable
    source: policy/signs
    when: {state_basis: signs, not: {sign_rules: yes, sign_roles: yes}}
    then: {state: undefined}
    because: A sign is missing.
  - id: ways/signs-there
    title: Both signs are there
    status: stable
    source: policy/signs
    when: {state_basis: signs, sign_rules: yes, sign_roles: yes}
    then: {state: defined}
    because: Both signs are there.
""",
}


def with_ways(folder: Path, *changes: tuple[str, str]) -> RuleBase:
    """The small core with all three ways to know a state, and changes in that."""
    texts = {**CORE, **SCORED_AND_SIGNED}
    for old, new in changes:
        assert any(old in text for text in texts.values())
        texts = {name: text.replace(old, new) for name, text in texts.items()}
    return load_only(str(write(folder, texts)))


def test_scores_and_signs_have_shares_of_their_own_that_counting_every_company_comes_to(tmp_path: Path) -> None:
    signs = (
        ("not: {sign_rules: yes, sign_roles: yes}", "sign_rules: no"),
        ("sign_rules: yes, sign_roles: yes", "sign_rules: yes"),
    )
    old, bands = (
        with_ways(tmp_path / "old"),
        with_ways(tmp_path / "bands", ("below: 40", "below: 45"), ("from: 40", "from: 45")),
    )
    ladder = with_ways(tmp_path / "ladder", *signs)
    for new in (bands, ladder):
        shares = compute_verdict_shares(old, new)
        assert shares is not None
        told = {share.way: share.share for share in shares}
        of_ways = {
            BASIS_STATED: [Company({"relationship": state}) for state in old.states],
            BASIS_SCORES: [Company({}, assessed=build_assessment(total)) for total in range(20, 101)],
            BASIS_SIGNS: [
                Company({"sign_rules": one, "sign_roles": other}) for one, other in product(("yes", "no"), repeat=2)
            ],
        }
        sides = Consultation(old), Consultation(new)
        for way, companies in of_ways.items():
            differing = sum(sides[0].advise(each).verdict != sides[1].advise(each).verdict for each in companies)
            assert told[way] == pytest.approx(differing / len(companies))
        assert sum(told.values()) > 0
        for share in shares:
            for (before, after), example in share.examples.items():
                assert [side.advise(example).verdict for side in sides] == [before, after]


def test_a_choice_that_is_worked_out_in_another_way_is_told_not_to_be_counted(tmp_path: Path) -> None:
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
    old = load_only(str(write(tmp_path / "old", texts)))
    texts["knowledge/facts.yaml"] = (
        texts["knowledge/facts.yaml"].replace("at_most: 9", "at_most: 19").replace("10", "20")
    )
    new = load_only(str(write(tmp_path / "new", texts)))
    assert [fact.name for fact in find_refilled_facts(old, new)] == ["crew"]
    found = compare_versions(old, new, [])
    assert found.refilled == (("crew", "people"),)
    assert AdviceDifference("verdict", "", NO_VERDICT, "tighten") in [each.difference for each in found.kinds]


@given(st.integers(1, 5_000).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))))
def test_an_interval_holds_the_share_seen(seen: tuple[int, int]) -> None:
    low, high = compute_wilson_interval(*seen)
    assert 0 <= low <= seen[0] / seen[1] + 1e-12
    assert seen[0] / seen[1] - 1e-12 <= high <= 1
    assert low < high


def test_a_fact_that_is_asked_in_another_way_leaves_the_share_untold(tmp_path: Path) -> None:
    old = core(tmp_path / "old")
    texts = {
        **CORE,
        "knowledge/facts.yaml": CORE["knowledge/facts.yaml"].replace(
            "    kind: choice\n    question: How",
            "    kind: many\n    clause: sales are {value}\n    empty: no sales\n    question: How",
        ),
    }
    new = load_only(str(write(tmp_path / "new", texts)))
    assert compute_verdict_shares(old, new) is None
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
def test_advice_differs_from_other_advice_in_as_much_as_the_other_does_from_it(
    one: dict[str, Value], other: dict[str, Value]
) -> None:
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
TOLD = BUILTIN.advise(
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


def altered(value: object) -> Iterator[object]:
    """The value with one word or number in it changed, of the first entry of each list, and with a list's end cut."""
    if isinstance(value, str):
        yield value + " indeed"
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, dict):
        yield {**value, "else": "else"}
        yield from ({**value, key: other} for key, each in value.items() for other in altered(each))
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for field in value._fields:
            yield from (value._replace(**{field: other}) for other in altered(getattr(value, field)))
    elif isinstance(value, list) and value:
        yield value[:-1]
        yield from ([other, *value[1:]] for other in altered(value[0]))


def test_nothing_that_advice_tells_can_change_without_a_difference() -> None:
    seen = 0
    for field in set(Advice._fields) - IGNORED_FIELDS:
        for other in altered(getattr(TOLD, field)):
            changed = TOLD._replace(**{field: other})
            assert compare_advice(TOLD, changed), (field, other)
            assert compare_advice(changed, TOLD), (field, other)
            seen += 1
    assert seen > 100
    for field in IGNORED_FIELDS:
        assert all(
            compare_advice(TOLD, TOLD._replace(**{field: other})) == () for other in altered(getattr(TOLD, field))
        )


def test_differences_are_told_in_words() -> None:
    assert [
        str(each)
        for each in (
            AdviceDifference("verdict", "", "stay", "tighten"),
            AdviceDifference("verdict", "", "stay", NO_VERDICT),
            AdviceDifference("possible verdicts", "", "stay", "tighten"),
            AdviceDifference("basis of the state", "", "signs", "stated"),
            AdviceDifference("step", "meet", None, ""),
            AdviceDifference("step", "meet", "", OTHER_WEEKS),
            AdviceDifference("reason", "r", "holds, for stay", None),
            AdviceDifference("caution", "c", "", OTHER_WORDS),
            AdviceDifference("steps for later", "", "", OTHER_ORDER),
            AdviceDifference("open questions", "", "", OTHER_CONTENT),
            AdviceDifference("advice", "", "", f"{REFUSAL_PREFIX}two verdicts"),
            AdviceDifference("advice", "", f"{REFUSAL_PREFIX}two verdicts", ""),
        )
    ] == [
        "the verdict changes from `stay` to `tighten`",
        "the verdict changes from `stay` to no verdict at all",
        "the possible verdicts change from `stay` to `tighten`",
        "the basis of the state changes from `signs` to `stated`",
        "step `meet` is added",
        "step `meet` is told for other weeks",
        "reason `r` is left out (holds, for stay)",
        "caution `c` is told in other words",
        "the steps for later are told in another order",
        "the open questions differ",
        "no advice can be given any more: two verdicts",
        "advice is given where none could be before: two verdicts",
    ]
    assert format_difference("step for later", ["a", "b"], None, "") == "steps for later `a`, `b` are added"


def test_the_smallest_example_has_no_answer_that_could_be_left_out(tmp_path: Path) -> None:
    old, new = core(tmp_path / "old"), core(tmp_path / "new", "verdict: stay}", "verdict: tighten}")
    companies = [
        ComparedCompany("large", Company({"relationship": "defined", "sales_cycle": "short"})),
        ComparedCompany("same", Company({"relationship": "undefined", "sales_cycle": "short"})),
        ComparedCompany("large again", Company({"relationship": "defined", "sales_cycle": "short"})),
    ]
    found = compare_versions(old, new, companies)
    assert (found.looked_at, found.differing) == (3, ("large", "large again"))
    assert found.changes == (RuleBaseChange("rules", "decide/stay", "changed", ("conclusion",)),)
    (turn,) = [each for each in found.kinds if each.difference == AdviceDifference("verdict", "", "stay", "tighten")]
    assert (turn.companies, turn.example) == (("large", "large again"), Company({"relationship": "defined"}))
    assert turn.causing_rules == CausingRules(changed=("decide/stay",))


def test_a_verdict_that_changes_for_no_company_at_hand_has_a_possible_one_as_example(tmp_path: Path) -> None:
    old, new = core(tmp_path / "old"), core(tmp_path / "new", "verdict: stay}", "verdict: tighten}")
    found = compare_versions(old, new, [])
    assert not found.is_unchanged
    assert [(each.companies, each.example) for each in found.kinds] == [((), Company({"relationship": "defined"}))]


def test_what_only_one_side_knows_is_unknown_to_the_other(tmp_path: Path) -> None:
    folder, pack = write(tmp_path / "core", CORE), write(tmp_path / "mine", MINE)
    from advisor.loading.pack_reader import PackReader

    reader = PackReader()
    reader.read_pack(folder)
    reader.read_pack(pack)
    facts: dict[str, Value] = {"relationship": "undefined", "meetings": "no", "people": 4}
    found = compare_versions(load_only(str(folder)), reader.build_rulebase(), [ComparedCompany("one", Company(facts))])
    told = {str(each.difference): (each.example.stated, each.causing_rules.new) for each in found.kinds}
    assert told["step `sit-together` is added"] == (
        {"relationship": "undefined", "meetings": "no", "people": 4},
        ("mine/no-meetings",),
    )
    assert [share.share for share in found.shares or ()] == [0]


def test_nothing_differs_where_rules_are_the_same(tmp_path: Path) -> None:
    found = compare_versions(
        core(tmp_path / "a"), core(tmp_path / "b"), [ComparedCompany("one", Company({"relationship": "defined"}))]
    )
    assert found.is_unchanged
    assert (found.looked_at, found.kinds) == (1, ())


def test_a_table_is_one_company_a_row(tmp_path: Path) -> None:
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


def test_everything_wrong_with_a_table_is_told_with_its_row(tmp_path: Path) -> None:
    table = tmp_path / "companies.csv"
    table.write_text("relationship,employes,relationship\ndefine,1,\ndefined,,,,9\n")
    with pytest.raises(FactsError) as error:
        read_table(str(table), load())
    told = [str(each).removeprefix(f"{table}:") for each in error.value.findings]
    assert told[0] == "1: two columns are named `relationship`"
    assert told[1].startswith("2: `define` is not a value of `relationship`")
    assert told[2].startswith("2: `employes` is not a fact; did you mean `employees`?")
    assert told[3] == "3: this row has 5 cells for 3 columns"


@pytest.mark.parametrize("text", ["", "a: 1\n"])
def test_what_is_no_list_of_companies_is_refused(tmp_path: Path, text: str) -> None:
    for name in ("empty.csv", "some.yaml"):
        (tmp_path / name).write_text(text if name.endswith("yaml") else "")
        with pytest.raises(FactsError, match="table"):
            read_table(str(tmp_path / name), load())


def test_a_changed_word_is_a_difference_of_its_own(tmp_path: Path) -> None:
    folder = write(tmp_path / "core", CORE)
    texts = {**CORE, "knowledge/rest.yaml": CORE["knowledge/rest.yaml"].replace("text: Leave it.", "text: Let it be.")}
    other = write(tmp_path / "other", texts)
    found = compare_versions(
        load_only(str(folder)), load_only(str(other)), [ComparedCompany("one", Company({"relationship": "defined"}))]
    )
    assert [str(each.difference) for each in found.kinds] == ["the verdict is told in other words"]
