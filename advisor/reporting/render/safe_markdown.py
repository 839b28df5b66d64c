"""Markdown of packs: text, headings, lists, tables and plain links; no pictures and no HTML."""

from __future__ import annotations

import re

from advisor.reporting.render.refusal import build_refusal
from advisor.reporting.render.safe_links import is_safe_link

_ACTIVE_MARKUP = re.compile(r"(?<!\\)(?:\\\\)*(!\[|<(?!/?sup>)[A-Za-z!/?])")
"""Unescaped pictures and HTML (after an even number of backslashes), except the <sup> of marks."""
_TARGET = re.compile(r"\](?:\(|:)[ \t]*(?:\n[ \t>]*)?<?([^\s>)]*)")
"""The target of a link, `[x](target)`, or of a definition, `[x]: target`."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def check_markdown(text: str, name: str) -> str:
    """Return a text unchanged if it loads and runs nothing. Raises TemplateError if it would."""
    if match := _ACTIVE_MARKUP.search(text):
        raise build_refusal(name, match[1], "which can load or run other files")
    for match in _TARGET.finditer(text):
        if not is_safe_link(_ESCAPE.sub(r"\1", match[1])):
            raise build_refusal(name, match[0], "a link that can run something")
    return text
