"""`advisor survey compare`: the comparison of two rounds, and every pair that it refuses."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.command import EXAMPLES, run

BEFORE, AFTER = (EXAMPLES / "rounds" / f"{name}.yaml" for name in ("before", "after"))
NEAR = "--show-near-sizes"
TOTALS = "assessment: {totals: {sales: %d, marketing: %d}}\n"


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw few samples; these tests are valid for any number of them."""
    monkeypatch.setattr("advisor.assessment.statistics.RESAMPLES", 100)


def write_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_compares_rounds_in_every_format() -> None:
    text, md, data = (run("survey", "compare", BEFORE, AFTER, "--format", form) for form in ("text", "md", "json"))
    assert [(each.code, each.err) for each in (text, md, data)] == [(0, "")] * 3
    assert " at Halden Instruments" in text.out.splitlines()[0]
    assert md.out.startswith("# ")
    assert json.loads(data.out)["schema"] == "comparison/1"
    assert run("survey", "compare", BEFORE, AFTER) == text


def test_reads_one_round_from_standard_input() -> None:
    assert (
        run("survey", "compare", "-", AFTER, given=BEFORE.read_bytes())[:3]
        == run("survey", "compare", BEFORE, AFTER)[:3]
    )
    result = run("survey", "compare", "-", "-", given=BEFORE.read_bytes())
    assert result.code == 2
    assert len(result.err.splitlines()) == 1


def test_writes_a_file_only_its_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "quarter.md"
    result = run("survey", "compare", BEFORE, AFTER, "-o", path)
    assert (result.code, result.out) == (0, "")
    assert path.read_text().startswith("# ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["quarter.pdf", "quarter.html"])
def test_refuses_an_unknown_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    result = run("survey", "compare", BEFORE, AFTER, "-o", path)
    assert result.code == 2
    assert path.suffix in result.err
    assert "`.csv`" in result.err
    assert not path.exists()


def test_refuses_a_round_compared_with_itself() -> None:
    result = run("survey", "compare", BEFORE, BEFORE)
    assert (result.code, result.out) == (2, "")
    assert "the same file" in result.err


def test_refuses_rounds_of_two_companies(tmp_path: Path) -> None:
    build_person = write_file(tmp_path, "one.yaml", "company: Acme\n" + TOTALS % (40, 50))
    other = write_file(tmp_path, "other.yaml", "company: Bolt\n" + TOTALS % (40, 50))
    result = run("survey", "compare", build_person, other)
    assert (result.code, result.out) == (2, "")
    (line,) = result.err.splitlines()
    assert line.startswith(f"{other}: ")
    assert [name for name in ("`Bolt`", "`Acme`", str(build_person)) if name not in line] == []


def test_uses_a_name_that_one_round_gives(tmp_path: Path) -> None:
    build_person = write_file(tmp_path, "one.yaml", "company: Acme\n" + TOTALS % (40, 50))
    other = write_file(tmp_path, "other.yaml", TOTALS % (44, 50))
    for pair in ((build_person, other), (other, build_person)):
        result = run("survey", "compare", *pair)
        assert result.code == 0
        assert " at Acme" in result.out.splitlines()[0]


def test_reports_everything_wrong_with_both_rounds(tmp_path: Path) -> None:
    build_person = write_file(tmp_path, "one.yaml", "company: Acme\nrelationship: alligned\n")
    other = write_file(tmp_path, "other.yaml", "company: Bolt\nsales_cycel: short\nassessment: {totals: {sales: 7}}\n")
    result = run("survey", "compare", build_person, other)
    assert (result.code, result.out) == (2, "")
    lines = result.err.splitlines()
    expected = [
        (f"{build_person}: ", "`assessment`"),
        (f"{build_person}:2:15: ", "`alligned`"),
        (f"{other}: ", "`Bolt`"),
        (f"{other}:2:1: ", "`sales_cycel`"),
        (f"{other}:3:", "sales"),
    ]
    for place, name in expected:
        assert [line for line in lines if line.startswith(place) and name in line], lines
    assert len(lines) == len(expected)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (None, ""),
        ("", ""),
        ("[1, 2]", ":1:1"),
        ("company: [", ":2:1"),
        ("company: Acme\nassessment: {totals: {}}\n", ":2:"),
    ],
)
def test_reports_a_broken_round_together_with_the_other(tmp_path: Path, text: str | None, place: str) -> None:
    path = tmp_path / "round.yaml"
    if text is not None:
        path.write_text(text)
    other = write_file(tmp_path, "other.yaml", "relationship: defined\n")
    result = run("survey", "compare", path, other)
    assert (result.code, result.out) == (2, "")
    first, second = result.err.splitlines()
    assert first.startswith(f"{path}{place}")
    assert second.startswith(f"{other}: ")
    assert "`assessment`" in second


def test_uses_the_larger_min_group_by_default(tmp_path: Path) -> None:
    answers = "\n".join(
        f"  - {{function: {name}, answers: '33333333333333333333'}}"
        for name in ("sales", "marketing")
        for _ in range(6)
    )
    people = "assessment:\n  min_group: %d\n  respondents:\n" + answers.replace("  - ", "    - ") + "\n"
    build_person, other = (write_file(tmp_path, f"{least}.yaml", people % least) for least in (5, 7))
    for pair in ((build_person, other), (other, build_person)):
        data = json.loads(run("survey", "compare", *pair, "--format", "json").out)
        assert data["answers"]["min_group"] == 7
        assert [each["who"] for each in data["answers"]["totals"]] == ["company"]


@pytest.mark.parametrize("number", ["1", "2", "4"])
def test_refuses_to_break_the_promise_on_group_sizes(number: str, tmp_path: Path) -> None:
    result = run("survey", "compare", BEFORE, AFTER, "--min-group", number)
    assert (result.code, result.out) == (2, "")
    assert "--min-group" in result.err
    assert run("survey", "compare", BEFORE, AFTER, "--min-group", "6").code == 0


def test_no_format_reveals_the_answers_of_one_who_joined(tmp_path: Path) -> None:
    def build_person(function: str, role: str, answers: str) -> str:
        return f"    - {{function: {function}, role: {role}, answers: '{answers}'}}\n"

    team = "".join(
        build_person(function, "staff", "".join(str(1 + (person + number) % 3) for number in range(20)))
        for function in ("sales", "marketing")
        for person in range(6)
    )
    head = "relationship: defined\nassessment:\n  respondents:\n"
    before = write_file(tmp_path, "before.yaml", head + team)
    joined = ("12321232123212321232", "32123212321232123212")
    pages = []
    for answers in joined:
        after = write_file(tmp_path, f"{answers}.yaml", head + team + build_person("sales", "head", answers))
        pages.append([run("survey", "compare", before, after, "--format", form)[:3] for form in ("text", "md", "json")])
        assert [code for code, _, _ in pages[-1]] == [0] * 3
    assert pages[0] == pages[1]
    assert "--show-near-sizes" in pages[0][0][1]
    shown = run("survey", "compare", before, after, "--format", "json", "--show-near-sizes")
    assert len(json.loads(shown.out)["answers"]["statements"]) == 20


def test_shows_heads_on_request() -> None:
    shown = json.loads(run("survey", "compare", BEFORE, AFTER, "--format", "json", NEAR, "--show-heads").out)
    usual = json.loads(run("survey", "compare", BEFORE, AFTER, "--format", "json", NEAR).out)
    assert [each["who"] for each in usual["answers"]["totals"]] == ["company", "sales", "marketing"]
    assert "heads" in [each["who"] for each in shown["answers"]["totals"]]


def test_refuses_a_missing_pack(tmp_path: Path) -> None:
    result = run("survey", "compare", BEFORE, AFTER, "--pack", tmp_path / "none")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(str(tmp_path / "none"))


def test_uses_the_template_of_a_pack(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    write_file(
        tmp_path,
        "pack.yaml",
        "name: short\nversion: '1'\nreplaces_templates: [{template: comparison.txt.j2, reason: We like it short.}]\n",
    )
    write_file(tmp_path / "templates", "comparison.txt.j2", "{{ view.totals.rows | length }} totals\n")
    lines = run("survey", "compare", BEFORE, AFTER, NEAR, "--pack", tmp_path).out.splitlines()
    assert "3 totals" in lines
    assert any(line.startswith("short changes ") for line in lines)  # the notice, which no template hides
