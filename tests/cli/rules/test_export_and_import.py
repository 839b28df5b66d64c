"""`advisor rules export` and `advisor rules import`, as a user runs them; and docs/dmn.md, word for word."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import ROOT

DOCUMENT = ROOT / "docs" / "dmn.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
START = f"""#!{sys.executable}
from advisor.cli.rules import group as rules
from advisor.cli.main import main
rules.COMMANDS.setdefault("export", ("rules_export", "Write the rules as decision tables (DMN)."))
rules.COMMANDS.setdefault("import", ("rules_import", "Read a decision table as rules."))
main()
"""
TABLE = "state,Conflicts,employees,favours\ndefined,frequent,>= 250,tighten\nundefined,none,-,stay\n"
NEXT = "to see what else is to be said of these rules: advisor rules check --pack pack\n"
MAP = "--map Conflicts=current_conflicts"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder, with the command beside it."""
    command = tmp_path / "bin" / "advisor"
    command.parent.mkdir()
    command.write_text(START)
    command.chmod(0o755)
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def shell(line: str, folder: Path) -> tuple[int, str]:
    """What a line says, errors included, and how it ends."""
    path = f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env={**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "80", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("number", range(len(BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")))))
def test_a_transcript_in_the_document_is_what_the_commands_print(number: int, folder: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    block = BLOCK.findall(text)[number]
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    current = "".join(f"{command}\n{shell(command[2:], folder)[1]}" for command in commands)
    if os.environ.get("UPDATE_DOCS"):
        DOCUMENT.write_text(text.replace(block, current), encoding="utf-8")
    else:
        assert block == current


def test_an_export_writes_the_same_two_files_each_time(folder: Path) -> None:
    code, said = shell("advisor rules export --out a && advisor rules export --out b && diff -r a b", folder)
    assert code == 0, said
    assert re.search(
        r"a/advisor\.dmn: \d+ inputs, \d+ decisions\na/advisor-cases\.xml: \d+ cases, \d+ of them once more", said
    )


def test_an_export_that_cannot_be_written_is_one_sentence(folder: Path) -> None:
    (folder / "taken").write_text("")
    code, said = shell("advisor rules export --out taken", folder)
    assert (code, said) == (2, "taken: this folder cannot be made; name another one with --out\n")


def test_an_imported_pack_loads_and_its_cases_pass(folder: Path) -> None:
    (folder / "t.csv").write_text(TABLE)
    code, said = shell(f"advisor rules import t.csv --out pack {MAP} && advisor rules test --pack pack", folder)
    assert code == 0, said
    assert said.startswith("pack: 2 rules\n")
    assert "fires in no case" not in said
    assert " 0 failed" in said
    assert stat.S_IMODE((folder / "pack" / "rules" / "t.yaml").stat().st_mode) == 0o600


def test_the_verdict_of_an_export_is_read_back_as_a_pack(folder: Path) -> None:
    assert shell("advisor rules export --out out", folder)[0] == 0
    code, said = shell("advisor rules import out/advisor.dmn --decision verdict --out pack", folder)
    assert code == 0, said
    assert re.match(r"pack: \d+ rules\n", said)
    assert " error" not in shell("advisor rules check --pack pack", folder)[1]


def test_what_is_refused_is_listed_and_nothing_is_written(folder: Path) -> None:
    (folder / "t.csv").write_text(TABLE + "aligned,null,soon,stay\n")
    code, said = shell(f"advisor rules import t.csv --out pack {MAP}", folder)
    assert code == 2
    assert [line.split(": ")[0] for line in said.splitlines()] == ["t.csv:4:2", "t.csv:4:3"]
    assert not (folder / "pack").exists()


def test_what_can_be_taken_is_taken_if_asked_with_the_list_beside_it(folder: Path) -> None:
    (folder / "t.csv").write_text(TABLE + "aligned,null,soon,stay\n")
    _, refused = shell(f"advisor rules import t.csv --out pack {MAP}", folder)
    code, said = shell(f"advisor rules import t.csv --out pack --partial {MAP}", folder)
    assert (code, said) == (0, f"pack: 2 rules, 2 things refused, listed in refused.txt\n{NEXT}")
    assert (folder / "pack" / "refused.txt").read_text() == refused
    assert shell("advisor rules test --pack pack", folder)[0] == 0


def test_a_table_of_which_nothing_can_be_taken_is_refused_even_in_part(folder: Path) -> None:
    (folder / "t.csv").write_text("state,favours\nnull,stay\n")
    code, _ = shell("advisor rules import t.csv --out pack --partial", folder)
    assert code == 2
    assert not (folder / "pack").exists()


def test_files_that_are_there_are_kept_unless_told_otherwise(folder: Path) -> None:
    (folder / "t.csv").write_text(TABLE)
    assert shell(f"advisor rules import t.csv --out pack {MAP}", folder)[0] == 0
    code, said = shell(f"advisor rules import t.csv --out pack {MAP}", folder)
    assert code == 2
    assert "pack/pack.yaml: this file is there already; name another folder, or replace it with --force" in said
    assert shell(f"advisor rules import t.csv --out pack --force {MAP}", folder)[0] == 0


def test_words_that_do_not_fit_refuse_their_row_alone(folder: Path) -> None:
    rows = "defined,1,tighten,Since {nonsense}.\ndefined,2,tighten,Fine.\ndefined,3,stay,{grounds\naligned,null,stay,\n"
    (folder / "t.csv").write_text(f"state,employees,favours,because\n{rows}")
    code, said = shell("advisor rules import t.csv --out pack", folder)
    assert code == 2
    refused = [line.partition(": ") for line in said.splitlines()]
    assert [place for place, _, _ in refused] == ["t.csv:2:4", "t.csv:4:4", "t.csv:5:2"]
    assert "row 1: as a rule it does not fit: `because` of rule `t/row-1` names `nonsense`" in said
    code, said = shell("advisor rules import t.csv --out pack --partial && advisor rules test --pack pack", folder)
    assert code == 0, said
    assert said.startswith("pack: 1 rules, 3 things refused, listed in refused.txt\n")


def test_a_rule_that_contradicts_the_built_in_ones_is_told_with_its_row(folder: Path) -> None:
    (folder / "t.csv").write_text("state,verdict\nundefined,-\ndefined,tighten\n")
    code, said = shell("advisor rules import t.csv --out pack", folder)
    assert code == 0, said
    first, second, *_, last = said.splitlines()
    assert first == "pack: 1 rules"
    assert second.startswith(
        "t.csv:3: decision `t`, row 2: rule `t/row-2` concludes verdict `tighten` for companies for"
    )
    assert second.endswith("and where both fire no advice can be given")
    assert last == NEXT.strip()
    assert "ADV405" in shell("advisor rules check --pack pack", folder)[1]


def test_a_pack_made_anew_keeps_nothing_of_the_one_before_without_a_word(folder: Path) -> None:
    (folder / "t.csv").write_text(TABLE + "aligned,null,soon,stay\n")
    (folder / "other.csv").write_text(TABLE)
    assert shell(f"advisor rules import t.csv --out pack --partial {MAP}", folder)[0] == 0
    (folder / "pack" / "rules" / "other.cases.yaml").write_text("cases: []\n")
    code, said = shell(f"advisor rules import other.csv --out pack --force {MAP}", folder)
    assert code == 0, said
    assert not (folder / "pack" / "refused.txt").exists()
    left = "this file was there before and counts as well; take it away if its rules are not wanted any more"
    assert [line for line in said.splitlines() if "there before" in line] == [
        f"pack/rules/t.cases.yaml: {left}",
        f"pack/rules/t.yaml: {left}",
    ]


def test_a_large_table_gets_its_first_cases_and_a_list_of_the_rest(folder: Path) -> None:
    rows = "".join(f"defined,{number},tighten\n" for number in range(1, 104))
    (folder / "t.csv").write_text(f"state,employees,favours\n{rows}")
    code, said = shell("advisor rules import t.csv --out pack", folder)
    assert code == 0, said
    text = (folder / "pack" / "rules" / "t.cases.yaml").read_text()
    assert text.count("- name: ") == 100
    assert re.findall("# no case yet for (.*)", text) == ["t/row-101", "t/row-102", "t/row-103"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("advisor rules import nowhere.dmn --out pack", "nowhere.dmn: there is no such file\n"),
        (
            "advisor rules import t.csv --out pack --map Conflicts",
            "`--map Conflicts` is not of the form COLUMN=NAME, as in `Conflicts=current_conflicts`; "
            "see `advisor rules import --help`\n",
        ),
        (
            "advisor rules import t.csv --out pack --map Conflicts=conflicts",
            "t.csv:1:2: decision `t`: the column `Conflicts` is mapped to `conflicts`, which is neither a fact nor a "
            "conclusion\n",
        ),
    ],
)
def test_wrong_use_is_told_in_a_sentence(line: str, said: str, folder: Path) -> None:
    (folder / "t.csv").write_text(TABLE)
    code, told = shell(line, folder)
    assert code == 2
    assert told.splitlines()[0].startswith(said.rstrip("\n"))
    assert "Traceback" not in told


def a_decision(name: str, asks: str, output: str, cell: str, given: str) -> str:
    return (
        f'<decision name="{name}"><decisionTable><input><inputExpression><text>{asks}</text></inputExpression></input>'
        f'<output name="{output}"/><rule><inputEntry><text>{cell}</text></inputEntry>'
        f"<outputEntry><text>{given}</text></outputEntry></rule></decisionTable></decision>\n"
    )


def test_a_table_that_leans_on_a_decision_with_a_row_that_does_not_fit_is_refused_with_it(folder: Path) -> None:
    state = a_decision("state", "current_conflicts", "state", '"frequent"', '"defined"')
    leans = a_decision("T", "state", "favours", '"defined"', '"tighten"')
    alone = a_decision("U", "employees", "favours", "5", '"stay"')
    wrong = state.replace("<rule>", '<annotation name="because"/><rule>').replace(
        "</rule>", "<annotationEntry><text>Since {nonsense}.</text></annotationEntry></rule>"
    )
    for first, number in ((state, 3), (wrong, 1)):
        model = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m">\n'
        (folder / "m.dmn").write_text(f"{model}{first}{leans}{alone}</definitions>")
        code, said = shell("advisor rules import m.dmn --out pack --partial --force", folder)
        assert code == 0, said
        assert said.startswith(f"pack: {number} rules")
    refused = (folder / "pack" / "refused.txt").read_text().splitlines()
    assert refused[0].startswith("m.dmn:2: decision `state`, row 1: as a rule it does not fit")
    assert refused[1].startswith("m.dmn:3: decision `T`: the column `state` is what decision `state` of this file")
    assert len(refused) == 2
