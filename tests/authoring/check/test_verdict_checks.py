"""ADV408: packs that take the only verdict away from some companies are reported with such a company."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.authoring.check.run_checks import check_packs
from advisor.authoring.check.verdict_checks import find_companies_without_verdict
from advisor.consultation import Consultation
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Stage
from advisor.reporting.render.formats import FORMATS, render
from tests.authoring.small_packs import write_pack

HEADER = "name: lean\nversion: 0.1.0\ntitle: Lean\n"
RULE = """\
stage: {stage}
rules:
  - id: lean/rule
    {overrides}title: Large companies carry on
    status: stable
    source: policy/lean
    when: {{{when}}}
    then: {{{then}}}
    because: You report that {{grounds}}.
"""
SWITCHED_OFF = {
    "pack.yaml": f"{HEADER}switches_off:\n  - {{rule: integrated/keep-it-up, reason: We look after nothing.}}\n"
}
OVERRIDDEN = {
    "pack.yaml": HEADER,
    "rules/decide.yaml": RULE.format(
        stage="decide",
        overrides="overrides: integrated/keep-it-up\n    reason: r\n    ",
        when="state: integrated, company_size: large",
        then="verdict: maintain",
    ),
}
NO_SCORES = {
    "pack.yaml": f"{HEADER}switches_off:\n  - {{rule: classify/scores-defined, reason: We do not trust scores.}}\n"
}


def switch_off(rulebase: RuleBase, *stages: Stage) -> dict[str, str]:
    """Return the files of a pack that switches off all rules of some stages."""
    names = [rule.id for rule in rulebase.rules if rule.stage in stages]
    return {"pack.yaml": HEADER + "switches_off:\n" + "".join(f"  - {{rule: {name}, reason: r}}\n" for name in names)}


def list_missing_verdicts(tmp_path: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    """Return the place of each finding of ADV408 within the pack, and the company that it shows."""
    folder = write_pack(tmp_path / "lean", files)
    return [
        (str(each.place).removeprefix(f"{folder}/"), re.findall(r"\{.*\}", each.sentence)[0])
        for each in check_packs([str(folder)])
        if each.code == "ADV408"
    ]


CALM = "effort_duplicated: no, tasks_neglected: no, current_conflicts: none, resources_contested: no"


@pytest.mark.parametrize(
    ("files", "place", "parts"),
    [
        (SWITCHED_OFF, "pack.yaml:5:12", ["relationship: integrated", CALM]),
        (OVERRIDDEN, "rules/decide.yaml:4:16", ["relationship: integrated", "company_size:", CALM]),
        (NO_SCORES, "pack.yaml:5:12", ["state_basis: scores", "score_state: defined"]),
    ],
    ids=["switched off", "overridden", "no state"],
)
def test_reports_a_company_without_verdict(files: dict[str, str], place: str, parts: list[str], tmp_path: Path) -> None:
    ((found, company),) = list_missing_verdicts(tmp_path, files)
    assert found == place
    assert not [part for part in parts if part not in company], company


@pytest.mark.parametrize("stages", [(Stage.DECIDE,), tuple(Stage)], ids=["verdicts", "everything"])
def test_a_pack_without_any_verdict_is_reported_for_each_level(
    stages: tuple[Stage, ...], builtin: RuleBase, tmp_path: Path
) -> None:
    found = list_missing_verdicts(tmp_path, switch_off(builtin, *stages))
    assert found == [("pack.yaml:5:12", f"{{relationship: {state}}}") for state in builtin.states]


def test_the_company_gets_no_verdict_in_any_form(tmp_path: Path) -> None:
    rulebase = load([write_pack(tmp_path / "lean", SWITCHED_OFF)])
    (facts,) = find_companies_without_verdict(rulebase)
    advice = Consultation(rulebase).advise(Company(facts))
    assert (advice.verdict, advice.possible_verdicts) == ("none", ["none"])
    title = rulebase.entries["verdicts/none"].title
    assert advice.headline == title
    for form in FORMATS[:3]:
        report = str(render(advice, rulebase, form))
        assert title in report.replace("\n", " ")
        assert rulebase.wording["no-steps"] not in report.replace("\n  ", " ")
    fewer = {name: value for name, value in facts.items() if name == "relationship"}
    advice = Consultation(rulebase).advise(Company(fewer))
    assert (advice.verdict, advice.possible_verdicts) == ("undetermined", ["consolidate", "none"])
    assert all(
        verdicts for question in advice.open_questions for verdicts in question.outcomes.values() if question.decides
    )
    assert title.removesuffix(".") in str(render(advice, rulebase, "text")).replace("\n    ", " ")


def test_every_company_of_the_core_gets_a_verdict(builtin: RuleBase) -> None:
    assert list(find_companies_without_verdict(builtin)) == []
