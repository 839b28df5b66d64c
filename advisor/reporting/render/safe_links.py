"""The addresses that a report of a pack may link to: pages, mail, places in the report, files next to it."""

from __future__ import annotations

import re
from html import unescape

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ALLOWED_SCHEMES = ("http:", "https:", "mailto:")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
"""Characters that some programs drop from an address, so that `java\\nscript:` would be a scheme."""


def is_safe_link(address: str, *, local: bool = True) -> bool:
    """Return whether an address is one that a reader can safely follow.

    Args:
        address: the address as it is written.
        local: whether an address without a scheme, such as `#steps` or `rules.html`, is safe too.
    """
    plain = _IGNORED.sub("", unescape(unescape(address)))
    if scheme := _SCHEME.match(plain):
        return scheme[0].lower() in _ALLOWED_SCHEMES and plain[len(scheme[0]) :].strip("/\\") != ""
    return local and not plain.startswith(("//", "\\", "/\\")) and ":" not in re.split("[/?#]", plain)[0]
