"""The codes of what the loader finds wrong in a pack, as docs/checks.md explains them; they never change.

A finding without a code of its own has FORM: something does not have the shape that its place asks for.
"""

from __future__ import annotations

UNREADABLE = "ADV001"
WRONG_SHAPE = "ADV002"
MISSING_KEY = "ADV003"
UNKNOWN_KEY = "ADV004"
DUPLICATE_KEY = "ADV005"
UNKNOWN_NAME = "ADV101"
UNKNOWN_VALUE = "ADV102"
UNKNOWN_CONCLUSION = "ADV103"
UNKNOWN_ENTRY = "ADV104"
READ_TOO_EARLY = "ADV105"
INVALID_PLACEHOLDER = "ADV106"
DUPLICATE_ID = "ADV107"
INVALID_OVERRIDE = "ADV108"
MISSING_SOURCE = "ADV201"
