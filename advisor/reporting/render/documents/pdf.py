"""A recommendation as a PDF, set by typst: tagged for screen readers, pictures as vectors, the same bytes every time.

Everything that is said goes to typst as data (`sys.inputs`), never as source, so that nothing a user typed can be taken
for typst's language; `recommendation.typ` itself holds no word of theirs. Nothing is written to disk: typst sees an
empty folder as its root, reads no packages, and needs no network. Since it cannot be stopped once it runs, a pack may
not bring typst source of its own.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any, Literal

from advisor.errors import Finding, MissingExtraError, Place, TemplateError
from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.pictures.draw import draw
from advisor.reporting.pictures.selection import select_pictures
from advisor.reporting.render.documents.shared import (
    apply_typography,
    apply_typography_deep,
    find_builtin_file,
    is_numeric_column,
    split_into_runs,
)
from advisor.reporting.view.reasons_view import ReasonsView
from advisor.reporting.view.report_view import build_report_view
from advisor.reporting.view.text_layout import CitedText, ReportTable
from advisor.reporting.view.wording import build_wording_lookup

TEMPLATE = "recommendation.typ"
FONT = "DejaVuSans.ttf"
"""The pictures' font; in the text it stands in for signs that typst's own fonts lack."""
_LONG_WORD = re.compile(r"\S{24,}")
_BREAK = "\N{ZERO WIDTH SPACE}"


def render_document(advice: Advice, rulebase: RuleBase) -> bytes:
    """The PDF. Raises MissingExtraError without the libraries, TemplateError where the template cannot be set."""
    try:
        import matplotlib
        import typst  # noqa: F401  # asked for before anything is drawn
    except ImportError:
        raise MissingExtraError("report.pdf", "report") from None
    source = find_builtin_file(rulebase, TEMPLATE).read_bytes()
    inputs = {
        "report": json.dumps(build_template_data(advice, rulebase), ensure_ascii=False),
        **_draw_pictures(advice, rulebase),
    }
    return _compile_pdf(source, inputs, Path(matplotlib.get_data_path()) / "fonts" / "ttf" / FONT)


def build_template_data(advice: Advice, rulebase: RuleBase) -> dict[str, Any]:
    """What the template is given: an advice laid out, as JSON holds it.

    A line is `{pieces: [[text, bold]], marks}`; a table is `{headers, rows, numeric, widest}`, the last two about its
    columns. Words longer than a line have places to break at.
    """
    return {
        "company": _insert_breaks(advice.company) if advice.company else None,
        "title": f"Sales and Marketing at {advice.company}" if advice.company else "Sales and Marketing",
        "headline": apply_typography(advice.headline),
        "report": _convert_value(apply_typography_deep(build_report_view(advice, rulebase))),
        "pictures": [
            {
                "id": each.id,
                "title": each.title,
                "alt": each.alt,
                "table": _convert_value(apply_typography_deep(each.table)),
            }
            for each in select_pictures(advice, rulebase).values()
        ],
        "timeline_note": apply_typography(build_wording_lookup(rulebase)("timeline-note")),
    }


def _convert_value(value: Any) -> Any:
    match value:
        case CitedText():
            told = [[_insert_breaks(piece.text), piece.bold] for piece in split_into_runs(value)]
            return {"pieces": told, "marks": value.marks}
        case ReportTable():
            return _convert_table(value)
        case ReasonsView():
            return {**_convert_fields(value), "rows": _convert_value(value.rows)}
        case tuple() if hasattr(value, "_asdict"):
            return _convert_fields(value)
        case list() | tuple():
            return [_convert_value(each) for each in value]
        case str():
            return _insert_breaks(value)
    return value


def _convert_fields(value: Any) -> dict[str, Any]:
    return {name: _convert_value(each) for name, each in value._asdict().items()}


def _convert_table(table: ReportTable) -> dict[str, Any]:
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.headers)
    lengths = [max(map(len, (head, *cells))) for head, cells in zip(table.headers, columns, strict=True)]
    return {
        "headers": _convert_value(table.headers),
        "rows": _convert_value(table.rows),
        "numeric": [is_numeric_column(cells) for cells in columns],
        "widest": lengths.index(max(lengths)),
    }


def _insert_breaks(text: str) -> str:
    return _LONG_WORD.sub(lambda found: re.sub(r".{12}(?=.)", rf"\g<0>{_BREAK}", found[0]), text)


def _draw_pictures(advice: Advice, rulebase: RuleBase) -> dict[str, str]:
    say = build_wording_lookup(rulebase)
    shown = select_pictures(advice, rulebase).values()
    return {f"picture-{each.id}": draw(each.picture, "svg", say).decode() for each in shown}


def _compile_pdf(source: bytes, inputs: dict[str, str], font: Path) -> bytes:
    """The source, set. A sign that none of our fonts has is looked for in the system's; where it is not there either,
    the PDF shows a box for it and does not claim to be accessible in full (PDF/UA-1).
    """
    import typst

    attempts: tuple[tuple[bool, Literal["ua-1"] | None], ...] = ((False, "ua-1"), (True, "ua-1"), (False, None))
    problem = ""
    with tempfile.TemporaryDirectory(prefix="report-") as empty, tempfile.TemporaryDirectory(prefix="fonts-") as folder:
        # this font alone: another one beside it has a sign for everything, which says nothing
        shutil.copy(font, folder)
        for system_fonts, standard in attempts:
            fonts = typst.Fonts(include_system_fonts=system_fonts, font_paths=[folder])
            try:
                setter = typst.Compiler(
                    source, empty, fonts, sys_inputs=inputs, package_path=empty, package_cache_path=empty
                )
                made, _ = setter.compile_with_warnings(format="pdf", pdf_standards=standard)
            except typst.TypstError as error:
                problem = problem or " ".join(str(error).split()).rstrip(".")
            else:
                assert isinstance(made, bytes)  # there is no output file, and a PDF is one document
                return made
    raise TemplateError([Finding(Place(TEMPLATE), f"typst cannot set this: {problem}")])
