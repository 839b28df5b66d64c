"""The recommendation as a Word document: the contents of the Markdown, editable, and with the user's own template."""

from __future__ import annotations

import builtins
import dataclasses
import io
import os
import runpy
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from advisor.errors import MissingExtraError
from advisor.loading import finding_codes as codes
from advisor.model.advice import Advice
from advisor.model.rulebase import Pack, RuleBase
from advisor.reporting.pictures.selection import select_pictures
from advisor.reporting.render.documents import word
from advisor.reporting.render.formats import render
from advisor.reporting.view.report_view import build_report_view
from tests.reporting.advised_examples import advise_named_example
from tests.reporting.render.refusals import expect_refusal
from tests.reporting.render.report_sentences import list_sentences, strip_marks

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = ("prepare-ground-missing", "survey-two-views")
PLAIN = "Acme"
HOSTILE = "{{ 7*7 }} {% for %} {_{ a }_} %_} <w:t>&amp; ]]> \" ' \u202e"
Template = Callable[..., str]


def build_png(wide: int = 920, high: int = 200) -> bytes:
    """Build a white picture, 200 dots an inch."""
    parts = [(b"IHDR", struct.pack(">2I5B", wide, high, 1, 0, 0, 0, 0)), (b"pHYs", struct.pack(">2IB", 7874, 7874, 1))]
    parts += [(b"IDAT", zlib.compress((b"\0" + b"\xff" * -(-wide // 8)) * high)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.fixture(autouse=True)
def _stand_ins_for_pictures(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace drawings, which take long, in tests that are not about them."""
    if "real_pictures" not in request.fixturenames:
        monkeypatch.setattr(word, "draw", lambda *_: build_png())


@pytest.fixture
def real_pictures() -> None:
    """For tests that are about the pictures themselves."""


@pytest.fixture
def template(tmp_path: Path) -> Template:
    """Return a function that writes a template of paragraphs and returns its path."""

    def write_template(*paragraphs: str) -> str:
        own = docx.Document()
        for text in paragraphs:
            own.add_paragraph(text)
        own.save(str(tmp_path / "own.docx"))
        return str(tmp_path / "own.docx")

    return write_template


def build_advice_for(example: str = EXAMPLES[0], name: str | None = PLAIN) -> Advice:
    """Advise an example's company under another name."""
    return advise_named_example(example, name)


def open_document(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def list_lines(document: Any) -> list[str]:
    """List the paragraphs and rows of a document with their styles."""
    lines = []
    for each in document.element.body:
        if each.tag == qn("w:p"):
            paragraph = docx.text.paragraph.Paragraph(each, document)
            picture = "".join(f"[{one.get('descr')}]" for one in each.iter(qn("wp:docPr")))
            lines.append(f"{paragraph.style.name}: {paragraph.text}{picture}")
        elif each.tag == qn("w:tbl"):
            table = docx.table.Table(each, document)
            lines += [f"{table.style.name}: " + " | ".join(cell.text for cell in row.cells) for row in table.rows]
    return lines


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_document_is_as_approved(builtin: RuleBase, example: str) -> None:
    text = "\n".join(list_lines(open_document(word.render_document(build_advice_for(example), builtin)))) + "\n"
    golden = GOLDEN / f"{example}.docx-text"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8"), "read the difference; UPDATE_GOLDEN=1 keeps it"


@pytest.mark.parametrize("example", [*EXAMPLES, "undetermined-first-talk", "stay-settled-distributor"])
def test_has_every_sentence_of_the_markdown_in_its_order(builtin: RuleBase, example: str) -> None:
    advice = build_advice_for(example)
    markdown = render(advice, builtin, "md")
    assert isinstance(markdown, str)
    text = strip_marks(
        "".join(line.partition(": ")[2] for line in list_lines(open_document(word.render_document(advice, builtin))))
    )
    at, missing = 0, []
    for sentence in list_sentences(markdown):
        found = text.find(sentence, at)
        missing += [sentence] if found < 0 else []
        at = max(at, found)
    assert missing == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_headings_are_headings_and_no_paragraph_is_empty(builtin: RuleBase, example: str) -> None:
    advice = build_advice_for(example)
    markdown = str(render(advice, builtin, "md"))
    document = open_document(word.render_document(advice, builtin))
    headings = {
        f"{'#' * (int(each.style.name[-1]) + 1)} {each.text}"
        for each in document.paragraphs
        if "Heading" in each.style.name
    }
    expected = {line for line in markdown.splitlines() if line.startswith("##")}
    assert {strip_marks(each) for each in headings} == {strip_marks(each) for each in expected}
    assert document.paragraphs[0].style.name == "Title"
    assert [each for each in list_lines(document) if not each.partition(": ")[2].strip()] == []


def test_tables_repeat_their_first_row_and_have_a_named_style(builtin: RuleBase) -> None:
    advice = build_advice_for("survey-two-views")
    tables = open_document(word.render_document(advice, builtin)).tables
    in_appendix = [each for each in select_pictures(advice, builtin).values() if each.has_own_figures]
    assert len(tables) == len(in_appendix) + 1  # and the themes
    for table in tables:
        assert table.style.name == "Figures"
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows][:2] == [True, False]


@pytest.mark.usefixtures("real_pictures")
def test_pictures_have_alt_texts_and_fit_the_page(builtin: RuleBase) -> None:
    advice = build_advice_for("survey-two-views")
    document = open_document(word.render_document(advice, builtin))
    shown = select_pictures(advice, builtin).values()
    assert sorted(each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))) == sorted(
        each.alt.replace("'", "’") for each in shown
    )
    images = [each for each in document.part.package.parts if str(each.partname).startswith("/word/media/")]
    assert [each.blob[:4] for each in images] == [b"\x89PNG"] * len(shown)
    section = document.sections[0]
    for each in document.inline_shapes:
        assert each.width <= section.page_width - section.left_margin - section.right_margin
        assert each.height <= section.page_height - section.top_margin - section.bottom_margin


def test_a_picture_too_tall_for_a_page_keeps_its_shape(
    builtin: RuleBase, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word, "draw", lambda *_: build_png(400, 4000))
    template_data = Path(template("{{ pictures.ladder }}")).read_bytes()
    document = open_document(word.fill_document(template_data, build_advice_for(), builtin, "own.docx"))
    shape = document.inline_shapes[0]
    assert shape.height < document.sections[0].page_height
    assert shape.height / shape.width == pytest.approx(10, rel=0.01)


def test_the_same_advice_gives_the_same_bytes(builtin: RuleBase) -> None:
    assert word.render_document(build_advice_for(), builtin) == word.render_document(build_advice_for(), builtin)


def test_title_and_language_are_those_of_the_report(builtin: RuleBase) -> None:
    properties = open_document(word.render_document(build_advice_for(), builtin)).core_properties
    assert (properties.title, properties.language, properties.author) == ("Sales and Marketing at Acme", "en-GB", "")


@pytest.mark.parametrize("name", [HOSTILE, "日本 🦊 חברה", "W" * 400, None], ids=["tags", "scripts", "long", "none"])
def test_a_name_changes_only_the_title(builtin: RuleBase, name: str | None) -> None:
    plain, other = (open_document(word.render_document(build_advice_for(name=each), builtin)) for each in (PLAIN, name))
    title = "Sales and Marketing" if name is None else f"Sales and Marketing at {name}"
    assert list_lines(other) == [f"Title: {title}", *list_lines(plain)[1:]]
    assert other.sections[0].header.paragraphs[0].text == title
    assert other.core_properties.title == title[:255]


def test_leaves_out_characters_that_xml_does_not_allow(builtin: RuleBase) -> None:
    document = open_document(word.render_document(build_advice_for(name="A\x00\x07\x0c\x1b\ufffeZ"), builtin))
    assert "".join(document.paragraphs[0].text.split()) == "SalesandMarketingatAZ"


def test_the_builtin_template_is_what_its_script_builds() -> None:
    content = runpy.run_path(str(ROOT / "docs" / "word_template.py"))["build_template"]()
    with zipfile.ZipFile(BytesIO(content)) as new, zipfile.ZipFile(ROOT / "templates" / word.TEMPLATE) as present:
        assert {name: new.read(name) for name in new.namelist()} == {
            name: present.read(name) for name in present.namelist()
        }


def test_the_users_template_keeps_its_words_footer_and_styles(builtin: RuleBase, tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("Dear {{ advice.company }},", style="Intense Quote")
    own.add_paragraph("we found this: {{ report.verdict }}")
    own.add_paragraph("{{p pictures.ladder.table }}")
    own.add_paragraph("{{ report.scores }}Yours")
    own.sections[0].footer.paragraphs[0].text = "Consultants for {{ advice.company }}"
    own.core_properties.title = "For {{ advice.company }}"
    own.save(str(tmp_path / "own.docx"))
    advice = build_advice_for(name="R&D <Ltd>")
    document = open_document(word.render_document(advice, builtin, str(tmp_path / "own.docx")))
    assert list_lines(document)[0] == "Intense Quote: Dear R&D <Ltd>,"
    move = build_report_view(advice, builtin).first.move
    assert list_lines(document)[1].startswith(f"Normal: we found this: {move.replace(chr(34), chr(8220), 1)[:30]}")
    assert document.tables[0].style.name == "Table Grid"
    assert list_lines(document)[-1] == "Normal: Yours"
    assert document.sections[0].footer.paragraphs[0].text == "Consultants for R&D <Ltd>"
    assert document.core_properties.title == "For R&D <Ltd>"


@pytest.mark.parametrize(
    ("paragraph", "code", "words"),
    [
        ("No tag at all", codes.INVALID_TEMPLATE, ()),
        ("{{ report.statte }}", codes.INVALID_TEMPLATE, ("`statte`", "`state`")),
        ("{{ advce.company }}", codes.INVALID_TEMPLATE, ("`advce`", "`advice`")),
        ("{{ report.heard.who }}", codes.INVALID_TEMPLATE, ("`who`", "{%p if report.heard %}")),
        ("{{ pictures.dumbbell }}", codes.INVALID_TEMPLATE, ("`dumbbell`",)),
        ("{% fo x in report.state %}", codes.INVALID_TEMPLATE, ("`{% fo x",)),
        ("{% for x in report.state %}{{ x }}", codes.INVALID_TEMPLATE, ("near",)),
        ("{{ report.state | upperr }}", codes.INVALID_TEMPLATE, ("upperr",)),
        ("{{p report.state }}", codes.INVALID_TEMPLATE, ("`{{p ...}}`",)),
        ("{{ pictures.ladder.table }}", codes.INVALID_TEMPLATE, ("table", "`{{p ...}}`")),
        ("{{ report.balance }}", codes.INVALID_TEMPLATE, ()),
        ("{{ report.__class__.__mro__ }}", codes.UNSAFE_TEMPLATE, ("__class__",)),
        ("{{ 'x' * 999999999 }}", codes.UNSAFE_TEMPLATE, ("`*`",)),
        ("{% include '/etc/passwd' %}", codes.UNSAFE_TEMPLATE, ("`/etc/passwd`",)),
        ("{{ 1 / 0 }}", codes.INVALID_TEMPLATE, (word.GUIDE,)),
    ],
)
def test_refuses_a_wrong_template(
    builtin: RuleBase, template: Template, paragraph: str, code: str, words: tuple[str, ...]
) -> None:
    template_data = Path(template(paragraph)).read_bytes()
    with expect_refusal("own.docx", code, *words):
        word.fill_document(template_data, build_advice_for(), builtin, "own.docx")


def test_refuses_a_template_that_writes_too_much(
    builtin: RuleBase, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word.WordPartTemplate, "MAX_OUTPUT", 20_000)
    template_path = Path(template("{% for a in range(99) %}{% for b in range(99) %}0123456789{% endfor %}{% endfor %}"))
    with expect_refusal("own.docx", codes.TEMPLATE_LIMIT, "20,000"):
        word.fill_document(template_path.read_bytes(), build_advice_for(), builtin, "own.docx")


def test_names_the_users_file_of_a_wrong_template(builtin: RuleBase, template: Template) -> None:
    path = template("{{ advce.company }}")
    with expect_refusal(path, codes.INVALID_TEMPLATE, "`advce`"):
        word.render_document(build_advice_for(), builtin, path)


def test_the_maximum_output_is_that_of_the_documentation() -> None:
    assert word.WordPartTemplate.MAX_OUTPUT == 20_000_000


def build_archive(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def build_protected_archive() -> bytes:
    """Build an archive whose part is marked as encrypted."""
    content = bytearray(build_archive(**{"word/document.xml": b"<w/>"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", codes.NOT_A_WORD_DOCUMENT, ()),
        (b"{{ advice.company }}", codes.NOT_A_WORD_DOCUMENT, ()),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), codes.NOT_A_WORD_DOCUMENT, ("old", "password")),
        (build_archive(text=b"hello"), codes.NOT_A_WORD_DOCUMENT, ()),
        (build_archive(**{"word/document.xml": b"<w"}), codes.NOT_A_WORD_DOCUMENT, ()),
        (build_protected_archive(), codes.NOT_A_WORD_DOCUMENT, ("password",)),
        (build_archive(**{"word/document.xml": bytes(6_000_000)}), codes.TOO_LARGE, ("text",)),
        (
            build_archive(**{"word/document.xml": b"", "word/media/x.png": bytes(101_000_000)}),
            codes.TOO_LARGE,
            ("parts",),
        ),
        (build_archive(**{f"part{number}": b"" for number in range(2_001)}), codes.TOO_LARGE, ("parts",)),
        (bytes(20_000_001), codes.TOO_LARGE, ("20 MB",)),
    ],
    ids=["empty", "text", "old", "archive", "damaged", "password", "long", "bomb", "parts", "large"],
)
def test_refuses_a_file_that_is_no_template(
    builtin: RuleBase, tmp_path: Path, content: bytes, code: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "own.docx"
    path.write_bytes(content)
    with expect_refusal(path, code, *words):
        word.render_document(build_advice_for(), builtin, str(path))


@pytest.mark.parametrize("name", ["missing.docx", ".", "a\0b.docx"])
def test_refuses_a_file_that_cannot_be_read(builtin: RuleBase, tmp_path: Path, name: str) -> None:
    with expect_refusal(f"{tmp_path}/{name}".replace("\0", "?"), codes.NOT_READABLE):
        word.render_document(build_advice_for(), builtin, f"{tmp_path}/{name}")


def test_refuses_a_spreadsheet(builtin: RuleBase, tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "own.docx")) as book:
        book.add_worksheet()
    with expect_refusal(tmp_path / "own.docx", codes.NOT_A_WORD_DOCUMENT):
        word.render_document(build_advice_for(), builtin, str(tmp_path / "own.docx"))


def test_a_pack_may_bring_a_template(builtin: RuleBase, template: Template, tmp_path: Path) -> None:
    Path(template("Ours: {{ advice.headline }}")).rename(tmp_path / word.TEMPLATE)
    own = dataclasses.replace(builtin, packs=(*builtin.packs, Pack("mine", "1", "0", str(tmp_path))))
    advice = build_advice_for()
    lines = list_lines(open_document(word.render_document(advice, own)))
    assert lines[0] == "AdvisorPackNotice: Guidance used: core 1.0.0 and mine 1."
    assert f"Normal: Ours: {advice.headline}" in lines
    two = dataclasses.replace(own, packs=(*own.packs, Pack("yours", "1", "0", str(tmp_path))))
    with expect_refusal(word.TEMPLATE, codes.CONFLICTING_TEMPLATES, "`mine`", "`yours`"):
        word.render_document(build_advice_for(), two)


def test_without_the_library_says_how_to_install_it(builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def refuse_docxtpl(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "docxtpl":
            raise ImportError(name)
        return usual(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse_docxtpl)
    with pytest.raises(MissingExtraError, match=r"report\.docx: .*alignment-advisor\[report\]"):
        word.render_document(build_advice_for(), builtin)
