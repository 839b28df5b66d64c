"""`advisor advise` on good input: every example, every format of facts and of reports."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.command import EXAMPLES, begin, end, run, run_in_shell

FILES = sorted(EXAMPLES.glob("*.yaml"))
VERDICTS = ("stay", "consolidate", "tighten", "prepare", "maintain", "undetermined")
STATED = {
    "yaml": "company: Tidal Commerce\nrelationship: defined\nemployees: 120\nroles_defined: yes\n"
    "conflict_topics: [budget, lead_follow_up]\ncurrent_conflicts: frequent\nsales_cycle: unknown\n",
    "toml": 'company = "Tidal Commerce"\nrelationship = "defined"\nemployees = 120\nroles_defined = true\n'
    'conflict_topics = ["budget", "lead_follow_up"]\ncurrent_conflicts = "frequent"\nsales_cycle = "unknown"\n',
    "json": '{"company": "Tidal Commerce", "relationship": "defined", "employees": 120, "roles_defined": true,\n'
    '"conflict_topics": ["budget", "lead_follow_up"], "current_conflicts": "frequent", "sales_cycle": "unknown"}',
}


def find_expected_verdict(name: str) -> str:
    """Return the verdict that an example's name begins with; hard cases and surveys are of companies that tighten."""
    word = name.split("-")[0]
    return "tighten" if word in ("hard", "survey") else word


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_is_advised_in_every_format(path: Path) -> None:
    text, md, data = [run("advise", path, "--format", form) for form in ("text", "md", "json")]
    assert [(each.code, each.err) for each in (text, md, data)] == [(0, "")] * 3
    assert text.out.startswith("Sales and Marketing")
    assert max(map(len, text.out.splitlines())) <= 79
    assert md.out.startswith("# Sales and Marketing")
    advice = json.loads(data.out)
    assert advice["verdict"] == find_expected_verdict(path.name)
    for shown in (text.out, md.out):
        assert " ".join(advice["headline"].split()) in " ".join(shown.split())
        assert shown.endswith("\n")
        assert not shown.endswith("\n\n")


def test_there_is_an_example_for_every_verdict() -> None:
    assert {find_expected_verdict(path.name) for path in FILES} == set(VERDICTS)


def test_text_is_the_default_format() -> None:
    plain, text = [run("advise", FILES[0], *more) for more in ((), ("--format", "text"))]
    assert plain == text


def test_a_summary_names_no_steps_below_it() -> None:
    summary, text = [run("advise", EXAMPLES / "survey-two-views.yaml", *more).out for more in (("--summary",), ())]
    assert "And 4 more steps.\n" in summary
    assert "And 4 more steps, below.\n" in text


def test_reads_standard_input_if_the_file_is_a_dash() -> None:
    path = FILES[0]
    assert run("advise", "-", given=path.read_bytes()) == run("advise", path)


def test_detects_json_on_standard_input() -> None:
    assert run("advise", "-", given=STATED["json"]) == run("advise", "-", given=STATED["yaml"])


@pytest.mark.parametrize("suffix", ["toml", "json"])
def test_the_same_facts_give_the_same_advice_in_every_format(suffix: str, tmp_path: Path) -> None:
    runs = []
    for each in ("yaml", suffix):
        path = tmp_path / f"facts.{each}"
        path.write_text(STATED[each])
        runs.append(run("advise", path, "--format", "json"))
    plain, other = runs
    assert plain.code == 0, plain.err
    assert other == plain


def test_a_byte_order_mark_and_windows_lines_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + STATED["yaml"].replace("\n", "\r\n").encode())
    assert run("advise", path) == run("advise", "-", given=STATED["yaml"])


@pytest.mark.parametrize(
    ("name", "form"),
    [("report.md", "md"), ("report.MARKDOWN", "md"), ("report.json", "json"), ("report.txt", "text"), ("x", "text")],
)
def test_the_suffix_of_the_target_picks_the_format(name: str, form: str, tmp_path: Path) -> None:
    target = tmp_path / name
    written, shown = [run("advise", FILES[0], *more) for more in (("-o", target), ("--format", form))]
    assert written[:3] == (0, "", f"{target}: written\n")
    assert target.read_text(encoding="utf-8") == shown.out
    assert list(tmp_path.iterdir()) == [target]


def test_the_option_overrides_the_suffix(tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    assert run("advise", FILES[0], "--format", "json", "-o", target).code == 0
    assert json.loads(target.read_text())["schema"] == "advice/1"


def test_only_its_owner_can_read_a_report(tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    target.write_text("older\n")
    target.chmod(0o644)
    for path in (target, tmp_path / "new.md"):
        assert run("advise", FILES[0], "-o", path).code == 0
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_keeps_pointing_to_the_report(tmp_path: Path) -> None:
    target, link = tmp_path / "report.md", tmp_path / "link.md"
    link.symlink_to(target)
    assert run("advise", FILES[0], "-o", link).code == 0
    assert link.is_symlink()
    assert target.read_text().startswith("# Sales and Marketing")


def test_a_dash_as_target_is_the_terminal() -> None:
    assert run("advise", FILES[0], "-o", "-") == run("advise", FILES[0])


def test_the_output_does_not_depend_on_the_hash_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    for seed in ("1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        runs.append(begin("advise", EXAMPLES / "hard-small-firm-in-conflict.yaml", "--format", "json"))
    one, other = [end(each) for each in runs]
    assert one == other


@pytest.mark.parametrize("args", [["--help"], ["-h"], ["advise", "--help"]], ids=" ".join)
def test_prints_help_to_standard_output(args: list[str]) -> None:
    result = run(*args)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Usage: advisor")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_reports_a_full_device_in_one_line() -> None:
    result = run_in_shell(f"$ADVISOR advise {EXAMPLES}/stay-settled-distributor.yaml > /dev/full")
    assert result.code == 2
    assert result.err.startswith("<stdout>: ")
    assert result.err.endswith(": no space left on device\n")


def test_writes_a_report_if_the_output_is_closed(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    result = run_in_shell(f"$ADVISOR advise {EXAMPLES}/stay-settled-distributor.yaml -o {report} >&-")
    assert result[:3] == (0, "", f"{report}: written\n")
    assert report.read_text(encoding="utf-8").startswith("Sales and Marketing")
