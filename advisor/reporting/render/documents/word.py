"""The recommendation as a Word document: a template, built-in or the user's own, filled with the advice.

Tags are those of Jinja2 and run in the sandbox of all templates; no value in them leads to Python. A line brings its
bold words and its marks, a picture its alt text, a table the document's own style (docs/word-template.md).
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
from markupsafe import Markup

from advisor.errors import AdvisorError, MissingExtraError, TemplateError
from advisor.loading.finding_codes import INVALID_TEMPLATE, TEMPLATE_LIMIT, UNKNOWN_TEMPLATE, UNSAFE_TEMPLATE
from advisor.model.advice import Advice
from advisor.model.name_suggestion import suggest_name
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.draw import draw
from advisor.reporting.pictures.selection import Illustration, describe_appendix, select_pictures
from advisor.reporting.pictures.style import import_drawing_library
from advisor.reporting.render.documents.typography import apply_typography, apply_typography_deep
from advisor.reporting.render.documents.word_notice import add_word_notice
from advisor.reporting.render.documents.word_safety import check_docx
from advisor.reporting.render.documents.word_template import read_word_template
from advisor.reporting.render.documents.word_xml import (
    WordPartError,
    WordPartTemplate,
    clean_text,
    render_table_xml,
    render_text_xml,
    render_value,
)
from advisor.reporting.render.sandbox_process import run_in_subprocess
from advisor.reporting.render.template_files import OutsideFolderError, find_builtin_templates, find_template
from advisor.reporting.render.templates import build_environment, find_undefined_name, format_library_message
from advisor.reporting.view.headline import mark_headline
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
"""Maximum number of characters in a property of a document."""
_MAX_PICTURE_HEIGHT = 88
"""Maximum height of a picture, in percent of a page; its title needs room above it."""
_SUFFIX = re.compile(r" of '\w+' object")
_TAG = re.compile(r"\{\{|\{%")


def render_document(advice: Advice, rulebase: RuleBase, own_template: str | None = None) -> bytes:
    """Render the document, in a subprocess unless the template is the built-in one.

    Args:
        advice: The advice on one company.
        rulebase: Holds the wording and the templates.
        own_template: File name of the user's template.

    Raises:
        MissingExtraError: The libraries are not installed.
        TemplateError: The template is wrong.
    """
    try:
        import docxtpl  # noqa: F401  # checked before anything is drawn

        import_drawing_library()
    except ImportError:
        raise MissingExtraError("report.docx", "report") from None
    path, name = (Path(own_template), own_template) if own_template else _find_pack_template(rulebase)
    template = read_word_template(path, name)
    if path.resolve() == find_builtin_templates() / TEMPLATE:
        return fill_document(template, advice, rulebase, name)
    target = "advisor.reporting.render.documents.word:fill_document"
    docx: bytes = run_in_subprocess(target, template, advice, rulebase, name, name=name, kind="document")
    return docx if own_template else check_docx(docx, name)


def _find_pack_template(rulebase: RuleBase) -> tuple[Path, str]:
    try:
        file = find_template(rulebase.packs, TEMPLATE)
    except OutsideFolderError as error:
        sentence = "this file is outside the templates folder of its pack; copy it into the folder"
        raise TemplateError.at(str(error), sentence, UNSAFE_TEMPLATE) from None
    if file is None:
        raise TemplateError.at(TEMPLATE, f"there is no template `{TEMPLATE}` in this pack", UNKNOWN_TEMPLATE)
    return file


def fill_document(template: bytes, advice: Advice, rulebase: RuleBase, name: str) -> bytes:
    """Fill a document in this process, which has to be the built-in one or a subprocess.

    Args:
        template: The bytes of the Word template.
        advice: The advice on one company.
        rulebase: Holds the wording.
        name: The name of the template, for messages.

    Raises:
        TemplateError: The template is wrong.
    """
    try:
        return normalize_docx(_fill_template(template, advice, rulebase, name))
    except AdvisorError:
        raise
    except Exception as error:  # any error that a template causes in the libraries is an error of the template
        raise TemplateError.at(name, *_describe_error(error, _list_tag_names(advice, rulebase))) from None


def _fill_template(blank: bytes, advice: Advice, rulebase: RuleBase, name: str) -> bytes:
    from docxtpl import DocxTemplate

    template = DocxTemplate(BytesIO(blank))
    template.init_docx()
    if not _TAG.search("".join(_extract_part_texts(template.docx))):
        problem = "this document has no tags, so the report would not say anything"
        raise TemplateError.at(name, f"{problem}; {GUIDE} lists the tags", INVALID_TEMPLATE)
    advice = mark_headline(advice, rulebase)
    pictures = select_pictures(advice, rulebase)
    values: dict[str, Any] = {
        "advice": advice,
        "report": apply_typography_deep(build_report_view(advice, rulebase)),
        "pictures": {name: apply_typography_deep(each) for name, each in pictures.items()},
        "appendix_note": apply_typography(describe_appendix(pictures.values(), rulebase)),
    }
    properties = {name: getattr(template.core_properties, name) for name in _PROPERTIES}
    for property_name in _PROPERTIES:  # the library escapes the values in them as if they were XML
        setattr(template.core_properties, property_name, "")
    sandbox = build_environment(rulebase)
    sandbox.bytecode_cache = None  # it compiles in another way than pages and text
    sandbox.autoescape = True
    del sandbox.filters["safe"]  # it would let a template write XML of its own
    sandbox.template_class = WordPartTemplate
    sandbox.finalize = _build_value_renderer(template, rulebase)
    template.render(values, sandbox)
    add_word_notice(template.docx, rulebase, advice)
    plain_sandbox = build_environment(rulebase)
    plain_sandbox.bytecode_cache = None
    for property_name, source in properties.items():
        filled = clean_text(plain_sandbox.from_string(source).render(values))
        setattr(template.core_properties, property_name, filled[:_MAX_PROPERTY_LENGTH])
    output = BytesIO()
    template.save(output)
    return output.getvalue()


def _build_value_renderer(template: Any, rulebase: RuleBase) -> Callable[[object], object]:
    """Build the function that turns a value into a part of the document: text, lines, a picture or a table."""
    say = build_wording_lookup(rulebase)
    style_ids = {style.name: style.style_id for style in template.docx.styles}
    table_style = next((style_ids[name] for name in TABLE_STYLES if name in style_ids), None)
    text_width = round(_measure_text_area(template)[0] / 635)

    def render(value: object) -> object:
        if isinstance(value, CitedText):
            return render_text_xml([value])
        if isinstance(value, list) and value and all(isinstance(line, CitedText) for line in value):
            return render_text_xml(value)
        if isinstance(value, Illustration):
            return _render_picture(template, value, draw(value.picture, "png", say))
        if isinstance(value, ReportTable):
            return render_table_xml(value, table_style, style_ids.get("Table Text"), text_width)
        return render_value(value)

    return render


def _measure_text_area(template: Any) -> tuple[int, int]:
    """Return the width and the height of a page without its margins, in English Metric Units."""
    section = template.docx.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    return width, section.page_height - section.top_margin - section.bottom_margin


def _render_picture(template: Any, illustration: Illustration, png: bytes) -> object:
    """Render the picture at its own size, or as large as a page allows, with its title and its alt text."""
    width, height = _measure_text_area(template)
    inline = template.current_rendering_part.new_pic_inline(BytesIO(png), None, None)
    picture = inline.graphic.graphicData.pic
    scale = min(1, width / inline.extent.cx, height * _MAX_PICTURE_HEIGHT // 100 / inline.extent.cy)
    size = {"cx": str(round(inline.extent.cx * scale)), "cy": str(round(inline.extent.cy * scale))}
    for extent in (inline.extent, picture.spPr.find(".//{*}ext")):
        for name, length in size.items():
            extent.set(name, length)
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    inline.docPr.set("name", clean_text(illustration.title))
    picture.nvPicPr.cNvPr.set("name", f"{illustration.id}.png")
    for properties in (inline.docPr, picture.nvPicPr.cNvPr):
        properties.set("descr", clean_text(illustration.alt))
    return Markup(f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">')


def _extract_part_texts(document: Any) -> list[str]:
    """Extract the text of all parts that are filled; tags that formatting splits become whole again."""
    parts = [document.part, *(rel.target_part for rel in document.part.rels.values() if not rel.is_external)]
    contents = (part.blob for part in parts if str(part.partname).endswith(".xml"))
    return [re.sub(r"<[^>]*>", "", content.decode("utf-8", "replace")) for content in contents]


def _describe_error(error: Exception, names: list[str]) -> tuple[str, str]:
    """Describe what is wrong with a template; return the sentence and its code."""
    problem = format_library_message(str(getattr(error, "message", None) or error))
    match error:
        case UndefinedError():
            return _describe_undefined(problem, names), INVALID_TEMPLATE
        case TemplateSyntaxError():
            return f"a tag of this document is not valid: {problem}{_describe_location(error)}", INVALID_TEMPLATE
        case SecurityError():
            return f"this document does something that is not allowed: {_SUFFIX.sub('', problem)}", UNSAFE_TEMPLATE
        case WordPartError():
            return str(error), error.code
        case RecursionError() | MemoryError():
            return "the tags of this document need too much memory; write less text", TEMPLATE_LIMIT
    reason = f": {problem}" if problem and isinstance(error, JinjaError | TypeError) else ""
    return f"the report cannot fill this document{reason}; {GUIDE} lists the tags", INVALID_TEMPLATE


def _describe_undefined(problem: str, names: list[str]) -> str:
    name = find_undefined_name(problem)
    if not name:
        return f"a tag needs a value that does not exist; {GUIDE} lists the tags"
    if name in names:
        test = "test it first, as in `{%p if report.heard %}`"
        return f"`{name}` does not exist for every company; {test}; see {GUIDE}"
    return f"the tag `{name}` does not exist; {GUIDE} lists the tags{suggest_name(name, names)}"


def _describe_location(error: TemplateSyntaxError) -> str:
    """Quote the paragraph of a wrong tag, if the library names it."""
    lines = [" ".join(line.split()) for line in getattr(error, "docx_context", ())]
    index = min(3, (error.lineno or 1) - 1)
    words = lines[index] if index < len(lines) else ""
    return f", near `{words[:60]}`" if words else ""


def _list_tag_names(advice: Advice, rulebase: RuleBase) -> list[str]:
    """List every name that a tag can use."""
    known: dict[str, None] = dict.fromkeys(
        ("advice", "report", "pictures", "appendix_note", *SurveyView._fields, *PICTURES)
    )

    def collect(value: Any, depth: int = 0) -> None:
        if names := getattr(value, "_fields", None) or getattr(value, "__dataclass_fields__", None):
            known.update(dict.fromkeys(names))
            for name in names:
                collect(getattr(value, name), depth + 1)
        elif isinstance(value, list | tuple) and depth < 8:
            for part in value[:3]:
                collect(part, depth + 1)

    collect(build_report_view(advice, rulebase))
    collect(advice)
    collect(next(iter(select_pictures(advice, rulebase).values())))
    return list(known)


def normalize_docx(docx: bytes) -> bytes:
    """Set the same date on all parts of a document, so that the same content gives the same bytes."""
    output = BytesIO()
    with ZipFile(BytesIO(docx)) as old, ZipFile(output, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = ZipInfo(info.filename, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, old.read(info))
    return output.getvalue()
