"""Compares the API with the command line on generated mappings, field by field, in this process.

`python benchmarks/api_equality.py 10000` takes some minutes; `--seed` gives other mappings. Both sides read the facts
and write the advice by themselves; if they read the same company, the rules run once. Every 500th mapping is also
compared with the command in a process of its own. The script ends after `--seconds` at the latest.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor import load
from tests.web.program_client import CommandLine, ProgramClient, draw_json_mapping, find_difference

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-c", "from advisor.cli.main import main; main()", "advise", "--format", "json"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--seconds", type=float, default=3_600)
    chosen = parser.parse_args()
    rulebase, started, results = load(), time.perf_counter(), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        client = ProgramClient(rulebase, folder / "data")
        command = CommandLine(client.adviser, folder)
        for number in range(chosen.count):
            if time.perf_counter() - started > chosen.seconds:
                break
            mapping = draw_json_mapping(rulebase, Random(f"{chosen.seed}/{number}"))
            difference = find_difference(client, command, mapping)
            if number % 500 == 0:
                difference = difference or compare_with_process(client, folder, mapping)
            results["different" if difference else "equal"] += 1
            if difference:
                print(f"{number}: {difference}: {json.dumps(mapping)[:500]}")  # noqa: T201
        client.close()
    seconds = time.perf_counter() - started
    print(f"{results['equal']} equal, {results['different']} different, in {seconds:.0f} s")  # noqa: T201
    sys.exit(1 if results["different"] or not results["equal"] else 0)


def compare_with_process(client: ProgramClient, folder: Path, mapping: dict[str, object]) -> str:
    """Compare with `advisor advise` in a process of its own; return what differs, "" if nothing does."""
    (folder / "own.json").write_text(json.dumps(mapping), encoding="utf-8")
    process = subprocess.run(
        [*COMMAND, str(folder / "own.json")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    response = client.post("/v1/advise", mapping)
    if process.returncode:
        return "" if response.status_code == 422 else "the process refuses"
    sent = {name: value for name, value in response.json().items() if name not in ("decision_id", "notes")}
    return "" if sent == json.loads(process.stdout) else "the process differs"


if __name__ == "__main__":
    main()
