"""Mutants: what is changed, that a case notices a change, and that a proposed case does too."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from advisor.authoring.cases.case_files import Case, PackCases, compare_case, read_all_cases, read_cases
from advisor.authoring.mutate.catching_case import find_catching_company
from advisor.authoring.mutate.late_change import LateChanges
from advisor.authoring.mutate.logic_engine import LogicConsultation
from advisor.authoring.mutate.mutants import Mutant, MutantKind
from advisor.authoring.mutate.run_mutants import draw_mutants, iter_mutants, run_mutants
from advisor.authoring.mutate.test_bench import TestBench
from advisor.consultation import Conclusions, Consultation
from advisor.loading.packs.load_rulebase import load
from advisor.model.vocabulary import Stage


@pytest.fixture(scope="module")
def builtin() -> PackCases:
    (pack,) = read_all_cases(())
    return pack


@pytest.fixture(scope="module")
def some_cases(builtin: PackCases) -> list[Case]:
    return random.Random(7).sample(builtin.cases, 60)


@pytest.fixture(scope="module")
def mutants(builtin: PackCases) -> list[Mutant]:
    return list(iter_mutants(builtin.rulebase, None))


def summarize(conclusions: Conclusions) -> object:
    """Return everything that a case can expect."""
    certain = conclusions.record.evidence.certain
    move = conclusions.move
    return (
        (conclusions.relationship.state, conclusions.verdict, conclusions.possible_verdicts, move),
        [(step.id, step.place, step.variant, [each.id for each in step.details]) for step in conclusions.steps],
        [[note.id for note in notes] for notes in (conclusions.done, conclusions.not_yet, conclusions.cautions)],
        conclusions.fired,
        {name: frozenset(values) for name, values in certain.items() if values},
    )


def test_meaning_alone_concludes_the_same_as_the_engine(builtin: PackCases, some_cases: list[Case]) -> None:
    engine, logic = Consultation(builtin.rulebase), LogicConsultation(builtin.rulebase)
    for case in some_cases:
        assert summarize(engine.conclude(case.company)) == summarize(logic.conclude(case.company))


def test_a_late_change_is_the_same_as_a_new_run(
    builtin: PackCases, some_cases: list[Case], mutants: list[Mutant]
) -> None:
    bench, late = TestBench(builtin.rulebase, some_cases), LateChanges(builtin.rulebase)
    chosen = random.Random(3).sample([each for each in mutants if late.applies_to(each)], 40)
    for mutant in chosen:
        mutated = mutant.apply(builtin.rulebase)
        consultation = LogicConsultation(mutated, bench.base)
        for position in bench.list_touched_cases(mutant)[:4]:
            case, base = bench.cases[position]
            assert summarize(late.conclude(mutant, mutated, base)) == summarize(consultation.conclude(case.company))


def test_a_case_that_a_mutant_cannot_touch_concludes_the_same(
    builtin: PackCases, some_cases: list[Case], mutants: list[Mutant]
) -> None:
    bench = TestBench(builtin.rulebase, some_cases)
    for mutant in random.Random(5).sample(mutants, 15):
        consultation = LogicConsultation(mutant.apply(builtin.rulebase))
        untouched = sorted(set(range(len(bench.cases))).difference(bench.list_touched_cases(mutant)))
        for position in untouched[:3]:
            case, base = bench.cases[position]
            assert summarize(consultation.conclude(case.company)) == summarize(base)


def test_each_kind_of_mutant_is_made(mutants: list[Mutant]) -> None:
    assert {mutant.kind for mutant in mutants} == set(MutantKind)


@pytest.mark.parametrize("kind", MutantKind)
def test_no_mutant_is_the_rule_as_it_was(kind: MutantKind, mutants: list[Mutant]) -> None:
    for mutant in (each for each in mutants if each.kind is kind and each.rule is not None):
        assert mutant.rule is not None
        changed = mutant.changed
        assert changed is None or (changed.condition, changed.then) != (mutant.rule.condition, mutant.rule.then)


def test_a_proposed_case_passes_without_the_mutant_and_fails_with_it(
    builtin: PackCases, mutants: list[Mutant], tmp_path: Path
) -> None:
    bench = TestBench(builtin.rulebase, builtin.cases[:20])
    tried = 0
    for mutant in random.Random(11).sample([each for each in mutants if each.rule], 60):
        if bench.find_catching_case(mutant) is not None:
            continue
        found = find_catching_company(mutant, bench)
        if found is None:
            continue
        tried += 1
        file = tmp_path / "rules" / "own.cases.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text("cases:\n" + found.format_yaml(), encoding="utf-8")
        (case,) = read_cases(tmp_path, builtin.rulebase)
        assert compare_case(case, bench.base.conclude(case.company), builtin.rulebase).passed
        assert TestBench(builtin.rulebase, [case]).find_catching_case(mutant) is case
        if tried == 8:
            return
    assert tried


def test_the_same_seed_draws_the_same_mutants(builtin: PackCases, mutants: list[Mutant]) -> None:
    again = list(iter_mutants(builtin.rulebase, None))
    one, same, other = draw_mutants(mutants, 12, 1), draw_mutants(again, 12, 1), draw_mutants(mutants, 12, 2)
    assert list(map(str, one)) == list(map(str, same)) != list(map(str, other))


def test_a_run_is_of_the_mutants_that_its_seed_draws(mutants: list[Mutant]) -> None:
    run = run_mutants((), limit=4, seed=2)
    assert list(map(str, run.mutants)) == list(map(str, draw_mutants(mutants, 4, 2)))
    assert run.total == len(mutants)


NAMED_KINDS = (MutantKind.BAND, MutantKind.PLACE, MutantKind.STEP_ORDER, MutantKind.SWAP_PRACTICE)


@pytest.mark.parametrize("packs", [(), ("packs/revops",)])
def test_cases_notice_other_bands_practices_marks_and_ways_to_tighten(packs: tuple[str, ...]) -> None:
    """Run a part of these mutants, drawn at random; `advisor rules test --mutate` runs all."""
    *_, pack = read_all_cases(packs)
    every = list(iter_mutants(pack.rulebase, load(()) if packs else None))
    named = [each for each in every if each.kind in NAMED_KINDS or "`tighten_by:" in each.change]
    rare = [each for each in named if each.kind in (MutantKind.BAND, MutantKind.PLACE)]
    bench = TestBench(pack.rulebase, pack.cases)
    late = [each for each in named if each.rule is None or each.rule.stage is Stage.PLAN]
    chosen = [*rare, *random.Random(1).sample(late, 40)]
    missed = [mutant for mutant in chosen if bench.find_catching_case(mutant) is None]
    assert [str(mutant) for mutant in missed if find_catching_company(mutant, bench) is not None] == []
