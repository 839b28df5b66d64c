"""The lower bounds in pyproject.toml: no version is allowed that has a known hole which matters here."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
FIXED_IN = {
    "click": "8.3.3",  # CVE-2026-7246: a name becomes a command of the shell; it starts the pager and opens reports
    "icalendar": "7.1.3",  # CVE-2026-55099: comparing crafted calendars takes forever
    "jinja2": "3.1.6",  # CVE-2025-27516: the filter `attr` leads out of the sandbox, so a pack could run a program
    "lxml": "6.1.3",  # CVE-2026-41066 and CVE-2026-49825, and holes of the libxml2 in older wheels
    "pytest": "9.0.3",  # CVE-2025-71176: others can prepare its folder in /tmp
    "pyyaml": "5.4",  # CVE-2020-14343: a loader of YAML runs Python
}
"""The first version without the known holes, by package."""


def read_requirements() -> list[Requirement]:
    """Read every range of pyproject.toml, of the program and of each extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(text) for text in (*project["dependencies"], *(each for extra in extras for each in extra))]


@pytest.mark.parametrize("name", FIXED_IN)
def test_no_range_allows_a_version_with_a_known_hole(name: str) -> None:
    ranges = [requirement.specifier for requirement in read_requirements() if requirement.name == name]
    assert ranges
    for specifier in ranges:
        lowest = [Version(each.version) for each in specifier if each.operator in (">=", "==", "~=")]
        assert lowest, f"{name}{specifier} has no lower bound"
        assert max(lowest) >= Version(FIXED_IN[name])


def test_every_range_has_a_lower_bound() -> None:
    own = "alignment-advisor"
    loose = [
        str(requirement)
        for requirement in read_requirements()
        if requirement.name != own and not any(each.operator in (">=", "==", "~=") for each in requirement.specifier)
    ]
    assert loose == []
