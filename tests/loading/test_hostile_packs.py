"""Packs from anywhere: whatever their files hold, loading ends in a rule base or in findings, each with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import Finding, PackError, Place
from advisor.loading.load_rulebase import load
from advisor.model.rulebase import RuleBase
from benchmarks.hostile import HEADER as MADE_SLOW
from benchmarks.hostile import SHAPES
from tests.profiles import examples

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


@pytest.mark.parametrize("shape", SHAPES)
@examples(4)
@given(count=st.integers(1, 60))
def test_packs_of_shapes_made_to_be_slow_end_in_a_pack_or_in_findings(
    tmp_path_factory: pytest.TempPathFactory, shape: str, count: int
) -> None:
    """How much they cost at the bounds is measured by benchmarks/hostile.py."""
    folder = tmp_path_factory.mktemp("pack")
    for name, text in {"pack.yaml": MADE_SLOW, **SHAPES[shape](count)}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    findings: tuple[Finding, ...] = ()
    try:
        made: RuleBase | None = load([str(folder)])
    except PackError as error:
        made, findings = None, error.findings
    assert bool(findings) == (made is None)
    assert all(each.place.file.startswith(str(folder)) for each in findings)


@given(st.data())
def test_a_good_file_with_some_bytes_changed_ends_in_a_pack_or_in_findings(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = bytearray(GOOD)
    for at in data.draw(st.lists(st.integers(0, len(text) - 1), max_size=5)):
        text[at] = data.draw(st.sampled_from(b"\n :-{}[]&*!|>'\"%@`\t\x00\x80\xffaz0#?,"))
    found = loaded(tmp_path_factory.mktemp("pack"), rules=bytes(text))
    assert isinstance(found, RuleBase) or all(found)


KNOWLEDGE = {
    "a wording that asks for a width": (
        'wording: {step: {overrides: step, reason: r, text: "{number:>300000000}"}}',
        "wording `step` has a brace that cannot be filled in; write `{name}` with nothing but a name in it, and `{{`",
    ),
    "a wording that reaches into what it is given": (
        'wording: {step: {overrides: step, reason: r, text: "{number.__class__}"}}',
        "own.yaml:1:17: wording `step` has a brace that cannot be filled in",
    ),
    "a wording with another place in it": (
        'wording: {step: {overrides: step, reason: r, text: "{nosuch}"}}',
        "own.yaml:1:17: wording `step` takes the place of a sentence with `{number}`, and must have the same",
    ),
    "a wording that keeps quiet about packs": (
        "wording: {guidance: {overrides: guidance, reason: r, text: Nothing to see.}}",
        "own.yaml:1:21: wording `guidance` takes the place of a sentence with `{packs}`, and must have the same",
    ),
    "a work that takes over locators of another": (
        "sources: {mine: {title: T, prefix: [table]}}",
        "own.yaml:1:11: source `mine` takes the prefix `table`, which source `kotler-rackham-krishnaswamy` has",
    ),
    "a band that is none": (
        'bands: {defined: {overrides: defined, reason: r, from: abc, below: "-7", source: policy/b}}',
        "own.yaml:1:9: band `defined` needs `from` and `below`, whole numbers, the first the lower one",
    ),
    "a band of no state": (
        "bands: {extra: {from: 0, below: 100, source: policy/b}}",
        "own.yaml:1:9: band `extra` is of no state; give it the id of one",
    ),
    "a band over another": (
        "bands: {defined: {overrides: defined, reason: r, from: 20, below: 100, source: policy/b}}",
        "overlaps band `",
    ),
    "a statement beyond the last": (
        "statements: {x: {title: T, text: T., source: policy/s}}",
        "own.yaml:1:14: `x` cannot be one of the statements; they are `1` to `20`",
    ),
    "a theme of no statements": (
        'themes: {mine: {title: T, text: T., statements: "1, 99, x", source: policy/t}}',
        "own.yaml:1:10: theme `mine` needs `statements`, numbers from 1 to 20 such as `1 4 10`",
    ),
    "a relationship that nothing describes": (
        "facts: {relationship: {overrides: relationship, reason: r, kind: choice, label: l, question: Q?, "
        "source: policy/r, values: {undefined: a, defined: b, aligned: c, integrated: d, fifth: e}}}",
        "own.yaml:1:9: no entry of `relationships` describes `fifth`, a value of this fact; add one",
    ),
    "a verdict that nothing describes": (
        "conclusions: {verdict: {overrides: verdict, reason: r, stage: decide, single: true, source: policy/x, "
        "values: [stay, tighten, prepare, maintain, merge]}}",
        "own.yaml:1:15: no entry of `verdicts` describes `merge`, a value of `verdict`; add one",
    ),
    "something to favour that no report can tell": (
        "conclusions: {favours: {overrides: favours, reason: r, stage: weigh, source: policy/x, "
        "values: [stay, tighten, abolish]}}",
        "own.yaml:1:15: `favours` cannot have the value `abolish`, which no report knows how to tell",
    ),
    "a score that is asked for": (
        "facts: {score_one_side_only: {overrides: score_one_side_only, reason: r, kind: yes_no, label: l, "
        "question: Q?, source: policy/r, values: {yes: a, no: b}}}",
        "own.yaml:1:9: keep `computed` as it is: whether the program works a fact out, no pack can change",
    ),
    "an element of HTML": (
        "wording: {mine: Hello <script>alert(1)</script>}",
        "own.yaml:1:17: this holds markup, which reports do not take; write plain words",
    ),
    "a link of Markdown": (
        "wording: {mine: '[click](javascript:alert)'}",
        "own.yaml:1:17: this holds markup, which reports do not take; write plain words",
    ),
    "an escape code in a key": (
        'facts: {"a\\e[2J": {}}',
        "own.yaml:1:9: this holds a character that nobody sees (U+001B); take it out",
    ),
    "text that is written from right to left": (
        'wording: {mine: "a\\u200fb"}',
        "own.yaml:1:17: this holds a character that nobody sees (U+200F); take it out",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), KNOWLEDGE.values(), ids=KNOWLEDGE)
def test_knowledge_that_the_program_cannot_compute_with_is_refused(text: str, said: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, knowledge=text.encode())
    assert isinstance(found, list)
    assert any(said in each for each in found), found


@pytest.mark.parametrize("part", ["rules", "knowledge", "templates"])
def test_a_part_of_a_pack_that_is_a_link_is_not_followed(part: str, tmp_path: Path) -> None:
    outside, pack = tmp_path / "outside", tmp_path / "pack"
    outside.mkdir()
    (outside / "own.yaml").write_bytes(GOOD)
    pack.mkdir()
    (pack / part).symlink_to(outside, target_is_directory=True)
    found = loaded(pack)
    assert found == [f"{part}: this is a link to a folder; copy the folder to here"]


def test_folders_within_folders_end(tmp_path: Path) -> None:
    deep = tmp_path / "rules" / "/".join("abcdefghijklmnopqrstuvwxyz")
    deep.mkdir(parents=True)
    (deep / "own.yaml").write_bytes(GOOD)
    found = loaded(tmp_path)
    assert isinstance(found, list)
    assert [each.partition(": ")[2] for each in found] == ["this folder lies deeper than 20 folders; move it up"]


@pytest.mark.parametrize("name", ["questionnaire-form.js.j2", "recommendation.typ", "questionnaire-form.html.j2"])
def test_a_template_that_is_a_program_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / name).write_text("alert(1)")
    header = HEADER + f"replaces_templates: [{{template: {name}, reason: r}}]\n".encode()
    assert loaded(tmp_path, pack=header) == [f"templates/{name}: a pack cannot bring a program; take this file out"]


def test_a_pack_with_another_template_has_another_digest(tmp_path: Path) -> None:
    digests = set()
    (tmp_path / "templates").mkdir()
    for text in ("one", "other"):
        (tmp_path / "templates" / "mine.txt.j2").write_text(text)
        found = loaded(tmp_path)
        assert isinstance(found, RuleBase)
        digests.add(found.packs[-1].sha256)
    assert len(digests) == 2


def test_what_would_move_a_cursor_is_told_as_an_escape() -> None:
    told = str(Finding(Place("a\x1b[2J.yaml"), "`\u202e` is not a key"))
    assert told == "a\\u001b[2J.yaml: `\\u202e` is not a key"
