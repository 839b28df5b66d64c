"""The wording of `advisor facts`: help, lists, the written files, checks, and each kind of refusal once."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import EXAMPLES
from tests.wording.transcript import Scenario, check_wording

SETTLED = (EXAMPLES / "stay-settled-distributor.yaml").read_text(encoding="utf-8")
WRITTEN = "relationship: defined\n"
CONTRADICTORY = "common_funnel_in_use: yes\ncommon_funnel_possible: no\nconflicts: frequent\n"
TWO_LEVELS = "relationship: defined\nassessment: {totals: {sales: 90, marketing: 92}}\n"


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("facts", "--help")),
        Scenario("help of the list", ("facts", "list", "--help")),
        Scenario("help of new", ("facts", "new", "--help")),
        Scenario("help of check", ("facts", "check", "--help")),
        Scenario("facts with a word", ("facts", "--search", "funnel")),
        Scenario("facts with a word at a level", ("facts", "--state", "aligned", "--search", "conflict")),
        Scenario("a number", ("facts", "--search", "employees")),
        Scenario("as data", ("facts", "--search", "employees", "--format", "json")),
        Scenario("no fact", ("facts", "--search", "employes")),
        Scenario("another level", ("facts", "--state", "alligned")),
        Scenario("a short file", ("facts", "new", "-", "--state", "undefined", "--brief")),
        Scenario("a short file in TOML", ("facts", "new", "acme.toml", "--state", "undefined", "--brief")),
        Scenario("a file in JSON", ("facts", "new", "acme.json", "--state", "undefined")),
        Scenario("another ending", ("facts", "new", "acme.txt")),
        Scenario("a file that exists", ("facts", "new", "acme.yaml"), {"acme.yaml": WRITTEN}),
        Scenario(
            "facts that cannot be set",
            ("facts", "new", "-", *(w for s in ("conflicts=yes", "x", "colocated=Y") for w in ("--set", s))),
        ),
        Scenario("a check", ("facts", "check", "acme.yaml"), {"acme.yaml": SETTLED}),
        Scenario("a check of little", ("facts", "check", "acme.yaml"), {"acme.yaml": WRITTEN}),
        Scenario("errors", ("facts", "check", "acme.yaml"), {"acme.yaml": CONTRADICTORY}),
        Scenario("two levels", ("facts", "check", "acme.yaml"), {"acme.yaml": TWO_LEVELS}),
        Scenario("an empty file", ("facts", "check", "acme.yaml"), {"acme.yaml": ""}),
        Scenario("no file", ("facts", "check", "acme.yaml")),
    ]
    check_wording("facts", scenarios, tmp_path)
