"""The common look of all pictures: colours, sizes, drawing settings, and SVG for a page.

Pictures use only the colours listed here. On a page each becomes a CSS variable, so that the page can replace it.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import Any

from advisor.errors import MissingExtraError

INK, MUTED, SOFT, PAPER = "#1b1c1d", "#56585a", "#e4e5e6", "#ffffff"
SALES, MARKETING, ACCENT = "#0072b2", "#d55e00", "#007a59"
COLOURS = {"ink": INK, "muted": MUTED, "soft": SOFT, "paper": PAPER} | {
    "sales": SALES,
    "marketing": MARKETING,
    "accent": ACCENT,
}
"""Colours by name. Blue and vermilion are from Okabe and Ito.

The accent is a darker shade of their green.
"""

MARGIN = 4.0
WIDTH = 331.2 - 2 * MARGIN
"""The width of every picture in points: 4.6 inches, less a margin on either side."""
BODY, SMALL = 9.5, 9.0
LEADING = 1.32
"""The distance between two lines of text, as a multiple of the font size."""
BODY_HEIGHT, SMALL_HEIGHT = BODY * LEADING, SMALL * LEADING
"""The heights of one line of text, in points."""
HAIR, THIN, LINE = 0.6, 0.9, 1.3
DOTS_PER_INCH = 200
FONT = "DejaVuSans"
"""A font that comes with the drawing library, so that pictures look the same everywhere."""

_SETTINGS: dict[Any, Any] = {
    "text.hinting": "none",
    "text.usetex": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "picture",
    "path.simplify": False,
    "axes.unicode_minus": False,
}
_SETTINGS_FILE = "matplotlibrc"
_SETTINGS_VARIABLES = ("MATPLOTLIBRC", "MPLBACKEND")
# The library's settings are global to the process, so only one thread draws at a time.
_LOCK = RLock()
_PREAMBLE = re.compile(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_STYLE = re.compile(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.DOTALL)


@contextmanager
def suppress_library_output() -> Iterator[None]:
    """Suppress the library's messages about its caches, its settings and the fonts it searches."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def import_drawing_library() -> None:
    """Import the drawing library without the user's settings, which could keep it from being imported.

    It reads them from a file in the current folder, from one that the environment names, or from the home folder.

    Raises:
        ImportError: it is not installed.
    """
    with _LOCK:
        if "matplotlib" in sys.modules:
            import matplotlib  # a test puts None there
        else:
            with _hide_user_settings(), suppress_library_output():
                import matplotlib  # noqa: F401


@contextmanager
def _hide_user_settings() -> Iterator[None]:
    """Hide the files and variables of settings from the library; it has no switch to ignore them."""
    hidden = {name: os.environ.pop(name) for name in _SETTINGS_VARIABLES if name in os.environ}
    exists, spec = os.path.exists, find_spec("matplotlib")
    library = (spec.submodule_search_locations if spec else None) or ()

    def exists_in_library(path: Any) -> bool:
        place = Path(path)
        return exists(path) and (place.name != _SETTINGS_FILE or any(map(place.is_relative_to, library)))

    os.path.exists = exists_in_library
    try:
        yield
    finally:
        os.path.exists = exists
        os.environ.update(hidden)


@contextmanager
def use_drawing_settings() -> Iterator[None]:
    """Replace the user's settings of the drawing library with ours, and restore them afterwards.

    Raises:
        MissingExtraError: the drawing library is not installed.
    """
    with _LOCK, suppress_library_output():
        try:
            import_drawing_library()
            import matplotlib
        except ImportError:
            raise MissingExtraError("pictures", "report") from None
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_SETTINGS)
            yield


def clean_svg(svg: str) -> str:
    """Remove metadata and the style sheet of an SVG; set its style on the root.

    A style sheet would also apply to every other drawing on the page.
    """
    svg = _STYLE.sub("", _PREAMBLE.sub("", svg)).replace("xlink:href=", "href=")
    svg = re.sub(r' xmlns:xlink="[^"]*"| version="[^"]*"', "", svg)
    if "stroke-linejoin=" not in svg.split(">", 1)[0]:
        svg = svg.replace("<svg ", '<svg stroke-linejoin="round" stroke-linecap="butt" ', 1)
    return re.sub(r">\s+<", "><", svg).strip() + "\n"


def apply_svg_theme(svg: str, prefix: str = "") -> str:
    """Prepare an SVG for a page: colours as CSS variables, full width, unique ids.

    Each colour becomes a variable named as in COLOURS: `#1b1c1d` becomes `var(--ink, #1b1c1d)`. Ids begin with
    `prefix`; the default prefix is computed from the picture.
    """
    prefix = prefix or f"p{sha256(svg.encode()).hexdigest()[:8]}"
    svg = clean_svg(svg)
    root, rest = svg.split(">", 1)
    root = re.sub(r' (?:width|height)="[^"]*"', "", root).replace("<svg ", '<svg width="100%" ', 1)
    rest = re.sub(r'(\bid="|\bhref="#|url\(#)', rf"\g<1>{prefix}-", rest)
    names = {value: name for name, value in COLOURS.items()}
    pattern = re.compile("|".join(names), re.IGNORECASE)
    return pattern.sub(lambda match: f"var(--{names[match[0].lower()]}, {match[0].lower()})", f"{root}>{rest}")
