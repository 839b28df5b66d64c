"""How long authors wait for exact answers about all companies, as a table that asserts nothing.

From the root: `python benchmarks/guidance.py [--quick]`. Each time is also given as a ratio to the time that the advice
for 100 companies takes on the same machine, so that machines can be compared.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from advisor.authoring.census.census import count_companies  # noqa: E402
from advisor.authoring.diff.confirmed_changes import confirm_changes  # noqa: E402
from advisor.authoring.diff.possible_companies import compare_possible_companies  # noqa: E402
from advisor.authoring.diff.rulebase_pair import RuleBasePair  # noqa: E402
from advisor.consultation import Consultation  # noqa: E402
from advisor.loading.packs.load_rulebase import load  # noqa: E402
from advisor.model.company import Company  # noqa: E402
from advisor.model.rulebase import RuleBase  # noqa: E402
from advisor.model.vocabulary import CountBand, Kind  # noqa: E402

SEED = 20060701
MEASURE = 100
"""The number of companies whose advice is the measure of time."""


def move_band(rulebase: RuleBase) -> RuleBase:
    """Return the rule base in which a company with up to 99 people is small."""
    fact = rulebase.facts["company_size"]
    assert fact.filled_from is not None
    bands = (CountBand("small", None, 99), CountBand("medium", 100, 249), CountBand("large", 250, None))
    moved = fact._replace(filled_from=fact.filled_from._replace(bands=bands))
    return replace(rulebase, facts={**rulebase.facts, fact.name: moved})


def drop_rule(rulebase: RuleBase, name: str) -> RuleBase:
    """Return the rule base without a rule."""
    return replace(rulebase, rules=tuple(rule for rule in rulebase.rules if rule.id != name))


def draw_companies(rulebase: RuleBase, number: int) -> list[Company]:
    """Draw companies that state their level and answer every yes/no question and choice."""
    generator = random.Random(SEED)
    asked = [each for each in rulebase.facts.values() if each.kind in (Kind.YES_NO, Kind.CHOICE) and not each.computed]
    return [Company({fact.name: generator.choice(list(fact.values)) for fact in asked}) for _ in range(number)]


def measure(work: Callable[[], object], rounds: int) -> float:
    """Return the median of the seconds of processor time that some calls take."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return median(times)


def compare_exactly(old: RuleBase, new: RuleBase) -> str:
    """Compare two rule bases exactly, with examples; return what was found."""
    found = compare_possible_companies(old, new)
    assert found is not None
    assert found.exact is not None
    confirmed, unconfirmed = confirm_changes(RuleBasePair(old, new), found.exact.changes)
    return f"{len(found.exact.compared)} compared, {len(confirmed)} changes, {len(unconfirmed)} unconfirmed"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one round of each")
    rounds = 1 if parser.parse_args().quick else 3
    rulebase = load()
    consultation = Consultation(rulebase)
    companies = draw_companies(rulebase, MEASURE)
    answered = [each for each in companies if not rulebase.find_clashes(each.stated)]
    unit = measure(lambda: [consultation.advise(each) for each in answered], rounds) * MEASURE / len(answered)
    print(f"advice for {MEASURE} companies: {unit:.2f} s\n")
    print(f"{'what':<44}{'seconds':>8}{'ratio':>8}  found")
    seconds = measure(lambda: count_companies(rulebase), rounds)
    print(f"{'census (goal: 10 s)':<44}{seconds:>8.2f}{seconds / unit:>8.1f}")
    for title, new in (
        ("a caution dropped", drop_rule(rulebase, "caution/moves/marketing-undivided")),
        ("a band of company_size from 49 to 99", move_band(rulebase)),
        ("a reason of the table dropped", drop_rule(rulebase, "undefined/small-company")),
        ("a rule for a verdict dropped", drop_rule(rulebase, "integrated/keep-it-up")),
    ):
        found: list[str] = []
        seconds = measure(lambda new=new, found=found: found.append(compare_exactly(rulebase, new)), rounds)
        print(f"{title:<44}{seconds:>8.2f}{seconds / unit:>8.1f}  {found[0]}")


if __name__ == "__main__":
    main()
