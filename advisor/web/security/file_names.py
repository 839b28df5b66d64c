"""Names of files that the server sends: with the name of the company, and safe in a header and on any disk."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

MAX_NAME_LENGTH = 80
"""The maximum length of the part of a file name that comes from a person."""
_FORBIDDEN = '<>:"/\\|?*%'
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def build_disposition(stem: str, name: str, ending: str) -> str:
    """Build the header that makes a browser save what it receives.

    Args:
        stem: the beginning of the file name, in ASCII.
        name: what a person typed, such as the name of a company; it can have any character, or none.
        ending: the end of the file name, with its dot.

    Returns:
        The header with a name in ASCII, and with the whole name as RFC 6266 writes it if that is another.
    """
    shown = "".join(" " if each in _FORBIDDEN or not each.isprintable() else each for each in name)
    shown = " ".join(shown.split())[:MAX_NAME_LENGTH].strip(" .")
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode()
    plain = _NOT_PLAIN.sub("-", plain).strip("-.")
    fallback = f"{stem}-{plain}{ending}" if plain else f"{stem}{ending}"
    header = f'attachment; filename="{fallback}"'
    if not shown or shown == plain:
        return header
    return f"{header}; filename*=UTF-8''{quote(f'{stem} {shown}{ending}', safe='')}"
