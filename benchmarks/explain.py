"""How long explanations take, next to one advice in the same run.

python benchmarks/explain.py [--quick]
"""

# ruff: noqa: T201
from __future__ import annotations

import sys
import time
from collections.abc import Callable
from random import Random
from statistics import median

from advisor.consultation import Consultation
from advisor.explain.change import explain_change
from advisor.explain.how import explain_how
from advisor.explain.why_not import explain_why_not
from advisor.loading.load_rulebase import load
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom, Fact, Kind

COMPANIES, QUICK_COMPANIES = 200, 20
TARGETS = (Atom("verdict", "stay"), Atom("verdict", "tighten"), Atom("step", "colocation"), Atom("state", "aligned"))


def main() -> None:
    """Print the processor time of each kind of explanation, and its ratio to one advice."""
    rulebase = load()
    consultation = Consultation(rulebase)
    random = Random(1)
    count = QUICK_COMPANIES if "--quick" in sys.argv else COMPANIES
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
