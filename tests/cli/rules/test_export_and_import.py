"""`advisor rules export` and `advisor rules import`, as a user runs them; and the transcripts of docs/dmn.md."""

from __future__ import annotations

import os
import re
import shlex
import stat
import subprocess
from pathlib import Path

import pytest

from advisor.loading.packs.load_rulebase import load
from tests.cli.command import ROOT, CommandResult, begin, end, run

DOCUMENT = ROOT / "docs" / "dmn.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
TABLE = "state,Conflicts,employees,favours\ndefined,frequent,>= 250,tighten\nundefined,none,-,stay\n"
BAD_ROW = "aligned,null,soon,stay\n"
MAP = ("--map", "Conflicts=current_conflicts")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the built-in rules once, and return the folder with both files."""
    folder = tmp_path_factory.mktemp("exported")
    result = run("rules", "export", "--out", ".", folder=folder)
    assert result.code == 0, result.err
    model, cases = result.out.splitlines()
    assert re.match(r"advisor\.dmn: \d+ inputs, \d+ decisions", model)
    assert re.match(r"advisor-cases\.xml: \d+ cases, \d+ of them again ", cases)
    return folder


@pytest.fixture
def no_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Export without any cases, which take most of the time."""
    monkeypatch.setattr("advisor.authoring.cases.case_files.read_cases", lambda *_: [])


def import_table(folder: Path, text: str, *options: str, name: str = "t.csv") -> CommandResult:
    """Write a table into a file and import it into the folder `pack`."""
    (folder / name).write_text(text)
    return run("rules", "import", name, "--out", "pack", *options, folder=folder)


def list_places(text: str) -> list[str]:
    return [line.split(": ")[0] for line in text.splitlines()]


def run_line(line: str, folder: Path) -> str:
    """Return what a line of a transcript prints; `advisor` runs in process, other commands in a shell."""
    words = shlex.split(line)
    if words[0] != "advisor":
        return subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=True).stdout
    silent = words[-2:] == [">", "/dev/null"]
    result = run(*words[1 : -2 if silent else None], folder=folder)
    return result.err if silent else result.out + result.err


@pytest.mark.parametrize("number", range(len(BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")))))
@pytest.mark.usefixtures("no_cases")
def test_a_transcript_in_the_document_is_current(number: int, tmp_path: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    block = BLOCK.findall(text)[number]
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    current = "".join(f"{command}\n{run_line(command[2:], tmp_path)}" for command in commands)
    if os.environ.get("UPDATE_DOCS"):
        DOCUMENT.write_text(text.replace(block, current), encoding="utf-8")
    else:
        assert block == current


def test_each_process_exports_the_same_files(exported: Path, tmp_path: Path) -> None:
    assert end(begin("rules", "export", "--out", tmp_path)).code == 0  # with other hashes of strings
    files = sorted(path.name for path in exported.iterdir())
    assert files == ["advisor-cases.xml", "advisor.dmn"]
    for name in files:
        assert (tmp_path / name).read_bytes() == (exported / name).read_bytes()


@pytest.mark.usefixtures("no_cases")
def test_refuses_to_export_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = run("rules", "export", "--out", "taken", folder=tmp_path)
    assert (result.code, result.out, list_places(result.err)) == (2, "", ["taken/advisor.dmn"])


def test_reads_the_verdict_of_an_export_as_a_pack(exported: Path, tmp_path: Path) -> None:
    model = exported / "advisor.dmn"
    result = run("rules", "import", model, "--decision", "verdict", "--out", "pack", folder=tmp_path)
    assert result.code == 0, result.err
    assert re.match(r"pack: \d+ rules\n", result.out)
    assert " error" not in run("rules", "check", "--pack", "pack", folder=tmp_path).out


@pytest.mark.usefixtures("no_builtin_cases")
def test_an_imported_pack_loads_and_its_cases_pass(tmp_path: Path) -> None:
    result = import_table(tmp_path, TABLE, *MAP)
    assert (result.code, result.out) == (0, "pack: 2 rules\n")
    assert result.err.endswith("advisor rules check --pack pack\n")
    tested = run("rules", "test", "--pack", "pack", folder=tmp_path)
    assert tested.code == 0, tested.err
    assert " 0 failed" in tested.out
    cases = (tmp_path / "pack" / "rules" / "t.cases.yaml").read_text()
    assert re.findall(r"fires: \[(\S+)\]}", cases) == ["t/row-1", "t/row-2"]
    assert stat.S_IMODE((tmp_path / "pack" / "rules" / "t.yaml").stat().st_mode) == 0o600


def test_a_refused_row_is_listed_and_only_partial_writes_the_rest(tmp_path: Path) -> None:
    result = import_table(tmp_path, TABLE + BAD_ROW, *MAP)
    assert result.code == 2
    assert list_places(result.err) == ["t.csv:4:2", "t.csv:4:3"]
    assert not (tmp_path / "pack").exists()
    partial = import_table(tmp_path, TABLE + BAD_ROW, "--partial", *MAP)
    assert partial.code == 0
    assert re.match(r"pack: 2 rules, 2 .*refused\.txt\n", partial.out)
    assert (tmp_path / "pack" / "refused.txt").read_text() == result.err
    other = import_table(tmp_path, TABLE, "--force", *MAP, name="other.csv")
    assert other.code == 0
    assert not (tmp_path / "pack" / "refused.txt").exists()
    assert list_places(other.err)[:-1] == ["pack/rules/t.cases.yaml", "pack/rules/t.yaml"]  # they still count


def test_refuses_a_table_without_any_valid_row_even_in_part(tmp_path: Path) -> None:
    assert import_table(tmp_path, "state,favours\nnull,stay\n", "--partial").code == 2
    assert not (tmp_path / "pack").exists()


def test_keeps_existing_files_without_force(tmp_path: Path) -> None:
    assert import_table(tmp_path, TABLE, *MAP).code == 0
    result = import_table(tmp_path, TABLE, *MAP)
    assert (result.code, result.out) == (2, "")
    assert list_places(result.err) == ["pack/pack.yaml", "pack/rules/t.yaml", "pack/rules/t.cases.yaml"]
    assert result.err.count("--force") == 3
    (tmp_path / "pack" / "refused.txt").mkdir()
    result = import_table(tmp_path, TABLE, "--force", *MAP)
    assert (result.code, list_places(result.err)) == (2, ["pack/refused.txt"])


def test_an_invalid_explanation_refuses_only_its_row(tmp_path: Path) -> None:
    rows = f"defined,1,tighten,Since {{nonsense}}.\ndefined,2,tighten,Fine.\ndefined,3,stay,{{grounds\n{BAD_ROW}"
    rows = rows.replace(",soon", "")
    result = import_table(tmp_path, f"state,employees,favours,because\n{rows}", "--partial")
    assert result.code == 0, result.err
    assert re.match(r"pack: 1 rule, 3 .*refused\.txt\n", result.out)
    refused = (tmp_path / "pack" / "refused.txt").read_text()
    assert list_places(refused) == ["t.csv:2:4", "t.csv:4:4", "t.csv:5:2"]
    assert all(name in refused for name in ("row 1", "`t/row-1`", "`nonsense`"))
    rules = load([str(tmp_path / "pack")]).rules_by_id
    assert [rule_id for rule_id in rules if rule_id.startswith("t/")] == ["t/row-2"]


def test_reports_a_contradiction_with_the_built_in_rules_at_its_row(tmp_path: Path) -> None:
    result = import_table(tmp_path, "state,verdict\nundefined,-\ndefined,tighten\n")
    assert (result.code, result.out) == (0, "pack: 1 rule\n")
    assert list_places(result.err)[:-1] == ["t.csv:3"] * 3
    for line in result.err.splitlines()[:-1]:
        assert "row 2: rule `t/row-2`" in line
        assert "`tighten`" in line
    others = ["defined/level-not-in-place", "defined/trouble-at-the-level", "defined/no-compelling-reason"]
    assert re.findall(r"`(defined/\S+)`", result.err) == others
    assert "ADV405" in run("rules", "check", "--pack", "pack", folder=tmp_path).out


def test_a_large_table_gets_only_its_first_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.authoring.dmn.importing.build_pack.MAX_CASES", 3)
    rows = "".join(f"defined,{number},tighten\n" for number in range(1, 6))
    result = import_table(tmp_path, f"state,employees,favours\n{rows}")
    assert result.code == 0, result.err
    text = (tmp_path / "pack" / "rules" / "t.cases.yaml").read_text()
    assert re.findall(r"fires: \[(\S+)\]}", text) == ["t/row-1", "t/row-2", "t/row-3"]
    assert re.findall("^# .* (t/.*)", text, re.MULTILINE) == ["t/row-4", "t/row-5"]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("nowhere.dmn",), ["nowhere.dmn: "]),
        (("t.csv", "--map", "Conflicts"), ["`--map Conflicts`"]),
        (("t.csv", "--map", "=x"), ["`--map =x`"]),
        (("t.csv", "--map", "Conflicts=conflicts"), ["t.csv:1:2: ", "`t`", "`Conflicts`", "`conflicts`"]),
    ],
)
def test_reports_wrong_use_in_one_sentence(options: tuple[str, ...], names: list[str], tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    result = run("rules", "import", *options, "--out", "pack", folder=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert all(name in result.err.splitlines()[0] for name in names)
    assert "Traceback" not in result.err


def write_decision(name: str, column: str, output: str, cell: str, value: str) -> str:
    return (
        f'<decision name="{name}"><decisionTable><input><inputExpression><text>{column}</text></inputExpression>'
        f'</input><output name="{output}"/><rule><inputEntry><text>{cell}</text></inputEntry>'
        f"<outputEntry><text>{value}</text></outputEntry></rule></decisionTable></decision>\n"
    )


def test_refuses_a_table_with_the_decision_that_it_depends_on(tmp_path: Path) -> None:
    state = write_decision("state", "current_conflicts", "state", '"frequent"', '"defined"')
    dependent = write_decision("T", "state", "favours", '"defined"', '"tighten"')
    independent = write_decision("U", "employees", "favours", "5", '"stay"')
    invalid = state.replace("<rule>", '<annotation name="because"/><rule>').replace(
        "</rule>", "<annotationEntry><text>Since {nonsense}.</text></annotationEntry></rule>"
    )
    for first, rule_count in ((state, 3), (invalid, 1)):
        model = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m">\n'
        text = f"{model}{first}{dependent}{independent}</definitions>"
        result = import_table(tmp_path, text, "--partial", "--force", name="m.dmn")
        assert result.code == 0, result.err
        assert result.out.startswith(f"pack: {rule_count} rule")
    refused = (tmp_path / "pack" / "refused.txt").read_text()
    assert list_places(refused) == ["m.dmn:2", "m.dmn:3"]
    assert [re.findall("`(.*?)`", line)[0] for line in refused.splitlines()] == ["state", "T"]
