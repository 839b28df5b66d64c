"""Templates of packs: filled in a subprocess with limits, and never a program themselves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading import finding_codes as codes
from advisor.loading.packs.load_rulebase import find_builtin_folder, load
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.questionnaires.content import build_questionnaire
from advisor.reporting.questionnaires.files import render_form, render_page
from advisor.reporting.render.formats import render
from advisor.reporting.render.safe_html import POLICY
from advisor.reporting.render.sandbox_process import LIMITS
from tests.reporting.render.refusals import expect_refusal

BUILTIN = Path(find_builtin_folder()) / "templates"


def build_pack_with_templates(folder: Path, **templates: str) -> tuple[Advice, RuleBase]:
    """Advise a company by the built-in pack and one with templates, named with `_` for the first dot."""
    (folder / "templates").mkdir()
    named = {name.replace("_", ".", 1): text for name, text in templates.items()}
    replaced = [name for name in named if (BUILTIN / name).is_file()]
    replacements = ", ".join(f"{{template: {name}, reason: ours}}" for name in replaced)
    (folder / "pack.yaml").write_text(f"name: mine\nversion: 0.0.1\nreplaces_templates: [{replacements}]\n")
    for name, text in named.items():
        (folder / "templates" / name).write_text(text)
    rulebase = load([str(folder)])
    return Consultation(rulebase).advise(Company({"relationship": "defined"}, "Acme")), rulebase


def test_runs_no_module_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("resource", "pickle", "advisor", "jinja2"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    pack = tmp_path / "pack"
    pack.mkdir()
    advice, rulebase = build_pack_with_templates(pack, **{"recommendation_txt.j2": "{{ advice.company }}"})
    monkeypatch.chdir(tmp_path)
    report = render(advice, rulebase, "text")
    assert isinstance(report, str)
    assert "\n\nAcme\n" in report
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("form", ["text", "md", "html", "pdf", "docx"])
def test_every_format_names_the_packs_used(form: str, tmp_path: Path) -> None:
    advice, rulebase = build_pack_with_templates(tmp_path)
    report = render(advice, rulebase, form)
    if form == "pdf":
        from io import BytesIO

        from pypdf import PdfReader

        assert isinstance(report, bytes)
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(report)).pages)
    elif form == "docx":
        from io import BytesIO

        from docx import Document

        assert isinstance(report, bytes)
        text = "\n".join(paragraph.text for paragraph in Document(BytesIO(report)).paragraphs)
    else:
        assert isinstance(report, str)
        text = report
    joined = "".join(each for each in text if each.isprintable())
    assert "Guidance used: core 1.0.0 and mine 0.0.1." in joined.replace("\u2060", "")


def test_a_page_from_a_template_of_a_pack_gets_a_policy(tmp_path: Path) -> None:
    text = "<!DOCTYPE html>\n<html><head><title>t</title></head><body><p>ours</p></body></html>"
    advice, rulebase = build_pack_with_templates(tmp_path, **{"recommendation_html.j2": text})
    html = render(advice, rulebase, "html")
    assert isinstance(html, str)
    assert html.startswith(f"<!doctype html>\n{POLICY}<html>")
    assert html.index("Guidance used") < html.index("ours") < html.index("changes templates/recommendation.html.j2")


def test_names_the_packs_used_if_the_template_does_not(tmp_path: Path) -> None:
    advice, rulebase = build_pack_with_templates(
        tmp_path, **{"recommendation_txt.j2": "ours", "recommendation_md.j2": "ours"}
    )
    for each in ("text", "md"):
        text = render(advice, rulebase, each)
        assert isinstance(text, str)
        assert text.startswith("Guidance used: core 1.0.0 and mine 0.0.1.\n")
        assert text.index("Guidance") < text.index("ours\n") < text.index("mine changes templates/recommendation")
        assert text.count("mine changes templates/recommendation") == 2


def test_a_pack_can_change_the_page_of_a_questionnaire_but_not_the_form(tmp_path: Path) -> None:
    _, rulebase = build_pack_with_templates(tmp_path, **{"questionnaire-base_css.j2": "p { color: #123456 }"})
    questionnaire = build_questionnaire(rulebase, "Acme")
    assert "#123456" in render_page(questionnaire)
    assert POLICY in render_page(questionnaire)
    assert "#123456" not in render_form(questionnaire)
    assert "<script>" in render_form(questionnaire)


def test_the_limits_are_those_of_the_documentation() -> None:
    assert LIMITS == {"text": (5, 90, 600_000_000), "document": (20, 180, 1_500_000_000)}


def write_word_template(folder: Path, tag: str) -> str:
    """Write a Word document with one tag."""
    from docx import Document

    document = Document()
    document.add_paragraph(tag)
    path = folder / "mine.docx"
    document.save(str(path))
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limits")
def test_refuses_a_word_template_that_needs_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "document", LIMITS["document"]._replace(cpu_seconds=3))
    pack = tmp_path / "pack"
    pack.mkdir()
    advice, rulebase = build_pack_with_templates(pack)
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    for tag in (loop, "{{ 'x'.ljust(1900000000) | length }}"):
        path = write_word_template(tmp_path, tag)
        with expect_refusal(path, codes.TEMPLATE_LIMIT):
            render(advice, rulebase, "docx", path)
