"""`advisor rules test` as authors and CI run it: one-off, as a gate, and while files are being edited."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import pytest
from click.testing import CliRunner, Result

from advisor.authoring.cases import case_files, run_cases
from advisor.cli import pack_option
from advisor.cli.command_groups import cli
from advisor.loading.packs.load_rulebase import load
from tests.authoring.small_packs import CORE, MINE, write_pack
from tests.cli.command import ROOT, SECONDS

GOOD = "cases: [{name: n, facts: {relationship: defined}, expect: {state: defined}}]\n"
BAD = "cases: [{name: n, facts: {relationship: defined}, expect: {state: undefined, fires: [classify/undefined]}}]\n"

ON_SMALL_CORE = """\
import sys
sys.dont_write_bytecode = True  # the cache of this core must not replace the real one
from advisor.loading.packs import load_rulebase as packs
folder = sys.argv.pop(1)
packs.find_builtin_folder = lambda: folder
from advisor.cli.main import main
main()
"""
"""The command in a separate process; its first argument is the folder of the core."""


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace the built-in pack by a small core."""
    folder = write_pack(tmp_path / "core", CORE)
    monkeypatch.setattr(case_files, "find_builtin_folder", lambda: str(folder))
    for module in (case_files, pack_option):
        monkeypatch.setattr(module, "load", lambda folders=(), core=None: load(folders, core if folders else folder))
    return folder


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["rules", "test", *args])


def find_quoted(text: str) -> list[str]:
    """Return the words in backticks."""
    return re.findall("`([^`]*)`", text)


def find_numbers(line: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", line)]


def write_cases(core: Path, text: str) -> None:
    (core / "rules" / "own.cases.yaml").write_text(text, encoding="utf-8")


def test_passing_cases_end_with_zero(core: Path) -> None:
    write_cases(core, GOOD)
    result = run()
    assert (result.exit_code, find_numbers(result.output.splitlines()[-1])) == (0, [1, 0])


def test_a_failing_case_has_its_place_and_the_rules_that_explain_it(core: Path) -> None:
    write_cases(core, BAD)
    result = run()
    assert result.exit_code == 1
    place, *lines = result.output.splitlines()
    assert place == f"{core}/rules/own.cases.yaml:1:9: n"
    assert list(map(find_quoted, lines[:6])) == [
        ["undefined", "defined"],
        ["classify/undefined"],
        [],
        ["classify/undefined", "relationship", "undefined", "defined"],
        [],
        ["classify/defined", "state_basis", "stated", "relationship", "defined"],
    ]


def test_a_failing_case_as_json(core: Path) -> None:
    write_cases(core, BAD)
    data = json.loads(run("--format", "json").output)
    (failure,) = data["failures"]
    assert (data["passed"], data["failed"], data["coverage"]) == (0, 1, None)
    (fired,), (almost,) = failure["fired"], failure["almost"]
    assert (fired["rule"], fired["stage"]) == ("classify/defined", "classify")
    assert list(map(find_quoted, fired["since"])) == [["state_basis", "stated"], ["relationship", "defined"]]
    assert (almost["rule"], almost["stage"]) == ("classify/undefined", "classify")
    (lack,) = almost["lacks"]
    assert {key: find_quoted(text) for key, text in lack.items()} == {
        "needs": ["relationship", "undefined"],
        "got": ["defined"],
    }


def test_lists_what_keeps_another_verdict_possible_as_text_and_json(core: Path) -> None:
    write_cases(core, "cases: [{name: n, facts: {}, expect: {possible_verdicts: [tighten]}}]\n")
    assert list(map(find_quoted, run().output.splitlines()[1:4])) == [
        ["tighten", "stay", "tighten"],
        [],
        ["decide/stay", "state", "defined"],
    ]
    (failure,) = json.loads(run("--format", "json").output)["failures"]
    (rule,) = failure["open"]
    assert (rule["rule"], rule["stage"]) == ("decide/stay", "decide")
    assert [find_quoted(each["needs"]) for each in rule["lacks"]] == [["state", "defined"]]


@pytest.mark.parametrize("expect", ["{verdict: stay}", "{steps: [liaison, colocation], state: aligned, move: none}"])
def test_lists_only_a_few_rules_for_a_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect: str) -> None:
    text = f"cases: [{{name: n, facts: {{relationship: undefined}}, expect: {expect}}}]\n"
    mine = write_pack(tmp_path / "mine", {"pack.yaml": "name: mine\nversion: 1.0.0\n", "rules/own.cases.yaml": text})
    own_cases = case_files.read_cases
    monkeypatch.setattr(
        case_files, "read_cases", lambda folder, rulebase: own_cases(folder, rulebase) * (folder == mine)
    )
    failed = run_cases.run_cases([str(mine)], with_coverage=False)
    rules = [line for line in run_cases.iter_run_lines(failed) if line.startswith("    rule ")]
    assert 0 < len(rules) <= run_cases.MAX_LISTED_RULES


def test_a_coverage_below_the_minimum_ends_with_one(core: Path) -> None:
    write_cases(core, GOOD)
    below, enough = run("--min", "99"), run("--min", "0")
    assert (below.exit_code, enough.exit_code) == (1, 0)
    minimum = [line for line in below.output.splitlines() if "99 %" in line]
    assert [find_quoted(line) for line in minimum] == [["core"]]
    assert len(below.output.splitlines()) == len(enough.output.splitlines()) + 1


def test_coverage_lists_what_no_case_covers(core: Path) -> None:
    write_cases(core, GOOD)
    text, data = run("--coverage"), json.loads(run("--coverage", "--format", "json").output)
    assert text.exit_code == 0
    missing = data["coverage"][0]["missing"]
    assert f"    {missing[0]}" in text.output.splitlines()
    places = [each.split(": ")[0].removeprefix(f"{core}/rules/") for each in missing[:3]]
    assert places == ["classify.yaml:3:9", "classify.yaml:7:12", "classify.yaml:7:33"]
    assert list(map(find_quoted, missing[:3])) == [
        ["classify/undefined"],
        ["classify/undefined", "state_basis: stated"],
        ["classify/undefined", "relationship: undefined"],
    ]
    assert [each.split()[-1] for each in missing[1:3]] == ["fails", "holds"]


def test_coverage_is_that_of_the_named_packs(core: Path, tmp_path: Path) -> None:
    write_cases(core, GOOD)
    mine = write_pack(tmp_path / "mine", MINE)
    result = run("--pack", str(mine), "--coverage", "--min", "50")
    assert result.exit_code == 0, result.output
    assert "pack `core`" not in result.output
    assert "classify/" not in result.output
    assert "pack `mine`: " in result.output
    assert re.search(rf"{mine}/rules/own.yaml:9:26: .*`mine/no-meetings`.*`crew: small` fails$", result.output, re.M)
    assert run("--pack", str(mine), "--min", "100").exit_code == 1


def test_refuses_a_minimum_above_100(core: Path) -> None:
    assert run("--min", "101").exit_code == 2


def test_watch_runs_again_after_each_change_until_stopped(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "mine", {"pack.yaml": "name: mine\nversion: 1.0.0\n", "rules/own.cases.yaml": GOOD})
    file = pack / "rules" / "own.cases.yaml"
    core = write_pack(tmp_path / "core", CORE)
    arguments = ["-c", ON_SMALL_CORE, str(core), "rules", "test", "--watch", "--pack", str(pack)]
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        lines: Queue[str] = Queue()
        assert process.stdout is not None
        reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout or ()], daemon=True)
        reader.start()
        try:
            assert _read_until(lines, "passed").endswith(" 0 failed\n")
            file.write_text(GOOD.replace("{state: defined}", "{state: undefined}"), encoding="utf-8")
            assert _read_until(lines, "passed").endswith(" 1 failed\n")
            file.write_text("cases: [\n", encoding="utf-8")
            assert _read_until(lines, "own.cases.yaml").startswith(f"{file}:2:1: ")
            other = pack / "new"
            other.write_text(GOOD, encoding="utf-8")
            other.replace(file)  # as many editors do
            assert _read_until(lines, "passed").endswith(" 0 failed\n")
            header = pack / "pack.yaml"
            for version in ("1.0.1", "1.0.2"):  # the second time, the new file is watched
                other.write_text(f"name: mine\nversion: {version}\n", encoding="utf-8")
                other.replace(header)
                assert _read_until(lines, "passed").endswith(" 0 failed\n")
            process.send_signal(signal.SIGINT)
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()


def _read_until(lines: Queue[str], word: str) -> str:
    """Return the next line with a word in it."""
    while True:
        try:
            line = lines.get(timeout=SECONDS)
        except Empty:
            raise AssertionError(f"no line with `{word}` came") from None
        if word in line and not line.startswith("  "):
            return line


def test_watch_names_the_extra_to_install_if_its_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    error = run("--watch").exception
    assert "alignment-advisor[authoring]" in str(error)


def test_mutants_that_no_case_notices_end_with_one_and_their_case(core: Path) -> None:
    write_cases(core, GOOD)
    result = run("--mutate", "--format", "json")
    assert result.exit_code == 1
    data = json.loads(result.output)
    assert data["mutants"] == data["total"] == sum(data["kinds"].values())
    missed = [each for each in data["survivors"] if each["case"] is not None]
    assert missed
    assert all(each["case"]["expect"] for each in missed)
    text = run("--mutate", "--limit", "3", "--seed", "1")
    assert find_numbers(text.output.splitlines()[-1])[:3] == [3, data["total"], 1]


@pytest.mark.parametrize(
    "options", [("--mutate", "--coverage"), ("--mutate", "--watch"), ("--limit", "5"), ("--seed", "5")]
)
def test_options_that_do_not_go_with_mutants_are_refused(options: tuple[str, ...]) -> None:
    assert run(*options).exit_code == 2
