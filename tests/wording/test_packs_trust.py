"""The wording of `advisor packs`: trust in a pack that the current folder names, in the order in which it is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wording.transcript import Scenario, check_wording

FILES = {
    "facts.yaml": "relationship: defined\nmarket_customizing: yes\n",
    "advisor.toml": 'packs = ["ours"]\n',
    "ours/pack.yaml": "name: ours\nversion: 0.1.0\n",
}


def test_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "0" / "settings"))
    here = {"facts.yaml": "relationship: defined\n", "advisor.toml": 'packs = ["../0/ours"]\n'}
    changed = tmp_path / "0" / "ours" / "pack.yaml"
    scenarios = [
        Scenario("a pack that nobody trusts", ("advise", "facts.yaml", "--summary"), FILES),
        Scenario("the list without trust", ("packs", "list"), here),
        Scenario("trust", ("packs", "trust", changed.parent)),
        Scenario("the list with trust", ("packs", "list"), here),
        Scenario("a pack that is trusted", ("advise", "facts.yaml", "--summary"), here),
        Scenario("the list in another folder", ("packs",)),
        Scenario("forgetting", ("packs", "forget", changed.parent)),
        Scenario("forgetting again", ("packs", "forget", changed.parent)),
        Scenario("the list of nothing", ("packs",)),
        Scenario("help", ("packs", "--help")),
        Scenario("help on trust", ("packs", "trust", "--help")),
        Scenario("help on the list", ("packs", "list", "--help")),
        Scenario("help on forgetting", ("packs", "forget", "--help")),
    ]
    check_wording("packs_trust", scenarios, tmp_path)
