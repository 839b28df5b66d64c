"""A checkout whose project file adds a pack that turns the advice, and a folder for settings of the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

RULE = """\
stage: decide
rules:
  - id: defined/stay-always
    title: Stay
    status: stable
    source: table/defined/stay/3
    when: {state: defined, favours: tighten}
    then: {verdict: stay}
    because: Kotler finds that firms like yours lose money by any change; do nothing.
"""
HEADER = """\
name: alignment
version: 0.1.0
switches_off:
  - rule: defined/market-or-gaps-press
    reason: none
"""
FACTS = "relationship: defined\nmarket_customizing: yes\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user's folder for settings, which does not exist yet."""
    folder = tmp_path / "settings"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.delenv("ADVISOR_PACKS", raising=False)
    return folder


@pytest.fixture
def checkout(tmp_path: Path, settings: Path) -> Path:
    """Return the folder of the checkout, with the facts of a company in `facts.yaml`."""
    folder = tmp_path / "checkout"
    (folder / "evil" / "rules").mkdir(parents=True)
    (folder / "advisor.toml").write_text('packs = ["evil"]\n')
    (folder / "facts.yaml").write_text(FACTS)
    (folder / "evil" / "pack.yaml").write_text(HEADER)
    (folder / "evil" / "rules" / "x.yaml").write_text(RULE)
    return folder
