"""How fast the rules fire, in one table that asserts nothing. From the root: `python benchmarks/engine.py [EARLIER]`.

EARLIER is the folder of another version of the advisor. Both versions run in turns, each in processes of its own, and
the table shows the ratios. Without it, the rows show this version only. The random companies are the same in every run.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "examples/tighten-changing-market.yaml"
LIBRARIES = "import collections.abc; collections.Mapping = collections.abc.Mapping; import click, yaml, experta"
ADVISE = (
    f"import sys; sys.argv[1:] = ['advise', '{EXAMPLE}', '--format', 'json']; from advisor.cli.main import main; main()"
)
SEED, KNOWN = 20060701, 0.8
"""The seed of the random companies, and how likely one knows a fact."""
GOALS = {
    "engine.infer, examples": "4, defect over 8",
    "engine.infer, random companies": "4, defect over 8",
    "one advice in process, examples": "8 ms at a bare start of 11 ms",
    "cold: advise": "2.6 times the libraries",
}


def measure(work: Callable[[], object]) -> float:
    """Return how many milliseconds a call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure_version(rounds: int, companies: int) -> dict[str, float]:
    """Measure the version that this process imports, from the folder in which it runs."""
    sys.path.insert(0, str(Path.cwd()))
    from advisor.consultation import Consultation
    from advisor.loading.facts.facts_file import read_facts
    from advisor.loading.packs.load_rulebase import load
    from advisor.model.company import Company
    from advisor.model.vocabulary import Kind

    rulebase = load()
    consultation = Consultation(rulebase)
    source = random.Random(SEED)
    examples = [read_facts(str(path), rulebase) for path in sorted(Path("examples").glob("*.yaml"))]
    states = rulebase.facts["relationship"].values
    randoms = []
    for _ in range(companies):
        stated = {
            fact.name: source.choice(list(fact.values))
            for fact in rulebase.facts.values()
            if fact.kind in (Kind.CHOICE, Kind.YES_NO) and not fact.computed and source.random() < KNOWN
        }
        randoms.append(Company({**stated, "relationship": source.choice(list(states))}))

    def prepare(company: Company) -> Callable[[], object]:
        answers = consultation.answers(company)
        settled = {name: values.compute_values(answers) for name, values in consultation.exact.items()}
        evidence = consultation.meaning.evaluate(answers, settled).evidence
        return partial(consultation.engine.infer, answers, evidence)

    measured: dict[str, float] = {}
    first = [measure(prepare(Company({"relationship": state}))) for state in states]
    measured["first engine.infer in each state (builds a network)"] = median(first)
    for name, group in (("examples", examples), ("random companies", randoms)):
        calls = [prepare(company) for company in group]
        times = [[measure(call) for _ in range(rounds + 1)][1:] for call in calls]
        measured[f"engine.infer, {name}"] = median(median(each) for each in times)
    advise = [[measure(partial(consultation.advise, company)) for _ in range(rounds + 1)][1:] for company in examples]
    measured["one advice in process, examples"] = median(median(each) for each in advise)
    return measured


def measure_process(code: str, folder: Path, cache: str) -> float:
    """Return how many milliseconds a fresh Python needs for some code; bytecode is in `cache`."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache, "PYTHONPATH": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    words = [sys.executable, "-c", code]
    return measure(lambda: subprocess.run(words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True))


def run_version(folder: Path, arguments: argparse.Namespace) -> dict[str, float]:
    """Measure a version in a process of its own."""
    words = [sys.executable, __file__, "--child", "--rounds", str(arguments.rounds)]
    words += ["--companies", str(arguments.companies)]
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast the rules fire.")
    parser.add_argument("earlier", nargs="?", type=Path, help="the folder of another version")
    parser.add_argument("--turns", type=int, default=5, help="how often each version runs")
    parser.add_argument("--rounds", type=int, default=11, help="how often it advises each company")
    parser.add_argument("--companies", type=int, default=100, help="the number of random companies")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(measure_version(arguments.rounds, arguments.companies)))
        return
    folders = [ROOT, *([arguments.earlier.resolve()] if arguments.earlier else [])]
    times: dict[str, list[list[float]]] = {}
    with TemporaryDirectory() as cache:
        for turn in range(arguments.turns + 1):  # the first turn writes the bytecode
            for number, folder in enumerate(folders):
                measured = {
                    "cold: bare Python": measure_process("pass", folder, cache),
                    "cold: click, yaml, experta imported": measure_process(LIBRARIES, folder, cache),
                    "cold: advise": measure_process(ADVISE, folder, cache),
                    **(run_version(folder, arguments) if turn else {}),
                }
                for name, taken in measured.items() if turn else ():
                    times.setdefault(name, [[] for _ in folders])[number].append(taken)
    libraries = [median(each) for each in times["cold: click, yaml, experta imported"]]
    print(f"{'what (medians)':52} {'this':>9} {'earlier':>9} {'ratio':>6}  goal")
    for name, versions in times.items():
        this, *earlier = map(median, versions)
        columns = f"{earlier[0]:9.2f} {this / earlier[0]:6.2f}" if earlier else " " * 16
        print(f"{name:52} {this:9.2f} {columns}  {GOALS.get(name, '')}".rstrip())
        if name == "cold: advise":
            ratios = [f"{median(each) / base:9.2f}" for each, base in zip(versions, libraries, strict=True)]
            print(f"{'cold: advise, times the libraries':52} {' '.join(ratios)}")


if __name__ == "__main__":
    main()
