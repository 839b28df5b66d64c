"""The errors of reasoning as `advisor advise` prints them: contradicting rules, and too many open cases."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from tests.wording.transcript import Scenario, check_wording

HEADER = "name: mine\nversion: 0.0.1\n"
CONTRADICTING_RULE = """\
stage: decide
rules:
  - id: mine/stay
    title: A company that must stay
    status: test
    source: policy/mine
    when: {relationship: undefined}
    then: {verdict: stay}
    because: Stay as you are.
"""
PAIRS = range(1, 17)
FACT = (
    "  {name}: {{kind: yes_no, question: Is it?, label: l, values: {{yes: it is, no: it is not}}, source: policy/x}}\n"
)
OPEN_FACTS = "facts:\n" + "".join(FACT.format(name=f"{letter}{number}") for letter in "ab" for number in PAIRS)
FIRST_OF_EACH = ", ".join(f"{{a{number}: yes}}" for number in PAIRS)
SOME_PAIR = ", ".join(f"{{all: [{{a{number}: yes}}, {{b{number}: yes}}]}}" for number in PAIRS)
OPEN_RULES = f"""\
stage: decide
rules:
  - id: mine/firsts
    title: The first of each pair
    status: test
    source: policy/mine
    when: {{all: [{FIRST_OF_EACH}, {{not: {{a1: yes}}}}]}}
    then: {{verdict: stay}}
    because: Stay as you are.
  - id: mine/pairs
    title: Some pair
    status: test
    source: policy/mine
    when: {{any: [{SOME_PAIR}]}}
    then: {{verdict: tighten}}
    because: Move up.
"""


def test_wording(tmp_path: Path) -> None:
    command = ("advise", "facts.yaml", "--pack", "mine")
    contradicting = {
        "mine/pack.yaml": HEADER,
        "mine/rules/mine.yaml": CONTRADICTING_RULE,
        "facts.yaml": "relationship: undefined\ncurrent_conflicts: frequent\n",
    }
    leaving_open = {
        "mine/pack.yaml": HEADER,
        "mine/knowledge/facts.yaml": OPEN_FACTS,
        "mine/rules/mine.yaml": OPEN_RULES,
        "facts.yaml": "relationship: integrated\n",
    }
    with patch("advisor.logic.case_limits.MAX_TESTS_READ", 100_000):  # reached soon
        check_wording(
            "advise_rules",
            [
                Scenario("two rules that contradict each other", command, contradicting),
                Scenario("rules that leave too many cases open", command, leaving_open),
            ],
            tmp_path,
        )
