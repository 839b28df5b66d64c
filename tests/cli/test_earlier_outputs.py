"""Files that have the name of an output: an earlier report is replaced, any other file is kept as a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cli.earlier_outputs import is_earlier_output
from tests.cli.command import run

FACTS = "company: Other Ltd\nrelationship: defined\n"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """Write a facts file."""
    path = tmp_path / "n.yaml"
    path.write_text("relationship: defined\nmarket_customizing: yes\n")
    return path


COMMANDS = {
    "keep.yaml": ("advise", "--format", "text"),
    "keep.txt": ("advise",),
    "keep.md": ("advise",),
    "keep.json": ("advise",),
    "keep.html": ("advise",),
    "plan.md": ("plan",),
    "plan.ics": ("plan",),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("old", [FACTS, "# Sales and Marketing\nMy notes.\n", "{}\n"])
def test_a_file_of_somebody_else_is_kept_as_a_copy(name: str, old: str, facts: Path) -> None:
    target = facts.with_name(name)
    target.write_text(old)
    result = run(COMMANDS[name][0], facts, *COMMANDS[name][1:], "-o", target)
    assert result.code == 0
    assert target.with_name(f"{name}.before").read_text() == old
    assert f"`{name}.before`" in result.err
    assert target.read_text() != old


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "keep.yaml"])
def test_a_report_is_written_again_without_a_copy(name: str, facts: Path) -> None:
    target = facts.with_name(name)
    command = COMMANDS[name]
    assert run(command[0], facts, *command[1:], "-o", target).code == 0
    first = target.read_text()
    facts.write_text("company: Acme\nrelationship: aligned\nroles_defined: no\n")
    assert run(command[0], facts, *command[1:], "-o", target).code == 0
    assert target.read_text() != first
    assert not list(facts.parent.glob("*.before*"))


def test_a_workbook_of_somebody_else_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "rules.xlsx"
    target.write_bytes(b"PK not ours")
    assert run("rules", "export", "-o", target).code == 0
    assert (tmp_path / "rules.xlsx.before").read_bytes() == b"PK not ours"


def test_force_keeps_no_copy(tmp_path: Path) -> None:
    facts, target = tmp_path / "f.yaml", tmp_path / "figures.csv"
    people = "".join(f'    - {{function: sales, answers: "{"43215" * 4}"}}\n' for _ in range(6))
    facts.write_text(f"assessment:\n  respondents:\n{people}")
    target.write_text("a,b\n")
    assert run("survey", "figures", facts, "-o", target).code == 2
    assert target.read_text() == "a,b\n"
    assert run("survey", "figures", facts, "-o", target, "--force").code == 0
    assert not list(tmp_path.glob("*.before*"))


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_file_has_nothing_to_keep(content: bytes) -> None:
    assert is_earlier_output(content, "report.txt")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit"])
def test_findings_are_written_again_without_a_copy(form: str, tmp_path: Path) -> None:
    target = tmp_path / "found.txt"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/pack.yaml").write_text("name: mine\nversion: 0.1.0\n")
    (tmp_path / "mine/knowledge").mkdir()
    (tmp_path / "mine/knowledge/own.yaml").write_text(
        "verdicts:\n  stay: {overrides: stay, reason: r, title: Stay, text: Stay., source: policy/s}\n"
    )
    run("rules", "check", "--pack", tmp_path / "mine", "--format", form, "-o", target)
    assert target.exists()
    assert is_earlier_output(target.read_bytes(), target.name)


def test_an_exported_model_keeps_files_of_somebody_else(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    names = ("advisor.dmn", "advisor-cases.xml")
    for name in names:
        (folder / name).write_text(f"<mine>{name}</mine>\n")
    first = run("rules", "export", "-o", folder)
    assert first.code == 0
    for name in names:
        assert (folder / f"{name}.before").read_text() == f"<mine>{name}</mine>\n"
        assert f"`{name}.before`" in first.err
    assert run("rules", "export", "-o", folder).err == ""  # the same model needs no copy
    assert sorted(path.name for path in folder.iterdir()) == sorted((*names, *(f"{name}.before" for name in names)))


def test_a_schema_of_somebody_else_is_kept_and_an_earlier_one_replaced(tmp_path: Path) -> None:
    assert run("rules", "schema", "--out", tmp_path).code == 0
    for path in tmp_path.iterdir():
        path.write_text(path.read_text().replace("string", "number"))  # as another version of the advisor wrote it
    other = tmp_path / "facts.schema.json"
    other.write_text('{"$schema": "http://json-schema.org/draft-07/schema#", "title": "My facts"}\n')
    assert run("rules", "schema", "--out", tmp_path).code == 0
    assert [path.name for path in tmp_path.glob("*.before*")] == ["facts.schema.json.before"]
    assert "My facts" in (tmp_path / "facts.schema.json.before").read_text()
