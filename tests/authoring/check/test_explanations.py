"""`advisor rules explain`: both examples of every code are run through the checker."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from advisor.authoring.check.catalogue import ERROR, PROOF_CODES, load_checks
from advisor.authoring.check.explanation import UnknownCodeError, describe_code, list_codes
from advisor.authoring.check.project_settings import apply_settings, read_settings
from advisor.authoring.check.proof_checks import ProofRequest
from advisor.authoring.check.run_checks import check_packs
from advisor.authoring.check.shape_examples import SHAPE_EXAMPLES
from advisor.authoring.prove.law_list import UNDECIDED
from advisor.errors import Finding
from advisor.loading import finding_codes
from advisor.loading.documents.nodes import FindingList, MappingNode, iter_nodes
from advisor.loading.documents.yaml_reader import read_yaml
from advisor.loading.packs import load_rulebase
from tests.authoring.small_packs import CORE, MINE, write_pack

CHECKS = load_checks()
WEIGH = """\
stage: weigh
guard: {state: undefined}
rules:
  - id: undefined/small-company
    title: The sales cycle is short
    status: stable
    source: policy/small
    when: {sales_cycle: short}
    then: {favours: stay}
    because: You report that {grounds}.
"""
EXAMPLE_CORE = {
    **CORE,
    "rules/weigh.yaml": WEIGH,
    "rules/decide.yaml": CORE["rules/decide.yaml"].replace("decide/stay", "integrated/keep-it-up"),
    "knowledge/rest.yaml": CORE["knowledge/rest.yaml"].replace(
        "  detail:", "  hold_back: {stage: plan, values_from: steps, source: policy/plan}\n  detail:"
    ),
}
PLACES = "places: {mine/meetings: on meetings, mine/people: on people}"
EXAMPLE_PACK = {
    **MINE,
    "knowledge/own.yaml": MINE["knowledge/own.yaml"].replace("prefix: [mine]", f"prefix: [mine], {PLACES}"),
}
SHORT_TIME = 1e-9
FOUND_ELSEWHERE = {"ADV301", "ADV302"}
"""Examples with new rules show no cases of them."""


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the built-in pack by a small core."""
    folder = write_pack(tmp_path / "core", EXAMPLE_CORE)
    monkeypatch.setattr(load_rulebase, "find_builtin_folder", lambda: str(folder))
    monkeypatch.chdir(tmp_path)


def merge(entry: str, piece: str, indent: int) -> str:
    """Return the text of an entry with the keys of a piece in place of its own; the first line has the id or name."""
    margin = " " * indent
    new = re.split(r"(?m)^(?=\S)", piece)[1:]
    keys = {chunk.partition(":")[0] for chunk in new}
    old = [
        chunk for chunk in re.split(rf"(?m)^(?={margin}\S)", entry)[1:] if chunk.partition(":")[0].strip() not in keys
    ]
    return "".join([*old, *("".join(margin + line for line in chunk.splitlines(True)) for chunk in new)])


def replace_entry(text: str, start: str, end: str, piece: str, indent: int) -> str:
    """Return a file in which the entry between two texts has the keys of a piece."""
    before, _, rest = text.partition(start)
    entry, mark, after = rest.partition(end) if end else (rest, "", "")
    return f"{before}{start}{merge(entry, piece, indent)}{mark}{after}"


def build_files(where: str, piece: str) -> dict[str, str]:
    """Put a piece where it belongs in the pack of the examples."""
    files, piece = dict(EXAMPLE_PACK), f"{piece}\n"
    own, rules, cases = "knowledge/own.yaml", "rules/own.yaml", "rules/own.cases.yaml"
    if where == "rule":
        head, _, entry = files[rules].partition("  - id:")
        lines = merge(f"    id:{entry}", piece, 4).splitlines(True)
        files[rules] = head + "  - " + lines[0][4:] + "".join(lines[1:])
    elif where == "rules":
        files[rules] = files[rules].partition("  - id:")[0] + "".join(f"  {line}" for line in piece.splitlines(True))
    elif where == "fact":
        names = ("  crew:\n", "steps:\n") if "filled_from" in piece else ("  meetings:\n", "  people:\n")
        files[own] = replace_entry(files[own], *names, piece, 4)
    elif where == "step":
        files[own] = replace_entry(files[own], "  sit-together:\n", "sources:\n", piece, 4)
    elif where == "case":
        names = ("  - name: Who does not meet is told to meet\n", "  - name: Who meets")
        files[cases] = replace_entry(files[cases], *names, piece, 4)
    elif where != "advisor.toml":
        files[where] = piece
    return files


def check_example(code: str, piece: str, tmp_path: Path) -> list[Finding]:
    """Check the pack of the examples with a piece; a setting is that of a project with a finding of ADV302."""
    where = CHECKS[code].where
    files = build_files(where, piece)
    if where == "advisor.toml":
        files |= build_files("rules/own.cases.yaml", CHECKS["ADV302"].avoid)
        (tmp_path / where).write_text(piece, encoding="utf-8")
    request = ProofRequest(SHORT_TIME if code == UNDECIDED and piece == CHECKS[code].avoid else 60)
    folders = [os.fspath(write_pack(tmp_path / "mine", files))]
    found = check_packs(folders, proof_request=request if code.startswith(PROOF_CODES) else None)
    return list(apply_settings(found, read_settings(), report_unused=True)[0])


def test_the_pack_of_the_examples_has_no_findings(tmp_path: Path) -> None:
    assert check_packs([os.fspath(write_pack(tmp_path / "mine", EXAMPLE_PACK))]) == ()


@pytest.mark.parametrize("code", CHECKS)
def test_the_first_example_has_the_finding_and_the_second_is_right(code: str, tmp_path: Path) -> None:
    check = CHECKS[code]
    assert code in {each.code for each in check_example(code, check.avoid, tmp_path)}
    left = {each.code for each in check_example(code, check.prefer, tmp_path)}
    if code.startswith(PROOF_CODES):  # the small core breaks other laws
        assert code not in left
        return
    assert left <= (FOUND_ELSEWHERE if check.where.startswith("rules/decide") else set())


@pytest.mark.parametrize("code", CHECKS)
def test_explains_every_code_with_both_examples(code: str) -> None:
    text = "\n".join(describe_code(code.lower()))
    check = CHECKS[code]
    assert text.startswith(f"{code}: {check.title}\n")
    for example in (check.avoid, check.prefer):
        assert all(f"    {line}".rstrip() in text for line in example.splitlines())
    assert "docs/" not in text


def test_lists_every_code() -> None:
    assert [line.split()[0] for line in list_codes()] == list(CHECKS)


@pytest.mark.parametrize(("word", "near"), [("ADV5O3", "ADV503"), ("rules", "advisor rules explain")])
def test_an_unknown_code_is_refused_with_the_nearest(word: str, near: str) -> None:
    with pytest.raises(UnknownCodeError) as error:
        describe_code(word)
    (finding,) = error.value.findings
    assert (finding.code, finding.place.file) == (finding_codes.UNKNOWN_ID, word)
    assert f"`{near}`" in finding.sentence


def test_what_the_loader_refuses_can_never_be_switched_off() -> None:
    codes = {value for value in vars(finding_codes).values() if isinstance(value, str) and value.startswith("ADV")}
    keeping = {code for code, check in CHECKS.items() if check.keeps_from_advice}
    assert keeping == codes | {"ADV109", "ADV405"}
    assert {CHECKS[code].severity for code in keeping} == {ERROR}


def test_no_remedy_names_a_page_that_is_not_installed() -> None:
    assert not [code for code, check in CHECKS.items() if "docs/" in f"{check.why} {check.fix}"]


@pytest.mark.parametrize("key", SHAPE_EXAMPLES)
def test_each_example_of_a_shape_is_valid(key: str) -> None:
    findings = FindingList()
    node = read_yaml(SHAPE_EXAMPLES[key], key, findings)
    assert not findings
    assert isinstance(node, MappingNode)
    assert [name.text for name, _ in node.items] == [key]
    assert len(list(iter_nodes(node))) > 1


WRONG_SHAPES = {
    "when": ("rule", "when: [meetings]\n"),
    "guard": ("rules/own.yaml", "stage: plan\nguard: here\nrules: []\n"),
    "then": ("rule", "then: [sit-together]\n"),
    "title": ("rule", "title: [a, b]\n"),
    "filled_from": ("fact", "filled_from: people\n"),
    "values": ("fact", "values: [yes, no]\n"),
    "weeks": ("step", "weeks: soon\n"),
    "practices": ("step", "practices: [agenda]\n"),
    "rules": ("rules/own.yaml", "stage: plan\nrules: {a: b}\n"),
    "facts": ("knowledge/more.yaml", "facts: [weather]\n"),
    "steps": ("knowledge/more.yaml", "steps: [rest]\n"),
    "switches_off": ("pack.yaml", "name: mine\nversion: 0.1.0\nswitches_off: all\n"),
}


@pytest.mark.parametrize("key", WRONG_SHAPES)
def test_a_wrong_shape_is_answered_with_an_example_of_that_key(key: str, tmp_path: Path) -> None:
    found = check_packs([os.fspath(write_pack(tmp_path / "mine", build_files(*WRONG_SHAPES[key])))])
    fixes = [each.fix for each in found if each.code == finding_codes.WRONG_SHAPE]
    assert any(f"`{SHAPE_EXAMPLES[key]}`" in fix or f"`{key}: " in fix for fix in fixes) or key == "guard", fixes
