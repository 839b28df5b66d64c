"""The elements and attributes that a page of a pack can have. A style is checked by `safe_css`, a link by `safe_links`.

Left out are elements that load, run or fill in something, and attributes that hide an element or what belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from advisor.model.word_lists import split_words
from advisor.reporting.render.safe_css import find_unsafe_declaration
from advisor.reporting.render.safe_links import is_safe_link

VOID_TAGS = frozenset({"br", "hr", "col", "wbr", "meta"})
SVG_TAGS = split_words(
    "svg g path rect circle ellipse line polyline polygon text tspan desc defs marker clippath lineargradient",
    "radialgradient stop",
)
TAGS = frozenset(
    {
        *VOID_TAGS,
        *SVG_TAGS,
        *split_words("html head title style body main header footer nav section article aside div p span a address"),
        *split_words("h1 h2 h3 h4 h5 h6 hgroup ul ol li dl dt dd figure figcaption blockquote q cite pre"),
        *split_words("table caption colgroup thead tbody tfoot tr th td details summary"),
        *split_words("b strong i em u s small sub sup code kbd samp var abbr dfn mark time data ins del bdi"),
    }
)
BODY_ATTRIBUTES = ("lang", "dir", "id", "style", "data-")
"""The attributes of <html> and <body>; a class could be one of ours that takes an element out of sight."""
META_NAMES = split_words("viewport description author generator color-scheme theme-color")
VIEWPORT = re.compile(r"width=device-width(?:\s*[,;]\s*initial-scale=1(?:\.0*)?)?")
_ATTRIBUTES = split_words(
    "class id lang dir title role style tabindex href hreflang rel colspan rowspan scope headers start type value",
    "reversed datetime span open charset name content http-equiv abbr",
)
_SVG_ATTRIBUTES = split_words(
    "viewbox width height x y x1 y1 x2 y2 cx cy r rx ry d points dx dy fill fill-opacity fill-rule stroke",
    "stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-dasharray text-anchor dominant-baseline",
    "font-size font-family font-weight font-style transform preserveaspectratio xmlns offset stop-color orient",
    "markerwidth markerheight refx refy version focusable gradientunits gradienttransform",
)
_OPEN_NAME = re.compile(r"(?:aria|data)-[a-z0-9_-]+")
_CHECKS: dict[str, Callable[[str], bool]] = {
    "href": is_safe_link,
    "style": lambda style: not find_unsafe_declaration(style),
    "charset": lambda charset: charset.lower() in ("utf-8", "utf8"),
    "xmlns": lambda space: space == "http://www.w3.org/2000/svg",
    "dir": lambda direction: direction in ("ltr", "rtl", "auto"),
}


def is_allowed_attribute(name: str, value: str, *, svg: bool) -> bool:
    """Return whether an element of a page, or of a drawing in it (`svg`), can have an attribute."""
    if not (name in _ATTRIBUTES or _OPEN_NAME.fullmatch(name) or (svg and name in _SVG_ATTRIBUTES)):
        return False
    if svg and "url" in value.lower():
        return False
    return name not in _CHECKS or _CHECKS[name](value)
