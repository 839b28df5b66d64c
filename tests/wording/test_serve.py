"""The wording of `advisor serve`: its help and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wording.transcript import Scenario, check_wording


def test_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenarios = [
        Scenario("help", ("serve", "--help")),
        Scenario("a token that is too short", ("serve", "--token", "short")),
        Scenario("a token with spaces", ("serve", "--token", "a token with spaces in it")),
        Scenario("a public address with a path", ("serve", "--public-url", "https://example.org/advisor")),
        Scenario("an address that cannot be used", ("serve", "--host", "192.0.2.1", "--port", "8000")),
        Scenario("a file as the folder", ("serve", "--data", "file"), {"file": ""}),
        Scenario("no address of a database", ("serve", "--database", "nonsense")),
        Scenario("a database that does not answer", ("serve", "--database", "postgresql://advisor@127.0.0.1:1/x")),
    ]
    check_wording("serve", scenarios, tmp_path)
