"""`advisor survey new`: four files or none, nothing replaced without --force, and one line for each file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.command import run

NAMES = ("questionnaire.html", "form.html", "answers.xlsx", "limesurvey.txt")


def test_writes_four_files_and_lists_their_purposes(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "round one"
    result = run("survey", "new", "--out", folder, "--company", "Hartmann  & Söhne")
    assert (result.code, result.out) == (0, "")
    lines = result.err.splitlines()
    assert [line.split("  ")[0] for line in lines] == [str(folder / name) for name in NAMES]
    assert all(line.split("  ")[-1].strip() for line in lines)
    assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    for name in NAMES[:2]:
        assert "Hartmann &amp; Söhne" in (folder / name).read_text(encoding="utf-8")
    assert (folder / "answers.xlsx").read_bytes().startswith(b"PK")
    assert (folder / "limesurvey.txt").read_text(encoding="utf-8").startswith("id\trelated_id\tclass\t")


def test_refuses_to_replace_files(tmp_path: Path) -> None:
    (tmp_path / "form.html").write_text("mine")
    (tmp_path / "answers.xlsx").symlink_to(tmp_path / "nowhere")
    result = run("survey", "new", "--out", tmp_path)
    assert (result.code, result.out) == (2, "")
    places = [line.split(": ")[0] for line in result.err.splitlines()]
    assert places == [str(tmp_path / name) for name in ("form.html", "answers.xlsx")]
    assert result.err.count("--force") == 2
    assert (tmp_path / "form.html").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.xlsx", "form.html"]


def test_force_replaces_only_our_files(tmp_path: Path) -> None:
    for name in (*NAMES, "notes.txt"):
        (tmp_path / name).write_text("mine")
    assert run("survey", "new", "--out", tmp_path, "--force").code == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert all((tmp_path / name).read_bytes() != b"mine" for name in NAMES)
    assert len(list(tmp_path.iterdir())) == 5


def test_refuses_a_folder_in_the_way_even_with_force(tmp_path: Path) -> None:
    (tmp_path / "form.html").mkdir()
    result = run("survey", "new", "--out", tmp_path, "--force")
    assert (result.code, result.out) == (2, "")
    assert [line.split(": ")[0] for line in result.err.splitlines()] == [str(tmp_path / "form.html")]
    assert [path.name for path in tmp_path.iterdir()] == ["form.html"]


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_refuses_to_write_below_a_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("mine")
    result = run("survey", "new", "--out", tmp_path / name)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"{tmp_path / 'file'}")
    assert len(result.err.splitlines()) == 1
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("args", "names"),
    [
        ((), "--out"),
        (("--min-group", "2"), "min-group"),
        (("--min-group", "many"), "min-group"),
        (("--company", "x" * 201), "200"),
        (("--company", "a\x07b"), "--company"),
    ],
)
def test_wrong_use_writes_nothing(tmp_path: Path, args: tuple[str, ...], names: str) -> None:
    out = tmp_path / "out"
    result = run("survey", "new", *(("--out", str(out)) if args else ()), *args)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert names in result.err
    assert not out.exists()


def test_promises_the_group_size(tmp_path: Path) -> None:
    assert run("survey", "new", "--out", tmp_path, "--min-group", "8").code == 0
    assert "8 people" in (tmp_path / "questionnaire.html").read_text(encoding="utf-8")


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("survey", "new", "--out", tmp_path / name, "--company", "Acme").code == 0
    for name in NAMES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_help_names_every_option() -> None:
    result = run("survey", "new", "--help")
    assert result.code == 0
    for option in ("--out", "--company", "--min-group", "--force", "--pack"):
        assert option in result.out
