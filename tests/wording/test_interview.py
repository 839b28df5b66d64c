"""The wording of `advisor interview`: its help, each of its commands and answers once, and each refusal."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import EXAMPLES
from tests.wording.transcript import Scenario, check_wording

OUTDATED = "relationship: defined\nsales_cycle: eternal\ninterview:\n  rulebase: older\n"


def type_lines(*typed: str) -> str:
    return "".join(f"{line}\n" for line in typed)


def build_interview(title: str, *args: str, typed: str = "", files: dict[str, str | bytes] | None = None) -> Scenario:
    """Build an interview that saves in s.yaml unless `args` name another file."""
    target = () if {"--resume", "--save"} & {*args} else ("--save", "s.yaml")
    return Scenario(title, ("interview", *target, *args), files or {}, typed)


CONVERSATIONS = [
    Scenario("help", ("interview", "--help")),
    build_interview(
        "from the first question to the advice",
        "--brief",
        *("--company", "Acme", "--report", "report.md"),
        typed=type_lines("defined", "much alike", "yes", "yes"),
    ),
    build_interview(
        "each command once",
        typed=type_lines(
            *("back", "review", "help", "why", "2", "why", "help", "back", "3", "route: signs", "review"),
            *("change 1", "back", "help commands", "quit"),
        ),
    ),
    build_interview(
        "names of facts and sources of rules",
        "--verbose",
        typed=type_lines("defined", "why", "topics of conflict: 1-3", "review", "quit"),
    ),
    *(
        build_interview(
            f"a line that is not an answer: {typed or 'an empty one'}", typed=type_lines("2", typed, "quit")
        )
        for typed in (
            *("", "5", "maybe", "revew", "1-2", "offers", "sales_cycl: long", "sales_cycle: longish", "change 7"),
            *(
                "employees: many",
                "employees: 1,200",
                "conflict topics: budget, weather",
                "conflict topics: none, budget",
            ),
        )
    ),
    build_interview(
        "a contradiction", typed=type_lines("2", "common funnel in use: yes", "one funnel possible: no", "quit")
    ),
    build_interview("a function that must be known", typed=type_lines("scores", "unknown", "quit")),
    build_interview(
        "the statements, and the score",
        "--brief",
        typed=type_lines("scores", "sales", "head", *["agree", "neither"] * 10, "quit"),
    ),
    build_interview("an undetermined interview", "--brief", typed=type_lines("stated", *["not sure"] * 20)),
    build_interview(
        "a facts file that settles the verdict",
        "--resume",
        "facts.yaml",
        files={"facts.yaml": "relationship: defined\nmarket_commoditization: commoditized  # in May\n"},
        typed=type_lines("back", "relationship: aligned", "relationship: defined", "review", "stop"),
    ),
    build_interview(
        "several answers, and the rest of the reasons",
        "--resume",
        "facts.yaml",
        files={"facts.yaml": (EXAMPLES / "prepare-ground-missing.yaml").read_bytes()},
        typed=type_lines("unknown", "why", "quit"),
    ),
    build_interview(
        "an answer that the rules no longer have",
        "--resume",
        "s.yaml",
        files={"s.yaml": OUTDATED},
        typed=type_lines("quit"),
    ),
]
REFUSALS = [
    build_interview("two files", "--resume", "a.yaml", "--save", "b.yaml"),
    build_interview("a company name that is too long", "--company", "x" * 300),
    build_interview("a report in place of the session", "--report", "s.yaml"),
    build_interview("a session that exists", "--save", "facts.yaml", files={"facts.yaml": "relationship: defined\n"}),
    build_interview("a session that is not YAML", "--resume", "facts.json", files={"facts.json": "{}"}),
    build_interview("a session from standard input", "--resume", "-"),
    build_interview("a folder", "--save", "."),
    build_interview("a device", "--resume", "/dev/null"),
    build_interview("a missing folder", "--save", "missing/s.yaml"),
    build_interview("a name that is too long", "--save", "x" * 300),
]


def test_wording(tmp_path: Path) -> None:
    check_wording("interview", [*CONVERSATIONS, *REFUSALS], tmp_path)
