"""The facts that can still change steps, compared with a plain evaluator that tries every answer."""

from __future__ import annotations

from collections import Counter
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.interview.step_questions import StepQuestions
from advisor.logic.possible_values import PossibleValues
from advisor.model.answers import Answers, PartialChoice, Value
from advisor.model.rulebase import WITHDRAWING_CONCLUSIONS, RuleBase
from tests import plain_evaluator as plain
from tests.profiles import examples
from tests.strategies import FACTS, SINGLE, agreeing_rule_bases, complete_companies

Known = dict[str, Value]
Settled = dict[str, frozenset[str | None]]


def count_effects(rulebase: RuleBase, known: Known, declined: frozenset[str], settled: Settled) -> Counter[str]:
    """Count the effects that each open fact changes, by trying all answers to all open facts."""
    open_facts = [name for name in FACTS if name not in declined and is_open(known.get(name))]
    options = [list_answers(rulebase, name, known.get(name)) for name in open_facts]
    effects_by_case = {}
    for chosen in product(*options):
        answers = {**known, **{n: value for n, value in zip(open_facts, chosen, strict=True) if value is not None}}
        outcome = plain.evaluate(rulebase, answers, settled, known)
        gone = {value for name, value in outcome.certain if name in WITHDRAWING_CONCLUSIONS}
        effects_by_case[chosen] = {
            (rule.id, step)
            for rule in rulebase.rules
            if rule.id in outcome.holding
            for step in rule.list_concluded_values("step")
            if step not in gone
        }
    counts: Counter[str] = Counter()
    for place, name in enumerate(open_facts):
        changed = set()
        for chosen, effects in effects_by_case.items():
            without = (*chosen[:place], options[place][0], *chosen[place + 1 :])
            changed |= effects ^ effects_by_case[without]
        counts.update({name: len(changed)} if changed else {})
    return counts


def list_answers(rulebase: RuleBase, name: str, known: Value | None) -> list[Value | None]:
    """List what can become of an open fact: it stays as it is, or has a full answer."""
    return [known, *plain.list_settled_answers(rulebase, name, known)]


def is_open(value: Value | None) -> bool:
    return value is None or isinstance(value, PartialChoice)


@examples(200)
@given(
    agreeing_rule_bases(),
    complete_companies(),
    st.frozensets(st.sampled_from(sorted(FACTS)), max_size=3),
    st.frozensets(st.sampled_from(sorted(FACTS)), max_size=1),
    st.booleans(),
)
def test_counts_the_effects_that_trying_all_answers_finds(
    rulebase: RuleBase, company: Known, missing: frozenset[str], declined: frozenset[str], partly: bool
) -> None:
    known = {name: value for name, value in company.items() if name not in missing | declined}
    if partly and isinstance(known.get("topics"), frozenset):
        known["topics"] = PartialChoice(frozenset(sorted(known["topics"])[:1]))  # type: ignore[arg-type]
    open_facts = [name for name in FACTS if name not in declined and is_open(known.get(name))]
    settled = {name: plain.find_possible_values(rulebase, known, name) for name in SINGLE}
    questions, answers = StepQuestions(rulebase), Answers(known)
    exact = {name: PossibleValues(rulebase, name) for name in SINGLE}

    def compute_exact(others: Answers) -> Settled:
        return {name: values.compute_values(others) for name, values in exact.items()}

    for chosen in product(*(list_answers(rulebase, name, known.get(name)) for name in open_facts)):
        others = answers
        for name, value in zip(open_facts, chosen, strict=True):
            others = others if value is None else others.with_value(name, value)
        assume(compute_exact(others) == settled)  # the planner asks about steps when no answer changes these any more
    expected = count_effects(rulebase, known, declined, settled)
    fixed: dict[str, frozenset[str]] = dict.fromkeys(SINGLE, frozenset())
    assert questions.count_effects(answers, declined, compute_exact, fixed) == expected
    assert questions.count_effects(Answers(dict(known)), declined, compute_exact, fixed) == expected
