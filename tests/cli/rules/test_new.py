"""`advisor rules new` as an author runs it: files, refusals and prompts."""

from __future__ import annotations

import os
import re
import shlex
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ROOT, START, run

OPTIONS = (
    *("--title", "The cycle is short", "--when", "sales_cycle: short", "--then", "favours: stay"),
    *("--because", "You report that {grounds}; that is enough.", "--source", "policy/ours"),
)


def read_all_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("no_builtin_cases")
def test_creates_a_pack_and_extends_it(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    result = run("rules", "new", "ours/cycle", "--pack", pack, *OPTIONS, "--new-fact", "site_visits")
    assert (result.code, result.err) == (0, "")
    written = ["pack.yaml", "knowledge/ours-cycle.yaml", "rules/weigh.yaml", "rules/weigh.cases.yaml"]
    assert result.out.splitlines()[:4] == [f"{pack / name}: written" for name in written]
    assert [line.split(": ")[1] for line in result.out.splitlines()[4:] if "fix: " not in line] == [
        "warning ADV501",
        "warning ADV613",  # the stubs
    ]
    assert (pack / "pack.yaml").read_text().startswith("name: ours\n")
    assert all(stat.S_IMODE((pack / name).stat().st_mode) == 0o600 for name in written)
    (pack / "rules" / "weigh.yaml").chmod(0o640)
    before = read_all_files(pack)
    result = run(
        "rules",
        "new",
        "ours/meet",
        "--pack",
        pack,
        *OPTIONS,
        "--when",
        "site_visits: yes",
        "--new-fact",
        "pace: [a, b]",
    )
    assert result.code == 0, result.err
    after = read_all_files(pack)
    assert all(after[name].startswith(content) for name, content in before.items())
    assert stat.S_IMODE((pack / "rules" / "weigh.yaml").stat().st_mode) == 0o640
    tested = run("rules", "test", "--pack", pack)
    assert tested.code == 0, tested.out
    assert " 0 failed" in tested.out
    assert "fires in no case" not in tested.out


def test_names_every_missing_option(tmp_path: Path) -> None:
    result = run("rules", "new", "ours/cycle", "--pack", tmp_path / "p")
    assert (result.code, result.out) == (2, "")
    assert [line.split(":")[0] for line in result.err.splitlines()] == [
        *("--title", "--source", "--when", "--then", "--because")
    ]
    assert not (tmp_path / "p").exists()
    result = run("rules", "new", "ours/cycle", *OPTIONS)
    assert result.code == 2
    assert result.err.startswith("`--pack`")


@pytest.mark.parametrize(
    ("more", "name"),
    [
        (("--when", "sales_cycle: long", "--when", "sales_cycle: medium"), "`ours/cycle`"),
        (("--when", "sales_cycel: long"), "`sales_cycle`"),
        (("--name", "Our Pack"), "`--name Our Pack`"),
        (("--file", "../outside"), "`--file ../outside`"),
    ],
)
def test_refuses_invalid_options_in_one_sentence_and_writes_nothing(
    tmp_path: Path, more: tuple[str, ...], name: str
) -> None:
    result = run("rules", "new", "ours/cycle", "--pack", tmp_path / "p", *OPTIONS, *more)
    assert (result.code, result.out) == (2, "")
    assert name in result.err
    assert len(result.err.splitlines()) == 1
    assert not (tmp_path / "p").exists()


def test_changes_no_file_if_one_cannot_be_written(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    assert run("rules", "new", "ours/cycle", "--pack", pack, *OPTIONS).code == 0
    (pack / "rules" / "weigh.cases.yaml").chmod(0o400)
    before = read_all_files(pack)
    result = run("rules", "new", "ours/second", "--pack", pack, *OPTIONS, "--new-step", "visit-sites")
    assert result.code == 2
    assert result.err.startswith(f"{pack / 'rules' / 'weigh.cases.yaml'}: ")
    assert read_all_files(pack) == before


def test_prints_warnings_of_the_checks_for_new_lines_only(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    given = (
        *("--title", "The cycle is short.", "--when", "relationship: defined", "--source", "policy/ours"),
        *("--when", "employees: {at_least: 10}", "--then", "favours: stay", "--because", "Sales refuses to listen."),
    )
    result = run("rules", "new", "other/cycle", "--pack", pack, *given)
    assert result.code == 0
    codes = [line.split(": ")[1].removeprefix("warning ") for line in result.out.splitlines() if "warning " in line]
    assert sorted(codes) == ["ADV407", "ADV503", "ADV504", "ADV601", "ADV602", "ADV603"]
    assert f"{pack}/rules/weigh.yaml:4:12: warning ADV603" in result.out
    later = run("rules", "new", "ours/later", "--pack", pack, *OPTIONS)
    assert ": warning" not in later.out  # old lines are not reported again


def test_warns_of_a_step_that_is_advised_in_every_state(tmp_path: Path) -> None:
    given = [*OPTIONS, "--new-step", "meet: undefined-to-defined", "--then", "step: meet"]
    del given[given.index("favours: stay") - 1 : given.index("favours: stay") + 1]
    result = run("rules", "new", "ours/meet", "--pack", tmp_path / "a", *given)
    assert re.search("warning ADV409: step `meet` .* undefined-to-defined,", result.out)
    result = run("rules", "new", "ours/meet", "--pack", tmp_path / "b", *given, "--when", "state: undefined")
    assert "step `meet`" not in result.out


def test_refuses_an_error_of_the_checks_and_writes_nothing(tmp_path: Path) -> None:
    given = [word if word != "favours: stay" else "{verdict: stay}" for word in OPTIONS]
    given += ["--when", "state: undefined", "--when", "favours: stay"]
    result = run("rules", "new", "ours/verdict", "--pack", tmp_path / "p", *given)
    assert (result.code, result.out) == (2, "")
    assert "rules/decide.yaml:8:" in result.err
    assert "`stay`" in result.err
    assert not (tmp_path / "p").exists()


@pytest.mark.usefixtures("no_builtin_cases")
def test_an_overriding_rule_starts_with_the_parts_of_the_old_one(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    options = ("--overrides", "plan/defined/distance", "--reason", "We work remotely.", "--source", "policy/remote")
    result = run("rules", "new", "ours/distance", "--pack", pack, *options)
    assert (result.code, result.err) == (0, "")
    text = (pack / "rules" / "plan.yaml").read_text()
    assert "    overrides: plan/defined/distance\n    reason: We work remotely.\n" in text
    assert "    when: {state: defined, verdict: tighten}\n    then: {step: colocation}\n" in text
    assert run("rules", "test", "--pack", pack).code == 0
    again = run("rules", "new", "ours/again", "--pack", pack, *options)
    assert re.search("`plan/defined/distance` .*`ours/distance` .*`ours`: We work remotely.", again.err)
    options = ("--overrides", "ours/distance", *options[2:])
    assert run("rules", "new", "ours/again", "--pack", pack, *options).err.startswith(
        "--overrides: rule `ours/distance`"
    )
    replacing = run(
        *("rules", "new", "plan/aligned/x", "--pack", tmp_path / "other", "--then", "step: liaison", *options[2:]),
        *("--overrides", "plan/defined/distance", "--when", "state: aligned", "--title", "Ours", "--because", "So."),
    )
    assert replacing.code == 0, replacing.err
    assert (
        "    when: {state: aligned}\n    then: {step: liaison}\n    because: So.\n"
        in (tmp_path / "other" / "rules" / "plan.yaml").read_text()
    )


def test_an_overriding_rule_needs_its_own_source(tmp_path: Path) -> None:
    named = ("--overrides", "plan/defined/distance", "--reason", "We work remotely.")
    result = run("rules", "new", "ours/distance", "--pack", tmp_path / "ours", *named)
    assert result.code == 2
    assert result.err.startswith("--source: ")
    assert len(result.err.splitlines()) == 1


def test_reports_only_the_misspelt_rule_to_override(tmp_path: Path) -> None:
    named = ("--overrides", "plan/defined/distanc", "--reason", "We work remotely.", "--source", "policy/remote")
    result = run("rules", "new", "ours/distance", "--pack", tmp_path / "ours", *named)
    assert (result.code, len(result.err.splitlines())) == (2, 1)
    assert re.match("--overrides: .*`plan/defined/distanc`.*`plan/defined/distance`", result.err)


def test_values_of_a_new_fact_can_be_separated_by_commas(tmp_path: Path) -> None:
    spec = "partner_share: {values: 'none, some, most', label: share of partners}"
    for number, fact in enumerate(("partner_share: none, some, most", "partner_share: [none, some, most]", spec)):
        given = ("--new-fact", fact, "--when", "partner_share: most")
        result = run("rules", "new", "ours/partners", "--pack", tmp_path / str(number), *OPTIONS, *given)
        assert result.code == 0, result.err
        text = (tmp_path / str(number) / "knowledge" / "ours-partners.yaml").read_text()
        assert [line.split(":")[0].strip() for line in text.splitlines() if line.startswith("      ")] == [
            *("none", "some", "most")
        ]
        assert ("label: share of partners" in text) == (number == 2)


def start_at_terminal(pack: Path, answers: tuple[tuple[str, str], ...], *flags: str) -> Any:
    """Start the command at a terminal, and type each answer after its question."""
    pexpect = pytest.importorskip("pexpect")
    command = " ".join(map(shlex.quote, [*START, "rules", "new", "ours/cycle", "--pack", str(pack), *flags]))
    child = pexpect.spawn(
        "/bin/sh", ["-c", command], cwd=str(ROOT), env={**os.environ, "NO_COLOR": "1"}, encoding="utf-8", timeout=300,
        dimensions=(40, 300),
    )  # fmt: skip
    for question, answer in answers:
        child.expect(question)
        child.sendline(answer)
    return child


def test_creates_a_fact_and_a_step_at_the_terminal(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    child = start_at_terminal(
        pack,
        (
            ("Title", "The partners sell much"),
            ("Source", "Page 3"),
            ("`Page 3`.*Source", "policy/ours"),
            ("When", "state: undefined"),
            ("When", "partner_share: most"),
            ("fact `partner_share`", "y"),
            ("label", "share of partners"),
            ("values", "none, some, most"),
            ("When", ""),
            ("Then", "step: meet-partners"),
            ("step `meet-partners`", "y"),
            ("undefined-to-defined", ""),
            ("Then", "favours: stay"),
            ("`favours`.*Then", "?liaison"),
            (r"step: liaison \(.*Then", ""),
            ("Because", "That {sales}."),
            ("`sales`.*Because", "You report that {grounds}."),
        ),
    )
    child.expect("knowledge/ours-cycle.yaml: written")
    child.expect("ADV613")
    child.wait()
    text = (pack / "knowledge" / "ours-cycle.yaml").read_text()
    assert "label: share of partners" in text
    assert "move: undefined-to-defined" in text
    assert "when: {state: undefined, partner_share: most}" in (pack / "rules" / "plan.yaml").read_text()


def test_asks_again_for_invalid_values_and_keeps_the_label(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    child = start_at_terminal(
        pack,
        (
            ("Title", "The partners sell much"),
            ("Source", "policy/ours"),
            ("When", "partner_share: [most, yes]"),
            ("`yes`.*When", "partner_share: most"),
            ("fact `partner_share`", "y"),
            ("label", "partners: their share"),
            ("values", "most"),
            ("`few, many`.*values", "most, a: b"),
            ("`a: b`.*values", "few, none"),
            ("`most`.*values", "most, few"),
            ("When", ""),
            ("Then", "favours: stay"),
            ("Then", ""),
            ("Because", "You report that {grounds}."),
        ),
    )
    child.expect("knowledge/ours-cycle.yaml: written")
    child.wait()
    assert 'label: "partners: their share"' in (pack / "knowledge" / "ours-cycle.yaml").read_text()


def test_reports_wrong_options_before_it_asks(tmp_path: Path) -> None:
    child = start_at_terminal(tmp_path / "ours", (), "--when", "sales_cycel: short", "--overrides", "nothing")
    child.expect("--overrides: [^\n]*`nothing`.*--when[^\n]*`sales_cycle`")
    child.wait()
    assert child.exitstatus == 2
    assert "Title" not in child.before


def test_prints_the_command_line_after_a_refusal_at_the_terminal(tmp_path: Path) -> None:
    given = ("--title", "The cycle is short", "--when", "sales_cycle: short", "--when", "sales_cycle: long")
    child = start_at_terminal(
        tmp_path / "ours",
        (("Source", "policy/ours"), ("Then", "favours: stay"), ("Then", ""), ("Because", "You report that {grounds}.")),
        *given,
    )
    child.expect("\r\n  (advisor rules new [^\r]*)\r\n")
    words = shlex.split(child.match[1])
    child.wait()
    assert child.exitstatus == 2
    assert words[3] == "ours/cycle"
    assert words[words.index("--source") + 1] == "policy/ours"
    assert words[words.index("--because") + 1] == "You report that {grounds}."
    words[words.index("sales_cycle: long")] = "change_rapid: yes"
    assert run(*words[1:]).code == 0


def test_asks_for_missing_options_at_a_terminal(tmp_path: Path) -> None:
    answers = (
        ("Title", "The cycle is short"),
        ("Source", "policy/ours"),
        ("When", "sales_cycel: short"),
        ("`sales_cycle`.*fact `sales_cycel`", "n"),
        ("When", "?cycle"),
        (r"sales_cycle: short, .*When", "sales_cycle: short"),
        ("When", ""),
        ("Then", "favours: stay"),
        ("Then", ""),
        ("Because", "You report that {grounds}; that is enough."),
    )
    child = start_at_terminal(tmp_path / "ours", answers)
    child.expect("weigh.cases.yaml: written")
    child.wait()
    assert child.exitstatus == 0
    assert (tmp_path / "ours" / "rules" / "weigh.yaml").exists()
