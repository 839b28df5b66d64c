"""A recommendation as a Word document: a template, the built-in one or one's own, filled with what is said.

Tags are Jinja2's, run in the sandbox of all templates; nothing of what fills them leads back to Python. A line takes
its weight and its marks along, a picture its alt text, a table the document's own style (docs/word-template.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import TemplateError as JinjaError

from advisor.errors import AdvisorError, Finding, MissingExtraError, Place, TemplateError
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.model.advice import Advice
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.draw import draw
from advisor.reporting.pictures.selection import Illustration, select_pictures
from advisor.reporting.render import output_safety as contained
from advisor.reporting.render.documents.shared import apply_typography_deep, find_template_file
from advisor.reporting.render.documents.word_template import read_word_template
from advisor.reporting.render.documents.word_xml import (
    WordPartTemplate,
    clean_text,
    render_table_xml,
    render_text_xml,
    render_value,
)
from advisor.reporting.render.sandbox_process import DOCUMENT_LIMITS, run_in_subprocess
from advisor.reporting.render.templates import build_environment
from advisor.reporting.view.report_view import build_report_view
from advisor.reporting.view.survey_view import SurveyView
from advisor.reporting.view.text_layout import CitedText, ReportTable
from advisor.reporting.view.wording import build_wording_lookup

TEMPLATE = "recommendation.docx"
GUIDE = "docs/word-template.md"
PICTURES = ("ladder", "dumbbell", "balance", "timeline", "funnel", "checklist")
TABLE_STYLES = ("Figures", "Table Grid")
_PROPERTIES = ("title", "subject", "author", "comments", "identifier", "language")
_MAX_PROPERTY_LENGTH = 255
"""Characters in a property of a document."""
_MAX_PICTURE_HEIGHT = 88
"""How much of the height of a page a picture may take, in percent; its title stands above it."""
_UNDEFINED_NAME = re.compile(r"'(\w+)' is undefined|has no attribute '(\w+)'")
_OBJECT_SUFFIX = re.compile(r" of '\w+' object")
_TAG = re.compile(r"\{\{|\{%")


def render_document(advice: Advice, rulebase: RuleBase, own_template: str | None = None) -> bytes:
    """The document. Raises MissingExtraError without the libraries, TemplateError where the template is wrong."""
    try:
        import docxtpl  # noqa: F401  # asked for before anything is drawn
        import matplotlib  # noqa: F401
    except ImportError:
        raise MissingExtraError("report.docx", "report") from None
    path, shown = (Path(own_template), own_template) if own_template else find_template_file(rulebase, TEMPLATE)
    blank = read_word_template(path, shown)
    if path.resolve() == Path(find_builtin_folder()).resolve() / "templates" / TEMPLATE:
        return fill_document(blank, advice, rulebase, shown)
    made: bytes = run_in_subprocess(
        "advisor.reporting.render.documents.word:fill_document",
        blank,
        advice,
        rulebase,
        shown,
        name=shown,
        limits=DOCUMENT_LIMITS,
    )
    return made if own_template else contained.check_docx(made, shown)


def fill_document(blank: bytes, advice: Advice, rulebase: RuleBase, display_name: str) -> bytes:
    """A document filled in this process, be it one that is known to end. Raises TemplateError."""
    try:
        return normalize_docx(_fill_template(blank, advice, rulebase, display_name))
    except AdvisorError:
        raise
    except Exception as error:  # whatever a template makes the libraries say is the template's fault, and told as such
        raise TemplateError(
            [Finding(Place(display_name), _describe_error(error, _list_tag_names(advice, rulebase)))]
        ) from None


def _fill_template(blank: bytes, advice: Advice, rulebase: RuleBase, display_name: str) -> bytes:
    from docxtpl import DocxTemplate

    template = DocxTemplate(BytesIO(blank))
    template.init_docx()
    if not _TAG.search("".join(_extract_part_texts(template.docx))):
        way_out = f"this document has no tags, so that nothing would be told; {GUIDE} lists them"
        raise TemplateError([Finding(Place(display_name), way_out)])
    values: dict[str, Any] = {
        "advice": advice,
        "report": apply_typography_deep(build_report_view(advice, rulebase)),
        "pictures": {name: apply_typography_deep(each) for name, each in select_pictures(advice, rulebase).items()},
    }
    properties = {name: getattr(template.core_properties, name) for name in _PROPERTIES}
    for name in _PROPERTIES:  # the library escapes what it fills into them as if they were XML
        setattr(template.core_properties, name, "")
    sandbox = build_environment(rulebase)
    sandbox.autoescape = True
    del sandbox.filters["safe"]  # by which a template would write XML of its own
    sandbox.template_class = WordPartTemplate
    sandbox.finalize = _build_value_renderer(template, rulebase)
    template.render(values, sandbox)
    told = "\n".join(paragraph.text for paragraph in template.docx.paragraphs)
    for each in values["report"].guidance:  # which packs spoke is told, whatever the template has
        if each not in told:
            template.docx.add_paragraph(each)
    words = build_environment(rulebase)
    for name, text in properties.items():
        setattr(
            template.core_properties, name, clean_text(words.from_string(text).render(values))[:_MAX_PROPERTY_LENGTH]
        )
    written = BytesIO()
    template.save(written)
    return written.getvalue()


def _build_value_renderer(template: Any, rulebase: RuleBase) -> Callable[[object], object]:
    """What turns a value into a part of the document: text, lines, a picture or a table."""
    say = build_wording_lookup(rulebase)
    known = {each.name: each.style_id for each in template.docx.styles}
    style = next((known[name] for name in TABLE_STYLES if name in known), None)
    paragraph = known.get("Table Text")
    section = template.docx.sections[0]
    room = round((section.page_width - section.left_margin - section.right_margin) / 635)

    def set_value(value: object) -> object:
        if isinstance(value, CitedText):
            return render_text_xml([value])
        if isinstance(value, list) and value and all(isinstance(each, CitedText) for each in value):
            return render_text_xml(value)
        if isinstance(value, Illustration):
            return _render_picture(template, value, draw(value.picture, "png", say))
        if isinstance(value, ReportTable):
            return render_table_xml(value, style, paragraph, room)
        return render_value(value)

    return set_value


def _render_picture(template: Any, illustration: Illustration, png: bytes) -> object:
    """The picture at its own size, or as large as a page lets it be, with its title and what it says as alt text."""
    from markupsafe import Markup

    part, section = template.current_rendering_part, template.docx.sections[0]
    wide = section.page_width - section.left_margin - section.right_margin
    high = (section.page_height - section.top_margin - section.bottom_margin) * _MAX_PICTURE_HEIGHT // 100
    inline = part.new_pic_inline(BytesIO(png), None, None)
    smaller = min(1, wide / inline.extent.cx, high / inline.extent.cy)
    size = round(inline.extent.cx * smaller), round(inline.extent.cy * smaller)
    for extent in (inline.extent, inline.graphic.graphicData.pic.spPr.find(".//{*}ext")):
        extent.set("cx", str(size[0]))
        extent.set("cy", str(size[1]))
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    inline.docPr.set("name", clean_text(illustration.title))
    inline.docPr.set("descr", clean_text(illustration.alt))
    inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", f"{illustration.id}.png")
    inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("descr", clean_text(illustration.alt))
    drawing = f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r>"
    return Markup(f'</w:t></w:r>{drawing}<w:r><w:t xml:space="preserve">')


def _extract_part_texts(opened: Any) -> list[str]:
    """The text of all parts of a document that are filled, tags parted by formatting put together."""
    parts = [opened.part, *(rel.target_part for rel in opened.part.rels.values() if not rel.is_external)]
    blobs = (part.blob for part in parts if str(part.partname).endswith(".xml"))
    return [re.sub(r"<[^>]*>", "", blob.decode("utf-8", "replace")) for blob in blobs]


def _describe_error(error: Exception, names: list[str]) -> str:
    """What is wrong with a template, in a plain sentence."""
    told = " ".join(str(getattr(error, "message", None) or error).split()).rstrip(".")
    told = told[:1].lower() + told[1:]
    if isinstance(error, UndefinedError):
        found = _UNDEFINED_NAME.search(told)
        name = (found[1] or found[2]) if found else ""
        if name:
            if name in names:
                way_out = f"ask first, as in `{{%p if report.heard %}}`; see {GUIDE}"
                return f"`{name}` is not there for every company; {way_out}"
            near = suggest_name(name, names)
            return f"`{name}` is not the name of anything in a recommendation; {GUIDE} lists the tags{near}"
        return f"a tag asks for something that is not there; {GUIDE} lists the tags"
    if isinstance(error, TemplateSyntaxError):
        return f"a tag of this document is not valid: {told}{_describe_location(error)}"
    if isinstance(error, SecurityError):
        return f"a template may not do this: {_OBJECT_SUFFIX.sub('', told)}"
    if isinstance(error, ValueError) and str(error).startswith(WordPartTemplate.ERROR_PREFIX):
        return str(error).removeprefix(WordPartTemplate.ERROR_PREFIX)
    if isinstance(error, RecursionError | MemoryError):
        return "the tags of this document ask for more than there is room for"
    said = told if isinstance(error, JinjaError | TypeError) else ""
    return f"this document cannot be filled{': ' if said else ''}{said}; {GUIDE} lists the tags"


def _describe_location(error: TemplateSyntaxError) -> str:
    """The words of the paragraph that a wrong tag stands in, where the library tells them."""
    lines = [" ".join(each.split()) for each in getattr(error, "docx_context", ())]
    place = min(3, (error.lineno or 1) - 1)
    words = lines[place] if place < len(lines) else ""
    return f", near `{words[:60]}`" if words else ""


def _list_tag_names(advice: Advice, rulebase: RuleBase) -> list[str]:
    """Every name that a tag can go by."""
    found: dict[str, None] = dict.fromkeys(("advice", "report", "pictures", *SurveyView._fields, *PICTURES))

    def look(value: Any, depth: int = 0) -> None:
        names = getattr(value, "_fields", None) or getattr(value, "__dataclass_fields__", None)
        if names:
            found.update(dict.fromkeys(names))
            for name in names:
                look(getattr(value, name), depth + 1)
        elif isinstance(value, list | tuple) and depth < 8:
            for each in value[:3]:
                look(each, depth + 1)

    look(build_report_view(advice, rulebase))
    look(advice)
    look(next(iter(select_pictures(advice, rulebase).values())))
    return list(found)


def normalize_docx(docx: bytes) -> bytes:
    """The same document with the same date on each of its parts, so that the same content gives the same bytes."""
    written = BytesIO()
    with ZipFile(BytesIO(docx)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = ZipInfo(info.filename, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, old.read(info))
    return written.getvalue()
