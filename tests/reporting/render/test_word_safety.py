"""Word documents of packs: each part, link, element and field is on the allow list, or the document is refused."""

from __future__ import annotations

import dataclasses
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from advisor.errors import TemplateError
from advisor.loading import finding_codes as codes
from advisor.model.rulebase import Pack, RuleBase
from advisor.reporting.render.documents import word
from advisor.reporting.render.documents.word_fields import describe_problem
from advisor.reporting.render.documents.word_safety import check_docx
from advisor.reporting.render.template_files import find_builtin_templates
from tests.reporting.advised_examples import advise_example
from tests.reporting.render.refusals import expect_refusal

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = f'xmlns:r="{OFFICE}"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


def build_document(*inner: str, parts: dict[str, str | bytes] | None = None) -> bytes:
    """Build a document whose first paragraph holds some XML, with further or other parts."""
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    document.add_paragraph("x")
    for xml in inner:
        document.element.body.insert(0, parse_xml(xml))
    written = BytesIO()
    document.save(written)
    if not parts:
        return written.getvalue()
    output = BytesIO()
    with ZipFile(written) as old, ZipFile(output, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return output.getvalue()


def build_field(*runs: str) -> str:
    """Build a paragraph with one field whose instruction is split over runs."""
    middle = "".join(f'<w:r><w:instrText xml:space="preserve">{run}</w:instrText></w:r>' for run in runs)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p {W}>{begin}{middle}{end}</w:p>"


def build_link(kind: str, target: str, mode: str = ' TargetMode="External"') -> dict[str, str | bytes]:
    """Build the part with the links of the settings, with one link."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = f'<Relationship Id="rId1" Type="{kind}" Target="{target}"{mode}/>'
    return {"word/_rels/settings.xml.rels": f'<Relationships xmlns="{space}">{link}</Relationships>'}


INNER_FIELD = build_field("DDE a").removeprefix(f"<w:p {W}>").removesuffix("</w:p>")
INSTRUCTIONS = {
    " PAGE ": True,
    "NUMPAGES \\* MERGEFORMAT": True,
    "page": True,
    'DATE \\@ "d MMMM yyyy"': True,
    'TOC \\o "1-3" \\h \\z \\u': True,
    "PAGEREF _Toc1 \\h": True,
    'HYPERLINK "https://x.example/a"': True,
    'HYPERLINK \\l "_Toc1"': True,
    'HYPERLINK "mailto:a@x.example" \\o "mail"': True,
    "DDEAUTO cmd": False,
    'DDE "cmd" "/c calc"': False,
    'INCLUDEPICTURE "http://x.example/a.png"': False,
    "INCLUDETEXT c:\\\\a.docx": False,
    'IMPORT "a"': False,
    'LINK Excel.Sheet "a"': False,
    "DATABASE \\d a": False,
    "AUTOTEXT a": False,
    "MACROBUTTON a b": False,
    'QUOTE "INCLUDETEXT a"': False,
    "IF 1 = 1 a b": False,
    '"INCLUDETEXT" a': False,
    "\\INCLUDETEXT a": False,
    "PAGEINCLUDETEXT a": False,
    "PAGE1 a": False,
    "= 1 + 1": False,
    "": False,
    'HYPERLINK "file:///c:/a.exe"': False,
    'HYPERLINK "\\\\\\\\host\\\\a"': False,
    "HYPERLINK javascript:a": False,
    "HYPERLINK": False,
    'HYPERLINK \\o "https://x.example" "file:///a"': False,
    "FILLIN a": False,
    "EMBED Package": False,
}


@pytest.mark.parametrize(("instruction", "allowed"), INSTRUCTIONS.items())
def test_judges_a_field_by_its_instruction(instruction: str, allowed: bool) -> None:
    assert (describe_problem(instruction) == "") is allowed


@pytest.mark.parametrize(
    "xml",
    [
        build_field(" INCLUDE", "PICTURE &quot;http://x.example&quot;"),
        build_field(*"DDEAUTO"),
        f'<w:p {W}><w:fldSimple w:instr="&#9;INCLUDETEXT a"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>',
        f'<w:p {W}><w:fldSimple w:instr="PAGE"/><w:fldSimple w:instr="DDE a"/></w:p>',
        build_field("PAGE").replace(
            "<w:instrText", f"{build_field('DDE a')[len(f'<w:p {W}>') : -len('</w:p>')]}<w:instrText"
        ),
        f'<w:p {W}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>DDE a</w:t></w:r></w:p>',
        f"<w:p {W}><w:r><w:instrText>DDE a</w:instrText></w:r></w:p>",
        f"<w:p {W}><w:r><w:delInstrText>DDE a</w:delInstrText></w:r></w:p>",
    ],
)
def test_reads_an_instruction_as_word_does(xml: str) -> None:
    with expect_refusal("n", codes.UNSAFE_TEMPLATE, "word/document.xml", "field"):
        check_docx(build_document(xml), "n")


def test_fields_of_one_paragraph_stay_apart() -> None:
    both = build_field("PAGE").replace("</w:p>", "") + build_field("NUMPAGES").removeprefix(f"<w:p {W}>")
    docx = build_document(both, build_field(" HYPERLINK &quot;https://x.example&quot; "))
    assert check_docx(docx, "n") == docx


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (f"{OFFICE}/attachedTemplate", "http://x.example/hyperlink/m.dotm"),
        (f"{OFFICE}/image", "http://x.example/hyperlink?a"),
        (f"{OFFICE}/hyperlink", "file:///etc/passwd"),
        (f"{OFFICE}/hyperlink", "\\\\host\\share"),
        (f"{OFFICE}/hyperlink", "//host/share"),
        (f"{OFFICE}/hyperlink", "java&#10;script:a"),
        (f"{OFFICE}/hyperlink", "other.docx"),
        (f"{OFFICE}/oleObject", "http://x.example"),
        (f"{OFFICE}/frame", "http://x.example"),
        (f"{OFFICE}/aFChunk", "http://x.example"),
        (f"{OFFICE}/subDocument", "http://x.example"),
        (f"{OFFICE}/mailMergeSource", "http://x.example"),
        ("http://evil.example/hyperlink", "http://x.example"),
        ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "http://x.example"),
    ],
)
def test_refuses_links_to_outside_other_than_plain_ones(kind: str, target: str) -> None:
    with expect_refusal("n", codes.UNSAFE_TEMPLATE, "word/_rels/settings.xml.rels"):
        check_docx(build_document(parts=build_link(kind, target)), "n")


@pytest.mark.parametrize("mode", [' TargetMode="external"', " TargetMode='External'", ' TargetMode=" External "'])
def test_refuses_an_outside_link_however_it_is_written(mode: str) -> None:
    with pytest.raises(TemplateError):
        check_docx(build_document(parts=build_link(f"{OFFICE}/image", "http://x.example", mode)), "n")


def test_refuses_inner_links_of_other_kinds_and_to_nothing() -> None:
    for kind, target in (("aFChunk", "styles.xml"), ("oleObject", "styles.xml"), ("image", "http://x.example")):
        with expect_refusal("n", codes.UNSAFE_TEMPLATE, "word/_rels/settings.xml.rels"):
            check_docx(build_document(parts=build_link(f"{OFFICE}/{kind}", target, "")), "n")


@pytest.mark.parametrize("target", ["https://x.example/a", "HTTP://x.example", "mailto:a@x.example"])
def test_takes_plain_links(target: str) -> None:
    docx = build_document(parts=build_link(f"{OFFICE}/hyperlink", target))
    assert check_docx(docx, "n") == docx


def wrap_run(inner: str) -> str:
    """Wrap XML in a run of a paragraph."""
    return f"<w:p {W} {R} {V}><w:r>{inner}</w:r></w:p>"


def wrap_properties(inner: str) -> str:
    """Wrap XML in the properties of a paragraph."""
    return f"<w:p {W}><w:pPr>{inner}</w:pPr></w:p>"


ELEMENTS = {
    "a chunk of another format": f'<w:altChunk {W} {R} r:id="rId9"/>',
    "a part of another document": f'<w:p {W} {R}><w:subDoc r:id="rId9"/></w:p>',
    "an embedded object": wrap_run("<w:object/>"),
    "a control": wrap_run('<w:control w:name="a"/>'),
    "a drawing from elsewhere": wrap_run('<w:pict><v:imagedata src="http://x.example"/></w:pict>'),
    "a drawing that links to a file": wrap_run('<w:pict><v:shape href="file:///a"/></w:pict>'),
    "a drawing over the text": wrap_run('<w:pict><v:rect style="POSITION:absolute;z-index:9"/></w:pict>'),
    "a macro of a form": wrap_run('<w:ffData><w:entryMacro w:val="a"/></w:ffData>'),
    "a frame over the text": wrap_properties('<w:framePr w:wrap="none" w:x="0" w:y="0"/>'),
    "a heading that hides the text below": wrap_properties("<w:collapsed/>"),
    "a page without room": wrap_properties(
        '<w:sectPr><w:pgSz w:w="11906"/><w:pgMar w:left="11000" w:right="900"/></w:sectPr>'
    ),
    "a page without height": wrap_properties(
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="-15000" w:left="0" w:right="0"/></w:sectPr>'
    ),
    "a page with a wide gutter": wrap_properties('<w:sectPr><w:pgMar w:left="0" w:gutter="11000"/></w:sectPr>'),
    "a page of no size": wrap_properties('<w:sectPr><w:pgSz w:w="20" w:h="20"/></w:sectPr>'),
    "text beyond the page": wrap_properties(
        '<w:sectPr><w:pgSz w:w="11906"/><w:pgMar w:left="-9000" w:right="0"/></w:sectPr>'
    ),
    "a picture over the text": wrap_run(
        f'<w:drawing><wp:anchor {WP} behindDoc="0"><wp:wrapNone/></wp:anchor></w:drawing>'
    ),
    "a picture whose outline is a lie": wrap_run(
        f'<w:drawing><wp:anchor {WP} behindDoc="0"><wp:wrapTight/></wp:anchor></w:drawing>'
    ),
}


@pytest.mark.parametrize("xml", ELEMENTS.values(), ids=ELEMENTS)
def test_refuses_elements_that_load_run_or_cover_something(xml: str) -> None:
    with expect_refusal("n", codes.UNSAFE_TEMPLATE, "`word/document.xml`"):
        check_docx(build_document(xml), "n")


@pytest.mark.parametrize(
    "xml",
    [
        wrap_run(f'<w:drawing><wp:anchor {WP} behindDoc="1"><wp:wrapNone/></wp:anchor></w:drawing>'),
        wrap_run(f'<w:drawing><wp:anchor {WP} behindDoc="0"><wp:wrapSquare/></wp:anchor></w:drawing>'),
        wrap_run('<w:pict><v:shape style="position:absolute;z-index:-251658752"/></w:pict>'),
    ],
)
def test_takes_drawings_behind_and_beside_the_text(xml: str) -> None:
    docx = build_document(xml)
    assert check_docx(docx, "n") == docx


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/vbaProject.bin", b"\xd0\xcf"),
        ("word/embeddings/a.xlsx", b"PK"),
        ("word/a.html", b"<script>"),
        ("word/settings.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        ("word/settings.xml", "<a>"),
    ],
)
def test_refuses_parts_of_other_kinds(name: str, content: str | bytes) -> None:
    with expect_refusal("n", codes.UNSAFE_TEMPLATE, f"`{name}`"):
        check_docx(build_document(parts={name: content}), "n")


@pytest.mark.parametrize("name", ["vanish", "specVanish", "webHidden"])
def test_refuses_hidden_text_as_the_default(name: str) -> None:
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    defaults = next(document.styles.element.iter("{*}rPrDefault"))
    defaults[0].append(parse_xml(f"<w:{name} {W}/>"))
    written = BytesIO()
    document.save(written)
    with expect_refusal("n", codes.UNSAFE_TEMPLATE, "`word/styles.xml`", f"`{name}`"):
        check_docx(written.getvalue(), "n")


def test_names_every_part_in_one_run() -> None:
    docx = build_document(build_field("DDE a"), parts=build_link(f"{OFFICE}/image", "http://x.example"))
    with pytest.raises(TemplateError) as caught:
        check_docx(docx, "n")
    assert len(caught.value.findings) == 2


def render_with_pack(builtin: RuleBase, folder: Path, docx: bytes) -> Any:
    """Render the document of an example with the template of a pack."""
    from docx import Document

    (folder / word.TEMPLATE).write_bytes(docx)
    rulebase = dataclasses.replace(builtin, packs=(*builtin.packs, Pack("mine", "1", "0", str(folder))))
    advice = advise_example("stay-settled-distributor")
    return Document(BytesIO(word.render_document(advice, rulebase)))


def test_an_unchanged_copy_of_our_template_is_taken(builtin: RuleBase, tmp_path: Path) -> None:
    document = render_with_pack(builtin, tmp_path, (find_builtin_templates() / word.TEMPLATE).read_bytes())
    assert document.paragraphs[0].text == "Guidance used: core 1.0.0 and mine 1."


def test_no_style_of_the_template_reaches_the_notice(builtin: RuleBase, tmp_path: Path) -> None:
    """Whatever the template's own styles say, each run and paragraph of the notice sets its looks itself."""
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    template = Document()
    template.add_paragraph("{{ advice.headline }}")
    template.add_paragraph("{{ report.guidance | join(' ') }}").runs[0].font.hidden = True
    for name in ("AdvisorPackNotice", "AdvisorPackNoticeText"):
        kind = WD_STYLE_TYPE.CHARACTER if name.endswith("Text") else WD_STYLE_TYPE.PARAGRAPH
        template.styles.add_style(name, kind).font.hidden = True
    font = template.styles["Normal"].font
    font.hidden, font.size, font.color.rgb = True, Pt(1), RGBColor(0xFF, 0xFF, 0xFF)
    written = BytesIO()
    template.save(written)
    document = render_with_pack(builtin, tmp_path, written.getvalue())
    notice = document.paragraphs[0]
    assert notice.text.startswith("Guidance used: ")
    assert notice.style.base_style is None
    assert not notice.style.font.hidden
    (run,) = notice.runs
    assert (run.font.hidden, run.font.size, str(run.font.color.rgb)) == (False, Pt(10), "1B1C1D")
