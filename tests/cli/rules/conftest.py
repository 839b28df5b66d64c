"""What tests of several commands below `advisor rules` share."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.cases import case_files
from advisor.authoring.cases.case_files import Case
from advisor.loading.packs.load_rulebase import is_builtin_folder
from advisor.model.rulebase import RuleBase


@pytest.fixture
def no_builtin_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `advisor rules test --pack` run only the cases of the pack.

    No pack changes what the built-in cases find; tests/authoring/cases/test_case_files.py runs them all.
    """
    read_all = case_files.read_cases

    def read_cases(folder: Path, rulebase: RuleBase) -> list[Case]:
        return [] if is_builtin_folder(folder) else read_all(folder, rulebase)

    monkeypatch.setattr(case_files, "read_cases", read_cases)
