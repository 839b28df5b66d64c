"""The wording of `advisor survey figures`: its help, a table of totals, and each refusal once."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

ACME = "company: Acme\nassessment: {totals: {sales: 40, marketing: 50}}\n"
FIGURES = ("survey", "figures", "may.yaml")


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("survey", "figures", "--help")),
        Scenario("totals", FIGURES, {"may.yaml": ACME}),
        Scenario("a file", (*FIGURES, "-o", "f.csv"), {"may.yaml": ACME}),
        Scenario("a file that exists", (*FIGURES, "-o", "f.csv"), {"may.yaml": ACME, "f.csv": ""}),
        Scenario("another format", (*FIGURES, "-o", "f.ods"), {"may.yaml": ACME}),
        Scenario("no ending", (*FIGURES, "-o", "f"), {"may.yaml": ACME}),
        Scenario("no answers", FIGURES, {"may.yaml": "relationship: defined\n"}),
    ]
    check_wording("survey_figures", scenarios, tmp_path)
