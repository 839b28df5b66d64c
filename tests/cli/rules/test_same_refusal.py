"""Packs that replace each other's rules in a ring, and links that lead nowhere: every command refuses them alike."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.loading.finding_codes import INVALID_OVERRIDE, UNREADABLE
from advisor.loading.packs.load_rulebase import read_packs
from tests.authoring.small_packs import write_pack
from tests.cli.command import run

COMMANDS = {
    "check": ("rules", "check"),
    "advise": ("advise", "-"),
    "test": ("rules", "test"),
    "interview": ("interview",),
    "list": ("rules", "list"),
    "export": ("rules", "export", "--out", "dmn"),
    "facts": ("facts",),
    "facts check": ("facts", "check", "-"),
}
RULE = """\
stage: caution
rules:
  - id: {name}/short
    overrides: {other}/short
    reason: Ours is nearer to the customer.
    title: The sales cycle is short
    status: test
    source: policy/{name}
    when: {{sales_cycle: short}}
    then: {{caution: {name}-short}}
    because: You report that {{grounds}}; so says {name}.
"""
SWITCHES_OFF = "switches_off:\n  - {{rule: {other}/short, reason: Ours is nearer.}}\n"


def write_ring(folder: Path, names: str, *, closed: bool = True, by_header: bool = False) -> list[str]:
    """Write a pack for each letter, whose rule overrides that of the next; in a ring, the last that of the first."""
    others = names[1:] + (names[0] if closed else "")
    for number, name in enumerate(names):
        other = others[number] if number < len(others) else ""
        rule = RULE.format(name=name, other=other)
        header = f"name: {name}\nversion: 0.1.0\n"
        if by_header and other:
            header += SWITCHES_OFF.format(other=other)
        if by_header or not other:
            rule = "".join(line for line in rule.splitlines(True) if "overrides:" not in line and "reason:" not in line)
        write_pack(folder / name, {"pack.yaml": header, "rules/own.yaml": rule})
    return [part for name in names for part in ("--pack", name)]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_ring_at_the_same_places(command: str, tmp_path: Path) -> None:
    packs = write_ring(tmp_path, "abc")
    result = run(*COMMANDS[command], *packs, given="sales_cycle: short\n", folder=tmp_path)
    assert result.code != 0
    for place in ("a/rules/own.yaml:4:16", "b/rules/own.yaml:4:16"):
        assert place in result.out + result.err
    assert "c/rules/own.yaml:4:16" not in result.out + result.err  # c may replace a rule of a, which comes before it


def test_a_comparison_refuses_a_pack_that_replaces_what_is_not_there(tmp_path: Path) -> None:
    write_ring(tmp_path, "ab")
    result = run("rules", "diff", "installed", "a", folder=tmp_path)
    assert (result.code, "a/rules/own.yaml:4:16" in result.err) == (2, True)


@pytest.mark.parametrize("names", ["ab", "abc", "abcd", "acbd"])
@pytest.mark.parametrize("by_header", [False, True])
def test_rings_of_any_length_are_refused_with_one_code(names: str, by_header: bool, tmp_path: Path) -> None:
    write_ring(tmp_path, names, by_header=by_header)
    reader = read_packs([tmp_path / name for name in names])
    reader.build_partial_rulebase()
    assert {each.code for each in reader.findings} == {INVALID_OVERRIDE}
    assert len(reader.findings) == len(names) - 1


@pytest.mark.parametrize("by_header", [False, True])
def test_a_rule_of_a_later_pack_is_not_replaced_and_an_earlier_one_is(by_header: bool, tmp_path: Path) -> None:
    write_ring(tmp_path, "ab", closed=False, by_header=by_header)
    backward = read_packs([tmp_path / "a", tmp_path / "b"])
    backward.build_partial_rulebase()
    (finding,) = backward.findings
    assert (finding.code, "pack `b`" in finding.sentence) == (INVALID_OVERRIDE, True)
    forward = read_packs([tmp_path / "b", tmp_path / "a"])
    rules = forward.build_rulebase().rules_by_id
    assert ("a/short" in rules, "b/short" in rules) == (True, False)


def test_no_remedy_names_the_rule_itself(tmp_path: Path) -> None:
    write_ring(tmp_path, "ab")
    result = run("rules", "check", "--pack", "a", folder=tmp_path)
    assert "`a/short`" not in result.out


@pytest.mark.parametrize("command", ["check", "advise", "test"])
@pytest.mark.parametrize("name", ["rules/b.yaml", "rules/b.cases.yaml", "knowledge/b.yaml", "templates/b.txt.j2"])
@pytest.mark.parametrize("target", ["itself", "nowhere", "another"])
def test_a_link_that_leads_nowhere_is_one_sentence_with_its_place(
    command: str, name: str, target: str, tmp_path: Path
) -> None:
    pack = write_pack(tmp_path / "mine", {"pack.yaml": "name: mine\nversion: 0.1.0\n"})
    link = pack / name
    link.parent.mkdir()
    targets = {"itself": link.name, "nowhere": "gone.yaml", "another": "c.yaml"}
    link.symlink_to(targets[target])
    if target == "another":
        (link.parent / "c.yaml").symlink_to(link.name)
    result = run(*COMMANDS[command], "--pack", "mine", given="sales_cycle: short\n", folder=tmp_path)
    text = result.out + result.err
    if name.endswith(".cases.yaml") and command not in ("check", "test"):
        assert "b.cases.yaml" in text or result.code == 0
        return
    assert result.code != 0
    assert text.count(f"mine{os.sep}{name}: ") == 1
    assert "Traceback" not in text
    assert "did you mean" not in text


@pytest.mark.parametrize("target", ["pack.yaml", "gone.yaml"])
def test_a_header_that_is_such_a_link_is_one_sentence(target: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "pack.yaml").symlink_to(target)
    reader = read_packs([tmp_path / "mine"])
    (finding,) = reader.findings
    assert (finding.code, "link" in finding.sentence) == (UNREADABLE, True)


def test_a_pack_that_is_a_link_to_itself_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mine").symlink_to("mine")
    result = run("rules", "check", "--pack", "mine", folder=tmp_path)
    assert (result.code, result.out.count("mine: ")) == (1, 1)
