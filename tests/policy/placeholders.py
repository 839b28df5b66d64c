"""The names in the braces of a sentence."""

from __future__ import annotations

import re


def list_placeholders(text: str) -> set[str]:
    """List the names that a sentence has in single braces."""
    return set(re.findall(r"(?<!\{)\{([a-z0-9_.]+)\}", text))
