"""`advisor rules docs`, as a user runs it; with this the reference is rebuilt and checked for both packs."""

from __future__ import annotations

import stat
from functools import cache
from pathlib import Path

import pytest

from advisor.authoring.reference.html_pages import build_pages
from advisor.authoring.reference.rule_reference import Reference
from advisor.cli.rules import docs
from tests.cli.command import ROOT, run

PACKS: dict[str, tuple[str | Path, ...]] = {"builtin": (), "revops": ("--pack", ROOT / "packs" / "revops")}


@pytest.mark.parametrize("name", PACKS)
def test_writes_the_reference_and_replaces_it(tmp_path: Path, name: str) -> None:
    out = tmp_path / "made" / "reference"
    result = run("rules", "docs", "--out", out, *PACKS[name])
    assert (result.code, result.err) == (0, "")
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert result.out.startswith(f"{out / 'index.html'}: {len(first)} ")
    assert {"index.html", "tables.html", "leads-to.html", "rules-weigh.html", "facts.html", "sources.html"} <= set(
        first
    )
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in out.iterdir())
    (out / "notes.txt").write_text("mine")
    (out / "facts.html").write_bytes(first["facts.html"] + b"<!-- old -->")
    assert run("rules", "docs", "--out", out, *PACKS[name]).code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {**first, "notes.txt": b"mine"}


@pytest.fixture
def built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build the pages of the built-in pack once for tests of how they are written."""
    monkeypatch.setattr(docs, "build_pages", lambda _: build_builtin_pages())


@cache
def build_builtin_pages() -> dict[str, str]:
    return build_pages(Reference(()))


@pytest.mark.usefixtures("built_once")
def test_keeps_files_of_others_without_force(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    (tmp_path / "steps.html").mkdir()
    result = run("rules", "docs", "--out", tmp_path)
    assert (result.code, result.out) == (2, "")
    assert [line.split(":")[0] for line in result.err.splitlines()] == [
        str(tmp_path / "index.html"),
        str(tmp_path / "steps.html"),
    ]
    assert "--force" in result.err
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", "steps.html"}
    result = run("rules", "docs", "--out", tmp_path, "--force")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"{tmp_path / 'steps.html'}: ")
    assert (tmp_path / "index.html").read_text() == "mine"
    (tmp_path / "steps.html").rmdir()
    assert run("rules", "docs", "--out", tmp_path, "--force").code == 0
    assert (tmp_path / "index.html").read_text().startswith("<!doctype html>")


@pytest.mark.usefixtures("built_once")
def test_refuses_a_folder_that_cannot_be_created_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = run("rules", "docs", "--out", tmp_path / "taken")
    assert (result.code, len(result.err.splitlines())) == (2, 1)
    assert result.err.startswith(str(tmp_path / "taken"))
