"""Hostile packs: whatever their files contain, loading ends in a rule base or in findings with their places."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import HIDDEN_CHARACTERS, Finding, PackError, Place
from advisor.loading import finding_codes as codes
from advisor.model.rulebase import RuleBase
from benchmarks.hostile import HEADER as SLOW_HEADER
from benchmarks.hostile import SHAPES
from tests.loading.findings import check_findings
from tests.loading.load_with_builtin import load_with_builtin
from tests.profiles import examples

HEADER = b"name: mine\nversion: 0.0.1\n"
GOOD = (
    b"stage: plan\nrules:\n  - id: mine/a\n    title: T\n    status: test\n    source: policy/a\n"
    b"    when: {verdict: tighten}\n    then: {step: colocation}\n    because: So.\n"
)
DEEP = 30_000


def load_pack(folder: Path) -> RuleBase | list[Finding]:
    """Load the pack in a folder; return the rule base, or its findings."""
    try:
        return load_with_builtin(folder)
    except PackError as error:
        return list(error.findings)


def load_files(folder: Path, **files: bytes) -> RuleBase | list[Finding]:
    """Write a pack with one file in some of its folders (`rules`, `knowledge`), and load it."""
    (folder / "pack.yaml").write_bytes(files.pop("pack", HEADER))
    for name, data in files.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "own.yaml").write_bytes(data)
    return load_pack(folder)


def check_refusal(result: RuleBase | list[Finding], expected: Iterable[str], folder: Path) -> None:
    """Check the findings of a pack that must be refused."""
    assert isinstance(result, list)
    check_findings(result, expected, folder)


SHAPE, UNREADABLE = codes.WRONG_SHAPE, codes.UNREADABLE
HOSTILE = {
    "a tag": (
        "knowledge",
        b"facts: !!python/object/apply:os.system ['id']\n",
        [f"1:8 {SHAPE} python/object/apply:os.system"],
    ),
    "an alias": ("knowledge", b"facts: &a {}\nsteps: *a\n", [f"2:8 {UNREADABLE} `*a`"]),
    "a merge of aliases": ("knowledge", b"facts: &a {<<: *a}\n", [f"1:16 {UNREADABLE} `*a`"]),
    "depth": ("knowledge", b"[" * DEEP, [f"1:22 {UNREADABLE} 20"]),
    "depth of mappings": ("knowledge", b"{a: " * DEEP, [f"1:82 {UNREADABLE} 20"]),
    "size": ("knowledge", b"wording: " + b"x" * 1_000_001, [f" {UNREADABLE} 1,000"]),
    "a NUL": ("knowledge", b"fa\0cts: {}\n", [f" {UNREADABLE}"]),
    "no text at all": ("knowledge", b"\xff\xfe\xfa", [f"1:1 {UNREADABLE} UTF-8"]),
    "text that changes its order": (
        "rules",
        GOOD.replace(b"So.", "So\u202e.".encode()),
        [f"9:16 {UNREADABLE} (U+202E)"],
    ),
    "text with a hidden letter": (
        "rules",
        GOOD.replace(b"title: T", "title: T\u200bx".encode()),
        [f"4:13 {UNREADABLE} (U+200B)"],
    ),
    "a condition that is too deep": (
        "rules",
        GOOD.replace(b"{verdict: tighten}", b"{not: " * 40),
        [f"7:114 {UNREADABLE} 20"],
    ),
    "many documents": ("knowledge", b"facts: {}\n---\nfacts: {}\n", [f"2:1 {UNREADABLE}"]),
    "a key twice": ("knowledge", b"wording: {a: x, a: y}\n", [f"1:17 {codes.DUPLICATE_KEY} `a` 1"]),
}
"""The folder of a bad file, its content, and its findings: the place in the file, the code, and facts."""


@pytest.mark.parametrize(("part", "data", "expected"), HOSTILE.values(), ids=HOSTILE)
def test_refuses_hostile_text_with_its_place(part: str, data: bytes, expected: list[str], tmp_path: Path) -> None:
    file = f"{part}/own.yaml"
    texts = [f"{file}{text}" if text.startswith(" ") else f"{file}:{text}" for text in expected]
    check_refusal(load_files(tmp_path, **{part: data}), texts, tmp_path)


@pytest.mark.parametrize("part", ["rules", "knowledge"])
def test_refuses_a_link_out_of_the_pack(part: str, tmp_path: Path) -> None:
    outside, pack = tmp_path / "outside.yaml", tmp_path / "pack"
    outside.write_bytes(GOOD)
    (pack / part).mkdir(parents=True)
    (pack / part / "own.yaml").symlink_to(outside)
    check_refusal(load_files(pack), [f"{part}/own.yaml {UNREADABLE}"], pack)


def test_reports_a_link_to_a_folder_without_following_it(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "again").symlink_to(tmp_path / "rules", target_is_directory=True)
    check_refusal(load_files(tmp_path, rules=GOOD), [f"rules/again {UNREADABLE}"], tmp_path)


def test_does_not_read_a_header_outside_the_pack(tmp_path: Path) -> None:
    outside, pack = tmp_path / "secret", tmp_path / "pack"
    outside.write_bytes(b"name: secret\nversion: 1\n")
    pack.mkdir()
    (pack / "pack.yaml").symlink_to(outside)
    check_refusal(load_pack(pack), [f"pack.yaml {UNREADABLE}"], pack)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.parametrize("name", ["pack.yaml", "rules/own.yaml", "knowledge/own.yaml", "templates/own.j2"])
def test_refuses_a_pipe_without_waiting_for_it(name: str, tmp_path: Path) -> None:
    for part in ("rules", "knowledge", "templates"):
        (tmp_path / part).mkdir()
    if name != "pack.yaml":
        (tmp_path / "pack.yaml").write_bytes(HEADER)
    os.mkfifo(tmp_path / name)
    check_refusal(load_pack(tmp_path), [f"{name} {UNREADABLE}"], tmp_path)


def test_limits_the_size_of_all_files_together(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(HEADER)
    (tmp_path / "knowledge").mkdir()
    for number in range(3):
        (tmp_path / "knowledge" / f"{number}.yaml").write_bytes(b"# " + b"x" * 900_000)
    check_refusal(
        load_pack(tmp_path),
        [f"knowledge/{name}.yaml {UNREADABLE}" for name in (0, 1)] + [f"knowledge/2.yaml {UNREADABLE} 2,000"],
        tmp_path,
    )


def test_limits_the_values_of_all_files_together(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_bytes(HEADER)
    (tmp_path / "knowledge").mkdir()
    for number in range(3):
        (tmp_path / "knowledge" / f"{number}.yaml").write_bytes(b"[" + b"a," * 40_000 + b"]")
    findings = load_pack(tmp_path)
    assert isinstance(findings, list)
    [*_, last] = findings
    assert last.place.file == str(tmp_path / "knowledge" / "2.yaml")
    assert last.code == UNREADABLE
    assert "100,000" in last.sentence


def test_refuses_too_many_files(tmp_path: Path) -> None:
    (tmp_path / "knowledge" / "many").mkdir(parents=True)
    for number in range(2_000):
        (tmp_path / "knowledge" / "many" / f"{number}.yaml").touch()
    check_refusal(load_files(tmp_path), [f"knowledge {UNREADABLE} 2,000"], tmp_path)


def test_lists_only_the_first_of_very_many_findings(tmp_path: Path) -> None:
    findings = load_files(tmp_path, knowledge=b"steps:\n" + b"".join(b" s%d: {}\n" % number for number in range(900)))
    assert isinstance(findings, list)
    assert len(findings) == 301
    assert "300" in findings[-1].sentence


def test_refuses_a_text_longer_than_any_entry(tmp_path: Path) -> None:
    findings = load_files(tmp_path, knowledge=b"wording: {mine: '" + b"x" * 20_001 + b"'}")
    check_refusal(findings, [f"knowledge/own.yaml:1:17 {SHAPE} `mine` 20,000"], tmp_path)


@pytest.mark.parametrize("name", ["own.yml", "own.YAML"])
def test_reports_a_file_that_is_ignored_because_of_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / name).write_bytes(GOOD)
    check_refusal(load_files(tmp_path), [f"rules/{name} {UNREADABLE} `.yaml`"], tmp_path)


def test_ignores_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "rules" / ".old").mkdir(parents=True)
    (tmp_path / "rules" / ".#own.yaml").symlink_to("somebody@somewhere.4711")  # as Emacs marks a file being edited
    (tmp_path / "rules" / ".old" / "own.yaml").write_bytes(b"no rule")
    assert isinstance(load_files(tmp_path), RuleBase)


@examples(30)
@given(st.binary(max_size=400), st.sampled_from(["pack", "rules", "knowledge"]))
def test_any_bytes_end_in_a_rule_base_or_in_findings(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, part: str
) -> None:
    result = load_files(tmp_path_factory.mktemp("pack"), **{part: data})
    assert isinstance(result, RuleBase) or result


@pytest.mark.parametrize("shape", SHAPES)
@examples(4)
@given(count=st.integers(1, 60))
def test_slow_shapes_end_in_a_rule_base_or_in_findings(
    tmp_path_factory: pytest.TempPathFactory, shape: str, count: int
) -> None:
    """Shapes that try to be slow; benchmarks/hostile.py measures them at the limits."""
    folder = tmp_path_factory.mktemp("pack")
    for name, text in {"pack.yaml": SLOW_HEADER, **SHAPES[shape](count)}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    result = load_pack(folder)
    assert isinstance(result, RuleBase) or result
    assert isinstance(result, RuleBase) or all(finding.place.file.startswith(str(folder)) for finding in result)


@examples(30)
@given(st.data())
def test_a_good_file_with_changed_bytes_ends_in_a_rule_base_or_in_findings(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = bytearray(GOOD)
    for index in data.draw(st.lists(st.integers(0, len(text) - 1), max_size=5)):
        text[index] = data.draw(st.sampled_from(b"\n :-{}[]&*!|>'\"%@`\t\x00\x80\xffaz0#?,"))
    result = load_files(tmp_path_factory.mktemp("pack"), rules=bytes(text))
    assert isinstance(result, RuleBase) or result


KNOWLEDGE = {
    "a wording that asks for a width": (
        'wording: {step: {overrides: step, reason: r, text: "{number:>300000000}"}}',
        f"1:17 {SHAPE} `step`",
    ),
    "a wording that reads an attribute": (
        'wording: {step: {overrides: step, reason: r, text: "{number.__class__}"}}',
        f"1:17 {SHAPE} `step`",
    ),
    "a wording with another placeholder": (
        'wording: {step: {overrides: step, reason: r, text: "{nosuch}"}}',
        f"1:17 {SHAPE} `step` `{{number}}`",
    ),
    "a wording that does not mention packs": (
        "wording: {guidance: {overrides: guidance, reason: r, text: Nothing to see.}}",
        f"1:11 {codes.INVALID_OVERRIDE}",
    ),
    "a work with the prefix of another": (
        "sources: {mine: {title: T, prefix: [table]}}",
        f"1:11 {codes.DUPLICATE_ID} `mine` `table` `kotler-rackham-krishnaswamy`",
    ),
    "a band without numbers": (
        'bands: {defined: {overrides: defined, reason: r, from: abc, below: "-7", source: policy/b}}',
        f"1:9 {SHAPE} `defined` `from` `below`",
    ),
    "a band of no state": (
        "bands: {extra: {from: 0, below: 100, source: policy/b}}",
        f"1:9 {codes.UNKNOWN_VALUE} `extra`",
    ),
    "a band over another": (
        "bands: {defined: {overrides: defined, reason: r, from: 20, below: 100, source: policy/b}}",
        f"1:9 {SHAPE} `defined`",
    ),
    "a statement beyond the last": (
        "statements: {x: {title: T, text: T., source: policy/s}}",
        f"1:14 {codes.UNKNOWN_ENTRY} `x` `1` `20`",
    ),
    "a theme of no statements": (
        'themes: {mine: {title: T, text: T., statements: "1, 99, x", source: policy/t}}',
        f"1:10 {SHAPE} `mine` `statements` 1 20",
    ),
    "a relationship that nothing describes": (
        "facts: {relationship: {overrides: relationship, reason: r, kind: choice, label: l, question: Q?, "
        "source: policy/r, values: {undefined: a, defined: b, aligned: c, integrated: d, fifth: e}}}",
        f"1:9 {codes.UNKNOWN_ENTRY} `relationships` `fifth`",
    ),
    "a verdict that nothing describes": (
        "conclusions: {verdict: {overrides: verdict, reason: r, stage: decide, single: true, source: policy/x, "
        "values: [stay, consolidate, tighten, prepare, maintain, merge]}}",
        f"1:15 {codes.UNKNOWN_ENTRY} `verdicts` `merge` `verdict`",
    ),
    "a value that no report has words for": (
        "conclusions: {favours: {overrides: favours, reason: r, stage: weigh, source: policy/x, "
        "values: [stay, tighten, abolish]}}",
        f"1:15 {codes.UNKNOWN_VALUE} `favours` `abolish`",
    ),
    "a score that becomes a question": (
        "facts: {score_one_side_only: {overrides: score_one_side_only, reason: r, kind: yes_no, label: l, "
        "question: Q?, source: policy/r, values: {yes: a, no: b}}}",
        f"1:9 {codes.INVALID_OVERRIDE} `computed`",
    ),
    "an element of HTML": (
        "wording: {mine: Hello <script>alert(1)</script>}",
        f"1:17 {SHAPE} markup",
    ),
    "a link of Markdown": (
        "wording: {mine: '[click](javascript:alert)'}",
        f"1:17 {SHAPE} markup",
    ),
    "an escape code in a key": (
        'facts: {"a\\e[2J": {}}',
        f"1:9 {UNREADABLE} (U+001B)",
    ),
    "text that is written from right to left": (
        'wording: {mine: "a\\u200fb"}',
        f"1:17 {UNREADABLE} (U+200F)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), KNOWLEDGE.values(), ids=KNOWLEDGE)
def test_refuses_knowledge_that_the_program_cannot_use(text: str, expected: str, tmp_path: Path) -> None:
    findings = load_files(tmp_path, knowledge=text.encode())
    assert isinstance(findings, list)
    place = expected.split()[0]
    check_findings(
        [finding for finding in findings if str(finding.place).endswith(f"own.yaml:{place}")][:1],
        [f"knowledge/own.yaml:{expected}"],
        tmp_path,
    )


@pytest.mark.parametrize("part", ["rules", "knowledge", "templates"])
def test_does_not_follow_a_folder_that_is_a_link(part: str, tmp_path: Path) -> None:
    outside, pack = tmp_path / "outside", tmp_path / "pack"
    outside.mkdir()
    (outside / "own.yaml").write_bytes(GOOD)
    pack.mkdir()
    (pack / part).symlink_to(outside, target_is_directory=True)
    check_refusal(load_files(pack), [f"{part} {UNREADABLE}"], pack)


def test_limits_the_depth_of_folders(tmp_path: Path) -> None:
    deep = tmp_path / "rules" / "/".join("abcdefghijklmnopqrstuvwxyz")
    deep.mkdir(parents=True)
    (deep / "own.yaml").write_bytes(GOOD)
    place = "/".join(["rules", *"abcdefghijklmnopqrst"])
    check_refusal(load_files(tmp_path), [f"{place} {UNREADABLE} 20"], tmp_path)


@pytest.mark.parametrize("name", ["questionnaire-form.js.j2", "recommendation.typ", "questionnaire-form.html.j2"])
def test_refuses_a_template_that_is_a_program(name: str, tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / name).write_text("alert(1)")
    header = HEADER + f"replaces_templates: [{{template: {name}, reason: r}}]\n".encode()
    check_refusal(load_files(tmp_path, pack=header), [f"templates/{name} {codes.INVALID_OVERRIDE}"], tmp_path)


def test_a_pack_with_another_template_has_another_digest(tmp_path: Path) -> None:
    digests = set()
    (tmp_path / "templates").mkdir()
    for text in ("one", "other"):
        (tmp_path / "templates" / "mine.txt.j2").write_text(text)
        rulebase = load_files(tmp_path)
        assert isinstance(rulebase, RuleBase)
        digests.add(rulebase.packs[-1].sha256)
    assert len(digests) == 2


def test_prints_invisible_characters_as_escapes() -> None:
    text = str(Finding(Place("a\x1b[2J.yaml"), "`\u202e` is not a key"))
    assert text == "a\\u001b[2J.yaml: `\\u202e` is not a key"


@pytest.mark.parametrize("hidden", ["\x07", "\x1b", "\x85", "\u061c", "\u200b", "\u202e", "\u2066", "\ufeff"])
def test_a_hidden_character_is_refused_in_a_pack_and_escaped_in_findings(tmp_path: Path, hidden: str) -> None:
    findings = load_files(tmp_path, knowledge=f"wording:\n  mine: a{hidden}b\n".encode())
    assert isinstance(findings, list)
    assert [(each.code, f"U+{ord(hidden):04X}" in each.sentence) for each in findings] == [(codes.UNREADABLE, True)]
    assert hidden not in str(Finding(Place("pack.yaml"), f"`a{hidden}b` is not a key"))


def test_line_ends_and_tabs_hide_only_in_a_text_of_one_line() -> None:
    assert not HIDDEN_CHARACTERS.search("a\tb\r\nc")
    assert str(Finding(Place("pack.yaml"), "a\tb\r\nc")) == "pack.yaml: a\\u0009b\\u000d\\u000ac"
