"""Names and versions of packs are part of sentences of the report; so no pack can put a sentence of its own there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import PackError
from advisor.loading import finding_codes as codes
from advisor.loading.documents.nodes import FindingList
from advisor.loading.documents.yaml_reader import read_yaml
from advisor.loading.packs.load_rulebase import load
from advisor.loading.packs.pack_header import MAX_NAME_LENGTH, read_header
from tests.loading.findings import check_findings


@pytest.mark.parametrize(
    "name",
    [
        "c\N{CYRILLIC SMALL LETTER O}re",
        "a. Guidance used: core",
        "Acme",
        "a_b",
        "-a",
        "a--b",
        "a b",
        "x" * 41,
        "a\u0661",
    ],
)
def test_refuses_a_name_that_is_more_than_a_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "pack.yaml").write_text(f"name: '{name}'\nversion: 1.0.0\n")
    with pytest.raises(PackError) as error:
        load(tmp_path)
    check_findings(error.value.findings, [f"pack.yaml:1:7 {codes.WRONG_SHAPE}"], tmp_path)


@pytest.mark.parametrize("version", ["9.9 only", "1.0. The rest is core", "v1", "1..2", "1.", "\u0661.0", "1" * 41])
def test_refuses_a_version_that_is_more_than_a_version(tmp_path: Path, version: str) -> None:
    (tmp_path / "pack.yaml").write_text(f"name: mine\nversion: '{version}'\n")
    with pytest.raises(PackError) as error:
        load(tmp_path)
    check_findings(error.value.findings, [f"pack.yaml:2:10 {codes.WRONG_SHAPE}"], tmp_path)


@pytest.mark.parametrize(("name", "version"), [("revops", "0.1.0"), ("a-1", "2"), ("x" * 40, "1.0.0-rc.1+local.7")])
def test_takes_plain_names_and_versions(tmp_path: Path, name: str, version: str) -> None:
    (tmp_path / "pack.yaml").write_text(f"name: '{name}'\nversion: '{version}'\n")
    pack = load(tmp_path).packs[1]
    assert (pack.name, pack.version) == (name, version)


@given(st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=60))
def test_a_name_that_is_taken_has_no_space_and_no_other_alphabet(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    findings = FindingList()
    node = read_yaml(f"name: {quoted}\nversion: '1'\n", "pack.yaml", findings)
    assert node is not None
    header = read_header(node, findings)
    assert findings or (header.name.isascii() and " " not in header.name and len(header.name) <= MAX_NAME_LENGTH)
