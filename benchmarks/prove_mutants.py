"""Which mutants of the built-in rule base cases and laws catch. From the root: `python benchmarks/prove_mutants.py`.

A mutant is one small change of a rule. The solver finds a company that gets other advice with it, or proves that none
does. Each such company is advised by both rule bases, with the engine, and must get other advice. A mutant that changes
the advice of some company must be caught: a case fails, or a law is broken that was not.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor.authoring.cases.case_files import read_all_cases
from advisor.authoring.mutate.mutants import Mutant
from advisor.authoring.mutate.run_mutants import iter_mutants
from advisor.authoring.mutate.test_bench import TestBench
from advisor.authoring.prove.differences import Comparison
from advisor.authoring.prove.law_list import LAWS
from advisor.authoring.prove.prove import prove_laws
from advisor.authoring.prove.replay import format_company
from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase

POLICY_LAWS = ("not-there", "not-denied")
QUICK_LAWS = tuple(law for law in LAWS if not law.id.startswith(("rule-", "reason-", "question-")))
"""The laws whose breaches are companies; the others take longer and are about whole entries."""
SEED, SECONDS = 20060701, 100_000


def main() -> None:
    parser = argparse.ArgumentParser(description="Counts the mutants that cases and laws catch.")
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--skip", type=int, default=0, help="leave out the first of them")
    parser.add_argument("--laws-always", action="store_true", help="try the laws also on mutants that a case catches")
    parser.add_argument("--all-laws", action="store_true", help="also the laws about whole entries, which take longer")
    arguments = parser.parse_args()
    laws = LAWS if arguments.all_laws else QUICK_LAWS
    (pack,) = read_all_cases(())
    rulebase = pack.rulebase
    fact_rules = {rule.id for rule in rulebase.fact_rules}
    every = [mutant for mutant in iter_mutants(rulebase, None) if mutant.rule and mutant.rule.id not in fact_rules]
    chosen = random.Random(SEED).sample(every, min(arguments.mutants, len(every)))
    comparison = Comparison(rulebase, [each.changed.condition for each in chosen if each.changed], SECONDS)
    bench, engine = TestBench(rulebase, pack.cases), Consultation(rulebase)
    usual = {(each.law.id, each.id) for each in prove_laws(rulebase, SECONDS, laws).breaches}
    counts: Counter[str] = Counter()
    start = time.monotonic()
    for mutant in chosen[arguments.skip :]:
        changed = mutant.apply(rulebase)
        company = comparison.find_difference(changed)
        if company is None:
            counts["give every company the same advice (proven)"] += 1
            print(f"equivalent, proven: {mutant}", flush=True)
            continue
        counts["change the advice of some company"] += 1
        counts["replay in the engine"] += replays(company, engine, Consultation(changed))
        by_case = bench.find_catching_case(mutant) is not None
        broken: set[str] = set()
        if arguments.laws_always or not by_case:
            broken = {each.law.id for each in prove_laws(changed, SECONDS, laws).breaches if is_new(each, usual)}
        counts["caught by a case"] += by_case
        counts["caught by laws 1 and 2"] += bool(broken.intersection(POLICY_LAWS))
        counts["caught by another law"] += bool(broken.difference(POLICY_LAWS))
        counts["caught by a law and by no case"] += bool(broken) and not by_case
        if not by_case and not broken:
            counts["caught by nothing"] += 1
            print(f"survivor: {mutant}; {describe(mutant, company)}", flush=True)
        else:
            print(f"caught by {'a case' if by_case else ', '.join(sorted(broken))}: {mutant}", flush=True)
    tried = f"{len(chosen) - arguments.skip} of {len(every)} mutants"
    print(f"{tried} in {time.monotonic() - start:.0f} s, {len(laws)} laws")
    for name, count in counts.items():
        print(f"{count:5} {name}")


def is_new(breach: object, usual: set[tuple[str, str]]) -> bool:
    return (breach.law.id, breach.id) not in usual  # type: ignore[attr-defined]


def describe(mutant: Mutant, company: Company) -> str:
    return f"{mutant.kind.value}; its advice differs for {format_company(company)}"


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
