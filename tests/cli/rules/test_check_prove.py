"""`advisor rules check --prove`: findings with a company, the time limit, a missing solver, packs, exemptions."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from advisor.authoring.prove.solver import OutOfTimeError, Solver
from advisor.loading.packs import load_rulebase
from tests.authoring.small_packs import CORE, DECIDES, MINE, write_pack
from tests.cli.command import run


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pack(tmp_path / "core", CORE)
    monkeypatch.setattr(load_rulebase, "find_builtin_folder", lambda: str(folder))


def find_codes(*arguments: str) -> dict[str, str]:
    result = run("rules", "check", "--format", "json", *arguments)
    return {each["code"]: each["sentence"] for each in json.loads(result.out)["findings"]}


def test_shows_a_company_as_a_facts_file_that_advise_reads(tmp_path: Path) -> None:
    write_pack(tmp_path / "mine", {**MINE, "rules/decide.yaml": DECIDES})
    found = find_codes("--pack", str(tmp_path / "mine"), "--prove")
    company = re.search(r"\{.*\}\Z", found["ADV802"])
    assert company
    facts = tmp_path / "facts.yaml"
    facts.write_text(company[0], encoding="utf-8")
    result = run("advise", "--pack", str(tmp_path / "mine"), str(facts))
    assert result.code == 2
    assert "mine/decides" in result.err


def test_proves_nothing_without_the_option(tmp_path: Path) -> None:
    write_pack(tmp_path / "mine", {**MINE, "rules/decide.yaml": DECIDES})
    assert not [code for code in find_codes("--pack", str(tmp_path / "mine")) if code.startswith("ADV8")]


def test_reports_what_stays_open_when_the_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pack(tmp_path / "mine", MINE)

    def give_up(_: Solver) -> None:
        raise OutOfTimeError

    monkeypatch.setattr(Solver, "check_time", give_up)
    result = run(
        "rules", "check", "--pack", str(tmp_path / "mine"), "--prove", "--prove-seconds", "1", "--format", "json"
    )
    codes = [each["code"] for each in json.loads(result.out)["findings"]]
    assert {code for code in codes if code.startswith("ADV8")} == {"ADV812"}
    assert result.code == 1


def test_says_how_to_install_the_solver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    write_pack(tmp_path / "mine", MINE)
    result = run("rules", "check", "--pack", str(tmp_path / "mine"), "--prove")
    assert result.code != 0
    assert "alignment-advisor[prove]" in result.err
    assert "Traceback" not in result.err


def test_the_time_needs_the_option(tmp_path: Path) -> None:
    assert run("rules", "check", "--prove-seconds", "5").code == 2


def test_an_exemption_from_a_proof_is_needed_only_when_it_is_proven(tmp_path: Path) -> None:
    exempt = "status: experimental\n    exempt: {ADV809: we know}"
    rules = MINE["rules/own.yaml"].replace("status: experimental", exempt)
    write_pack(tmp_path / "mine", {**MINE, "rules/own.yaml": rules})
    assert "ADV702" not in find_codes("--pack", str(tmp_path / "mine"))
    assert "ADV702" in find_codes("--pack", str(tmp_path / "mine"), "--prove")


def test_a_pack_is_blamed_for_what_it_does_to_rules_of_others(tmp_path: Path) -> None:
    switched = 'name: mine\nversion: 0.1.0\nswitches_off:\n  - {rule: decide/stay, reason: "No."}\n'
    write_pack(tmp_path / "mine", {**MINE, "pack.yaml": switched})
    found = find_codes("--pack", str(tmp_path / "mine"), "--prove")
    assert found["ADV801"].startswith("with this pack, ")
    assert "relationship: defined" in found["ADV801"]
