"""`advisor survey read`: what it prints, writes and refuses."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from advisor.loading.facts.facts_file import read_facts
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from tests.cli.command import EXAMPLES, run
from tests.survey.exporters import PRIVATE, TOOLS, Style, build_form, write_csv, write_xlsx

FACTS = EXAMPLES / "stay-settled-distributor.yaml"
SALES = [Respondent("sales", "staff", (1 + at % 5, *(4,) * 18, None)) for at in range(6)]
MARKETING = [Respondent("marketing", None, (5, 4, 3, 2, 1) * 4)]


@pytest.fixture(scope="module")
def instrument(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


@pytest.fixture
def export(instrument: Instrument, tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(write_csv(TOOLS["google-forms"]([*SALES, *MARKETING], instrument, Style("both"))))
    return path


def list_score_groups(out: str) -> list[str]:
    """List the groups whose scores a summary shows."""
    return re.findall(r"^ *- ([\w ]+):", out, re.MULTILINE)


def test_shows_how_many_answered_but_no_small_group(export: Path) -> None:
    result = run("survey", "read", export)
    assert result.code == 0
    assert result.out.startswith("7 people")
    assert list_score_groups(result.out) == ["The company"]
    notes = result.err.splitlines()
    assert [note.split(": ")[0] for note in notes] == [str(export)] * 2
    assert "Google Forms" in notes[0]
    assert "`Anything else?`" in notes[1]


def test_min_group_may_be_smaller_but_never_two(export: Path) -> None:
    assert "7 people" not in run("survey", "read", export, "--min-group", "8").out
    assert run("survey", "read", export, "--min-group", "2").code == 2


def test_writes_answers_in_an_order_of_its_own(
    export: Path, instrument: Instrument, builtin: RuleBase, tmp_path: Path
) -> None:
    other = tmp_path / "turned.csv"
    other.write_bytes(write_csv(TOOLS["plain"]([*MARKETING, *reversed(SALES)], instrument, Style())))
    written = []
    for source in (export, other):
        target = tmp_path / "facts.yaml"
        result = run("survey", "read", source, "-o", target, "--min-group", "3", "--force")
        assert result.code == 0, result.err
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        company = read_facts(str(target), builtin)
        assert sorted(map(repr, company.assessed)) == sorted(map(repr, [*SALES, *MARKETING]))
        assert company.showing.min_group == 3
        written.append(target.read_text(encoding="utf-8"))
        assert PRIVATE not in written[-1]
    assert written[0] == written[1]


@pytest.mark.parametrize("people", [20, 21])
def test_writes_many_respondents_in_short_form(
    people: int, instrument: Instrument, builtin: RuleBase, tmp_path: Path
) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "facts.yaml"
    crowd = [SALES[at % 6] for at in range(people)]
    source.write_bytes(write_xlsx(TOOLS["plain"](crowd, instrument, Style())))
    assert run("survey", "read", source, "-o", target).code == 0
    assert ('answers: "1444444444444444444-"' in target.read_text(encoding="utf-8")) == (people == 21)
    assert sorted(map(repr, read_facts(str(target), builtin).assessed)) == sorted(map(repr, crowd))


def test_appends_answers_to_unchanged_facts(export: Path, builtin: RuleBase, tmp_path: Path) -> None:
    facts, target = tmp_path / "in.yaml", tmp_path / "out.yaml"
    facts.write_text("# kept\nrelationship:   defined  # as it is", encoding="utf-8")
    assert run("survey", "read", export, "--facts", facts, "-o", target).code == 0
    assert target.read_text(encoding="utf-8").startswith("# kept\nrelationship:   defined  # as it is\nassessment:\n")
    company = read_facts(str(target), builtin)
    assert company.stated == {"relationship": "defined"}
    assert len(company.assessed) == 7


@pytest.mark.parametrize(
    ("name", "text", "place", "names"),
    [
        ("f.yaml", "", "", "`--facts`"),
        ("f.yaml", "assessment:\n  totals: {sales: 50}\n", ":2:3", "`assessment`"),
        ("f.yaml", "relationship: close\n", ":1:15", "`close`"),
        ("f.yaml", "{relationship: defined}\n", "", "`relationship: defined`"),
        ("f.yaml", "relationship: defined\n...\n", "", "`relationship: defined`"),
        ("f.toml", 'relationship = "defined"\n', "", "YAML"),
        ("f.json", '{"relationship": "defined"}\n', "", "YAML"),
    ],
)
def test_refuses_facts_that_take_no_answers(
    name: str, text: str, place: str, names: str, export: Path, tmp_path: Path
) -> None:
    facts, target = tmp_path / name, tmp_path / "out.yaml"
    facts.write_text(text, encoding="utf-8")
    target.write_text("before", encoding="utf-8")
    result = run("survey", "read", export, "--facts", facts, "-o", target, "--force")
    assert result.code == 2
    assert result.err.splitlines()[-1].startswith(f"{facts}{place}: ")
    assert names in result.err
    assert target.read_text(encoding="utf-8") == "before"


def test_summarizes_answers_with_the_facts(export: Path) -> None:
    result = run("survey", "read", export, "--facts", FACTS)
    assert result.code == 0
    assert "7 people" in result.out


def test_writes_facts_to_stdout_and_the_summary_to_stderr(export: Path) -> None:
    result = run("survey", "read", export, "-o", "-")
    assert result.out.splitlines()[1] == "assessment:"
    assert "7 people" in result.err


def test_reads_forms_of_many_people_together(tmp_path: Path) -> None:
    paths = []
    for number, person in enumerate([*SALES, *MARKETING]):
        paths.append(tmp_path / f"answers-{number}.csv")
        paths[-1].write_bytes(write_csv(build_form(person, f"{number:016x}")))
    result = run("survey", "read", *paths)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("7 people")


def test_reports_every_wrong_cell_with_its_place(instrument: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    grid = TOOLS["plain"](SALES, instrument, Style())
    grid[2][5], grid[4][0] = "9", "Finance"
    path.write_bytes(write_csv(grid))
    result = run("survey", "read", path, "-o", tmp_path / "out.yaml")
    assert result.code == 2
    assert result.out == ""
    assert [line.split(": ")[0] for line in result.err.splitlines()] == [f"{path}:3:6", f"{path}:5:1"]
    assert not (tmp_path / "out.yaml").exists()


def test_refuses_more_answers_than_a_facts_file_may_have(
    instrument: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.survey.append_answers.MAX_FACTS_BYTES", 1_000)
    path = tmp_path / "a.csv"
    path.write_bytes(write_csv(TOOLS["plain"](SALES * 5, instrument, Style())))
    result = run("survey", "read", path, "-o", tmp_path / "out.yaml")
    assert result.code == 2
    assert result.err.splitlines()[-1].startswith(f"{path}: ")
    assert not (tmp_path / "out.yaml").exists()


@pytest.mark.parametrize("name", ["out.json", "OUT.TOML"])
def test_writes_answers_as_yaml_only(name: str, export: Path, tmp_path: Path) -> None:
    result = run("survey", "read", export, "-o", tmp_path / name)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"{tmp_path / name}: ")
    assert not (tmp_path / name).exists()


def test_refuses_to_replace_a_file_without_force(export: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.yaml"
    target.write_text("before", encoding="utf-8")
    result = run("survey", "read", export, "-o", target)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"{target}: ")
    assert target.read_text(encoding="utf-8") == "before"
