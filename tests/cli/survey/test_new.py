"""`advisor survey new`: four files or none, nothing replaced unasked, and one line for each."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.command import run

NAMES = ("questionnaire.html", "form.html", "answers.xlsx", "limesurvey.txt")


def test_four_files_are_written_and_each_is_told_with_its_purpose(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "round one"
    ended = run("survey", "new", "--out", folder, "--company", "Hartmann  & Söhne")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert [line.split("  ")[0] for line in lines] == [str(folder / name) for name in NAMES]
    assert all(line.split("  ")[-1].strip() for line in lines)
    assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    for name in NAMES[:2]:
        assert "Hartmann &amp; Söhne" in (folder / name).read_text(encoding="utf-8")
    assert (folder / "answers.xlsx").read_bytes().startswith(b"PK")
    assert (folder / "limesurvey.txt").read_text(encoding="utf-8").startswith("id\trelated_id\tclass\t")


def test_what_is_there_is_named_and_kept(tmp_path: Path) -> None:
    (tmp_path / "form.html").write_text("mine")
    (tmp_path / "answers.xlsx").symlink_to(tmp_path / "nowhere")
    ended = run("survey", "new", "--out", tmp_path)
    assert (ended.code, ended.out) == (2, "")
    way_out = "this file is there already; name another folder, or replace it with --force"
    assert ended.err.splitlines() == [f"{tmp_path / name}: {way_out}" for name in ("form.html", "answers.xlsx")]
    assert (tmp_path / "form.html").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.xlsx", "form.html"]


def test_force_replaces_our_files_and_no_others(tmp_path: Path) -> None:
    for name in (*NAMES, "notes.txt"):
        (tmp_path / name).write_text("mine")
    assert run("survey", "new", "--out", tmp_path, "--force").code == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert all((tmp_path / name).read_bytes() != b"mine" for name in NAMES)
    assert len(list(tmp_path.iterdir())) == 5


def test_a_folder_in_the_way_is_refused_even_with_force(tmp_path: Path) -> None:
    (tmp_path / "form.html").mkdir()
    ended = run("survey", "new", "--out", tmp_path, "--force")
    assert ended == (2, "", f"{tmp_path / 'form.html'}: this is a folder; name another one with --out\n")
    assert [path.name for path in tmp_path.iterdir()] == ["form.html"]


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_file_is_no_folder_to_write_into(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    ended = run("survey", "new", "--out", tmp_path / name)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"{tmp_path / 'file'}")
    assert len(ended.err.splitlines()) == 1
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "`--out`"),
        (("--min-group", "2"), "min-group"),
        (("--min-group", "many"), "min-group"),
        (("--company", "x" * 201), "--company takes a name of at most 200 printable characters"),
        (("--company", "a\x07b"), "--company takes a name of at most 200 printable characters"),
    ],
)
def test_wrong_use_is_one_sentence_and_writes_nothing(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    out = tmp_path / "out"
    ended = run("survey", "new", *(("--out", str(out)) if args else ()), *args)
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    assert said.strip("`") in ended.err
    assert not out.exists()


def test_the_size_of_a_group_is_what_people_are_told(tmp_path: Path) -> None:
    assert run("survey", "new", "--out", tmp_path, "--min-group", "8").code == 0
    assert "fewer than 8 people" in (tmp_path / "questionnaire.html").read_text(encoding="utf-8")


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("survey", "new", "--out", tmp_path / name, "--company", "Acme").code == 0
    for name in NAMES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_help_names_every_option() -> None:
    ended = run("survey", "new", "--help")
    assert ended.code == 0
    for option in ("--out", "--company", "--min-group", "--force", "--pack"):
        assert option in ended.out
