"""The planner compared with brute force: it asks exactly the questions that can change the advice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.interview.planner import Depth, Phase, Planner, Question
from advisor.logic.possible_values import PossibleValues
from advisor.logic.semantics import Semantics
from advisor.model.answers import Answers, Value
from advisor.model.rulebase import RuleBase, name_verdicts
from tests import plain_evaluator as plain
from tests.profiles import examples
from tests.strategies import FACTS, SINGLE, agreeing_rule_bases, complete_companies

MAX_COMPLETIONS = 400
Known = dict[str, Value]


def build_planner(rulebase: RuleBase) -> Planner:
    return Planner(rulebase, Semantics(rulebase), {name: PossibleValues(rulebase, name) for name in SINGLE})


def run_interview(
    planner: Planner, company: Known, declined: frozenset[str], depth: Depth = Depth.USUAL
) -> tuple[Known, list[tuple[Known, frozenset[str], Question]]]:
    """Interview a company; return the known facts, and each question with the answers and refusals before it."""
    known: Known = {}
    unknown: frozenset[str] = frozenset()
    asked = []
    while (question := planner.choose_question(Answers(known), unknown, depth)) is not None:
        asked.append((dict(known), unknown, question))
        if question.fact in declined:
            unknown |= {question.fact}
        else:
            known = {**known, question.fact: company[question.fact]}
        assert len(asked) <= len(FACTS), "a question came twice"
    return known, asked


def build_advice(rulebase: RuleBase, known: Known) -> tuple[object, ...]:
    """Return the verdict, the move, and which rules advise which steps."""
    settled = {name: plain.find_possible_values(rulebase, known, name) for name in SINGLE}
    outcome = plain.evaluate(rulebase, known, settled)
    done = {value for name, value in outcome.certain if name == "done"}
    steps = {
        (rule.id, step)
        for rule in rulebase.rules
        if rule.id in outcome.holding
        for step in rule.list_concluded_values("step")
        if step not in done
    }
    return settled["verdict"], settled["move_to"], steps


def list_answers(rulebase: RuleBase, fact: str) -> list[Value | None]:
    return [None, *plain.list_settled_answers(rulebase, fact, None)]


def can_change_advice(rulebase: RuleBase, known: Known, unknown: frozenset[str], fact: str) -> bool:
    """Return whether answers to a fact (or none) can give different advice for some answers to the others (or none)."""
    read = {test.name for rule in rulebase.rules for test in plain.iter_tests(plain.build_full_condition(rule))}
    others = sorted(name for name in FACTS if name in read and name not in known and name not in unknown | {fact})

    def iter_companies() -> Iterator[Known]:
        for chosen in product(*(list_answers(rulebase, name) for name in others)):
            yield {**known, **{n: value for n, value in zip(others, chosen, strict=True) if value is not None}}

    for company in iter_companies():
        results = [
            build_advice(rulebase, company if value is None else {**company, fact: value})
            for value in list_answers(rulebase, fact)
        ]
        if any(result != results[0] for result in results):
            return True
    return False


some_declined = st.frozensets(st.sampled_from(sorted(FACTS)), max_size=2)


@examples(200)
@given(agreeing_rule_bases(), complete_companies(), some_declined)
def test_an_interview_gives_the_same_advice_as_a_facts_file(
    rulebase: RuleBase, company: Known, declined: frozenset[str]
) -> None:
    whole = {name: value for name, value in company.items() if name not in declined}
    assume(plain.count_completions(rulebase, {}) <= MAX_COMPLETIONS)
    known, _ = run_interview(build_planner(rulebase), company, declined)
    assert build_advice(rulebase, known) == build_advice(rulebase, whole)


@examples(100)
@given(agreeing_rule_bases(), complete_companies(), some_declined)
def test_every_question_can_change_the_advice(rulebase: RuleBase, company: Known, declined: frozenset[str]) -> None:
    assume(plain.count_completions(rulebase, {}) <= 40)
    _, asked = run_interview(build_planner(rulebase), company, declined)
    for known, unknown, question in asked:
        assert can_change_advice(rulebase, known, unknown, question.fact), (known, unknown, question)


@examples(100)
@given(agreeing_rule_bases(), complete_companies(), some_declined)
def test_a_question_lists_the_verdicts_of_all_completions(
    rulebase: RuleBase, company: Known, declined: frozenset[str]
) -> None:
    assume(plain.count_completions(rulebase, {}) <= MAX_COMPLETIONS)
    _, asked = run_interview(build_planner(rulebase), company, declined)
    for known, _, question in asked:
        assert {*question.verdicts} == name_verdicts(plain.find_possible_values(rulebase, known, "verdict"))
        if question.phase in (Phase.STATE, Phase.VERDICT):
            assert (
                len(
                    plain.find_possible_values(rulebase, known, "verdict")
                    | plain.find_possible_values(rulebase, known, "move_to")
                )
                > 1
            )


@examples(100)
@given(agreeing_rule_bases(), complete_companies())
def test_a_brief_interview_gives_the_same_verdict_with_the_same_first_questions(
    rulebase: RuleBase, company: Known
) -> None:
    planner = build_planner(rulebase)
    brief, asked = run_interview(planner, company, frozenset(), Depth.BRIEF)
    usual, asked_usually = run_interview(planner, company, frozenset())
    _, asked_thoroughly = run_interview(planner, company, frozenset(), Depth.THOROUGH)
    for name in ("verdict", "move_to"):
        possibilities = PossibleValues(rulebase, name)
        assert possibilities.compute_values(Answers(brief)) == possibilities.compute_values(Answers(usual))
        assert possibilities.compute_values(Answers(usual)) == possibilities.compute_values(Answers(company))
    questions = [[question.fact for _, _, question in each] for each in (asked, asked_usually, asked_thoroughly)]
    assert questions[1][: len(questions[0])] == questions[0]
    assert questions[2][: len(questions[1])] == questions[1]


@examples(60)
@given(agreeing_rule_bases(), complete_companies(), some_declined)
def test_the_next_question_depends_only_on_the_answers(
    rulebase: RuleBase, company: Known, declined: frozenset[str]
) -> None:
    used = build_planner(rulebase)
    _, asked = run_interview(used, company, declined)
    for known, unknown, question in reversed(asked):
        assert used.choose_question(Answers(known), unknown) == question
        assert build_planner(rulebase).choose_question(Answers(dict(reversed(known.items()))), unknown) == question
