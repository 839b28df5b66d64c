"""The packs of this repository pass `advisor rules check`."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.check.run_checks import check_packs

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("folders", [(), (str(ROOT / "packs" / "revops"),)], ids=["builtin", "revops"])
def test_has_no_findings(folders: tuple[str, ...]) -> None:
    assert [f"{each.place}: {each.code} {each.sentence}" for each in check_packs(folders)] == []
