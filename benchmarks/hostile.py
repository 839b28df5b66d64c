"""How much a pack can cost that somebody made to be slow, as one table that asserts nothing.

From the root: `python benchmarks/hostile.py [--quick] [NAME]`. Each pack is as large as the bounds of packs allow, in
the shape that is worst for one part of loading; each is loaded, checked, and used for an advice in a process of its
own. Goals: 2 s of processor time and 300 MB to load anything. `--quick` makes small packs, to see that each is what it
is meant to be.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]

QUICK = 20
PATIENCE = 60
"""Processor seconds after which a process is ended."""
HEADER = "name: hostile\nversion: 0.0.1\n"
RULES = {stage: f"stage: {stage}\nrules:\n" for stage in ("weigh", "plan")}
FACT = "kind: yes_no, label: l, question: Q?, values: {yes: y, no: n}, source: policy/a"
LOAD = """
import sys
from advisor.loading.packs.load_rulebase import load
from advisor.errors import PackError
try:
    load([sys.argv[1]])
    print("a pack")
except PackError as error:
    print(f"{len(error.findings)} findings: {error.findings[-1].sentence}"[:76])
"""
Files = Mapping[str, str]


def rule(number: int, when: str = "{verdict: tighten}", then: str = "{step: colocation}", because: str = "So.") -> str:
    """One rule, an item of a list."""
    return (
        f"- {{id: hostile/r{number}, title: T, status: test, source: policy/a, when: {when}, then: {then}, "
        f"because: {because}}}\n"
    )


def each(make: Callable[[int], str]) -> Callable[[int], str]:
    """Build a text of `count` pieces."""
    return lambda count: "".join(map(make, range(count)))


def facts(count: int) -> str:
    """Build `count` yes-or-no facts."""
    return "facts:\n" + "".join(f" f{number}: {{{FACT}}}\n" for number in range(count))


def choice(count: int) -> str:
    """Build a fact with `count` values."""
    return f"facts:\n f: {{kind: choice, label: l, question: Q?, source: policy/a, values: {{{values(count)}}}}}\n"


def values(count: int) -> str:
    """Build `count` values, each with its wording."""
    return "".join(f"v{number}: x, " for number in range(count))


def knowledge(head: str, make: Callable[[int], str], tail: str = "") -> Callable[[int], Files]:
    """Build a pack with one file of knowledge of `count` pieces."""
    return lambda count: {"knowledge/own.yaml": f"{head}{each(make)(count)}{tail}"}


def rules(stage: str, make: Callable[[int], str], head: str = "", tail: str = "") -> Callable[[int], Files]:
    """Build a pack with one file of rules of `count` pieces."""
    return lambda count: {"rules/own.yaml": f"{RULES[stage]}{head}{each(make)(count)}{tail}"}


OPENING = rule(0, "@").partition("@")
"""The text of a rule before and after its condition."""

SHAPES: dict[str, Callable[[int], Files]] = {
    "a list of small things": knowledge("wording: [", lambda _: "a,", "]"),
    "sections that are none": knowledge("", lambda number: f"s{number}: 1\n"),
    "keys that a step has not": knowledge("steps:\n x:\n", lambda number: f"  k{number}: 1\n"),
    "steps without anything": knowledge("steps:\n", lambda number: f" s{number}: {{}}\n"),
    "sentences": knowledge("wording:\n", lambda number: f" w{number}: x\n"),
    "facts": lambda count: {"knowledge/own.yaml": facts(count)},
    "facts of no kind": knowledge("facts:\n", lambda number: f" f{number}: {{kind: q}}\n"),
    "a fact of many values": lambda count: {"knowledge/own.yaml": choice(count)},
    "bands of a count": knowledge(
        "facts:\n n: {kind: count, label: l, question: Q?, source: policy/a}\n"
        " f: {kind: choice, label: l, question: Q?, source: policy/a, values: {a: x}, filled_from: {fact: n, bands: {",
        lambda number: f"a{number}: {{at_most: {number}}}, ",
        "}}}\n",
    ),
    "long sentences": knowledge("wording:\n", lambda number: f" w{number}: {'x ' * 9_000}\n"),
    "a header that switches off nothing": lambda count: {
        "pack.yaml": f"{HEADER}switches_off:\n"
        + each(lambda number: f"- {{rule: plan/defined/distanc{number}, reason: r}}\n")(count)
    },
    "rules": rules("plan", rule),
    "rules without anything": rules("plan", lambda number: f"- {{id: hostile/r{number}}}\n"),
    "rules that say what they do not do": rules("plan", lambda number: rule(number, then="{step: colocatiom}")),
    "rules in place of no other": rules(
        "plan", lambda number: rule(number).replace("{id", f"{{overrides: plan/x{number}, reason: r, id")
    ),
    "names that are none in a condition": rules(
        "plan", lambda number: f"{{relationshap{number}: x}}, ", f"{OPENING[0]}{{all: [", f"]}}{OPENING[2]}"
    ),
    "values that are none in a condition": rules(
        "plan", lambda number: f"definad{number}, ", f"{OPENING[0]}{{relationship: [", f"]}}{OPENING[2]}"
    ),
    "values that are none of many": lambda count: {
        "knowledge/own.yaml": choice(count),
        "rules/own.yaml": RULES["plan"]
        + rule(0, "{f: [" + each(lambda number: f"w{number}, ")(count) + "]}"),
    },
    "one condition of many parts": rules(
        "plan",
        lambda _: "{any: [{not: {not: {relationship: defined}}}, {verdict: stay}]}, ",
        f"{OPENING[0]}{{all: [",
        f"]}}{OPENING[2]}",
    ),
    "rules on facts of their own": lambda count: {
        "knowledge/own.yaml": facts(count),
        "rules/own.yaml": RULES["weigh"]
        + each(lambda number: rule(number, f"{{f{number}: yes}}", "{favours: tighten}"))(count),
    },
    "rules on all pairs of few facts": lambda count: {
        "knowledge/own.yaml": facts(60),
        "rules/own.yaml": RULES["weigh"]
        + each(
            lambda number: rule(
                number, f"{{f{number % 59}: yes, f{59 if number % 60 == number % 59 else number % 60}: no}}",
                "{favours: " + ("tighten" if number % 2 else "stay") + "}",
            )
        )(count),
    },
    "names in a sentence that are no facts": lambda count: {
        "rules/own.yaml": RULES["plan"] + rule(0, because="'" + "{relationshap}" * min(count, 1_400) + "'")
    },
}  # fmt: skip


class Cost(NamedTuple):
    """What a process took: processor seconds, megabytes at its largest, and the last line it printed."""

    seconds: float
    megabytes: float
    said: str


def cost(words: list[str]) -> Cost:
    """Run one process to its end."""
    process = subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=_bounded
    )
    assert process.stdout is not None  # asked for in the call
    lines = process.stdout.read().splitlines()
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    said = next((line for line in reversed(lines) if line.strip()), "")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))


def fits(pack: Files) -> bool:
    """Whether a pack keeps within the bounds on its size."""
    from advisor.loading.documents.nodes import FindingList
    from advisor.loading.documents.yaml_reader import MAX_BYTES, MAX_NODES, NodeBudget, UnreadableError, read_yaml
    from advisor.loading.packs.pack_files import MAX_PACK_BYTES

    room, sizes = NodeBudget(MAX_NODES), [len(text.encode()) for text in pack.values()]
    try:
        for text in pack.values():
            read_yaml(text, "", FindingList(), room)
    except UnreadableError:
        return False
    return max(sizes) <= MAX_BYTES and sum(sizes) < MAX_PACK_BYTES and room.remaining > 10


def write(name: str, folder: Path, *, small: bool) -> None:
    """Write a pack into a folder, as large as it may be, and print of how many pieces it is."""
    make = SHAPES[name]
    low, high = (QUICK, QUICK) if small else (1, 100_000)
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(make(middle)) else (low, middle)
    for file, text in {"pack.yaml": HEADER, **make(low)}.items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    print(low)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small packs")
    parser.add_argument("--write", metavar="FOLDER", type=Path, help="only write the pack of this name, and end")
    parser.add_argument("name", nargs="?", default="", help="only those of this name")
    asked = parser.parse_args()
    if asked.write:
        write(asked.name, asked.write, small=asked.quick)
        return
    advisor = str(Path(sys.executable).with_name("advisor"))
    bare = min(cost([sys.executable, "-c", "pass"]).seconds for _ in range(5))
    print(f"bare start of Python: {bare:.3f} s; ratios are to this\n")
    print(f"{'pack':<38} {'pieces':>7}  {'load':>21}  {'rules check':>13}  {'advise':>13}  what loading came to")
    for name in SHAPES:
        if asked.name not in name:
            continue
        with TemporaryDirectory() as folder:
            # in a process of its own: the memory of this one would count as that of those it starts
            small = ["--quick"] if asked.quick else []
            count = cost([sys.executable, __file__, *small, "--write", folder, name]).said
            loaded = cost([sys.executable, "-c", LOAD, folder])
            checked = cost([advisor, "rules", "check", "--pack", folder])
            advised = cost([advisor, "advise", "--pack", folder, "examples/undetermined-first-talk.yaml"])
        cells = [f"{each.seconds:.2f} s {each.megabytes:.0f} MB" for each in (loaded, checked, advised)]
        cells[0] += f" ({loaded.seconds / bare:>3.0f})"
        print(f"{name:<38} {count:>7}  {cells[0]:>21}  {cells[1]:>13}  {cells[2]:>13}  {loaded.said}", flush=True)


if __name__ == "__main__":
    main()
