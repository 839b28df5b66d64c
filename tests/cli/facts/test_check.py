"""`advisor facts check`: what it reports, and its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cli.facts.check import CHECK_PREFIX, LEVEL_DENIED
from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.rulebase import RuleBase
from tests.cli.command import EXAMPLES, run

GOOD = sorted(EXAMPLES.glob("*.yaml"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_it_reports_what_the_advice_says_about_facts(path: Path, builtin: RuleBase) -> None:
    result = run("facts", "check", path)
    assert (result.code, result.err) == (0, "")
    advice = Consultation(builtin).advise(read_facts(str(path), builtin))
    for question in advice.open_questions:
        assert f"\n  {question.fact}" in result.out
    deciding = result.out.partition("Missing, and can change the verdict")[2].partition("\n\n")[0]
    for question in advice.open_questions:
        assert (f"\n  {question.fact}:" in deciding) is question.decides
    for unused in advice.unused:
        assert f"\n  {unused.fact}: " in result.out
    assert advice.headline not in result.out


def test_errors_are_all_listed_and_the_code_is_1(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("relatonship: defined\nemployees: 1,200\n")
    result = run("facts", "check", path)
    assert (result.code, result.err) == (1, "")
    assert [line.partition(": ")[0] for line in result.out.splitlines()[:2]] == [f"{path}:1:1", f"{path}:2:12"]


def test_answers_that_exclude_each_other_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("common_funnel_in_use: yes\ncommon_funnel_possible: no\n")
    result = run("facts", "check", path)
    assert result.code == 1
    assert result.out.startswith(f"{path}:2:25: ")


def test_scores_that_fit_another_level_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("relationship: defined\nassessment: {totals: {sales: 90, marketing: 92}}\n")
    result = run("facts", "check", path)
    assert result.code == 0
    assert "Contradictory" in result.out
    assert "`integrated`" in result.out


ODD = """\
relationship: aligned
marketing_role: none
marketing_split: yes
employees: 3
company_size: large
colocated: yes
sales_force_dispersed: yes
"""


def test_answers_that_the_report_asks_to_check_are_listed(tmp_path: Path, builtin: RuleBase) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(ODD)
    result = run("facts", "check", path)
    listed = " ".join(result.out.partition("Contradictory:")[2].partition("\n\n")[0].split())
    cautions = Consultation(builtin).advise(read_facts(str(path), builtin)).cautions
    checks = [each for each in cautions if each.rule.startswith("caution/checks/")]
    assert result.code == 0
    assert len(checks) == 4
    assert all(each.text in listed for each in checks)


def test_every_rule_that_asks_to_check_answers_is_known_by_its_caution(builtin: RuleBase) -> None:
    rules = [rule for rule in builtin.rules if rule.id.startswith("caution/checks/")]
    named = {name for rule in rules for name in rule.list_concluded_values("caution")}
    assert {name for name in named if not name.startswith(CHECK_PREFIX)} == {LEVEL_DENIED}


@pytest.mark.parametrize("text", ["", "relationship: [defined\n", None])
def test_a_file_that_cannot_be_read_has_code_2(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    if text is not None:
        path.write_text(text)
    result = run("facts", "check", path)
    assert (result.code, result.out) == (2, "")
    assert "`advisor facts" in f"{result.err}{result.following}"
