"""The recommendation as a PDF by typst: tagged for screen readers, vector pictures, always the same bytes.

All texts go to typst as data (`sys.inputs`), never as source, so nothing that a user typed can run as typst code. The
source, `recommendation.typ`, holds no word of theirs. Nothing of a report is written to disk: typst sees an empty
folder as its root, reads no packages, and needs no network. Since typst cannot be stopped while it runs, a pack may
not have typst source of its own.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any, Literal

from advisor.errors import MissingExtraError, OutputError, TemplateError
from advisor.loading.finding_codes import INVALID_TEMPLATE, MISSING_FONT
from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.draw import draw
from advisor.reporting.pictures.selection import describe_appendix, select_pictures
from advisor.reporting.pictures.style import import_drawing_library
from advisor.reporting.render.documents.typography import apply_typography, apply_typography_deep
from advisor.reporting.render.template_files import find_program
from advisor.reporting.render.text_parts import measure_columns, split_into_runs
from advisor.reporting.view.headline import mark_headline
from advisor.reporting.view.pack_notice import build_pack_notice
from advisor.reporting.view.reasons_view import ReasonsView
from advisor.reporting.view.report_view import build_report_view
from advisor.reporting.view.text_layout import CitedText, ReportTable
from advisor.reporting.view.wording import build_wording_lookup

TEMPLATE = "recommendation.typ"
FONT = "DejaVuSans.ttf"
"""The font of the pictures; the text uses it for characters that typst's own fonts lack."""
MAX_NAMED_CHARACTERS = 12
_LONG_WORD = re.compile(r"\S{24,}")
_BREAK = "\N{ZERO WIDTH SPACE}"


def render_document(advice: Advice, rulebase: RuleBase) -> bytes:
    """Render the PDF.

    Raises:
        MissingExtraError: The libraries are not installed.
        OutputError: No font has a character of the report.
        TemplateError: The template is wrong.
    """
    try:
        import_drawing_library()
        import matplotlib
        import typst  # noqa: F401  # checked before anything is drawn
    except ImportError:
        raise MissingExtraError("report.pdf", "report") from None
    source = find_program(rulebase, TEMPLATE).read_bytes()
    inputs = {"report": json.dumps(build_template_data(advice, rulebase), ensure_ascii=False)}
    say = build_wording_lookup(rulebase)
    for name, selected in select_pictures(advice, rulebase).items():
        inputs[f"picture-{name}"] = draw(selected.picture, "svg", say).decode()
    return _compile_pdf(source, inputs, Path(matplotlib.get_data_path()) / "fonts" / "ttf" / FONT)


def build_template_data(advice: Advice, rulebase: RuleBase) -> dict[str, Any]:
    """Build the data for the template, as JSON holds it.

    A line is `{pieces: [[text, bold]], marks}`; a table is `{headers, rows, numeric, widest}`, the last two about its
    columns. Words longer than a line have places to break at.
    """
    pictures = select_pictures(advice, rulebase).values()
    notice = build_pack_notice(rulebase, advice)
    return {
        "notice": list(map(_insert_breaks, notice.top)),
        "changes": list(map(_insert_breaks, notice.changes)),
        "company": _insert_breaks(advice.company) if advice.company else None,
        "title": f"Sales and Marketing at {advice.company}" if advice.company else "Sales and Marketing",
        "headline": apply_typography(mark_headline(advice, rulebase).headline),
        "report": _convert_value(apply_typography_deep(build_report_view(advice, rulebase))),
        "pictures": [
            {
                "id": each.id,
                "title": each.title,
                "alt": each.alt,
                "has_own_figures": each.has_own_figures,
                "table": _convert_value(apply_typography_deep(each.table)),
            }
            for each in pictures
        ],
        "timeline_note": apply_typography(build_wording_lookup(rulebase)("timeline-note")),
        "appendix_note": apply_typography(describe_appendix(pictures, rulebase)),
    }


def _convert_value(value: Any) -> Any:
    match value:
        case CitedText():
            runs = [[_insert_breaks(run.text), run.bold] for run in split_into_runs(value)]
            before = {"before": _convert_value(value.before)} if value.before else {}
            return {"pieces": runs, "marks": value.marks, **before}
        case ReportTable():
            columns = measure_columns(value)
            widths = [column.width for column in columns]
            numeric = [column.numeric for column in columns]
            return {**_convert_fields(value), "numeric": numeric, "widest": widths.index(max(widths))}
        case ReasonsView():
            return {**_convert_fields(value), "rows": _convert_value(value.rows), "says_more": value.says_more}
        case tuple() if hasattr(value, "_asdict"):
            return _convert_fields(value)
        case list() | tuple():
            return list(map(_convert_value, value))
        case str():
            return _insert_breaks(value)
    return value


def _convert_fields(value: Any) -> dict[str, Any]:
    return {name: _convert_value(part) for name, part in value._asdict().items()}


def _insert_breaks(text: str) -> str:
    return _LONG_WORD.sub(lambda match: re.sub(r".{12}(?=.)", rf"\g<0>{_BREAK}", match[0]), text)


def _compile_pdf(source: bytes, inputs: dict[str, str], font: Path) -> bytes:
    """Compile the source to a PDF.

    A character that our fonts lack is looked up in the system's fonts.

    Raises:
        OutputError: No font has a character, which the PDF would print as a box.
        TemplateError: typst cannot compile the source.
    """
    import typst

    attempts: tuple[tuple[bool, Literal["ua-1"] | None], ...] = ((False, "ua-1"), (True, "ua-1"), (False, None))
    problem = ""
    with tempfile.TemporaryDirectory(prefix="report-") as empty, tempfile.TemporaryDirectory(prefix="fonts-") as folder:
        # this font alone: matplotlib's last-resort font next to it has an empty box for every character
        shutil.copy(font, folder)
        for system_fonts, standard in attempts:
            fonts = typst.Fonts(include_system_fonts=system_fonts, font_paths=[folder])
            try:
                compiler = typst.Compiler(
                    source, empty, fonts, sys_inputs=inputs, package_path=empty, package_cache_path=empty
                )
                pdf, _ = compiler.compile_with_warnings(format="pdf", pdf_standards=standard)
            except typst.TypstError as error:
                problem = problem or " ".join(str(error).split()).rstrip(".")
            else:
                assert isinstance(pdf, bytes)  # there is no output file, and a PDF is one document
                if standard:
                    return pdf
                raise OutputError.at("report.pdf", _describe_missing_font(inputs["report"], font), MISSING_FONT)
    raise TemplateError.at(TEMPLATE, f"typst cannot compile this: {problem}", INVALID_TEMPLATE)


def _describe_missing_font(text: str, font: Path) -> str:
    """Say which characters no font has, and what to do; the standard for accessible PDFs refuses boxes for them."""
    from matplotlib.ft2font import FT2Font

    known = FT2Font(str(font)).get_charmap()
    missing = "".join(dict.fromkeys(char for char in text if ord(char) not in known and char.isprintable()))
    words = f"`{missing[:MAX_NAMED_CHARACTERS]}`" if missing else "some characters of the company's name"
    return (
        f"no font on this computer has {words}; install one that does, such as Noto Sans CJK for Chinese, Japanese and "
        "Korean, or write the report as .docx or .html"
    )
