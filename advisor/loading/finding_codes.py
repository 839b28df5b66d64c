"""The codes of what the loader finds wrong in a pack, as docs/checks.md explains them; they never change.

A finding without a code of its own has FORM: something does not have the shape that its place asks for.
"""

from __future__ import annotations

UNREADABLE = "ADV001"
FORM = "ADV002"
MISSING = "ADV003"
NO_SUCH_KEY = "ADV004"
TWICE = "ADV005"
UNKNOWN_NAME = "ADV101"
UNKNOWN_VALUE = "ADV102"
UNKNOWN_CONCLUSION = "ADV103"
UNKNOWN_ENTRY = "ADV104"
READ_TOO_EARLY = "ADV105"
PLACEHOLDER = "ADV106"
TAKEN = "ADV107"
OVERRIDING = "ADV108"
NO_SOURCE = "ADV201"
