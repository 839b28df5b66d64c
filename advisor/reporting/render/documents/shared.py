"""What PDF and Word have in common: a line in pieces of one weight each, printer's quotes, and the built-in files.

A file that is not text (Word's template) or that is a program (typst's) is not read through Jinja2's loader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from advisor.errors import Finding, Place, TemplateError
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.model.rulebase import Pack, RuleBase
from advisor.reporting.view.text_layout import CitedText

_OPENING_QUOTE = re.compile(r"(^|[\s(\[\N{EM DASH}])([\"'])")
_LEFT_QUOTES = {'"': "\N{LEFT DOUBLE QUOTATION MARK}", "'": "\N{LEFT SINGLE QUOTATION MARK}"}
_RIGHT_QUOTES = str.maketrans({'"': "\N{RIGHT DOUBLE QUOTATION MARK}", "'": "\N{RIGHT SINGLE QUOTATION MARK}"})
_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?[\d.]+(?:\D{1,6}[\d.]+)?")
_STEP_BEFORE_NUMBER = re.compile(r"\b([Ss]teps?) (?=\d)")


class TextRun(NamedTuple):
    """A part of a line, in one weight."""

    text: str
    bold: bool


def split_into_runs(line: CitedText) -> list[TextRun]:
    """A line's text in pieces, those that deserve weight in bold; its marks are not among them."""
    text = line.text
    bold = [False] * len(text)
    for words in line.strong:
        start = text.find(words)
        if start >= 0:
            bold[start : start + len(words)] = [True] * len(words)
    weighed = groupby(zip(text, bold, strict=True), key=lambda each: each[1])
    return [TextRun("".join(char for char, _ in part), weight) for weight, part in weighed]


def apply_typography(text: str) -> str:
    """A text of the rule base with printer's quotes, and numbers tied to their steps. Not for what a user typed."""
    curled = _OPENING_QUOTE.sub(lambda found: found[1] + _LEFT_QUOTES[found[2]], text).translate(_RIGHT_QUOTES)
    return _STEP_BEFORE_NUMBER.sub("\\1\N{NO-BREAK SPACE}", curled)


def apply_typography_deep(value: Any) -> Any:
    """Whatever a report is made of, with every text in it as a printer sets it."""
    if isinstance(value, str):
        return apply_typography(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        fields = ((name, getattr(value, name)) for name in value._fields)
        return type(value)(**{name: each if name == "marks" else apply_typography_deep(each) for name, each in fields})
    if isinstance(value, list | tuple):
        return type(value)(map(apply_typography_deep, value))
    return value


def is_numeric_column(cells: Sequence[str]) -> bool:
    """Whether a column of a table holds numbers, or pairs of them, for the most part."""
    return 2 * sum(map(bool, map(_NUMBER.fullmatch, cells))) > len(cells)


def find_packs_with_template(rulebase: RuleBase, name: str) -> list[Pack]:
    """The packs that bring a file of that name among their templates, the built-in one first."""
    return [pack for pack in rulebase.packs if (Path(pack.templates) / name).is_file()]


def find_builtin_file(rulebase: RuleBase, name: str) -> Path:
    """A file that is a program: the built-in pack alone may bring it. Raises TemplateError where another one does."""
    home = Path(find_builtin_folder()).resolve() / "templates"
    others = [pack for pack in find_packs_with_template(rulebase, name) if Path(pack.templates).resolve() != home]
    if others:
        way_out = "a pack cannot bring a program of its own; take this file out"
        raise TemplateError(Finding(Place(f"{pack.name}/templates/{name}"), way_out) for pack in others)
    return home / name


def find_template_file(rulebase: RuleBase, name: str) -> tuple[Path, str]:
    """A file among the templates, and its name for messages: a pack's own in place of the built-in one.

    Raises TemplateError where there is none, where two packs bring it, and where it leads out of its folder.
    """
    found = find_packs_with_template(rulebase, name)
    if not found:
        raise TemplateError([Finding(Place(name), f"there is no template `{name}` in this pack")])
    own = found[1:] if len(found) > 1 and found[0] is rulebase.packs[0] else found
    if len(own) > 1:
        names = " and ".join(f"`{pack.name}`" for pack in own)
        raise TemplateError(
            [Finding(Place(name), f"packs {names} both bring this template; use one of them at a time")]
        )
    folder = Path(own[0].templates).resolve()
    path = (folder / name).resolve()
    shown = f"{own[0].name}/templates/{name}"
    if not path.is_relative_to(folder):
        raise TemplateError([Finding(Place(shown), "this leads out of the templates of its pack")])
    return path, shown
