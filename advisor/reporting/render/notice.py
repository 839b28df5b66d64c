"""The notice of which packs spoke, written into reports after their template is filled, so that none can hide it."""

from __future__ import annotations

import re
from functools import partial
from html import escape

from advisor.model.advice import Advice
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.pack_notice import PackNotice, build_pack_notice
from advisor.reporting.view.text_layout import WIDTH, escape_markdown, wrap_text

_BODY = re.compile(r"<body\b[^>]*>")
_LAST_TAGS = re.compile(r"(?:\s*</body>)?(?:\s*</html>)?\s*\Z")
_BOX_STYLE = {
    "all": "initial",
    "display": "block",
    "box-sizing": "border-box",
    "position": "relative",
    "z-index": "2147483647",
    "flex": "none",
    "width": "auto",
    "min-width": "16em",
    "max-width": "56em",
    "margin": "12px auto",
    "padding": "10px 14px",
    "border": "1px solid #b9bbbd",
    "color": "#1b1c1d",
    "background": "#fff6d6",
    "font": "15px/1.5 sans-serif",
    "direction": "ltr",
    "overflow-wrap": "anywhere",
}
_LINE_STYLE = {"all": "unset", "display": "block", "margin": "2px 0", "direction": "ltr"}


def add_text_notice(
    text: str, rulebase: RuleBase, width: int = WIDTH, *, advice: Advice | None = None, markdown: bool = False
) -> str:
    """Add the notice to a text: at its beginning, and what packs change at its end.

    Nothing comes before it, so no comment and no block that a template opens can hold it.
    """
    notice = build_pack_notice(rulebase, advice)
    if not notice.top:
        return text
    gap = "\n\n" if markdown else "\n"
    write = escape_markdown if markdown else partial(wrap_text, width=width)
    parts = [gap.join(map(write, lines)) for lines in (notice.top, notice.changes)]
    return "\n\n".join(filter(None, (parts[0], text.strip("\n"), parts[1]))) + "\n"


def add_html_notice(page: str, rulebase: RuleBase, advice: Advice | None = None) -> str:
    """Add the notice to a page: first in its body, and what packs change last.

    Its own style comes before that of any style sheet (CSS Cascade 4, 6.1), and `check_html` lets no page of a pack
    hide its body.
    """
    notice = build_pack_notice(rulebase, advice)
    if not notice.top:
        return page
    body = _BODY.search(page)
    start = body.end() if body else 0
    end = _LAST_TAGS.search(page, start)
    assert end is not None  # the pattern matches an empty end
    top, changes = _build_box("pack-notice", notice.top), _build_box("pack-changes", notice.changes)
    return f"{page[:start]}\n{top}{page[start : end.start()]}\n{changes}{page[end.start() :].lstrip()}"


def add_json_notice(data: object, rulebase: RuleBase, advice: Advice | None = None) -> object:
    """Add the notice to the data of a report, after its schema."""
    notice: PackNotice = build_pack_notice(rulebase, advice)
    if not notice.top or not isinstance(data, dict):
        return data
    head = {"schema": data["schema"]} if "schema" in data else {}
    return {**head, "notice": [*notice.top, *notice.changes], **data}


def _build_box(name: str, lines: tuple[str, ...]) -> str:
    if not lines:
        return ""
    label = "Guidance used" if name == "pack-notice" else "What the packs change"
    paragraphs = "".join(f'<p style="{_format_style(_LINE_STYLE)}">{escape(line)}</p>\n' for line in lines)
    return f'<aside id="{name}" aria-label="{label}" style="{_format_style(_BOX_STYLE)}">\n{paragraphs}</aside>\n'


def _format_style(style: dict[str, str]) -> str:
    return "; ".join(f"{name}: {value} !important" for name, value in style.items())
