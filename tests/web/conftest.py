"""One server for all tests of a module that does not need its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisor.model.rulebase import RuleBase
from tests.web.running import OPEN_CLIENTS, RunningSite, Visitor, run_site


@pytest.fixture(scope="module")
def running(builtin: RuleBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with run_site(builtin, tmp_path_factory.mktemp("web") / "data") as site:
        yield site


@pytest.fixture
def visitor(running: RunningSite) -> Visitor:
    return Visitor(running)


@pytest.fixture(autouse=True)
def close_clients() -> Iterator[None]:
    yield
    while OPEN_CLIENTS:
        OPEN_CLIENTS.pop().close()
