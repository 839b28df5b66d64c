"""The packs of this repository hold what `advisor rules check` asks of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.check.runner import check_packs

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("folders", [(), (str(ROOT / "packs" / "revops"),)], ids=["builtin", "revops"])
def test_nothing_is_found_in_it(folders: tuple[str, ...]) -> None:
    assert [f"{each.place}: {each.code} {each.sentence}" for each in check_packs(folders)] == []
