"""Rules that read the levels of single statements, in a separate rule base."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.loading.packs.load_rulebase import find_builtin_folder, load
from advisor.model.advice import Advice
from advisor.model.answers import is_settled
from advisor.model.company import Company
from advisor.model.responses import PrivacyLimits, Respondent
from tests import plain_evaluator
from tests.assessment import plain_scores as plain
from tests.assessment.groups import respondents
from tests.profiles import examples

ALL = PrivacyLimits(1, True)
STATES = ("undefined", "defined", "aligned", "integrated")
CLASSIFY = "stage: classify\nrules:\n" + "".join(
    f"""
  - id: own/{state}
    title: By the scores
    status: test
    source: policy/own
    when: {{state_basis: scores, score_state: {state}}}
    then: {{state: {state}}}
    because: By the scores.
"""
    for state in STATES
)
DECIDE = """
stage: decide
rules:
  - id: own/no-common-language
    title: No common language
    status: test
    source: policy/own
    when: {statement.7: {at_most: 2}, state: [undefined, defined]}
    then: {verdict: tighten}
    because: There is no common language.
  - id: own/common-language
    title: A common language
    status: test
    source: policy/own
    when:
      any: [{statement.7: {at_least: 3}}, {state: [aligned, integrated]}]
    then: {verdict: stay}
    because: There is a common language, or enough else.
"""
PLAN = """
stage: plan
rules:
  - id: own/agree-on-words
    title: Agree on words
    status: test
    source: policy/own
    when: {statement.7: {at_most: 2}}
    then: {step: liaison}
    because: There is no common language.
"""


@cache
def build_own_consultation() -> Consultation:
    """Build a rule base with the built-in knowledge and only the rules above."""
    with TemporaryDirectory() as folder:
        for name in ("knowledge", "templates"):
            copytree(Path(find_builtin_folder()) / name, Path(folder) / name)
        (Path(folder) / "pack.yaml").write_text("name: own\nversion: 0.1.0\n")
        (Path(folder) / "rules").mkdir()
        for name, rules in (("classify", CLASSIFY), ("decide", DECIDE), ("plan", PLAN)):
            (Path(folder) / "rules" / f"{name}.yaml").write_text(rules)
        return Consultation(load(core=folder))


@cache
def build_extended_consultation() -> Consultation:
    """Build a rule base of the built-in rules and the plan rule above."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "pack.yaml").write_text("name: own\nversion: 0.1.0\n")
        (Path(folder) / "rules").mkdir()
        (Path(folder) / "rules" / "plan.yaml").write_text(PLAN)
        return Consultation(load([folder]))


def advise_people(*people: Respondent, showing: PrivacyLimits = ALL) -> Advice:
    return build_own_consultation().advise(Company({}, assessed=people, showing=showing))


def build_person(function: str, seventh: int | None, rest: int | None = 2) -> Respondent:
    """Build a person who gives one answer to all statements except the seventh."""
    return Respondent(function, None, tuple(seventh if number == 7 else rest for number in range(1, 21)))


def has_fired(advice: Advice, rule: str) -> bool:
    return rule in {each.rule for each in advice.trace}


def decide_verdict(people: list[Respondent]) -> str:
    """Compute the verdict of the rules above, if all answers are given."""
    low = plain.find_level(plain.compute_company_score(people, [7])) <= 2
    return (
        "tighten"
        if low and plain.find_state(plain.compute_company_score(people)) in ("undefined", "defined")
        else "stay"
    )


def test_fires_rules_of_a_low_statement() -> None:
    advice = advise_people(build_person("sales", 2), build_person("marketing", 2))
    assert advice.possible_verdicts == ["tighten"]
    assert has_fired(advice, "own/no-common-language")
    assert has_fired(advice, "own/agree-on-words")
    assert [each.id for each in advice.steps] == ["liaison"]


def test_counts_a_half_up() -> None:
    advice = advise_people(build_person("sales", 2), build_person("marketing", 3))
    assert advice.possible_verdicts == ["stay"]
    assert not has_fired(advice, "own/no-common-language")
    assert not has_fired(advice, "own/agree-on-words")


def test_keeps_rules_open_if_a_missing_answer_decides() -> None:
    advice = advise_people(build_person("sales", 2), build_person("marketing", None))
    assert set(advice.possible_verdicts) == {"stay", "tighten"}
    assert advice.verdict == "undetermined"
    assert not has_fired(advice, "own/agree-on-words")
    assert advice.steps == []


def test_settles_if_a_missing_answer_cannot_decide() -> None:
    assert advise_people(build_person("sales", 5), build_person("marketing", None)).possible_verdicts == ["stay"]
    few = [build_person("sales", 1), *[build_person("marketing", 1)] * 8, build_person("marketing", None)]
    assert advise_people(*few).possible_verdicts == ["tighten"]


def test_hides_a_statement_of_few_people_from_rules() -> None:
    people = [build_person("sales", 1), build_person("marketing", 1)]
    advice = advise_people(*people, showing=PrivacyLimits(3))
    assert set(advice.possible_verdicts) == {"stay", "tighten"}
    assert not has_fired(advice, "own/agree-on-words")


def test_fires_a_plan_rule_of_a_pack() -> None:
    low = Company({}, assessed=(build_person("sales", 1), build_person("marketing", 2)), showing=ALL)
    assert has_fired(build_extended_consultation().advise(low), "own/agree-on-words")
    open_ = low._replace(assessed=(build_person("sales", 1), build_person("marketing", None)))
    assert not has_fired(build_extended_consultation().advise(open_), "own/agree-on-words")


@examples(30)
@given(respondents(most=4, odd=8), st.integers(1, 4))
def test_possible_verdicts_are_those_of_all_ways_to_fill_in_unknown_facts(
    people: tuple[Respondent, ...], least: int
) -> None:
    company = Company({}, assessed=people, showing=PrivacyLimits(least))
    known = build_own_consultation().answers(company).known
    expected = plain_evaluator.find_possible_values(build_own_consultation().rulebase, known, "verdict")
    assert set(build_own_consultation().advise(company).possible_verdicts) == expected


@examples(30)
@given(respondents(most=3, odd=8).filter(lambda people: plain.count_completions(people) <= 130))
def test_possible_verdicts_include_those_of_all_ways_to_fill_in_missing_answers(people: tuple[Respondent, ...]) -> None:
    company = Company({}, assessed=people, showing=ALL)
    reached = {decide_verdict(each) for each in plain.iter_completions(people)}
    found = build_own_consultation().advise(company).possible_verdicts
    assert reached <= set(found)
    # One missing answer can move both the statement and the state; rules see the two as if they moved apart.
    known = build_own_consultation().answers(company).known
    if is_settled(known.get("score_state")) or is_settled(known.get("statement.7")):
        assert reached == set(found)
