"""The codes of findings: what kind of thing is wrong. They never change.

The codes ADV… are those of packs, as docs/checks.md explains them; facts files use the same where the fault is the same.
The codes in words are those of other inputs. They are not printed: they tell a program (and a test) what was refused.
A finding without a code of its own has WRONG_SHAPE: something does not have the shape that its place asks for.
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

# of files
FILE_NOT_FOUND = "file-not-found"
NOT_READABLE = "not-readable"
EMPTY_FILE = "empty-file"
NOT_TEXT = "not-text"
INVALID_SYNTAX = "invalid-syntax"
FORBIDDEN_SYNTAX = "forbidden-syntax"
TOO_LARGE = "too-large"
TOO_DEEP = "too-deep"
TOO_MANY_FINDINGS = "too-many-findings"

# of commands
INVALID_OPTION = "invalid-option"
NOT_WRITTEN = "not-written"
WOULD_OVERWRITE = "would-overwrite"
MISSING_LIBRARY = "missing-library"
INVALID_SESSION_FILE = "invalid-session-file"
FILE_IN_USE = "file-in-use"

# of templates
INVALID_TEMPLATE = "invalid-template"
UNKNOWN_TEMPLATE = "unknown-template"
CONFLICTING_TEMPLATES = "conflicting-templates"
UNSAFE_TEMPLATE = "unsafe-template"
TEMPLATE_LIMIT = "template-limit"
NOT_A_WORD_DOCUMENT = "not-a-word-document"

# of answers to the questionnaire

# of decision tables

# of cases, comparisons and references
