"""`advisor rules new`, as a user runs it: what it writes, what it refuses, what it asks."""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path

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
    assert ended.out.splitlines() == [f"{pack / name}: written" for name in written]
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


def test_what_is_not_given_is_asked_for_at_a_terminal(tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    command = " ".join(map(shlex.quote, [*START, "rules", "new", "ours/cycle", "--pack", str(tmp_path / "ours")]))
    child = pexpect.spawn(
        "/bin/sh", ["-c", command], cwd=str(ROOT), env={**os.environ, "NO_COLOR": "1"}, encoding="utf-8", timeout=30,
        dimensions=(40, 200),
    )  # fmt: skip
    for question, answer in (
        ("Title", "The cycle is short"),
        ("Source", "policy/ours"),
        ("When", "sales_cycel: short"),
        ("did you mean `sales_cycle`.*When", "?cycle"),
        ("sales_cycle.*When", "sales_cycle: short"),
        ("When", ""),
        ("Then", "favours: stay"),
        ("Then", ""),
        ("Because", "You report that {grounds}; that is enough."),
    ):
        child.expect(question)
        child.sendline(answer)
    child.expect("weigh.cases.yaml: written")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (tmp_path / "ours" / "rules" / "weigh.yaml").exists()
