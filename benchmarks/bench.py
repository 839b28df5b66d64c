"""How fast the advisor is, as one table that asserts nothing. From the root: `python benchmarks/bench.py [--quick]`.

A cold run is reported as a ratio to a bare start of the same Python, taken in turns with it, so that machines can be
compared; its goal is 12, and over 16 is a defect. The random companies are the same in every run.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from advisor.consultation import Consultation  # noqa: E402
from advisor.errors import ContradictionError  # noqa: E402
from advisor.loading.facts.facts_file import read_facts  # noqa: E402
from advisor.loading.packs.load_rulebase import find_builtin_folder, load  # noqa: E402
from advisor.model.answers import Value  # noqa: E402
from advisor.model.company import Company  # noqa: E402
from advisor.model.rulebase import RuleBase  # noqa: E402
from advisor.model.vocabulary import Fact, Kind  # noqa: E402

EXAMPLE = "examples/tighten-changing-market.yaml"
GOAL, DEFECT = 12, 16
KNOWN = 0.8
"""How likely a random company knows a fact."""
SEED = 20060701
LARGEST_COUNT = 1000
IMPORTS = "import collections.abc; collections.Mapping = collections.abc.Mapping; import click, yaml, experta"
"""The libraries a run needs, and nothing done with them; experta cannot be imported without the lent name."""


class Row(NamedTuple):
    """A line of the table."""

    what: str
    measured: str
    ratio: str = ""
    goal: str = ""


class Rounds(NamedTuple):
    """How often each thing is done."""

    cold: int
    warm: int
    loads: int
    companies: int


FULL = Rounds(cold=15, warm=200, loads=5, companies=10_000)
QUICK = Rounds(cold=5, warm=20, loads=3, companies=1_000)


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def percentile(times: Sequence[float], share: float) -> float:
    """Return the smallest time that `share` of the times do not exceed."""
    ordered = sorted(times)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]


def command() -> list[str]:
    """Find the `advisor` command next to this Python, else the command line that it would run."""
    script = Path(sys.executable).with_name("advisor")
    if script.exists():
        return [str(script)]
    return [sys.executable, "-c", "from advisor.cli.main import main; main()"]


def run(words: Sequence[str], surroundings: Mapping[str, str]) -> None:
    """One program, from start to end."""
    subprocess.run(words, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, check=True)


def cold(rounds: int) -> Iterator[Row]:
    """Whole runs from the shell, in turns with a bare start of Python."""
    bare = "python -c pass (a bare start)"
    advise = f"advisor advise {Path(EXAMPLE).name} --format json"
    runs = {
        bare: [sys.executable, "-c", "pass"],
        "import click, yaml, experta (nothing done)": [sys.executable, "-c", IMPORTS],
        advise: [*command(), "advise", EXAMPLE, "--format", "json"],
    }
    times: dict[str, list[float]] = {name: [] for name in runs}
    with TemporaryDirectory() as cache:
        # An installed tool has its bytecode at hand. The first turn writes it, even if this Python is set not to.
        surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
        for turn in range(rounds + 1):
            for name, words in runs.items():
                taken = milliseconds(partial(run, words, surroundings))
                if turn:
                    times[name].append(taken)
    base = median(times[bare])
    for name, taken_times in times.items():
        goal = f"{GOAL}, defect over {DEFECT}" if name == advise else ""
        taken = median(taken_times)
        yield Row(f"cold: {name}", f"{taken:.1f} ms", f"{taken / base:.1f}", goal)


def loading(rounds: int) -> Iterator[Row]:
    """From files to the first advice, in a Python that has imported everything."""
    path = str(ROOT / EXAMPLE)

    def read() -> RuleBase:
        return load(core=find_builtin_folder())

    def first() -> None:
        rulebase = read()
        Consultation(rulebase).advise(read_facts(path, rulebase))

    first()
    sys.dont_write_bytecode = False  # so that load() may keep what it has read
    load()
    for what, work, goal in (
        ("read the YAML, compile, and first advice, in process", first, "150 ms"),
        ("of this, reading and checking the YAML", read, ""),
        ("load() of what an earlier run kept", load, ""),
    ):
        yield Row(what, f"{median(milliseconds(work) for _ in range(rounds)):.1f} ms", "", goal)


def warm(consultation: Consultation, rounds: int) -> Iterator[Row]:
    """One company with everything explained, rule base loaded."""
    companies = {
        path.stem: read_facts(str(path), consultation.rulebase) for path in sorted((ROOT / "examples").glob("*.yaml"))
    }
    times: dict[str, list[float]] = {name: [] for name in companies}
    for turn in range(rounds + 5):
        for name, company in companies.items():
            taken = milliseconds(partial(consultation.advise, company))
            if turn >= 5:
                times[name].append(taken)
    for name, each in times.items():
        yield Row(f"one company: {name}", spread(each))
    everything = [taken for each in times.values() for taken in each]
    yield Row("one company: all examples", spread(everything), "", "median 5 ms")


def spread(times: Sequence[float]) -> str:
    """Format the median and the 95th percentile."""
    return f"median {median(times):.2f} ms, p95 {percentile(times, 0.95):.2f} ms"


def random_company(rulebase: RuleBase, random_source: random.Random) -> Company:
    """Draw a company with any answers, each known or not."""
    stated = {
        fact.name: random_value(fact, random_source)
        for fact in rulebase.facts.values()
        if not fact.computed and random_source.random() < KNOWN
    }
    return Company(stated)


def random_value(fact: Fact, random_source: random.Random) -> Value:
    """Any answer to one fact."""
    if fact.kind is Kind.COUNT:
        return random_source.randint(fact.minimum, fact.minimum + LARGEST_COUNT)
    if fact.kind is Kind.MANY:
        return frozenset(value for value in fact.values if random_source.random() < 0.5)
    return random_source.choice(list(fact.values))


def resident() -> float:
    """Return the present memory of this process in MB, or its maximum if the system reports only that."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def in_a_row(consultation: Consultation, count: int) -> Iterator[Row]:
    """Many random companies one after the other: the pace, the slowest, and whether memory grows."""
    random_source = random.Random(SEED)
    settled_after = min(1_000, count // 2)
    refused, early = 0, 0.0
    times = array("d", bytes(8 * count))  # its place is taken beforehand, so that it is no growth
    for number in range(count):
        company = random_company(consultation.rulebase, random_source)
        start = time.perf_counter()
        try:
            consultation.advise(company)
        except ContradictionError:
            refused += 1
        times[number] = (time.perf_counter() - start) * 1000
        if number + 1 == settled_after:
            early = resident()
    late = resident()
    name = f"{count:,} random companies"
    yield Row(f"{name}: pace", f"{count / sum(times) * 1000:.0f} a second")
    yield Row(f"{name}: each", f"{spread(times)}, slowest {max(times):.1f} ms")
    yield Row(
        f"{name}: memory after {settled_after:,}, at the end", f"{early:.1f} MB, {late:.1f} MB ({late - early:+.1f})"
    )
    if refused:
        yield Row(f"{name}: refused for contradiction", str(refused))


def table(rows: Sequence[Row]) -> str:
    """Format rows in columns."""
    lines = [Row("what", "measured", "ratio to bare start", "goal"), *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(Row._fields))]
    texts = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([texts[0], "  ".join("-" * width for width in widths), *texts[1:]])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast the advisor is.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and 1,000 companies in a row")
    rounds = QUICK if parser.parse_args().quick else FULL
    rows = [*cold(rounds.cold), *loading(rounds.loads)]
    consultation = Consultation(load())
    rows += [*warm(consultation, rounds.warm), *in_a_row(consultation, rounds.companies)]
    print(table(rows))


if __name__ == "__main__":
    main()
