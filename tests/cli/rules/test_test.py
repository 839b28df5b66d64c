"""`advisor rules test` as authors and CI run it: one-off, as a gate, and while files are being edited."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import pytest
from click.testing import CliRunner, Result

from advisor.authoring.cases import runner as case_runs
from advisor.cli import pack_option as packs_of_cli
from advisor.cli.rules.test import command
from advisor.loading.load_rulebase import load, load_only
from tests.authoring.small_packs import CORE, MINE, write
from tests.cli.command import ROOT, SECONDS

GOOD = "cases: [{name: n, facts: {relationship: defined}, expect: {state: defined}}]\n"
BAD = "cases: [{name: n, facts: {relationship: defined}, expect: {state: undefined, fires: [classify/undefined]}}]\n"

ON_SMALL_CORE = """\
import sys
sys.dont_write_bytecode = True  # what is compiled of this core is not kept in the place of the real one
from advisor.loading import load_rulebase as packs
folder = sys.argv.pop(1)
packs.builtin_folder = lambda: folder
from advisor.cli.main import main
main()
"""
"""The command in a process of its own, with the core in the folder that its first argument names."""


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small core in the place of the built-in pack."""
    folder = write(tmp_path / "core", CORE)
    monkeypatch.setattr(case_runs, "find_builtin_folder", lambda: str(folder))
    for module in (case_runs, packs_of_cli):
        monkeypatch.setattr(module, "load", lambda folders=(): load(folders) if folders else load_only(str(folder)))
    return folder


def run(*args: str) -> Result:
    return CliRunner().invoke(command, args)


def cases(core: Path, text: str) -> None:
    (core / "rules" / "own.cases.yaml").write_text(text, encoding="utf-8")


def test_cases_that_come_true_end_well(core: Path) -> None:
    cases(core, GOOD)
    done = run()
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "1 cases passed, 0 failed")


def test_a_failing_case_is_told_with_its_place_and_the_rules_behind_it(core: Path) -> None:
    cases(core, BAD)
    done = run()
    assert done.exit_code == 1
    assert done.output.splitlines()[:7] == [
        f"{core}/rules/own.cases.yaml:1:9: n",
        "  expected the state `undefined`, got `defined`",
        "  expected rule `classify/undefined` to fire, but it stayed silent",
        "  did not fire:",
        "    rule `classify/undefined` needs `relationship` to be `undefined`; it is `defined`",
        "  fired:",
        "    rule `classify/defined`, since `state_basis` is `stated` and `relationship` is `defined`",
    ]


def test_a_failing_case_is_data_too(core: Path) -> None:
    cases(core, BAD)
    data = json.loads(run("--format", "json").output)
    (failure,) = data["failures"]
    assert (data["passed"], data["failed"], data["coverage"]) == (0, 1, None)
    since = ["`state_basis` is `stated`", "`relationship` is `defined`"]
    assert failure["fired"] == [{"rule": "classify/defined", "stage": "classify", "since": since}]
    lacks = [{"needs": "`relationship` to be `undefined`", "got": "it is `defined`"}]
    assert failure["almost"] == [{"rule": "classify/undefined", "stage": "classify", "lacks": lacks}]


def test_what_keeps_another_verdict_possible_is_told_and_is_data_too(core: Path) -> None:
    cases(core, "cases: [{name: n, facts: {}, expect: {possible_verdicts: [tighten]}}]\n")
    needs, got = "the conclusion `state` to be `defined`", "this stays open"
    assert run().output.splitlines()[1:4] == [
        "  expected the possible verdicts `tighten`, got `stay`, `tighten`",
        "  may yet fire:",
        f"    rule `decide/stay` needs {needs}; {got}",
    ]
    (failure,) = json.loads(run("--format", "json").output)["failures"]
    assert failure["open"] == [{"rule": "decide/stay", "stage": "decide", "lacks": [{"needs": needs, "got": got}]}]


@pytest.mark.parametrize("expect", ["{verdict: stay}", "{steps: [liaison, colocation], state: aligned, move: none}"])
def test_few_rules_are_told_beside_a_case(tmp_path: Path, expect: str) -> None:
    text = f"cases: [{{name: n, facts: {{relationship: undefined}}, expect: {expect}}}]\n"
    mine = write(tmp_path / "mine", {"pack.yaml": "name: mine\nversion: 1.0.0\n", "rules/own.cases.yaml": text})
    failed = case_runs.run_cases([str(mine)], with_coverage=False)
    told = [line for line in case_runs.iter_run_lines(failed) if line.startswith("    rule ")]
    assert 0 < len(told) <= case_runs.MAX_LISTED_RULES


def test_less_coverage_than_asked_for_ends_with_one(core: Path) -> None:
    cases(core, GOOD)
    below, enough = run("--min", "99"), run("--min", "0")
    assert (below.exit_code, enough.exit_code) == (1, 0)
    assert "less than the 99 % asked for" in below.output
    assert "less than" not in enough.output


def test_coverage_names_what_no_case_shows(core: Path) -> None:
    cases(core, GOOD)
    text, data = run("--coverage"), json.loads(run("--coverage", "--format", "json").output)
    assert text.exit_code == 0
    missing = data["coverage"][0]["missing"]
    assert f"    {missing[0]}" in text.output.splitlines()
    assert missing[:3] == [
        f"{core}/rules/classify.yaml:3:9: rule `classify/undefined` fires in no case",
        f"{core}/rules/classify.yaml:7:12: rule `classify/undefined`: no case in which `state_basis: stated` fails",
        f"{core}/rules/classify.yaml:7:33: rule `classify/undefined`: no case in which `relationship: undefined` holds",
    ]


def test_with_packs_only_they_are_judged(core: Path, tmp_path: Path) -> None:
    cases(core, GOOD)
    mine = write(tmp_path / "mine", MINE)
    done = run("--pack", str(mine), "--coverage", "--min", "50")
    assert done.exit_code == 0, done.output
    assert "pack `core`" not in done.output
    assert "classify/" not in done.output
    assert "pack `mine`: " in done.output
    assert f"{mine}/rules/own.yaml:9:26: rule `mine/no-meetings`: no case in which `crew: small` fails" in done.output
    assert run("--pack", str(mine), "--min", "100").exit_code == 1


def test_a_share_beyond_all_is_refused(core: Path) -> None:
    assert run("--min", "101").exit_code == 2


def test_watching_runs_again_after_each_change_until_stopped(tmp_path: Path) -> None:
    pack = write(tmp_path / "mine", {"pack.yaml": "name: mine\nversion: 1.0.0\n", "rules/own.cases.yaml": GOOD})
    file = pack / "rules" / "own.cases.yaml"
    core = write(tmp_path / "core", CORE)
    arguments = ["-c", ON_SMALL_CORE, str(core), "rules", "test", "--watch", "--pack", str(pack)]
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        told: Queue[str] = Queue()
        assert process.stdout is not None
        reader = threading.Thread(target=lambda: [told.put(line) for line in process.stdout or ()], daemon=True)
        reader.start()
        try:
            assert _until(told, "passed").endswith(" 0 failed\n")
            file.write_text(GOOD.replace("{state: defined}", "{state: undefined}"), encoding="utf-8")
            assert _until(told, "passed").endswith(" 1 failed\n")
            file.write_text("cases: [\n", encoding="utf-8")
            assert "this is not valid YAML" in _until(told, "own.cases.yaml")
            other = pack / "new"
            other.write_text(GOOD, encoding="utf-8")
            other.replace(file)  # as many editors save
            assert _until(told, "passed").endswith(" 0 failed\n")
            header = pack / "pack.yaml"
            for version in ("1.0.1", "1.0.2"):  # the second time, what is watched is the file put there the first time
                other.write_text(f"name: mine\nversion: {version}\n", encoding="utf-8")
                other.replace(header)
                assert _until(told, "passed").endswith(" 0 failed\n")
            process.send_signal(signal.SIGINT)
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()


def _until(told: Queue[str], word: str) -> str:
    """The next line with a word in it."""
    while True:
        try:
            line = told.get(timeout=SECONDS)
        except Empty:
            raise AssertionError(f"no line with `{word}` came") from None
        if word in line and not line.startswith("  "):
            return line


def test_watching_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    error = run("--watch").exception
    assert "alignment-advisor[authoring]" in str(error)
