"""`advisor rules new`, as a user runs it: what it writes, what it refuses, what it asks."""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ROOT, START, run

GIVEN = (
    *("--title", "The cycle is short", "--when", "sales_cycle: short", "--then", "favours: stay"),
    *("--because", "You report that {grounds}; that is enough.", "--source", "policy/ours"),
)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_pack_is_begun_and_grows_and_passes_its_test(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    ended = run("rules", "new", "ours/cycle", "--pack", pack, *GIVEN, "--new-fact", "site_visits")
    assert (ended.code, ended.err) == (0, "")
    written = ["pack.yaml", "knowledge/ours-cycle.yaml", "rules/weigh.yaml", "rules/weigh.cases.yaml"]
    assert ended.out.splitlines()[:4] == [f"{pack / name}: written" for name in written]
    assert [line.split(": ")[1] for line in ended.out.splitlines()[4:] if "fix: " not in line] == [
        "warning ADV501",
        "warning",  # the stubs
    ]
    assert (pack / "pack.yaml").read_text().startswith("name: ours\n")
    assert all(stat.S_IMODE((pack / name).stat().st_mode) == 0o600 for name in written)
    (pack / "rules" / "weigh.yaml").chmod(0o640)
    before = everything(pack)
    ended = run(
        "rules", "new", "ours/meet", "--pack", pack, *GIVEN, "--when", "site_visits: yes", "--new-fact", "pace: [a, b]"
    )
    assert ended.code == 0, ended.err
    after = everything(pack)
    assert all(after[name].startswith(content) for name, content in before.items())
    assert stat.S_IMODE((pack / "rules" / "weigh.yaml").stat().st_mode) == 0o640
    tested = run("rules", "test", "--pack", pack)
    assert tested.code == 0, tested.out
    assert " 0 failed" in tested.out
    assert "fires in no case" not in tested.out


def test_everything_missing_is_named_by_its_flag(tmp_path: Path) -> None:
    ended = run("rules", "new", "ours/cycle", "--pack", tmp_path / "p")
    assert (ended.code, ended.out) == (2, "")
    assert [line.split(":")[0] for line in ended.err.splitlines()] == [
        *("--title", "--source", "--when", "--then", "--because"),
    ]
    assert not (tmp_path / "p").exists()
    ended = run("rules", "new", "ours/cycle", *GIVEN)
    assert ended.code == 2
    assert ended.err.startswith("`--pack` is missing")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--when", "sales_cycle: long", "--when", "sales_cycle: medium"), "no company was found for which rule"),
        (("--when", "sales_cycel: long"), "did you mean `sales_cycle`"),
        (("--name", "Our Pack"), "`--name Our Pack` cannot name a pack"),
        (("--file", "../outside"), "is no name below rules/"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_nothing_is_written(
    tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    ended = run("rules", "new", "ours/cycle", "--pack", tmp_path / "p", *GIVEN, *more)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1
    assert not (tmp_path / "p").exists()


def test_where_one_file_cannot_be_written_none_is_changed(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    assert run("rules", "new", "ours/cycle", "--pack", pack, *GIVEN).code == 0
    (pack / "rules" / "weigh.cases.yaml").chmod(0o400)
    before = everything(pack)
    ended = run("rules", "new", "ours/second", "--pack", pack, *GIVEN, "--new-step", "visit-sites")
    assert ended.code == 2
    assert "weigh.cases.yaml: nothing was written" in ended.err
    assert everything(pack) == before


def test_what_the_checks_warn_of_is_told_once_it_is_written(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    given = (
        *("--title", "The cycle is short.", "--when", "relationship: defined", "--source", "policy/ours"),
        *("--when", "employees: {at_least: 10}", "--then", "favours: stay", "--because", "Sales refuses to listen."),
    )
    ended = run("rules", "new", "other/cycle", "--pack", pack, *given)
    assert ended.code == 0
    codes = [line.split(": ")[1].removeprefix("warning ") for line in ended.out.splitlines() if "warning " in line]
    assert sorted(codes) == ["ADV407", "ADV503", "ADV504", "ADV601", "ADV602", "ADV603"]
    assert f"{pack}/rules/weigh.yaml:4:12: warning ADV603" in ended.out
    later = run("rules", "new", "ours/later", "--pack", pack, *GIVEN)
    assert "warning" not in later.out  # what stands there already is not told again


def test_a_step_of_a_move_that_is_advised_in_every_state_is_remarked_on(tmp_path: Path) -> None:
    given = [*GIVEN, "--new-step", "meet: undefined-to-defined", "--then", "step: meet"]
    del given[given.index("favours: stay") - 1 : given.index("favours: stay") + 1]
    ended = run("rules", "new", "ours/meet", "--pack", tmp_path / "a", *given)
    assert "belongs to the move undefined-to-defined, but the rule advises it in every state" in ended.out
    ended = run("rules", "new", "ours/meet", "--pack", tmp_path / "b", *given, "--when", "state: undefined")
    assert "in every state" not in ended.out


def test_what_the_checks_call_an_error_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    given = [word if word != "favours: stay" else "{verdict: stay}" for word in GIVEN]
    given += ["--when", "state: undefined", "--when", "favours: stay"]
    ended = run("rules", "new", "ours/verdict", "--pack", tmp_path / "p", *given)
    assert (ended.code, ended.out) == (2, "")
    assert "rules/decide.yaml:8:" in ended.err
    assert "concludes verdict `stay` for companies for which" in ended.err
    assert not (tmp_path / "p").exists()


def test_an_overriding_rule_begins_as_the_old_one_is_written(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    said = ("--overrides", "plan/defined/distance", "--reason", "We work remotely.", "--source", "policy/remote")
    ended = run("rules", "new", "ours/distance", "--pack", pack, *said)
    assert (ended.code, ended.err) == (0, "")
    text = (pack / "rules" / "plan.yaml").read_text()
    assert "    overrides: plan/defined/distance\n    reason: We work remotely.\n" in text
    assert "    when: {state: defined, verdict: tighten}\n    then: {step: colocation}\n" in text
    assert run("rules", "test", "--pack", pack).code == 0
    again = run("rules", "new", "ours/again", "--pack", pack, *said)
    assert "rule `plan/defined/distance` is replaced by `ours/distance` of pack `ours`: We work remotely." in again.err
    said = ("--overrides", "ours/distance", *said[2:])
    assert "is one of this pack" in run("rules", "new", "ours/again", "--pack", pack, *said).err
    kept = run(
        *("rules", "new", "plan/aligned/x", "--pack", tmp_path / "other", "--then", "step: liaison", *said[2:]),
        *("--overrides", "plan/defined/distance", "--when", "state: aligned", "--title", "Ours", "--because", "So."),
    )
    assert kept.code == 0, kept.err
    assert (
        "    when: {state: aligned}\n    then: {step: liaison}\n    because: So.\n"
        in (tmp_path / "other" / "rules" / "plan.yaml").read_text()
    )


def test_the_source_of_an_overriding_rule_is_its_own(tmp_path: Path) -> None:
    named = ("--overrides", "plan/defined/distance", "--reason", "We work remotely.")
    ended = run("rules", "new", "ours/distance", "--pack", tmp_path / "ours", *named)
    assert ended.code == 2
    assert ended.err.startswith("--source: this is missing; that of the rule overridden is not taken")
    assert len(ended.err.splitlines()) == 1
    assert "but for --source" in " ".join(run("rules", "new", "--help").out.split())


def test_of_a_misspelt_rule_to_override_only_that_is_told(tmp_path: Path) -> None:
    named = ("--overrides", "plan/defined/distanc", "--reason", "We work remotely.", "--source", "policy/remote")
    ended = run("rules", "new", "ours/distance", "--pack", tmp_path / "ours", *named)
    sentence = "there is no rule `plan/defined/distanc` to override; did you mean `plan/defined/distance`?"
    assert (ended.code, ended.err) == (2, f"--overrides: {sentence}\n")


def test_values_of_a_new_fact_may_stand_with_commas_between(tmp_path: Path) -> None:
    spec = "partner_share: {values: 'none, some, most', label: share of partners}"
    for number, fact in enumerate(("partner_share: none, some, most", "partner_share: [none, some, most]", spec)):
        given = ("--new-fact", fact, "--when", "partner_share: most")
        ended = run("rules", "new", "ours/partners", "--pack", tmp_path / str(number), *GIVEN, *given)
        assert ended.code == 0, ended.err
        text = (tmp_path / str(number) / "knowledge" / "ours-partners.yaml").read_text()
        assert [line.split(":")[0].strip() for line in text.splitlines() if line.startswith("      ")] == [
            *("none", "some", "most"),
        ]
        assert ("label: share of partners" in text) == (number == 2)


def at_a_terminal(pack: Path, answers: tuple[tuple[str, str], ...], *flags: str) -> Any:
    """The command at a terminal, with each answer given when its question stands there."""
    pexpect = pytest.importorskip("pexpect")
    command = " ".join(map(shlex.quote, [*START, "rules", "new", "ours/cycle", "--pack", str(pack), *flags]))
    child = pexpect.spawn(
        "/bin/sh", ["-c", command], cwd=str(ROOT), env={**os.environ, "NO_COLOR": "1"}, encoding="utf-8", timeout=30,
        dimensions=(40, 300),
    )  # fmt: skip
    for question, answer in answers:
        child.expect(question)
        child.sendline(answer)
    return child


def test_a_fact_and_a_step_that_are_not_there_can_be_made_at_the_terminal(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    child = at_a_terminal(
        pack,
        (
            ("Title", "The partners sell much"),
            ("Source", "Page 3"),
            ("no locator.*Source", "policy/ours"),
            ("When", "state: undefined"),
            ("When", "partner_share: most"),
            ("Make `partner_share` a new fact", "y"),
            ("label", "share of partners"),
            ("All values", "none, some, most"),
            ("When", ""),
            ("Then", "step: meet-partners"),
            ("Make `meet-partners` a new step", "y"),
            ("undefined-to-defined", ""),
            ("Then", "favours: stay"),
            ("one stage.*Then", "?liaison"),
            (r"step: liaison \(.*Then", ""),
            ("Because", "That {sales}."),
            ("not a fact.*Because", "You report that {grounds}."),
        ),
    )
    child.expect("knowledge/ours-cycle.yaml: written")
    child.expect("stubs")
    child.wait()
    text = (pack / "knowledge" / "ours-cycle.yaml").read_text()
    assert "label: share of partners" in text
    assert "move: undefined-to-defined" in text
    assert "when: {state: undefined, partner_share: most}" in (pack / "rules" / "plan.yaml").read_text()


def test_values_that_cannot_be_are_asked_for_again_and_the_label_is_kept(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    child = at_a_terminal(
        pack,
        (
            ("Title", "The partners sell much"),
            ("Source", "policy/ours"),
            ("When", "partner_share: [most, yes]"),
            ("`yes` cannot be a value of a choice.*When", "partner_share: most"),
            ("Make `partner_share` a new fact", "y"),
            ("label", "partners: their share"),
            ("All values", "most"),
            ("a choice needs two values or more.*All values", "most, a: b"),
            ("`a: b` cannot be a value;.*All values", "few, none"),
            ("`most` must be one of them.*All values", "most, few"),
            ("When", ""),
            ("Then", "favours: stay"),
            ("Then", ""),
            ("Because", "You report that {grounds}."),
        ),
    )
    child.expect("knowledge/ours-cycle.yaml: written")
    child.wait()
    assert 'label: "partners: their share"' in (pack / "knowledge" / "ours-cycle.yaml").read_text()


def test_what_is_wrong_with_the_flags_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    child = at_a_terminal(tmp_path / "ours", (), "--when", "sales_cycel: short", "--overrides", "nothing")
    child.expect("there is no rule `nothing` to override.*did you mean `sales_cycle`")
    child.wait()
    assert child.exitstatus == 2
    assert "Title" not in child.before


def test_where_the_dialogue_ends_in_a_refusal_the_command_line_to_go_on_with_is_told(tmp_path: Path) -> None:
    given = ("--title", "The cycle is short", "--when", "sales_cycle: short", "--when", "sales_cycle: long")
    child = at_a_terminal(
        tmp_path / "ours",
        (
            ("Source", "policy/ours"),
            ("Then", "favours: stay"),
            ("Then", ""),
            ("Because", "You report that {grounds}."),
        ),
        *given,
    )
    child.expect("to go on from here:\r\n  (advisor rules new [^\r]*)\r\n")
    words = shlex.split(child.match[1])
    child.wait()
    assert child.exitstatus == 2
    assert words[3] == "ours/cycle"
    assert words[words.index("--source") + 1] == "policy/ours"
    assert words[words.index("--because") + 1] == "You report that {grounds}."
    words[words.index("sales_cycle: long")] = "change_rapid: yes"
    assert run(*words[1:]).code == 0


def test_what_is_not_given_is_asked_for_at_a_terminal(tmp_path: Path) -> None:
    answers = (
        ("Title", "The cycle is short"),
        ("Source", "policy/ours"),
        ("When", "sales_cycel: short"),
        ("did you mean `sales_cycle`.*new fact", "n"),
        ("When", "?cycle"),
        (r"sales_cycle: short, .*When", "sales_cycle: short"),
        ("When", ""),
        ("Then", "favours: stay"),
        ("Then", ""),
        ("Because", "You report that {grounds}; that is enough."),
    )
    child = at_a_terminal(tmp_path / "ours", answers)
    child.expect("weigh.cases.yaml: written")
    child.wait()
    assert child.exitstatus == 0
    assert (tmp_path / "ours" / "rules" / "weigh.yaml").exists()
