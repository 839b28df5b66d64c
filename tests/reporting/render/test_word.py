"""The recommendation as a Word document: all that the Markdown says, editable, and with one's own template."""

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

from advisor.consultation import Consultation
from advisor.errors import MissingExtraError, TemplateError
from advisor.loading.facts_file import read_facts
from advisor.model.advice import Advice
from advisor.model.rulebase import Pack, RuleBase
from advisor.reporting.pictures.selection import select_pictures
from advisor.reporting.render.documents import word
from advisor.reporting.render.formats import render
from tests.reporting.render.report_sentences import bare, sentences

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = ("prepare-ground-missing", "survey-two-views")
PLAIN = "Acme"
HOSTILE = "{{ 7*7 }} {% for %} {_{ a }_} %_} <w:t>&amp; ]]> \" ' \u202e"
Template = Callable[..., str]


def png(wide: int = 920, high: int = 200) -> bytes:
    """A white picture, 200 dots an inch."""
    parts = [(b"IHDR", struct.pack(">2I5B", wide, high, 1, 0, 0, 0, 0)), (b"pHYs", struct.pack(">2IB", 7874, 7874, 1))]
    parts += [(b"IDAT", zlib.compress((b"\0" + b"\xff" * -(-wide // 8)) * high)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.fixture(autouse=True)
def _stand_ins_for_pictures(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes long, and only few tests are about it."""
    if "real_pictures" not in request.fixturenames:
        monkeypatch.setattr(word, "draw", lambda *_: png())


@pytest.fixture
def real_pictures() -> None:
    """For tests that are about the pictures themselves."""


@pytest.fixture
def template(tmp_path: Path) -> Template:
    """Makes a template of one's own from paragraphs, and names its file."""

    def write(*paragraphs: str) -> str:
        own = docx.Document()
        for text in paragraphs:
            own.add_paragraph(text)
        own.save(str(tmp_path / "own.docx"))
        return str(tmp_path / "own.docx")

    return write


def advice_on(rulebase: RuleBase, example: str = EXAMPLES[0], name: str | None = PLAIN) -> Advice:
    """The advice on an example's company under another name."""
    company = read_facts(str(ROOT / "examples" / f"{example}.yaml"), rulebase)
    return Consultation(rulebase).advise(company._replace(name=name))


def opened(made: bytes) -> Any:
    return docx.Document(BytesIO(made))


def lines(document: Any) -> list[str]:
    """What a document says, a line a paragraph or a row, with its style."""
    told = []
    for each in document.element.body:
        if each.tag == qn("w:p"):
            paragraph = docx.text.paragraph.Paragraph(each, document)
            picture = "".join(f"[{one.get('descr')}]" for one in each.iter(qn("wp:docPr")))
            told.append(f"{paragraph.style.name}: {paragraph.text}{picture}")
        elif each.tag == qn("w:tbl"):
            table = docx.table.Table(each, document)
            told += [f"{table.style.name}: " + " | ".join(cell.text for cell in row.cells) for row in table.rows]
    return told


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_document_says_what_was_approved(builtin: RuleBase, example: str) -> None:
    text = "\n".join(lines(opened(word.render_document(advice_on(builtin, example), builtin)))) + "\n"
    golden = GOLDEN / f"{example}.docx-text"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8"), "read the difference; UPDATE_GOLDEN=1 keeps it"


@pytest.mark.parametrize("example", [*EXAMPLES, "undetermined-first-talk", "stay-settled-distributor"])
def test_it_says_every_sentence_of_the_markdown_in_its_order(builtin: RuleBase, example: str) -> None:
    advice = advice_on(builtin, example)
    markdown = render(advice, builtin, "md")
    assert isinstance(markdown, str)
    text = bare("".join(line.partition(": ")[2] for line in lines(opened(word.render_document(advice, builtin)))))
    at, missing = 0, []
    for sentence in sentences(markdown):
        found = text.find(sentence, at)
        missing += [sentence] if found < 0 else []
        at = max(at, found)
    assert missing == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_headings_are_headings_and_no_paragraph_is_empty(builtin: RuleBase, example: str) -> None:
    advice = advice_on(builtin, example)
    markdown = str(render(advice, builtin, "md"))
    document = opened(word.render_document(advice, builtin))
    headings = {
        f"{'#' * (int(each.style.name[-1]) + 1)} {each.text}"
        for each in document.paragraphs
        if "Heading" in each.style.name
    }
    expected = {line for line in markdown.splitlines() if line.startswith("##")}
    assert {bare(each) for each in headings} == {bare(each) for each in expected}
    assert document.paragraphs[0].style.name == "Title"
    assert [each for each in lines(document) if not each.partition(": ")[2].strip()] == []


def test_tables_repeat_their_first_row_and_have_a_named_style(builtin: RuleBase) -> None:
    advice = advice_on(builtin, "survey-two-views")
    tables = opened(word.render_document(advice, builtin)).tables
    assert len(tables) == len(select_pictures(advice, builtin)) + 1  # and the themes
    for table in tables:
        assert table.style.name == "Figures"
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows][:2] == [True, False]


@pytest.mark.usefixtures("real_pictures")
def test_pictures_are_png_with_a_text_for_who_cannot_see_them_and_fit_the_page(builtin: RuleBase) -> None:
    advice = advice_on(builtin, "survey-two-views")
    document = opened(word.render_document(advice, builtin))
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
    monkeypatch.setattr(word, "draw", lambda *_: png(400, 4000))
    blank = Path(template("{{ pictures.ladder }}")).read_bytes()
    document = opened(word.fill_document(blank, advice_on(builtin), builtin, "own.docx"))
    shape = document.inline_shapes[0]
    assert shape.height < document.sections[0].page_height
    assert shape.height / shape.width == pytest.approx(10, rel=0.01)


def test_the_same_advice_gives_the_same_bytes(builtin: RuleBase) -> None:
    assert word.render_document(advice_on(builtin), builtin) == word.render_document(advice_on(builtin), builtin)


def test_title_and_language_are_those_of_the_report(builtin: RuleBase) -> None:
    properties = opened(word.render_document(advice_on(builtin), builtin)).core_properties
    assert (properties.title, properties.language, properties.author) == ("Sales and Marketing at Acme", "en-GB", "")


@pytest.mark.parametrize("name", [HOSTILE, "日本 🦊 חברה", "W" * 400, None], ids=["tags", "scripts", "long", "none"])
def test_a_name_changes_nothing_but_itself(builtin: RuleBase, name: str | None) -> None:
    plain, other = (opened(word.render_document(advice_on(builtin, name=each), builtin)) for each in (PLAIN, name))
    title = "Sales and Marketing" if name is None else f"Sales and Marketing at {name}"
    assert lines(other) == [f"Title: {title}", *lines(plain)[1:]]
    assert other.sections[0].header.paragraphs[0].text == title
    assert other.core_properties.title == title[:255]


def test_signs_that_xml_has_no_place_for_are_left_out(builtin: RuleBase) -> None:
    document = opened(word.render_document(advice_on(builtin, name="A\x00\x07\x0c\x1b\ufffeZ"), builtin))
    assert "".join(document.paragraphs[0].text.split()) == "SalesandMarketingatAZ"


def test_the_builtin_template_is_what_its_script_makes() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "word_template.py"))["made"]()
    with zipfile.ZipFile(BytesIO(made)) as new, zipfile.ZipFile(ROOT / "templates" / word.TEMPLATE) as kept:
        assert {name: new.read(name) for name in new.namelist()} == {name: kept.read(name) for name in kept.namelist()}


def test_a_template_of_ones_own_keeps_its_words_its_footer_and_its_styles(builtin: RuleBase, tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("Dear {{ advice.company }},", style="Intense Quote")
    own.add_paragraph("we found this: {{ report.verdict }}")
    own.add_paragraph("{{p pictures.ladder.table }}")
    own.add_paragraph("{{ report.scores }}Yours")
    own.sections[0].footer.paragraphs[0].text = "Consultants for {{ advice.company }}"
    own.core_properties.title = "For {{ advice.company }}"
    own.save(str(tmp_path / "own.docx"))
    advice = advice_on(builtin, name="R&D <Ltd>")
    document = opened(word.render_document(advice, builtin, str(tmp_path / "own.docx")))
    assert lines(document)[0] == "Intense Quote: Dear R&D <Ltd>,"
    assert lines(document)[1].startswith("Normal: we found this: The move is from aligned to integrated. Integration")
    assert document.tables[0].style.name == "Table Grid"
    assert lines(document)[-1] == "Normal: Yours"
    assert document.sections[0].footer.paragraphs[0].text == "Consultants for R&D <Ltd>"
    assert document.core_properties.title == "For R&D <Ltd>"


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        ("No tag at all", "this document has no tags"),
        ("{{ report.statte }}", "`statte` is not the name of anything .*did you mean `state`"),
        ("{{ advce.company }}", "`advce` is not the name of anything .*did you mean `advice`"),
        ("{{ report.heard.who }}", "`who` is not there for every company; ask first"),
        ("{{ pictures.dumbbell }}", "`dumbbell` is not there for every company; ask first"),
        ("{% fo x in report.state %}", "not valid: encountered unknown tag 'fo'.*, near `{% fo x"),
        ("{% for x in report.state %}{{ x }}", "not valid: unexpected end of template.*near"),
        ("{{ report.state | upperr }}", "not valid: no filter named 'upperr'"),
        ("{{p report.state }}", "a tag of this document stands in the wrong place"),
        ("{{ pictures.ladder.table }}", "a table needs a paragraph of its own"),
        ("{{ report.balance }}", "names a part with parts of its own, not a text"),
        ("{{ report.__class__.__mro__ }}", "may not do this: access to attribute '__class__' is unsafe"),
        ("{{ 'x' * 999999999 }}", "may not do this: `\\*` is not available"),
        ("{% include '/etc/passwd' %}", "may not do this: `/etc/passwd` leads out"),
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}0123456789{% endfor %}{% endfor %}",
            "more than 20,000,000",
        ),
        ("{{ 1 / 0 }}", "cannot be filled"),
    ],
)
def test_a_wrong_template_is_told_in_one_sentence_with_its_name(
    builtin: RuleBase, template: Template, paragraph: str, told: str
) -> None:
    path = template(paragraph)
    with pytest.raises(TemplateError, match=told) as caught:
        word.render_document(advice_on(builtin), builtin, path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def packed(**parts: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def with_password() -> bytes:
    """An archive that says of its part that it is encrypted."""
    made = bytearray(packed(**{"word/document.xml": b"<w/>"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(mark) + place] |= 1
    return bytes(made)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a Word document"),
        (b"{{ advice.company }}", "not a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "with a password or of an older Word"),
        (packed(text=b"hello"), "not a Word document"),
        (packed(**{"word/document.xml": b"<w"}), "not a Word document"),
        (with_password(), "has a password"),
        (packed(**{"word/document.xml": bytes(6_000_000)}), "holds more text than a template can"),
        (
            packed(**{"word/document.xml": b"", "word/media/x.png": bytes(101_000_000)}),
            "holds more than a template can",
        ),
        (packed(**{f"part{number}": b"" for number in range(2_001)}), "holds more than a template can"),
    ],
    ids=["empty", "text", "old", "archive", "damaged", "password", "long", "bomb", "parts"],
)
def test_a_file_that_is_no_template_is_refused(builtin: RuleBase, tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "own.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateError, match=f"own.docx: .*{told}"):
        word.render_document(advice_on(builtin), builtin, str(path))


@pytest.mark.parametrize("name", ["missing.docx", ".", "a\0b.docx"])
def test_a_file_that_cannot_be_read_is_told(builtin: RuleBase, tmp_path: Path, name: str) -> None:
    with pytest.raises(TemplateError, match="this template cannot be read"):
        word.render_document(advice_on(builtin), builtin, f"{tmp_path}/{name}")


def test_a_spreadsheet_is_no_template(builtin: RuleBase, tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "own.docx")) as book:
        book.add_worksheet()
    with pytest.raises(TemplateError, match="not a Word document"):
        word.render_document(advice_on(builtin), builtin, str(tmp_path / "own.docx"))


def test_a_pack_may_bring_a_template(builtin: RuleBase, template: Template, tmp_path: Path) -> None:
    Path(template("Ours: {{ advice.headline }}")).rename(tmp_path / word.TEMPLATE)
    own = dataclasses.replace(builtin, packs=(*builtin.packs, Pack("mine", "1", "0", str(tmp_path))))
    assert lines(opened(word.render_document(advice_on(builtin), own)))[0].startswith(
        "Normal: Ours: Prepare the ground"
    )
    two = dataclasses.replace(own, packs=(*own.packs, Pack("yours", "1", "0", str(tmp_path))))
    with pytest.raises(TemplateError, match="packs `mine` and `yours` both bring this template"):
        word.render_document(advice_on(builtin), two)


def test_without_the_library_the_way_to_get_it_is_told(builtin: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "docxtpl":
            raise ImportError(name)
        return usual(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"report\.docx: .*alignment-advisor\[report\]"):
        word.render_document(advice_on(builtin), builtin)
