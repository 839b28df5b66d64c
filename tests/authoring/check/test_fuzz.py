"""Broken packs: however a pack is damaged, the checks end with findings that have places, never with a traceback."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.check import run_checks as running
from advisor.authoring.check.catalogue import load_checks
from advisor.authoring.check.reporters import FORMATS
from advisor.loading.packs import load_rulebase
from tests.authoring.small_packs import ANOTHER, CORE, MINE, add_rule, write_pack

FILES = {**add_rule(ANOTHER.replace("crew: small, ", "any: [{crew: small}, {not: {sales_cycle: long}}], "))}
NAMES = sorted(name for name in FILES if name != "pack.yaml")
WORDS = sorted({word for text in (*FILES.values(), *CORE.values()) for word in re.findall(r"[\w./-]+|[^\s\w]", text)})
ODD = [
    "",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "{grounds",
    "{0}",
    "{x!r}",
    "\t",
    "'",
    "&a",
    "*a",
    "!!str",
    "null",
    "~",
    "\x07",
    "é",
    "- ",
    "# ",
]


@st.composite
def edits(draw: st.DrawFn) -> dict[str, str]:
    """Make a few random changes to the small pack."""
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(NAMES))
        parts = re.split(r"([\w./-]+|\n)", files[name])
        at = draw(st.integers(0, len(parts) - 1))
        kind = draw(st.sampled_from(["word", "word", "odd", "drop", "twice", "line"]))
        if kind == "word":
            parts[at] = draw(st.sampled_from(WORDS))
        elif kind == "odd":
            parts[at] += draw(st.sampled_from(ODD))
        elif kind == "drop":
            parts[at] = ""
        elif kind == "twice":
            parts[at] *= 2
        else:
            lines = files[name].split("\n")
            line = draw(st.integers(0, len(lines) - 1))
            parts = ["\n".join([*lines[:line], *lines[line + 1 :]])]
        files[name] = "".join(parts)
    return files


@given(files=edits())
def test_a_broken_pack_gets_findings(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        core = write_pack(Path(name) / "core", CORE)
        pack = write_pack(Path(name) / "mine", files)
        with patch.object(load_rulebase, "find_builtin_folder", lambda: str(core)):
            found = running.check_packs([str(pack)])
    for each in found:
        assert each.severity == load_checks()[each.code].severity
        assert each.place.file
    for form in FORMATS.values():
        form(found).encode()


def test_the_pack_before_the_changes_has_no_errors(tmp_path: Path) -> None:
    core, pack = write_pack(tmp_path / "core", CORE), write_pack(tmp_path / "mine", FILES)
    with patch.object(load_rulebase, "find_builtin_folder", lambda: str(core)):
        assert {each.severity for each in running.check_packs([str(pack)])} <= {"note", "warning"}
    assert set(MINE) == set(FILES)
