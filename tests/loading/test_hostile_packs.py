"""Packs from anywhere: whatever their files hold, loading ends in a rule base or in findings, each with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import PackError
from advisor.loading.packs import load
from advisor.model.rulebase import RuleBase

HEADER = b"name: mine\nversion: 0.0.1\n"
GOOD = (
    b"stage: plan\nrules:\n  - id: mine/a\n    title: T\n    status: test\n    source: policy/a\n"
    b"    when: {verdict: tighten}\n    then: {step: colocation}\n    because: So.\n"
)
DEEP = 30_000


def loaded(folder: Path, **files: bytes) -> RuleBase | list[str]:
    """What comes of a pack with some files below its folders (`rules`, `knowledge`)."""
    (folder / "pack.yaml").write_bytes(files.pop("pack", HEADER))
    for name, data in files.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "own.yaml").write_bytes(data)
    try:
        return load([str(folder)])
    except PackError as error:
        return [str(finding).replace(f"{folder}/", "") for finding in error.findings]


HOSTILE = {
    "a tag": ("knowledge", b"facts: !!python/object/apply:os.system ['id']\n", "knowledge/own.yaml:1:8: the tag"),
    "an alias": ("knowledge", b"facts: &a {}\nsteps: *a\n", "knowledge/own.yaml:2:8: the alias `*a` is not allowed"),
    "a merge of aliases": ("knowledge", b"a: &a {<<: *a}\n", "knowledge/own.yaml:1:12: the alias `*a` is not allowed"),
    "depth": ("knowledge", b"[" * DEEP, "knowledge/own.yaml:1:22: this is nested deeper than 20 levels"),
    "depth of mappings": ("knowledge", b"{a: " * DEEP, "this is nested deeper than 20 levels"),
    "size": ("knowledge", b"wording: " + b"x" * 1_000_001, "knowledge/own.yaml: this is larger than 1,000 kB"),
    "a NUL": ("knowledge", b"fa\0cts: {}\n", "knowledge/own.yaml: this is a binary file"),
    "no text at all": ("knowledge", b"\xff\xfe\xfa", "knowledge/own.yaml:1:1: this is not UTF-8 text"),
    "text that turns its order": ("rules", GOOD.replace(b"So.", "So\u202e.".encode()), "(U+202E); take it out"),
    "text with something hidden": ("rules", GOOD.replace(b"title: T", "title: T\u200bx".encode()), "(U+200B)"),
    "a condition nested beyond the depth": (
        "rules",
        GOOD.replace(b"{verdict: tighten}", b"{not: " * 40),
        "deeper than 20",
    ),
    "many documents": ("knowledge", b"facts: {}\n---\nfacts: {}\n", "knowledge/own.yaml:2:1: "),
    "a key twice": ("knowledge", b"wording: {a: x, a: y}\n", "knowledge/own.yaml:1:17: "),
}


@pytest.mark.parametrize(("part", "data", "said"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_with_its_place(part: str, data: bytes, said: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, **{part: data})
    assert isinstance(found, list)
    assert any(said in each for each in found), found


@pytest.mark.parametrize("part", ["rules", "knowledge"])
def test_a_link_out_of_the_pack_is_refused(part: str, tmp_path: Path) -> None:
    outside, pack = tmp_path / "outside.yaml", tmp_path / "pack"
    outside.write_bytes(GOOD)
    (pack / part).mkdir(parents=True)
    (pack / part / "own.yaml").symlink_to(outside)
    found = loaded(pack)
    assert isinstance(found, list)
    assert f"{part}/own.yaml: this leads out of the pack; copy the file into it" in found


def test_a_link_to_a_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "again").symlink_to(tmp_path / "rules", target_is_directory=True)
    assert loaded(tmp_path, rules=GOOD) == ["rules/again: this is a link to a folder; copy the folder to here"]


def test_a_header_that_leads_out_of_the_pack_is_not_read(tmp_path: Path) -> None:
    outside, pack = tmp_path / "secret", tmp_path / "pack"
    outside.write_bytes(b"name: secret\nversion: 1\n")
    pack.mkdir()
    (pack / "pack.yaml").symlink_to(outside)
    with pytest.raises(PackError) as refused:
        load([str(pack)])
    told = f"{pack}/pack.yaml: this leads out of the pack; copy the file into it"
    assert [str(each) for each in refused.value.findings] == [told]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.parametrize("name", ["pack.yaml", "rules/own.yaml", "knowledge/own.yaml", "templates/own.j2"])
def test_a_pipe_is_refused_and_not_waited_for(name: str, tmp_path: Path) -> None:
    for part in ("rules", "knowledge", "templates"):
        (tmp_path / part).mkdir()
    if name != "pack.yaml":
        (tmp_path / "pack.yaml").write_bytes(HEADER)
    os.mkfifo(tmp_path / name)
    with pytest.raises(PackError) as refused:
        load([str(tmp_path)])
    assert [str(each).replace(f"{tmp_path}/", "") for each in refused.value.findings] == [
        f"{name}: this is no plain file; take it out of the pack"
    ]


def test_the_files_of_a_pack_are_bounded_together(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(HEADER)
    (tmp_path / "knowledge").mkdir()
    for number in range(3):
        (tmp_path / "knowledge" / f"{number}.yaml").write_bytes(b"# " + b"x" * 900_000)
    with pytest.raises(PackError, match=r"2\.yaml: the files of this pack hold more than 2,000 kB; split the pack"):
        load([str(tmp_path)])


def test_the_values_of_all_files_are_bounded_together(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(HEADER)
    (tmp_path / "knowledge").mkdir()
    for number in range(3):
        (tmp_path / "knowledge" / f"{number}.yaml").write_bytes(b"[" + b"a," * 40_000 + b"]")
    with pytest.raises(PackError, match=r"2\.yaml:1:\d+: there are more than 100,000 values up to here"):
        load([str(tmp_path)])


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "knowledge" / "many").mkdir(parents=True)
    for number in range(2_000):
        (tmp_path / "knowledge" / "many" / f"{number}.yaml").touch()
    found = loaded(tmp_path)
    assert found == ["knowledge: there are more than 2,000 files and folders here; split the pack"]


def test_of_very_many_findings_the_first_are_told(tmp_path: Path) -> None:
    found = loaded(tmp_path, knowledge=b"steps:\n" + b"".join(b" s%d: {}\n" % number for number in range(9_000)))
    assert isinstance(found, list)
    assert len(found) == 301
    assert found[-1].endswith("more than 300 things are wrong; mend those told first")


def test_a_text_longer_than_any_entry_is_refused(tmp_path: Path) -> None:
    found = loaded(tmp_path, knowledge=b"wording: {mine: '" + b"x" * 20_001 + b"'}")
    assert found == ["knowledge/own.yaml:1:17: wording `mine` is longer than 20,000 characters; shorten it"]


@pytest.mark.parametrize("name", ["own.yml", "own.YAML"])
def test_a_file_whose_name_would_have_it_passed_over_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / name).write_bytes(GOOD)
    found = loaded(tmp_path)
    assert found == [f"rules/{name}: this file is not read under this name; give it one that ends in `.yaml`"]


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "rules" / ".old").mkdir(parents=True)
    (tmp_path / "rules" / ".#own.yaml").symlink_to("somebody@somewhere.4711")  # as Emacs marks a file being edited
    (tmp_path / "rules" / ".old" / "own.yaml").write_bytes(b"no rule")
    assert isinstance(loaded(tmp_path), RuleBase)


@given(st.binary(max_size=400), st.sampled_from(["pack", "rules", "knowledge"]))
def test_any_bytes_end_in_a_pack_or_in_findings(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, part: str
) -> None:
    found = loaded(tmp_path_factory.mktemp("pack"), **{part: data})
    assert isinstance(found, RuleBase) or all(found)


@given(st.data())
def test_a_good_file_with_some_bytes_changed_ends_in_a_pack_or_in_findings(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = bytearray(GOOD)
    for at in data.draw(st.lists(st.integers(0, len(text) - 1), max_size=5)):
        text[at] = data.draw(st.sampled_from(b"\n :-{}[]&*!|>'\"%@`\t\x00\x80\xffaz0#?,"))
    found = loaded(tmp_path_factory.mktemp("pack"), rules=bytes(text))
    assert isinstance(found, RuleBase) or all(found)
