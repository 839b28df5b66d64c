"""The wording of `advisor survey compare`: its help and each refusal of a pair of rounds once."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

ACME = "company: Acme\nassessment: {totals: {sales: 40, marketing: 50}}\n"
PAIR = ("survey", "compare", "may.yaml", "june.yaml")


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("survey", "compare", "--help")),
        Scenario("totals of two rounds", PAIR, {"may.yaml": ACME, "june.yaml": ACME.replace("50", "54")}),
        Scenario("two companies", PAIR, {"may.yaml": ACME, "june.yaml": ACME.replace("Acme", "Bolt")}),
        Scenario("no answers and no facts", PAIR, {"may.yaml": "relationship: defined\n", "june.yaml": ""}),
        Scenario("another format", (*PAIR, "-o", "change.pdf"), {"may.yaml": ACME, "june.yaml": ACME}),
        Scenario(
            "a file that exists", (*PAIR, "-o", "may.yaml.md"), {"may.yaml": ACME, "june.yaml": ACME, "may.yaml.md": ""}
        ),
        Scenario("two formats", (*PAIR, "-o", "c.md", "--format", "csv"), {"may.yaml": ACME, "june.yaml": ACME}),
        Scenario("a workbook on the terminal", (*PAIR, "--format", "xlsx"), {"may.yaml": ACME, "june.yaml": ACME}),
        Scenario("one file twice", ("survey", "compare", "may.yaml", "may.yaml"), {"may.yaml": ACME}),
        Scenario("standard input twice", ("survey", "compare", "-", "-")),
    ]
    check_wording("survey_compare", scenarios, tmp_path)
