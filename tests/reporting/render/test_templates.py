"""Templates that packs bring: filled apart from the program, within bounds, and never a program themselves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.errors import TemplateError
from advisor.loading.load_rulebase import find_builtin_folder, load
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.reporting.questionnaires.content import build_questionnaire
from advisor.reporting.questionnaires.pages import render_form, render_page
from advisor.reporting.render import output_safety as contained
from advisor.reporting.render.formats import render
from advisor.reporting.render.output_safety import POLICY
from advisor.reporting.render.sandbox_process import DOCUMENT_LIMITS

BUILTIN = Path(find_builtin_folder()) / "templates"


def with_templates(folder: Path, **templates: str) -> tuple[Advice, RuleBase]:
    """An advice by the built-in pack and one with templates (by their names, `_` for the first dot)."""
    (folder / "templates").mkdir()
    named = {name.replace("_", ".", 1): text for name, text in templates.items()}
    replaced = [name for name in named if (BUILTIN / name).is_file()]
    said = ", ".join(f"{{template: {name}, reason: ours}}" for name in replaced)
    (folder / "pack.yaml").write_text(f"name: mine\nversion: 0.0.1\nreplaces_templates: [{said}]\n")
    for name, text in named.items():
        (folder / "templates" / name).write_text(text)
    rulebase = load([str(folder)])
    return Consultation(rulebase).advise(Company({"relationship": "defined"}, "Acme")), rulebase


def test_nothing_in_the_present_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("resource", "pickle", "advisor", "jinja2"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    pack = tmp_path / "pack"
    pack.mkdir()
    advice, rulebase = with_templates(pack, **{"recommendation_txt.j2": "{{ advice.company }}"})
    monkeypatch.chdir(tmp_path)
    made = render(advice, rulebase, "text")
    assert isinstance(made, str)
    assert made.startswith("Acme")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("form", ["text", "md", "html", "pdf", "docx"])
def test_every_form_says_which_packs_spoke(form: str, tmp_path: Path) -> None:
    advice, rulebase = with_templates(tmp_path)
    made = render(advice, rulebase, form)
    if form == "pdf":
        from io import BytesIO

        from pypdf import PdfReader

        assert isinstance(made, bytes)
        told = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    elif form == "docx":
        from io import BytesIO

        from docx import Document

        assert isinstance(made, bytes)
        told = "\n".join(paragraph.text for paragraph in Document(BytesIO(made)).paragraphs)
    else:
        assert isinstance(made, str)
        told = made
    joined = "".join(each for each in told if each.isprintable())
    assert "Guidance used: core 1.0.0 and mine 0.0.1." in joined.replace("\u2060", "")


def test_a_page_that_a_pack_had_a_hand_in_runs_and_loads_nothing(tmp_path: Path) -> None:
    text = "<!DOCTYPE html>\n<html><head><title>t</title></head><body><script>alert(1)</script></body></html>"
    advice, rulebase = with_templates(tmp_path, **{"recommendation_html.j2": text})
    made = render(advice, rulebase, "html")
    assert isinstance(made, str)
    assert made.startswith(text.replace("html>", f"html>{POLICY}", 1))
    assert made.removesuffix("\n").endswith("changes templates/recommendation.html.j2 of core: ours</p>")
    for before in ("", "\N{NO-BREAK SPACE}<!doctype html>", "\N{ZERO WIDTH NO-BREAK SPACE}", "<!-- -->"):
        assert contained.check_html(f"{before}<p>x</p>", "n") == f"{POLICY}{before}<p>x</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/x'>",
        "<META HTTP-EQUIV = 'Refresh' content=0>",
        "<meta http-equiv='&#114;efresh'>",
        "<link rel=dns-prefetch href=//x.example>",
        "<LINK\nrel=preconnect>",
    ],
)
def test_a_page_that_would_go_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="by which a page reaches elsewhere"):
        contained.check_html(f"<!doctype html><head>{text}", "own.html.j2")


@pytest.mark.parametrize(
    "text", ["![x](http://127.0.0.1:9)", "<script>", "a \\\\<img src=x>", "[x]( javascript:alert(1))"]
)
def test_markdown_that_would_reach_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="by which a reader's program reaches elsewhere"):
        contained.check_markdown(text, "own.md.j2")
    assert contained.check_markdown("5 < 6, a \\<b>, [x](#here)", "own.md.j2")


def test_a_text_of_a_pack_says_which_packs_spoke_even_if_its_template_does_not(tmp_path: Path) -> None:
    advice, rulebase = with_templates(tmp_path, **{"recommendation_txt.j2": "ours", "recommendation_md.j2": "ours"})
    for each in ("text", "md"):
        told = render(advice, rulebase, each)
        assert isinstance(told, str)
        assert told.startswith("ours\n\nGuidance used: core 1.0.0 and mine 0.0.1.\n\n")
        assert told.count("mine changes templates/recommendation.") == 2


def a_document(*instructions: str, external: str = "") -> bytes:
    """A Word document with fields, and with a relation to something outside of it."""
    from io import BytesIO

    from docx import Document
    from docx.oxml import OxmlElement

    document = Document()
    for each in instructions:
        field = OxmlElement("w:instrText")
        field.text = each
        document.add_paragraph("x").runs[0]._r.append(field)
    if external:
        document.part.relate_to("http://127.0.0.1:9/x", f"http://x.example/{external}", is_external=True)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def test_a_word_document_of_a_pack_fetches_and_starts_nothing() -> None:
    for made in (a_document(), a_document(" PAGE ", r"NUMPAGES \\* MERGEFORMAT"), a_document(external="hyperlink")):
        assert contained.check_docx(made, "n") == made
    for made in (a_document(external="image"), a_document(external="attachedTemplate")):
        with pytest.raises(TemplateError, match="fetches something from elsewhere"):
            contained.check_docx(made, "n")
    for made in (a_document("DDEAUTO cmd"), a_document("INCLUDE", "PICTURE x"), a_document(' INCLUDEPICTURE "http"')):
        with pytest.raises(TemplateError, match="has the field"):
            contained.check_docx(made, "n")


def test_a_browser_heeds_what_a_page_of_a_pack_is_told(tmp_path: Path) -> None:
    from tests.browser import browser_page

    script = "<script>document.title = 'ran'</script><img src=x onerror=\"document.title='ran'\">"
    for number, text in enumerate([f"<!doctype html><html><head>{script}</head></html>", script]):
        (tmp_path / f"{number}.html").write_text(contained.check_html(text, "n"))
        with browser_page(width=400, scheme="light") as shown:
            shown.goto((tmp_path / f"{number}.html").as_uri())
            assert shown.title() != "ran"


def test_questionnaires_are_made_with_templates_of_a_pack_but_the_form_with_none(tmp_path: Path) -> None:
    _, rulebase = with_templates(tmp_path, **{"questionnaire-base_css.j2": "</style><script>alert(1)</script>"})
    asked = build_questionnaire(rulebase, "Acme")
    assert "alert(1)" in render_page(asked)
    assert POLICY in render_page(asked)
    assert "alert(1)" not in render_form(asked)
    assert "<script>" in render_form(asked)


TAG = "word/document.xml"


def a_word_template(folder: Path, tag: str) -> str:
    """A Word document with one tag in it."""
    from docx import Document

    document = Document()
    document.add_paragraph(tag)
    path = folder / "mine.docx"
    document.save(str(path))
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="the system sees to no such bounds")
@pytest.mark.parametrize(
    "tag",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 'x'.ljust(1900000000) | length }}",
    ],
    ids=["a loop", "a text"],
)
def test_a_word_template_that_asks_for_too_much_is_refused(
    tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "advisor.reporting.render.documents.word.DOCUMENT_LIMITS", DOCUMENT_LIMITS._replace(cpu_seconds=8)
    )
    pack = tmp_path / "pack"
    pack.mkdir()
    advice, rulebase = with_templates(pack)
    with pytest.raises(TemplateError, match=r"this takes more than|this needs more memory|more than there is room for"):
        render(advice, rulebase, "docx", a_word_template(tmp_path, tag))
