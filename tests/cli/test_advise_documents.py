"""`advisor advise` with documents: complete files that only their owner can read, and refusals in one line."""

from __future__ import annotations

import os
import stat
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from tests.cli.command import EXAMPLES, begin, end, run

EXAMPLE = EXAMPLES / "stay-settled-distributor.yaml"
FORMS = ("pdf", "docx")
BEGINNINGS = {"pdf": b"%PDF-", "docx": b"PK"}


def read_first_words(form: str, content: bytes) -> str:
    """Extract the first words of a document."""
    if form == "pdf":
        return " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())
    return " ".join(each.text for each in docx.Document(BytesIO(content)).paragraphs[:3])


@pytest.mark.parametrize("form", FORMS)
def test_a_document_is_complete_and_readable_only_by_its_owner(form: str, tmp_path: Path) -> None:
    target = tmp_path / f"report.{form}"
    target.write_text("older\n")
    target.chmod(0o644)
    result = run("advise", EXAMPLE, "-o", target)
    assert (result.code, result.out) == (0, "")
    assert result.err.endswith(f"{target}: written\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {target.name, f"{target.name}.before"}
    assert read_first_words(form, target.read_bytes()).startswith(
        "Sales and Marketing at Hartmann Fasteners Verdict Leave"
    )


def test_two_runs_write_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Sets have another order in the other process: its seed is fixed, and that of this process is not the same.
    monkeypatch.setenv("PYTHONHASHSEED", "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1")
    runs = [begin("advise", EXAMPLE, "-o", tmp_path / f"other.{form}") for form in FORMS]
    for form in FORMS:
        assert run("advise", EXAMPLE, "-o", tmp_path / f"own.{form}").code == 0
    assert [end(each)[:2] for each in runs] == [(0, "")] * 2
    for form in FORMS:
        assert (tmp_path / f"own.{form}").read_bytes() == (tmp_path / f"other.{form}").read_bytes()


def test_the_option_overrides_the_suffix(tmp_path: Path) -> None:
    assert run("advise", EXAMPLE, "--format", "docx", "-o", tmp_path / "report.bin").code == 0
    assert (tmp_path / "report.bin").read_bytes().startswith(BEGINNINGS["docx"])


def test_uses_the_users_template(tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("For {{ advice.company }}: {{ advice.headline }}")
    own.save(str(tmp_path / "own.docx"))
    target = tmp_path / "report.docx"
    assert run("advise", EXAMPLE, "-o", target, "--template", tmp_path / "own.docx").code == 0
    assert read_first_words("docx", target.read_bytes()) == "For Hartmann Fasteners: Leave it as it is."


@pytest.mark.parametrize("name", ["own.docx", "missing.docx"])
def test_a_wrong_template_leaves_the_report_as_it_was(name: str, tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("{{ advise.company }}")
    own.save(str(tmp_path / "own.docx"))
    target = tmp_path / "report.docx"
    target.write_text("older\n")
    result = run("advise", EXAMPLE, "-o", target, "--template", tmp_path / name)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"{tmp_path / name}: ")
    assert result.err.count("\n") == 1
    assert target.read_text() == "older\n"


def test_a_template_is_for_word_only(tmp_path: Path) -> None:
    result = run("advise", EXAMPLE, "-o", tmp_path / "report.pdf", "--template", "own.docx")
    assert result.code == 2
    assert result.err.startswith("`--template` ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS)
def test_reports_a_missing_library_and_writes_nothing(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = {"pdf": "typst", "docx": "docxtpl"}[form]
    (tmp_path / "shadow" / library).mkdir(parents=True)
    (tmp_path / "shadow" / library / "__init__.py").write_text("raise ImportError\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "shadow"))
    result = end(begin("advise", EXAMPLE, "-o", tmp_path / f"report.{form}"))
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"report.{form}: ")
    assert "alignment-advisor[report]" in result.err
    assert not (tmp_path / f"report.{form}").exists()
