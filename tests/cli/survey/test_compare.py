"""`advisor survey compare`: two rounds in, one comparison out, and every way in which the two may not fit."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.command import EXAMPLES, run

BEFORE, AFTER = (EXAMPLES / "rounds" / f"{name}.yaml" for name in ("before", "after"))
NEAR = "--show-near-sizes"
TOTALS = "assessment: {totals: {sales: %d, marketing: %d}}\n"


def a_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_two_rounds_are_compared_in_every_format() -> None:
    text, md, data = (run("survey", "compare", BEFORE, AFTER, "--format", form) for form in ("text", "md", "json"))
    assert [(each.code, each.err) for each in (text, md, data)] == [(0, "")] * 3
    assert text.out.startswith("Sales and Marketing at Halden Instruments")
    assert md.out.startswith("# Sales and Marketing at Halden Instruments")
    assert json.loads(data.out)["schema"] == "comparison/1"
    assert run("survey", "compare", BEFORE, AFTER) == text


def test_one_round_may_come_from_standard_input() -> None:
    assert run("survey", "compare", "-", AFTER, given=BEFORE.read_bytes()) == run("survey", "compare", BEFORE, AFTER)
    ended = run("survey", "compare", "-", "-", given=BEFORE.read_bytes())
    assert ended.code == 2
    assert "only one of the two rounds can come from standard input" in ended.err


def test_the_comparison_is_written_to_a_file_of_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "quarter.md"
    ended = run("survey", "compare", BEFORE, AFTER, "-o", path)
    assert (ended.code, ended.out) == (0, "")
    assert path.read_text().startswith("# Sales and Marketing")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["quarter.pdf", "quarter.html"])
def test_a_form_that_there_is_not_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    ended = run("survey", "compare", BEFORE, AFTER, "-o", path)
    assert ended.code == 2
    assert "a comparison is written as text, md or json" in ended.err
    assert not path.exists()


def test_rounds_of_two_companies_are_refused(tmp_path: Path) -> None:
    one = a_file(tmp_path, "one.yaml", "company: Acme\n" + TOTALS % (40, 50))
    other = a_file(tmp_path, "other.yaml", "company: Bolt\n" + TOTALS % (40, 50))
    ended = run("survey", "compare", one, other)
    assert (ended.code, ended.out) == (2, "")
    assert f"{other}: this is about `Bolt`, but {one} is about `Acme`" in ended.err


def test_a_company_named_once_names_the_comparison(tmp_path: Path) -> None:
    one = a_file(tmp_path, "one.yaml", "company: Acme\n" + TOTALS % (40, 50))
    other = a_file(tmp_path, "other.yaml", TOTALS % (44, 50))
    for pair in ((one, other), (other, one)):
        ended = run("survey", "compare", *pair)
        assert ended.code == 0
        assert ended.out.startswith("Sales and Marketing at Acme, two rounds compared")


def test_everything_wrong_with_both_rounds_is_told_in_one_run(tmp_path: Path) -> None:
    one = a_file(tmp_path, "one.yaml", "company: Acme\nrelationship: alligned\n")
    other = a_file(tmp_path, "other.yaml", "company: Bolt\nsales_cycel: short\nassessment: {totals: {sales: 7}}\n")
    ended = run("survey", "compare", one, other)
    assert (ended.code, ended.out) == (2, "")
    lines = ended.err.splitlines()
    assert [line for line in lines if line.startswith(f"{one}: there is no `assessment`")]
    assert [line for line in lines if line.startswith(f"{one}:2:15: `alligned`")]
    assert [line for line in lines if line.startswith(f"{other}:2:1: `sales_cycel`")]
    assert [line for line in lines if line.startswith(f"{other}:3:") and "the total of sales" in line]
    assert [line for line in lines if "this is about `Bolt`" in line]
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "there is no such file"),
        ("", "this file is empty"),
        ("[1, 2]", "facts must be a mapping"),
        ("company: [", "this is not valid YAML"),
        ("company: Acme\nassessment: {totals: {}}\n", "there is no `assessment`"),
    ],
)
def test_a_round_that_cannot_be_read_is_told_beside_the_other(tmp_path: Path, text: str | None, told: str) -> None:
    path = tmp_path / "round.yaml"
    if text is not None:
        path.write_text(text)
    other = a_file(tmp_path, "other.yaml", "relationship: defined\n")
    ended = run("survey", "compare", path, other)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert f"{other}: there is no `assessment`" in ended.err
    assert "Traceback" not in ended.err


def test_the_larger_of_two_promises_holds_unless_another_is_asked_for(tmp_path: Path) -> None:
    answers = "\n".join(
        f"  - {{function: {name}, answers: '33333333333333333333'}}"
        for name in ("sales", "marketing")
        for _ in range(6)
    )
    people = "assessment:\n  min_group: %d\n  respondents:\n" + answers.replace("  - ", "    - ") + "\n"
    one, other = (a_file(tmp_path, f"{least}.yaml", people % least) for least in (5, 7))
    for pair in ((one, other), (other, one)):
        data = json.loads(run("survey", "compare", *pair, "--format", "json").out)
        assert data["answers"]["min_group"] == 7
        assert [each["who"] for each in data["answers"]["totals"]] == ["company"]
    data = json.loads(run("survey", "compare", one, other, "--format", "json", "--min-group", "6").out)
    assert [each["who"] for each in data["answers"]["totals"]] == ["company", "sales", "marketing"]


def test_whoever_joined_cannot_be_worked_out_from_any_form(tmp_path: Path) -> None:
    def one(function: str, role: str, answers: str) -> str:
        return f"    - {{function: {function}, role: {role}, answers: '{answers}'}}\n"

    team = "".join(
        one(function, "staff", "".join(str(1 + (person * 3 + number) % 3) for number in range(20)))
        for function in ("sales", "marketing")
        for person in range(6)
    )
    head = "relationship: defined\nassessment:\n  respondents:\n"
    before = a_file(tmp_path, "before.yaml", head + team)
    joined = ("12321232123212321232", "32123212321232123212")
    pages = []
    for answers in joined:
        after = a_file(tmp_path, f"{answers}.yaml", head + team + one("sales", "head", answers))
        pages.append([run("survey", "compare", before, after, "--format", form) for form in ("text", "md", "json")])
        assert [each.code for each in pages[-1]] == [0] * 3
    assert pages[0] == pages[1]
    assert "`--show-near-sizes` shows" in " ".join(pages[0][0].out.split())
    shown = run("survey", "compare", before, after, "--format", "json", "--show-near-sizes")
    assert len(json.loads(shown.out)["answers"]["statements"]) == 20


def test_heads_are_shown_where_that_is_asked_for() -> None:
    shown = json.loads(run("survey", "compare", BEFORE, AFTER, "--format", "json", NEAR, "--show-heads").out)
    usual = json.loads(run("survey", "compare", BEFORE, AFTER, "--format", "json", NEAR).out)
    assert [each["who"] for each in usual["answers"]["totals"]] == ["company", "sales", "marketing"]
    assert "heads" in [each["who"] for each in shown["answers"]["totals"]]


def test_a_pack_that_is_not_there_is_told(tmp_path: Path) -> None:
    ended = run("survey", "compare", BEFORE, AFTER, "--pack", tmp_path / "none")
    assert ended.code == 2
    assert "there is no such folder to load a pack from" in ended.err


def test_a_pack_can_say_it_in_other_words(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    a_file(
        tmp_path,
        "pack.yaml",
        "name: short\nversion: '1'\nreplaces_templates: [{template: comparison.txt.j2, reason: We like it short.}]\n",
    )
    a_file(tmp_path / "templates", "comparison.txt.j2", "{{ view.totals.rows | length }} totals\n")
    assert run("survey", "compare", BEFORE, AFTER, NEAR, "--pack", tmp_path).out == "3 totals\n"
