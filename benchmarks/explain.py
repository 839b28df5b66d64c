"""How long explanations take, next to one advice in the same run; or whether each of many is right, and its time.

python benchmarks/explain.py [--quick]
python benchmarks/explain.py --companies 1000 [--first 0]
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor.consultation import Consultation
from advisor.explain.change import explain_change
from advisor.explain.how import explain_how
from advisor.explain.why_not import explain_why_not
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom, Fact, Kind
from tests.explain.how_law import find_faults, list_conclusions
from tests.policy.companies import RandomCompanies

COMPANIES, QUICK_COMPANIES = 200, 20
TARGETS = (Atom("verdict", "stay"), Atom("verdict", "tighten"), Atom("step", "colocation"), Atom("state", "aligned"))


def main() -> None:
    """Read the options and run one of the two measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--companies", type=int, help="check every conclusion of so many random companies")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first company")
    options = parser.parse_args()
    if options.companies:
        check_explanations(range(options.first, options.first + options.companies))
    else:
        compare_explanations(QUICK_COMPANIES if options.quick else COMPANIES)


def check_explanations(seeds: range) -> None:
    """Explain every conclusion of random companies; print what is wrong, and how long it took."""
    rulebase = load()
    consultation = Consultation(rulebase)
    times: list[tuple[float, str]] = []
    wrong = 0
    for seed in seeds:
        company = RandomCompanies(rulebase, seed, contradicting=0).draw_one().build_company()
        for atom in list_conclusions(consultation, company):
            begin = time.process_time()
            how = explain_how(consultation, company, atom)
            times.append((time.process_time() - begin, f"company {seed}, {atom.name}:{atom.value}"))
            faults = list(find_faults(consultation, company, how))
            wrong += bool(faults)
            for fault in faults:
                print(f"{times[-1][1]}: {fault}", flush=True)
        if (seed + 1) % 100 == 0:
            print(f"{seed + 1 - seeds.start} companies, {len(times)} conclusions, {wrong} wrong", flush=True)
    slow = sum(seconds > 1 for seconds, _ in times)
    longest, what = max(times)
    middle = median(seconds for seconds, _ in times)
    print(f"{len(seeds)} companies, {len(times)} conclusions explained, {wrong} wrong, {slow} took more than 1 s")
    print(f"processor time: median {middle * 1000:.1f} ms, longest {longest * 1000:.1f} ms ({what})")


def compare_explanations(count: int) -> None:
    """Print the processor time of each kind of explanation, and its ratio to one advice."""
    rulebase = load()
    consultation = Consultation(rulebase)
    random = Random(1)
    companies = [draw_company(rulebase, random) for _ in range(count)]
    companies = [each for each in companies if not rulebase.find_clashes(each.stated)]
    times: dict[str, list[float]] = {"one advice": [], "how": [], "why-not": [], "change": []}
    for company in companies:
        times["one advice"].append(measure(lambda each=company: consultation.advise(each)))  # type: ignore[misc]
        conclusions = consultation.conclude(company)
        atoms = [Atom("step", step.id) for step in conclusions.steps]
        atoms += [Atom("caution", caution.id) for caution in conclusions.cautions]
        atoms += [Atom("verdict", conclusions.verdict)] if len(conclusions.possible_verdicts) == 1 else []
        for atom in atoms:
            times["how"].append(measure(lambda each=company, to=atom: explain_how(consultation, each, to)))  # type: ignore[misc]
        target = random.choice(TARGETS)
        times["why-not"].append(measure(lambda each=company, to=target: explain_why_not(consultation, each, to)))  # type: ignore[misc]
        times["change"].append(measure(lambda each=company: explain_change(consultation, each)))  # type: ignore[misc]
    base = median(times["one advice"])
    print(f"{len(companies)} random companies, processor time in milliseconds")
    print(f"{'':<12}{'number':>8}{'median':>10}{'longest':>10}{'times one advice':>18}")
    for name, each in times.items():
        middle, longest = median(each), max(each)
        print(f"{name:<12}{len(each):>8}{middle * 1000:>10.1f}{longest * 1000:>10.1f}{middle / base:>18.2f}")


def measure(run: Callable[[], object]) -> float:
    """Return the processor time of one run in seconds."""
    begin = time.process_time()
    run()
    return time.process_time() - begin


def draw_company(rulebase: RuleBase, random: Random) -> Company:
    """Draw a company that states its level and, of the other facts, each with probability 0.7."""
    facts = [fact for fact in rulebase.facts.values() if not fact.computed]
    return Company(
        {fact.name: draw_value(fact, random) for fact in facts if fact.name == "relationship" or random.random() < 0.7}
    )


def draw_value(fact: Fact, random: Random) -> str | int | frozenset[str]:
    """Draw any answer to a fact."""
    if fact.kind is Kind.COUNT:
        return random.randint(fact.minimum, fact.minimum + 500)
    if fact.kind is Kind.MANY:
        return frozenset(value for value in fact.values if random.random() < 0.3)
    return random.choice(list(fact.values))


if __name__ == "__main__":
    main()
