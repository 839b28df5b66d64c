"""Discovery of packs: installed, in the project file, in the environment, by name; each once, none of them run."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from advisor.errors import PackError
from advisor.loading import finding_codes as codes
from advisor.loading.packs.pack_discovery import discover_packs
from tests.loading.findings import check_findings


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ADVISOR_PACKS", raising=False)


def install_pack(folder: Path, value: str = "their_pack", package: str = "their_pack") -> None:
    """Write a package as pip installs it, which announces a pack; importing it would create a file."""
    (folder / package / "guidance").mkdir(parents=True)
    (folder / package / "__init__.py").write_text("from pathlib import Path\nPath('imported').touch()\n")
    about = folder / f"{package}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[advisor.packs]\ntheirs = {value}\n")


def check_refusal(*expected: str) -> None:
    """Check the findings of a discovery that must fail."""
    with pytest.raises(PackError) as error:
        discover_packs()
    check_findings(error.value.findings, expected)


def test_finds_no_pack_where_none_is_named() -> None:
    assert discover_packs() == ()


def test_finds_packs_in_all_ways_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_pack(tmp_path / "site", value="their_pack.guidance")
    monkeypatch.syspath_prepend(tmp_path / "site")
    (tmp_path / "advisor.toml").write_text('packs = ["from-project"]\n')
    monkeypatch.setenv("ADVISOR_PACKS", os.pathsep.join(["one", "two", ""]))
    installed = str(tmp_path / "site" / "their_pack" / "guidance")
    assert discover_packs(["named"]) == (installed, "from-project", "one", "two", "named")
    assert not Path("imported").exists()


def test_lists_a_pack_once_at_its_first_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_PACKS", "one")
    assert discover_packs(["two", "./one", "two"]) == ("one", "two")


def test_refuses_an_installed_package_without_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_pack(tmp_path / "site", value="nowhere_to_be_found")
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(PackError) as error:
        discover_packs()
    [finding] = error.value.findings
    assert (finding.place.file, finding.code) == ("installed pack `theirs`", codes.INVALID_INSTALLED_PACK)
    assert "`nowhere_to_be_found`" in finding.sentence


@pytest.mark.parametrize("text", ["packs = 'one'", "packs = [1]", 'packs = [""]', 'packs = ["\\u0000"]'])
def test_refuses_a_project_file_whose_packs_are_no_folders(text: str) -> None:
    Path("advisor.toml").write_text(text)
    check_refusal(f"advisor.toml {codes.INVALID_PROJECT_FILE} `packs`")


@pytest.mark.parametrize("text", ["pack = ['one']", "[advisor]\npacks = ['one']", "packs = ['one']\nother = 1"])
def test_refuses_an_unknown_key_of_the_project_file(text: str) -> None:
    Path("advisor.toml").write_text(text)
    [key] = {"pack", "advisor", "other"} & set(text.replace("[", " ").replace("]", " ").split())
    check_refusal(f"advisor.toml {codes.INVALID_PROJECT_FILE} `{key}`")


def test_refuses_a_project_file_that_cannot_be_read() -> None:
    file = Path("advisor.toml")
    file.write_text("a = 1\npacks = = 2\n")
    check_refusal(f"advisor.toml:2:9 {codes.INVALID_SYNTAX}")
    file.write_text(f"packs = {'[' * 50_000}")
    check_refusal(f"advisor.toml {codes.TOO_DEEP}")
    file.write_text(f"# {'x' * 1_000_000}")
    check_refusal(f"advisor.toml {codes.TOO_LARGE}")
    file.write_bytes(b"\xff")
    check_refusal(f"advisor.toml:1:1 {codes.NOT_TEXT}")
    file.unlink()
    file.mkdir()
    check_refusal(f"advisor.toml {codes.NOT_READABLE}")


@pytest.mark.parametrize("value", ["their_pack.../../..", "their_pack:thing", "their-pack"])
def test_refuses_an_entry_point_that_leads_elsewhere(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_pack(tmp_path / "site", value=value)
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(PackError, match=f"`{re.escape(value)}`"):
        discover_packs()


@pytest.mark.parametrize("data", [b"[advisor.packs]\ntheirs\n", b"[advisor.packs]\ntheirs = \xff\xfe\n"])
def test_refuses_an_entry_point_that_cannot_be_read(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_pack(tmp_path / "site")
    (tmp_path / "site" / "their_pack-1.0.dist-info" / "entry_points.txt").write_bytes(data)
    monkeypatch.syspath_prepend(tmp_path / "site")
    with pytest.raises(PackError) as error:
        discover_packs()
    assert [finding.code for finding in error.value.findings] == [codes.INVALID_INSTALLED_PACK]
