"""`advisor survey read`: what it prints, what it writes, and how it refuses."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from advisor.loading.facts_file import read_facts
from advisor.model.instrument import Instrument, build_instrument
from advisor.model.responses import Respondent
from advisor.model.rulebase import RuleBase
from tests.cli.command import EXAMPLES, run
from tests.survey.exporters import PRIVATE, TOOLS, Style, build_form, write_csv, write_xlsx

FACTS = EXAMPLES / "stay-settled-distributor.yaml"
SALES = [Respondent("sales", "staff", (1 + at % 5, *(4,) * 18, None)) for at in range(6)]
MARKETING = [Respondent("marketing", None, (5, 4, 3, 2, 1) * 4)]


@pytest.fixture(scope="module")
def asked(builtin: RuleBase) -> Instrument:
    return build_instrument(builtin)


@pytest.fixture
def export(asked: Instrument, tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(write_csv(TOOLS["google-forms"]([*SALES, *MARKETING], asked, Style("both"))))
    return path


def test_it_is_told_how_many_answered_but_of_no_small_group(export: Path) -> None:
    ended = run("survey", "read", export)
    assert ended.code == 0
    assert ended.out.startswith("7 people, from both functions, answered the 20 statements. [1]\n")
    assert "Some scores are left out here, since too few people stand behind them" in " ".join(ended.out.split())
    assert "- The company: between" in ended.out
    assert "- Sales:" not in ended.out
    assert ended.err.splitlines() == [
        f"{export}: read as Google Forms",
        f"{export}: columns left alone: `Anything else?`",
    ]


def test_a_smaller_group_may_be_asked_for_but_never_two(export: Path) -> None:
    assert run("survey", "read", export, "--min-group", "8").out.startswith("Fewer than 8 people, from both functions")
    assert run("survey", "read", export, "--min-group", "2").code == 2


def test_the_facts_file_holds_the_answers_in_an_order_of_its_own(
    export: Path, asked: Instrument, builtin: RuleBase, tmp_path: Path
) -> None:
    other = tmp_path / "turned.csv"
    other.write_bytes(write_csv(TOOLS["plain"]([*MARKETING, *reversed(SALES)], asked, Style())))
    written = []
    for source in (export, other):
        target = tmp_path / "facts.yaml"
        ended = run("survey", "read", source, "-o", target, "--min-group", "3", "--force")
        assert ended.code == 0, ended.err
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        company = read_facts(str(target), builtin)
        assert sorted(map(repr, company.assessed)) == sorted(map(repr, [*SALES, *MARKETING]))
        assert company.showing.min_group == 3
        written.append(target.read_text(encoding="utf-8"))
        assert PRIVATE not in written[-1]
    assert written[0] == written[1]


@pytest.mark.parametrize("people", [20, 21])
def test_many_respondents_are_written_as_short_as_can_be(
    people: int, asked: Instrument, builtin: RuleBase, tmp_path: Path
) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "facts.yaml"
    crowd = [SALES[at % 6] for at in range(people)]
    source.write_bytes(write_xlsx(TOOLS["plain"](crowd, asked, Style())))
    assert run("survey", "read", source, "-o", target).code == 0
    assert ('answers: "1444444444444444444-"' in target.read_text(encoding="utf-8")) == (people == 21)
    assert sorted(map(repr, read_facts(str(target), builtin).assessed)) == sorted(map(repr, crowd))


def test_answers_go_below_the_facts_as_they_stand(export: Path, builtin: RuleBase, tmp_path: Path) -> None:
    facts, target = tmp_path / "in.yaml", tmp_path / "out.yaml"
    facts.write_text("# kept\nrelationship:   defined  # as it is", encoding="utf-8")
    assert run("survey", "read", export, "--facts", facts, "-o", target).code == 0
    assert target.read_text(encoding="utf-8").startswith("# kept\nrelationship:   defined  # as it is\nassessment:\n")
    company = read_facts(str(target), builtin)
    assert company.stated == {"relationship": "defined"}
    assert len(company.assessed) == 7


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("f.yaml", "", "this file has no facts"),
        ("f.yaml", "assessment:\n  totals: {sales: 50}\n", ":1:1"),
        ("f.yaml", "relationship: close\n", "`close` is not a value of `relationship`"),
        ("f.yaml", "{relationship: defined}\n", "answers cannot be added below this text"),
        ("f.yaml", "relationship: defined\n...\n", "answers cannot be added below this text"),
        ("f.toml", 'relationship = "defined"\n', "answers can be added to YAML only"),
        ("f.json", '{"relationship": "defined"}\n', "answers can be added to YAML only"),
    ],
)
def test_facts_that_take_no_answers_are_refused(name: str, text: str, said: str, export: Path, tmp_path: Path) -> None:
    facts, target = tmp_path / name, tmp_path / "out.yaml"
    facts.write_text(text, encoding="utf-8")
    target.write_text("before", encoding="utf-8")
    ended = run("survey", "read", export, "--facts", facts, "-o", target, "--force")
    assert ended.code == 2
    if said == ":1:1":
        assert "this file has an `assessment` already" in ended.err
    else:
        assert said in ended.err
    assert "Traceback" not in ended.err
    assert target.read_text(encoding="utf-8") == "before"


def test_facts_without_a_file_to_write_say_what_the_answers_come_to(export: Path) -> None:
    ended = run("survey", "read", export, "--facts", FACTS)
    assert ended.code == 0
    assert "7 people, from both functions" in ended.out


def test_the_text_goes_to_the_terminal_and_the_counts_elsewhere(export: Path) -> None:
    ended = run("survey", "read", export, "-o", "-")
    assert ended.out.splitlines()[1] == "assessment:"
    assert "7 people, from both functions" in ended.err


def test_forms_of_many_people_are_read_together_and_not_told_one_by_one(tmp_path: Path) -> None:
    paths = []
    for number, person in enumerate([*SALES, *MARKETING]):
        paths.append(tmp_path / f"answers-{number}.csv")
        paths[-1].write_bytes(write_csv(build_form(person, f"{number:016x}")))
    ended = run("survey", "read", *paths)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("7 people, from both functions")


def test_every_wrong_cell_is_told_with_its_place(asked: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    grid = TOOLS["plain"](SALES, asked, Style())
    grid[2][5], grid[4][0] = "9", "Finance"
    path.write_bytes(write_csv(grid))
    ended = run("survey", "read", path, "-o", tmp_path / "out.yaml")
    assert ended.code == 2
    assert ended.out == ""
    assert [line.split(": ")[0] for line in ended.err.splitlines()] == [f"{path}:3:6", f"{path}:5:1"]
    assert not (tmp_path / "out.yaml").exists()


def test_more_than_a_facts_file_holds_is_refused(asked: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(write_csv(TOOLS["plain"](SALES * 3_000, asked, Style())))
    ended = run("survey", "read", path, "-o", tmp_path / "out.yaml")
    assert ended.code == 2
    assert "more responses than one facts file holds" in ended.err


@pytest.mark.parametrize("name", ["out.json", "OUT.TOML"])
def test_answers_are_written_as_yaml_only(name: str, export: Path, tmp_path: Path) -> None:
    ended = run("survey", "read", export, "-o", tmp_path / name)
    assert (ended.code, ended.out) == (2, "")
    assert f"{name}: a facts file with answers is written as YAML" in ended.err
    assert not (tmp_path / name).exists()


def test_help_says_where_the_keys_of_a_mapping_are_told() -> None:
    assert "docs/survey.md has its keys" in " ".join(run("survey", "read", "--help").out.split())
