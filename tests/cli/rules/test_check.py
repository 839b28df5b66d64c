"""`advisor rules check` as authors and CI run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor.authoring.check import runner as running
from advisor.cli.rules import check as rules_check
from advisor.cli.rules.check import command
from advisor.errors import OutputError
from tests.authoring.small_packs import CORE, MINE, changed, write

RULES = "rules/own.yaml"


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small core in the place of the built-in pack."""
    folder = write(tmp_path / "core", CORE)
    for module in (running, rules_check):
        monkeypatch.setattr(module, "find_builtin_folder", lambda: str(folder))
    return folder


def check(*args: str | Path) -> Result:
    return CliRunner().invoke(command, [str(each) for each in args])


def test_a_pack_without_findings_ends_well(tmp_path: Path) -> None:
    done = check("--pack", write(tmp_path / "mine", MINE))
    assert (done.exit_code, done.output) == (0, "nothing found\n")


def test_warnings_end_with_one_and_notes_do_not(tmp_path: Path) -> None:
    warned = check("--pack", write(tmp_path / "a", changed(RULES, "title: The", "title: the")))
    noted = check("--pack", write(tmp_path / "b", changed(RULES, "not meet\n", "not meet  \n")))
    assert (warned.exit_code, warned.output.splitlines()[-1]) == (1, "1 warning")
    assert (noted.exit_code, noted.output.splitlines()[-1]) == (0, "1 note")


def test_everything_is_told_in_one_run(tmp_path: Path) -> None:
    files = changed(RULES, "when: {meetings: no, crew: small}", "when: {meeting: no, crew: tiny}")
    files["knowledge/own.yaml"] += "  other: {title: O, prefix: [other]}\nwordings: {}\n"
    files["rules/other.yaml"] = (
        "stage: caution\nrules:\n  - {id: other, title: it is late., status: test, source: nowhere/1, "
        "when: {crew: small}, then: {caution: late}, because: Sales fails.}\n"
    )
    pack = write(tmp_path / "mine", files)
    lines = check("--pack", pack).output.splitlines()[:-1]
    told = [line.split()[1:3] for line in lines if not line.startswith("    fix: ")]
    assert sorted(told) == [
        *(["error", f"ADV{number}:"] for number in ("004", "101", "102", "202")),
        *(["warning", f"ADV{number}:"] for number in ("504", "601", "602", "603", "603")),
    ]


def test_findings_are_written_to_a_file(tmp_path: Path) -> None:
    pack = write(tmp_path / "mine", changed(RULES, "title: The", "title: the"))
    out = tmp_path / "found.json"
    done = check("--pack", pack, "--format", "json", "-o", out)
    assert (done.exit_code, done.stdout) == (1, "")
    (found,) = json.loads(out.read_text())["findings"]
    assert (found["file"], found["line"], found["code"]) == (str(pack / RULES), 6, "ADV603")


def test_fixing_mends_what_is_certain_and_leaves_the_rest(tmp_path: Path) -> None:
    files = changed(RULES, "title: The two functions do not meet", "title: 'the two functions do not meet '  # why")
    files[RULES] = files[RULES].replace("{meetings: no,", "{meetings: false,").rstrip("\n") + "  "
    files["rules/own.cases.yaml"] = files["rules/own.cases.yaml"].replace("meetings: yes", "meetings: true")
    pack = write(tmp_path / "mine", files)
    before = check("--pack", pack).output
    assert {f"ADV{number}" for number in (603, 604, 606, 607)} <= {word.rstrip(":") for word in before.split()}
    done = check("--pack", pack, "--fix")
    assert done.exit_code == 1
    told = [line for line in done.stdout.splitlines()[:-1] if not line.startswith("    fix: ")]
    assert [line.split(" ADV")[1][:3] for line in told] == ["603"]
    text = (pack / RULES).read_text()
    assert "title: 'the two functions do not meet'  # why\n" in text
    assert "when: {meetings: no, crew: small}" in text
    assert "meetings: yes" in (pack / "rules/own.cases.yaml").read_text()
    assert (pack / "pack.yaml").read_text() == files["pack.yaml"]


def test_fixing_leaves_a_file_that_may_not_be_written_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = changed(RULES, "not meet\n", "not meet  \n")
    pack = write(tmp_path / "mine", files)
    (pack / RULES).chmod(0o444)
    done = check("--pack", pack, "--fix")
    assert isinstance(done.exception, OutputError)
    assert str(done.exception) == f"{pack / RULES}: this was not changed: it may not be written to"
    assert (pack / RULES).read_text() == files[RULES]


def test_a_link_that_leads_out_of_the_pack_is_never_rewritten(tmp_path: Path) -> None:
    pack = write(tmp_path / "mine", MINE)
    outside = tmp_path / "outside.yaml"
    outside.write_text("stage: plan  \nrules: []\n")
    (pack / "rules" / "link.yaml").symlink_to(outside)
    done = check("--pack", pack, "--fix")
    assert "this leads out of the pack" in done.stdout
    assert outside.read_text() == "stage: plan  \nrules: []\n"


def test_without_a_pack_the_builtin_one_is_looked_at(core: Path) -> None:
    done = check()
    assert done.exit_code == 1
    told = [line for line in done.output.splitlines()[:-1] if not line.startswith("    fix: ")]
    assert {line.split(":")[0] for line in told} <= {name for name in CORE if name.startswith(("rules", "knowledge"))}


UNTIDY = {"pack.yaml": "name: theirs  \nversion: 0.1.0\n"}


def found_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> Path:
    """An untidy pack that is found by itself."""
    pack = write(tmp_path / "theirs", UNTIDY)
    if way == "variable":
        monkeypatch.setenv("ADVISOR_PACKS", str(pack))
    else:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "advisor.toml").write_text('packs = ["theirs"]\n')
    return pack


@pytest.mark.parametrize("way", ["variable", "project file"])
def test_fixing_touches_no_pack_that_is_only_found(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = found_beside(tmp_path, monkeypatch, way)
    done = check("--pack", write(tmp_path / "mine", changed(RULES, "not meet\n", "not meet  \n")), "--fix")
    assert (done.exit_code, done.stdout) == (0, "nothing found\n")
    assert (theirs / "pack.yaml").read_text() == UNTIDY["pack.yaml"]


@pytest.mark.parametrize("way", ["variable", "project file"])
def test_packs_found_are_looked_at_where_none_is_named(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found_beside(tmp_path, monkeypatch, way)
    assert " note ADV606: " in check().stdout
    assert check("--pack", write(tmp_path / "mine", MINE)).stdout == "nothing found\n"


def test_fixing_asks_for_a_pack_where_none_is_named(
    core: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = found_beside(tmp_path, monkeypatch, "variable")
    (core / "pack.yaml").write_text("name: core  \nversion: 1.0.0\n")
    done = check("--fix")
    assert done.exit_code == 2
    assert "name one with --pack DIR" in done.output
    assert (theirs / "pack.yaml").read_text() == UNTIDY["pack.yaml"]
    assert (core / "pack.yaml").read_text().startswith("name: core  \n")


def test_the_builtin_pack_of_a_checkout_is_looked_at_and_mended_where_it_is_named(core: Path, tmp_path: Path) -> None:
    (core / "pack.yaml").write_text("name: core  \nversion: 1.0.0\n")
    assert check("--pack", core).stdout == check().stdout
    both = check("--pack", core, "--pack", write(tmp_path / "mine", changed(RULES, "title: The", "title: the")))
    assert "pack.yaml:1:11: note ADV606" in both.stdout
    assert " warning ADV603: " in both.stdout
    check("--pack", core, "--fix")
    assert (core / "pack.yaml").read_text() == "name: core\nversion: 1.0.0\n"


def test_the_builtin_pack_of_an_installed_program_is_never_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "site-packages" / "advisor"
    inside = write(program / "builtin", {**CORE, "pack.yaml": "name: core  \nversion: 1.0.0\n"})
    for module in (running, rules_check):
        monkeypatch.setattr(module, "find_builtin_folder", lambda: str(inside))
    monkeypatch.setattr(rules_check.advisor, "__file__", str(program / "__init__.py"))
    done = check("--pack", inside, "--fix")
    assert (done.exit_code, "which --fix does not change" in done.output) == (2, True)
    assert (inside / "pack.yaml").read_text().startswith("name: core  \n")


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    done = check("--pack", tmp_path / "none")
    assert done.exit_code == 1
    assert "error ADV001: there is no such folder to load a pack from" in done.output


@pytest.mark.parametrize("args", [["--format", "xml"], ["--what"], ["extra"]])
def test_wrong_use_ends_with_two(args: list[str]) -> None:
    assert check(*args).exit_code == 2
