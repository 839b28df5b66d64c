"""The wording of `advisor explain`: help, each command in text and Markdown, and each kind of refusal once."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import EXAMPLES
from tests.wording.transcript import Scenario, check_wording

PREPARE = {"acme.yaml": (EXAMPLES / "prepare-ground-missing.yaml").read_text(encoding="utf-8")}
SURVEY = {"acme.yaml": (EXAMPLES / "survey-two-views.yaml").read_text(encoding="utf-8")}
OPEN = {"open.yaml": "relationship: aligned\nlandscape_complex: yes\n"}
LITTLE = {"acme.yaml": "relationship: integrated\ncurrent_conflicts: none\n"}
OPEN_LEVELS = {
    "open.yaml": """sign_rules_agreed: yes
sign_joint_planning: no
resources_contested: yes
customized_during_sale: yes
"""
}


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("explain", "--help")),
        Scenario("help of how", ("explain", "how", "--help")),
        Scenario("help of why-not", ("explain", "why-not", "--help")),
        Scenario("help of what-if", ("explain", "what-if", "--help")),
        Scenario("help of change", ("explain", "change", "--help")),
        Scenario("how the verdict came about", ("explain", "how", "acme.yaml"), PREPARE),
        Scenario(
            "how a step came about", ("explain", "how", "acme.yaml", "step:common-funnel", "--format", "md"), PREPARE
        ),
        Scenario("a part that is missing", ("explain", "how", "acme.yaml", "colocation"), PREPARE),
        Scenario("a verdict at two levels", ("explain", "how", "open.yaml"), OPEN_LEVELS),
        Scenario("an open verdict", ("explain", "how", "open.yaml"), OPEN),
        Scenario("an unknown target", ("explain", "how", "acme.yaml", "step:comon-funnel"), PREPARE),
        Scenario("a target of no kind", ("explain", "how", "acme.yaml", "stp:x"), PREPARE),
        Scenario("a target of two kinds", ("explain", "how", "acme.yaml", "aligned"), PREPARE),
        Scenario("why not", ("explain", "why-not", "acme.yaml", "verdict:tighten", "--max", "3"), PREPARE),
        Scenario(
            "why not, at this level", ("explain", "why-not", "acme.yaml", "tighten", "--keep", "relationship"), PREPARE
        ),
        Scenario(
            "why not, as Markdown", ("explain", "why-not", "acme.yaml", "stay", "--max", "2", "--format", "md"), PREPARE
        ),
        Scenario("what holds already", ("explain", "why-not", "acme.yaml", "prepare"), PREPARE),
        Scenario("what cannot be", ("explain", "why-not", "acme.yaml", "stay", "--keep", "relationship"), LITTLE),
        Scenario("a fact that is none", ("explain", "why-not", "acme.yaml", "stay", "--keep", "relationshp"), LITTLE),
        Scenario("what if", ("explain", "what-if", "acme.yaml", "report_separately=no", "sales_cycle=short"), PREPARE),
        Scenario(
            "what if, as Markdown", ("explain", "what-if", "acme.yaml", "sales_cycle=short", "--format", "md"), PREPARE
        ),
        Scenario("what if nothing differs", ("explain", "what-if", "acme.yaml", "sales_cycle=long"), PREPARE),
        Scenario(
            "answers that are none", ("explain", "what-if", "acme.yaml", "x=1", "sales_cycle", "employees=x"), PREPARE
        ),
        Scenario("what would change it", ("explain", "change", "acme.yaml"), PREPARE),
        Scenario("what would change it, with scores", ("explain", "change", "acme.yaml"), SURVEY),
        Scenario("what would change it to another", ("explain", "change", "acme.yaml", "--to", "consolidate"), PREPARE),
        Scenario("nothing would change it", ("explain", "change", "acme.yaml"), LITTLE),
        Scenario("another ending", ("explain", "change", "acme.yaml", "-o", "out.pdf"), PREPARE),
        Scenario("a picture with a form", ("explain", "how", "acme.yaml", "-o", "out.svg", "--format", "md"), PREPARE),
    ]
    check_wording("explain", scenarios, tmp_path)
