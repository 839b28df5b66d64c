"""Which mutants of the built-in rule base cases and laws catch. From the root: `python benchmarks/prove_mutants.py`.

A mutant is one small change of a rule. The solver finds a company that gets other advice with it, or proves that none
does. Each such company is advised by both rule bases, with the engine, and must get other advice. A mutant that changes
the advice of some company must be caught: a case fails, or a law is broken that was not. `--page docs/mutants.md`
writes the result as a page.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor.authoring.cases.case_files import PackCases, read_all_cases
from advisor.authoring.mutate.mutants import Mutant
from advisor.authoring.mutate.run_mutants import iter_mutants
from advisor.authoring.mutate.test_bench import TestBench
from advisor.authoring.prove.differences import Comparison
from advisor.authoring.prove.law_list import LAWS
from advisor.authoring.prove.laws import Law
from advisor.authoring.prove.prove import prove_laws
from advisor.authoring.prove.replay import format_company
from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from benchmarks.mutants_page import Outcome, count_outcomes, iter_page_lines

QUICK_LAWS = tuple(law for law in LAWS if not law.id.startswith(("rule-", "reason-", "question-")))
"""The laws whose breaches are companies; the others take longer and are about whole entries."""
SEED, SECONDS = 20060701, 100_000


def main() -> None:
    parser = argparse.ArgumentParser(description="Counts the mutants that cases and laws catch.")
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--skip", type=int, default=0, help="leave out the first of them")
    parser.add_argument("--seed", type=int, default=SEED, help="draw other mutants")
    parser.add_argument("--laws-always", action="store_true", help="try the laws also on mutants that a case catches")
    parser.add_argument("--all-laws", action="store_true", help="also the laws about whole entries, which take longer")
    parser.add_argument("--page", type=Path, help="write the result to this Markdown file")
    arguments = parser.parse_args()
    (pack,) = read_all_cases(())
    fact_rules = {rule.id for rule in pack.rulebase.fact_rules}
    every = [mutant for mutant in iter_mutants(pack.rulebase, None) if mutant.rule and mutant.rule.id not in fact_rules]
    chosen = random.Random(arguments.seed).sample(every, min(arguments.mutants, len(every)))[arguments.skip :]
    outcomes: list[Outcome] = []
    start = time.monotonic()
    for outcome in iter_outcomes(pack, chosen, LAWS if arguments.all_laws else QUICK_LAWS, arguments.laws_always):
        outcomes.append(outcome)
        print(describe(outcome), flush=True)
    print(f"{len(chosen)} of {len(every)} mutants in {time.monotonic() - start:.0f} s, seed {arguments.seed}")
    for name, count in count_outcomes(outcomes).items():
        print(f"{count:5} {name}")
    if arguments.page:
        command = f"python benchmarks/prove_mutants.py --mutants {arguments.mutants} --seed {arguments.seed}"
        lines = iter_page_lines(outcomes, len(every), len(pack.cases), f"{command} --page docs/mutants.md")
        arguments.page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def iter_outcomes(
    pack: PackCases, mutants: Sequence[Mutant], laws: Sequence[Law], laws_always: bool
) -> Iterator[Outcome]:
    """Yield what becomes of each mutant."""
    rulebase = pack.rulebase
    comparison = Comparison(rulebase, [each.changed.condition for each in mutants if each.changed], SECONDS)
    bench, engine = TestBench(rulebase, pack.cases), Consultation(rulebase)
    usual = {(each.law.id, each.id) for each in prove_laws(rulebase, SECONDS, laws).breaches}
    for mutant in mutants:
        changed = mutant.apply(rulebase)
        company = comparison.find_difference(changed)
        if company is None:
            yield Outcome(mutant, None)
            continue
        by_case = bench.find_catching_case(mutant) is not None
        broken: set[str] = set()
        if laws_always or not by_case:
            broken = {each.law.id for each in prove_laws(changed, SECONDS, laws).breaches if is_new(each, usual)}
        yield Outcome(mutant, company, replays(company, engine, Consultation(changed)), by_case, tuple(sorted(broken)))


def is_new(breach: object, usual: set[tuple[str, str]]) -> bool:
    return (breach.law.id, breach.id) not in usual  # type: ignore[attr-defined]


def describe(outcome: Outcome) -> str:
    mutant = outcome.mutant
    if outcome.company is None:
        return f"equivalent, proven: {mutant}"
    if outcome.is_survivor:
        return f"survivor: {mutant}; {mutant.kind.value}; its advice differs for {format_company(outcome.company)}"
    return f"caught by {'a case' if outcome.is_caught_by_case else ', '.join(outcome.laws)}: {mutant}"


def replays(company: Company, before: Consultation, after: Consultation) -> bool:
    """Return whether both rule bases advise a company differently, with the engine."""
    return conclude(company, before) != conclude(company, after)


def conclude(company: Company, consultation: Consultation) -> object:
    try:
        found = consultation.conclude(company)
    except AdvisorError as error:
        return [finding.sentence for finding in error.findings]
    rules: RuleBase = consultation.rulebase
    texts = {name: rules.rules_by_id[name].then for name in found.fired}
    steps = [(step.id, step.variant, step.place, [each.id for each in step.details]) for step in found.steps]
    return found.verdict, found.possible_verdicts, found.move, steps, texts


if __name__ == "__main__":
    main()
