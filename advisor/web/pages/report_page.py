"""The report on the page of a consultation: the same page that `advisor advise --format html` makes, with controls.

The page of a report has its style in it, so that it is one file. Here, a strict policy allows exactly that style, by
its hash. Attributes with a style become rules of that style first, because a policy allows all of them or none.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from advisor.web.security.headers import build_policy

_TAG = re.compile(r"""<[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_STYLE_ATTRIBUTE = re.compile(r'\sstyle="([^"]*)"')
_STYLE_ELEMENT = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
_OWN_RULES = re.compile(r'<meta (?:http-equiv="Content-Security-Policy"|name="referrer")[^>]*>\n?')
_BODY = re.compile(r"<body\b[^>]*>")
_ENTITIES = {"&quot;": '"', "&#34;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&"}


class ServedReport(NamedTuple):
    """The text of a page, and the policy that allows its style and nothing else."""

    text: str
    policy: str


def build_report_page(report: str, controls: str) -> ServedReport:
    """Add controls to the page of a report, and move its style attributes into its style.

    Args:
        report: the page as `render` returns it.
        controls: the element with the controls.
    """
    rules: dict[str, int] = {}
    page = report.replace("\r\n", "\n").replace("\r", "\n")  # as a browser does before it computes the hash
    page = _TAG.sub(lambda tag: _STYLE_ATTRIBUTE.sub(lambda style: _mark_style(style[1], rules), tag[0]), page)
    page = _OWN_RULES.sub("", page)  # the headers of the server are stricter
    moved = "".join(f'[data-style="{number}"][data-style][data-style] {{ {text} }}\n' for text, number in rules.items())
    page = page.replace("</head>", f"<style>\n{moved}{read_controls_style()}</style>\n</head>", 1)
    body = _BODY.search(page)
    start = body.end() if body else 0
    page = f"{page[:start]}\n{_place_controls(page[start:], controls)}"
    return ServedReport(page, build_policy(_STYLE_ELEMENT.findall(page)))


def _mark_style(text: str, rules: dict[str, int]) -> str:
    for entity, sign in _ENTITIES.items():
        text = text.replace(entity, sign)
    if "<" in text or "}" in text:
        return ""  # no style that we know has these signs, so this one is dropped
    return f' data-style="{rules.setdefault(text, len(rules))}"'


def _place_controls(body: str, controls: str) -> str:
    """Put the controls behind the link that skips to the content, or first if there is none."""
    skip = re.match(r'\s*(?:<aside id="pack-notice".*?</aside>\s*)?<a class="skip"[^>]*>.*?</a>', body, re.DOTALL)
    end = skip.end() if skip else 0
    return f"{body[:end]}\n{controls}{body[end:]}"


def read_controls_style() -> str:
    """Return the style of the controls."""
    return (Path(__file__).parent / "controls.css").read_text(encoding="utf-8")
