"""The look shared by all pictures: colours, sizes, the settings of the drawing library, and SVG made fit for a page.

Every colour is one of a few; on a page each becomes a CSS variable, so that the page decides what it looks like.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import RLock
from typing import Any

from advisor.errors import MissingExtraError

INK, MUTED, SOFT, PAPER = "#1b1c1d", "#56585a", "#e4e5e6", "#ffffff"
SALES, MARKETING, ACCENT = "#0072b2", "#d55e00", "#007a59"
COLOURS = {
    "ink": INK,
    "paper": PAPER,
    "sales": SALES,
    "marketing": MARKETING,
    "muted": MUTED,
    "accent": ACCENT,
    "soft": SOFT,
}
"""Blue and vermilion are those of Okabe and Ito, the accent a darker shade of their green."""

MARGIN = 4.0
WIDTH = 331.2 - 2 * MARGIN
"""The room that every picture has across, in points: 4.6 inches without a margin on either side."""
BODY, SMALL = 9.5, 9.0
HAIR, THIN, LINE = 0.6, 0.9, 1.3
DOTS_PER_INCH = 200
FONT = "DejaVuSans"
"""The letters, in a file that comes with the drawing library, so that pictures look the same everywhere."""

_SETTINGS: dict[Any, Any] = {
    "text.hinting": "none",
    "text.usetex": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "picture",
    "path.simplify": False,
    "axes.unicode_minus": False,
}
# The settings of the library are those of the whole process; whoever draws holds this lock.
_LOCK = RLock()
_PREAMBLE = re.compile(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_STYLE = re.compile(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.DOTALL)


@contextmanager
def suppress_library_output() -> Iterator[None]:
    """Keeps the library from telling a reader about its caches, its own settings and the fonts it looks through."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


@contextmanager
def use_drawing_settings() -> Iterator[None]:
    """The settings that pictures are drawn and written with, whatever the user's are; they are put back afterwards.

    Raises MissingExtraError where the drawing library is not installed.
    """
    with _LOCK, suppress_library_output():
        try:
            import matplotlib
        except ImportError:
            raise MissingExtraError("pictures", "report") from None
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_SETTINGS)
            yield


def clean_svg(svg: str) -> str:
    """An SVG without what only its maker needs, and with its style on its own root, since a style sheet would reach
    every other drawing of a page."""
    svg = _STYLE.sub("", _PREAMBLE.sub("", svg)).replace("xlink:href=", "href=")
    svg = re.sub(r' xmlns:xlink="[^"]*"| version="[^"]*"', "", svg)
    if "stroke-linejoin=" not in svg.split(">", 1)[0]:
        svg = svg.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    return re.sub(r">\s+<", "><", svg).strip() + "\n"


def apply_svg_theme(svg: str, prefix: str = "") -> str:
    """An SVG for the inside of a page: colours as CSS variables, as wide as its place, ids that are its own.

    Each colour becomes `var(--ink, #hex)` or the like, by the names of COLOURS. Ids begin with `prefix`; without one,
    with a name made from the picture itself.
    """
    prefix = prefix or f"p{sha256(svg.encode()).hexdigest()[:8]}"
    svg = clean_svg(svg)
    root, rest = svg.split(">", 1)
    root = re.sub(r' (?:width|height)="[^"]*"', "", root).replace("<svg ", '<svg width="100%" ', 1)
    rest = re.sub(r'(\bid="|\bhref="#|url\(#)', rf"\g<1>{prefix}-", rest)
    names = {value: name for name, value in COLOURS.items()}
    pattern = re.compile("|".join(names), re.IGNORECASE)
    return pattern.sub(lambda found: f"var(--{names[found[0].lower()]}, {found[0].lower()})", f"{root}>{rest}")
