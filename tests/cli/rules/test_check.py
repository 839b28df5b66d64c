"""`advisor rules check` as authors and CI run it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor.authoring.check import run_checks
from advisor.cli.command_groups import cli
from advisor.cli.rules import check as rules_check
from advisor.errors import OutputError
from advisor.loading.finding_codes import UNREADABLE
from advisor.loading.packs import load_rulebase
from tests.authoring.small_packs import CORE, MINE, change_file, write_pack

RULES = "rules/own.yaml"


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace the built-in pack by a small core."""
    folder = write_pack(tmp_path / "core", CORE)
    for module in (load_rulebase, run_checks):
        monkeypatch.setattr(module, "find_builtin_folder", lambda: str(folder))
    return folder


def check(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["rules", "check", *map(str, args)])


def list_codes(output: str) -> list[str]:
    """Return severity and code of each finding in the text: `error ADV101`."""
    return re.findall(r"^[^ ]+: (\w+ ADV\d+): ", output, re.MULTILINE)


def test_a_pack_without_findings_ends_with_zero(tmp_path: Path) -> None:
    result = check("--pack", write_pack(tmp_path / "mine", MINE))
    assert (result.exit_code, list_codes(result.output)) == (0, [])


def test_warnings_end_with_one_and_notes_do_not(tmp_path: Path) -> None:
    warned = check("--pack", write_pack(tmp_path / "a", change_file(RULES, "title: The", "title: the")))
    noted = check("--pack", write_pack(tmp_path / "b", change_file(RULES, "not meet\n", "not meet  \n")))
    assert (warned.exit_code, warned.output.splitlines()[-1]) == (1, "1 warning")
    assert (noted.exit_code, noted.output.splitlines()[-1]) == (0, "1 note")


def test_one_run_reports_everything(tmp_path: Path) -> None:
    files = change_file(RULES, "when: {meetings: no, crew: small}", "when: {meeting: no, crew: tiny}")
    files["knowledge/own.yaml"] += "  other: {title: O, prefix: [other]}\nwordings: {}\n"
    files["rules/other.yaml"] = (
        "stage: caution\nrules:\n  - {id: other, title: it is late., status: test, source: nowhere/1, "
        "when: {crew: small}, then: {caution: late}, because: Sales fails.}\n"
    )
    pack = write_pack(tmp_path / "mine", files)
    assert sorted(list_codes(check("--pack", pack).output)) == [
        *(f"error ADV{number}" for number in ("004", "101", "102", "202")),
        *(f"warning ADV{number}" for number in ("504", "601", "602", "603", "603")),
    ]


def test_findings_are_written_to_a_file(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "mine", change_file(RULES, "title: The", "title: the"))
    out = tmp_path / "found.json"
    result = check("--pack", pack, "--format", "json", "-o", out)
    assert (result.exit_code, result.stdout) == (1, "")
    (found,) = json.loads(out.read_text())["findings"]
    assert (found["file"], found["line"], found["code"]) == (str(pack / RULES), 6, "ADV603")


def test_fix_corrects_only_certain_findings(tmp_path: Path) -> None:
    files = change_file(RULES, "title: The two functions do not meet", "title: 'the two functions do not meet '  # why")
    files[RULES] = files[RULES].replace("{meetings: no,", "{meetings: false,").rstrip("\n") + "  "
    files["rules/own.cases.yaml"] = files["rules/own.cases.yaml"].replace("meetings: yes", "meetings: true")
    pack = write_pack(tmp_path / "mine", files)
    before = list_codes(check("--pack", pack).output)
    assert {f"ADV{number}" for number in (603, 604, 606, 607)} <= {code.split()[1] for code in before}
    result = check("--pack", pack, "--fix")
    assert (result.exit_code, list_codes(result.stdout)) == (1, ["warning ADV603"])
    text = (pack / RULES).read_text()
    assert "title: 'the two functions do not meet'  # why\n" in text
    assert "when: {meetings: no, crew: small}" in text
    assert "meetings: yes" in (pack / "rules/own.cases.yaml").read_text()
    assert (pack / "pack.yaml").read_text() == files["pack.yaml"]


def test_fix_reports_a_file_without_write_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = change_file(RULES, "not meet\n", "not meet  \n")
    pack = write_pack(tmp_path / "mine", files)
    (pack / RULES).chmod(0o444)
    result = check("--pack", pack, "--fix")
    assert isinstance(result.exception, OutputError)
    assert [str(each.place) for each in result.exception.findings] == [str(pack / RULES)]
    assert (pack / RULES).read_text() == files[RULES]


def test_a_link_that_leads_out_of_the_pack_is_never_rewritten(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "mine", MINE)
    outside = tmp_path / "outside.yaml"
    outside.write_text("stage: plan  \nrules: []\n")
    (pack / "rules" / "link.yaml").symlink_to(outside)
    result = check("--pack", pack, "--fix")
    assert f"{pack / 'rules' / 'link.yaml'}: error {UNREADABLE}: " in result.stdout
    assert outside.read_text() == "stage: plan  \nrules: []\n"


def test_without_a_pack_checks_the_builtin_one(core: Path) -> None:
    result = check()
    assert result.exit_code == 1
    findings = [line for line in result.output.splitlines()[:-1] if not line.startswith("    fix: ")]
    files = {line.split(":")[0] for line in findings}
    assert files <= {name for name in CORE if name.startswith(("rules", "knowledge"))}


UNFORMATTED = {"pack.yaml": "name: theirs  \nversion: 0.1.0\n"}


def write_discovered_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> Path:
    """Write an unformatted pack where it is found without `--pack`."""
    pack = write_pack(tmp_path / "theirs", UNFORMATTED)
    if way == "variable":
        monkeypatch.setenv("ADVISOR_PACKS", str(pack))
    else:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "advisor.toml").write_text('packs = ["theirs"]\n')
    return pack


@pytest.mark.parametrize("way", ["variable", "project file"])
def test_fix_changes_no_pack_that_is_not_named(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = write_discovered_pack(tmp_path, monkeypatch, way)
    result = check("--pack", write_pack(tmp_path / "mine", change_file(RULES, "not meet\n", "not meet  \n")), "--fix")
    assert (result.exit_code, list_codes(result.stdout)) == (0, [])
    assert (theirs / "pack.yaml").read_text() == UNFORMATTED["pack.yaml"]


@pytest.mark.parametrize("way", ["variable", "project file"])
def test_checks_the_packs_found_if_none_is_named(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_discovered_pack(tmp_path, monkeypatch, way)
    assert "note ADV606" in list_codes(check().stdout)
    assert list_codes(check("--pack", write_pack(tmp_path / "mine", MINE)).stdout) == []


def test_fix_needs_the_name_of_a_pack(core: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = write_discovered_pack(tmp_path, monkeypatch, "variable")
    (core / "pack.yaml").write_text("name: core  \nversion: 1.0.0\n")
    result = check("--fix")
    assert result.exit_code == 2
    assert "--pack DIR" in result.output
    assert (theirs / "pack.yaml").read_text() == UNFORMATTED["pack.yaml"]
    assert (core / "pack.yaml").read_text().startswith("name: core  \n")


def test_checks_and_fixes_the_builtin_pack_of_a_checkout_if_it_is_named(core: Path, tmp_path: Path) -> None:
    (core / "pack.yaml").write_text("name: core  \nversion: 1.0.0\n")
    assert check("--pack", core).stdout == check().stdout
    both = check(
        "--pack", core, "--pack", write_pack(tmp_path / "mine", change_file(RULES, "title: The", "title: the"))
    )
    assert "pack.yaml:1:11: note ADV606" in both.stdout
    assert "warning ADV603" in list_codes(both.stdout)
    check("--pack", core, "--fix")
    assert (core / "pack.yaml").read_text() == "name: core\nversion: 1.0.0\n"


def test_never_fixes_the_builtin_pack_of_an_installed_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "site-packages" / "advisor"
    inside = write_pack(program / "builtin", {**CORE, "pack.yaml": "name: core  \nversion: 1.0.0\n"})
    for module in (load_rulebase, run_checks):
        monkeypatch.setattr(module, "find_builtin_folder", lambda: str(inside))
    monkeypatch.setattr(rules_check.advisor, "__file__", str(program / "__init__.py"))
    result = check("--pack", inside, "--fix")
    assert result.exit_code == 2
    assert (inside / "pack.yaml").read_text().startswith("name: core  \n")


def test_reports_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    result = check("--pack", tmp_path / "none")
    assert (result.exit_code, list_codes(result.output)) == (1, ["error ADV001"])


@pytest.mark.parametrize("args", [["--format", "xml"], ["--what"], ["extra"]])
def test_wrong_use_ends_with_two(args: list[str]) -> None:
    assert check(*args).exit_code == 2
