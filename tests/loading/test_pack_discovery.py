"""Where packs are found: installed, in the project file, in the environment, by name; each once, none of them run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.errors import PackError
from advisor.loading.pack_discovery import discover_packs


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ADVISOR_PACKS", raising=False)


def an_installed_pack(folder: Path, value: str = "their_pack", package: str = "their_pack") -> None:
    """A package as pip would leave it, which announces a pack; importing it would leave a trace."""
    (folder / package / "guidance").mkdir(parents=True)
    (folder / package / "__init__.py").write_text("from pathlib import Path\nPath('imported').touch()\n")
    about = folder / f"{package}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[advisor.packs]\ntheirs = {value}\n")


def test_without_anything_there_is_none() -> None:
    assert discover_packs() == ()


def test_all_ways_are_gone_through_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_installed_pack(tmp_path / "site", value="their_pack.guidance")
    monkeypatch.syspath_prepend(tmp_path / "site")
    (tmp_path / "advisor.toml").write_text('packs = ["from-project"]\n')
    monkeypatch.setenv("ADVISOR_PACKS", os.pathsep.join(["one", "two", ""]))
    installed = str(tmp_path / "site" / "their_pack" / "guidance")
    assert discover_packs(["named"]) == (installed, "from-project", "one", "two", "named")
    assert not Path("imported").exists()


def test_a_pack_found_twice_is_loaded_once_where_it_was_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_PACKS", "one")
    assert discover_packs(["two", "./one", "two"]) == ("one", "two")


def test_an_installed_package_without_its_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_installed_pack(tmp_path / "site", value="nowhere_to_be_found")
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(PackError, match=r"installed pack `theirs`: .* has no folder `nowhere_to_be_found`"):
        discover_packs()


@pytest.mark.parametrize("text", ["packs = 'one'", "packs = [1]", 'packs = [""]', "packs = [", 'packs = ["\\u0000"]'])
def test_a_project_file_that_cannot_be_understood_is_refused(text: str) -> None:
    Path("advisor.toml").write_text(text)
    with pytest.raises(PackError, match=r"^advisor\.toml: "):
        discover_packs()


@pytest.mark.parametrize("text", ["pack = ['one']", "[advisor]\npacks = ['one']", "packs = ['one']\nother = 1"])
def test_a_key_that_nobody_reads_is_told(text: str) -> None:
    Path("advisor.toml").write_text(text)
    with pytest.raises(PackError, match=r"advisor\.toml: this file has `\w+`, but only `packs = "):
        discover_packs()


def test_a_project_file_without_end_or_bottom_is_refused() -> None:
    Path("advisor.toml").write_text(f"packs = {'[' * 50_000}")
    with pytest.raises(PackError, match="nested too deep"):
        discover_packs()
    Path("advisor.toml").write_text(f"# {'x' * 200_000}")
    with pytest.raises(PackError, match="it is larger than 100 kB"):
        discover_packs()
    Path("advisor.toml").unlink()
    Path("advisor.toml").mkdir()
    with pytest.raises(PackError, match="it is no plain file"):
        discover_packs()


@pytest.mark.parametrize("value", ["their_pack.../../..", "their_pack:thing", "their-pack"])
def test_an_announcement_that_leads_elsewhere_is_refused(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_installed_pack(tmp_path / "site", value=value)
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(PackError, match="is not the name of a package folder"):
        discover_packs()


@pytest.mark.parametrize("data", [b"[advisor.packs]\ntheirs\n", b"[advisor.packs]\ntheirs = \xff\xfe\n"])
def test_an_announcement_that_cannot_be_read_is_told(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_installed_pack(tmp_path / "site")
    (tmp_path / "site" / "their_pack-1.0.dist-info" / "entry_points.txt").write_bytes(data)
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(PackError, match="what an installed package announces cannot be read"):
        discover_packs()
