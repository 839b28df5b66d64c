"""The cache of the built-in rule base: equal to the YAML, never older than it, and never an obstacle."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.loading.packs import rulebase_cache as cache
from advisor.loading.packs.load_rulebase import load, read_packs

ROOT = Path(__file__).parents[2]
PROGRAM = (
    "from advisor.loading.packs.load_rulebase import load; import sys; rulebase = load(); "
    "print(rulebase.rules_by_id['undefined/small-company'].title, 'yaml' in sys.modules)"
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for part in ("advisor", "rules", "knowledge", "templates"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pack.yaml", tmp_path)
    return tmp_path


def run_process(checkout: Path, *options: str) -> tuple[str, bool]:
    """Return the title of one rule as a new process reads it, and whether it had to read YAML for that."""
    process = subprocess.run(
        [sys.executable, *options, "-c", PROGRAM],
        cwd=checkout,
        env={"PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=True,
    )
    title, _, read = process.stdout.strip().rpartition(" ")
    return title, read == "True"


def find_caches(checkout: Path) -> list[Path]:
    return list(checkout.rglob("rulebase.*.pickle"))


def test_the_cache_equals_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_find_cache_path", lambda name: str(tmp_path / name))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    fresh = load(core=str(ROOT))
    cache.store_rulebase(fresh, (("a", 1, 2),))
    assert cache.load_cached((("a", 1, 3),)) is None
    again = cache.load_cached((("a", 1, 2),))
    assert again == fresh


def test_packs_read_onto_the_cached_reader_give_the_same_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_find_cache_path", lambda name: str(tmp_path / name))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    revops = ROOT / "packs" / "revops"
    first, second, third = (read_packs([revops]) for _ in range(3))
    assert (tmp_path / "reader").exists()
    assert first.documents == second.documents == third.documents
    assert first.build_rulebase() == second.build_rulebase() == third.build_rulebase()
    assert [len(read_packs(()).packs), len(read_packs([revops]).packs)] == [1, 2]


def test_a_second_run_reads_no_yaml_until_a_file_changes(checkout: Path) -> None:
    title, read = run_process(checkout)
    assert read
    assert run_process(checkout) == (title, False)
    file = next(path for path in (checkout / "rules").rglob("*.yaml") if title in path.read_text(encoding="utf-8"))
    file.write_text(file.read_text(encoding="utf-8").replace(title, "Another title"), encoding="utf-8")
    assert run_process(checkout) == ("Another title", True)
    assert run_process(checkout) == ("Another title", False)
    file.with_name("more.yaml").write_text("stage: caution\nrules: []\n", encoding="utf-8")
    assert run_process(checkout)[1]


@pytest.mark.parametrize("content", [b"", b"\x80\x05", b"not a pickle", b"\x80\x05N."])
def test_replaces_a_broken_cache(checkout: Path, content: bytes) -> None:
    title, _ = run_process(checkout)
    paths = [*find_caches(checkout), *checkout.rglob("reader.*.pickle")]
    whole = [path.stat().st_size for path in paths]
    assert len(whole) == 2
    for path in paths:
        path.write_bytes(content)
    assert run_process(checkout) == (title, True)
    assert [path.stat().st_size for path in paths] == whole


def test_writes_no_cache_if_python_writes_no_bytecode(checkout: Path) -> None:
    assert run_process(checkout, "-B")[1]
    assert run_process(checkout, "-B")[1]
    assert not [*checkout.rglob("*.pickle")]


def test_never_caches_other_packs(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    pack = tmp_path_factory.mktemp("pack")
    (pack / "pack.yaml").write_text("name: pack-of-a-third-party\nversion: 1.0.0\n", encoding="utf-8")
    code = f"from advisor.loading.packs.load_rulebase import load; load(['{pack}'])"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], cwd=checkout, env={"PYTHONPATH": str(checkout)}, check=True)
    assert not find_caches(checkout)
    assert all(b"pack-of-a-third-party" not in path.read_bytes() for path in checkout.rglob("reader.*.pickle"))
    assert [path.name for path in pack.iterdir()] == ["pack.yaml"]
    assert load([str(pack)]).packs[1].name == "pack-of-a-third-party"
