"""The kept form of the built-in rule base: equal to what the YAML says, never older than it, never in the way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.loading import rulebase_cache as compiled
from advisor.loading.load_rulebase import load, load_only

ROOT = Path(__file__).parents[2]
TELL = (
    "from advisor.loading.load_rulebase import load; import sys; rulebase = load(); "
    "print(rulebase.rules_by_id['undefined/small-company'].title, 'yaml' in sys.modules)"
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for part in ("advisor", "rules", "knowledge", "templates"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pack.yaml", tmp_path)
    return tmp_path


def run(checkout: Path, *options: str) -> tuple[str, bool]:
    """The title of one rule as a fresh process sees it, and whether it had to read YAML for that."""
    done = subprocess.run(
        [sys.executable, *options, "-c", TELL],
        cwd=checkout,
        env={"PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=True,
    )
    title, _, read = done.stdout.strip().rpartition(" ")
    return title, read == "True"


def kept(checkout: Path) -> list[Path]:
    return list(checkout.rglob("rulebase.*.pickle"))


def test_what_is_kept_equals_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_find_cache_path", lambda: str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    fresh = load_only(str(ROOT))
    compiled.store_rulebase(fresh, (("a", 1, 2),))
    assert compiled.load_cached((("a", 1, 3),)) is None
    again = compiled.load_cached((("a", 1, 2),))
    assert again == fresh


def test_a_second_run_reads_no_yaml_until_a_file_changes(checkout: Path) -> None:
    title, read = run(checkout)
    assert read
    assert run(checkout) == (title, False)
    file = next(path for path in (checkout / "rules").rglob("*.yaml") if title in path.read_text(encoding="utf-8"))
    file.write_text(file.read_text(encoding="utf-8").replace(title, "Another title"), encoding="utf-8")
    assert run(checkout) == ("Another title", True)
    assert run(checkout) == ("Another title", False)
    file.with_name("more.yaml").write_text("stage: caution\nrules: []\n", encoding="utf-8")
    assert run(checkout)[1]


@pytest.mark.parametrize("content", [b"", b"\x80\x05", b"not a pickle", b"\x80\x05N."])
def test_a_broken_kept_form_is_passed_over_and_replaced(checkout: Path, content: bytes) -> None:
    title, _ = run(checkout)
    [path] = kept(checkout)
    whole = path.stat().st_size
    path.write_bytes(content)
    assert run(checkout) == (title, True)
    assert path.stat().st_size == whole


def test_nothing_is_kept_where_bytecode_is_not(checkout: Path) -> None:
    assert run(checkout, "-B") == run(checkout, "-B")
    assert run(checkout, "-B")[1]
    assert not kept(checkout)


def test_other_packs_are_never_kept(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = tmp_path_factory.mktemp("pack")
    (pack / "pack.yaml").write_text("name: other\nversion: 1.0.0\n", encoding="utf-8")
    code = f"from advisor.loading.load_rulebase import load; load(['{pack}'])"
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(checkout)}, check=True)
    assert not kept(checkout)
    assert [path.name for path in pack.iterdir()] == ["pack.yaml"]
    assert load([str(pack)]).packs[1].name == "other"
