"""The codes of findings: each names a kind of fault. They never change.

The codes ADV… are those of packs, as docs/checks.md explains them. Facts files use the same where the fault is the
same. The codes in words are those of other inputs. They are not printed: they show a program (and a test) what was
refused. A finding without a code of its own has WRONG_SHAPE: something does not have the shape that its place requires.
"""

from __future__ import annotations

from advisor.errors import CONTRADICTION as CONTRADICTION
from advisor.errors import MISSING_LIBRARY as MISSING_LIBRARY
from advisor.errors import TOO_MANY_CASES as TOO_MANY_CASES

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
INVALID_BANDS = "ADV110"
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
INVALID_PROJECT_FILE = "invalid-project-file"
INVALID_INSTALLED_PACK = "invalid-installed-pack"
UNTRUSTED_PACK = "untrusted-pack"
INVALID_TRUST_FILE = "invalid-trust-file"

# of commands
INVALID_OPTION = "invalid-option"
NOT_WRITTEN = "not-written"
MISSING_FONT = "missing-font"
WOULD_OVERWRITE = "would-overwrite"
INVALID_SESSION_FILE = "invalid-session-file"
FILE_IN_USE = "file-in-use"
REFUSED_ANSWER = "refused-answer"

# of templates
INVALID_TEMPLATE = "invalid-template"
UNKNOWN_TEMPLATE = "unknown-template"
CONFLICTING_TEMPLATES = "conflicting-templates"
UNSAFE_TEMPLATE = "unsafe-template"
TEMPLATE_LIMIT = "template-limit"
NOT_A_WORD_DOCUMENT = "not-a-word-document"

# of answers to the questionnaire
BROKEN_TABLE = "broken-table"
WRONG_FILE_TYPE = "wrong-file-type"
UNKNOWN_SHEET = "unknown-sheet"
UNKNOWN_COLUMN = "unknown-column"
AMBIGUOUS_COLUMN = "ambiguous-column"
INVALID_ROW = "invalid-row"
INVALID_ANSWER = "invalid-answer"
INVALID_GROUP = "invalid-group"
UNKNOWN_STATUS = "unknown-status"
DUPLICATE_RESPONSE = "duplicate-response"
NO_RESPONSES = "no-responses"
INVALID_MAPPING = "invalid-mapping"
CANNOT_APPEND = "cannot-append"
MISSING_ASSESSMENT = "missing-assessment"
OTHER_COMPANY = "other-company"

# of plans
NOT_A_PLAN = "not-a-plan"
MISSING_COLUMN = "missing-column"
DUPLICATE_COLUMN = "duplicate-column"
INVALID_DATE = "invalid-date"
INVALID_STATUS = "invalid-status"
UNCALCULATED_CELL = "uncalculated-cell"
OPEN_ELSEWHERE = "open-elsewhere"
CHANGED_MEANWHILE = "changed-meanwhile"
CANNOT_MARK = "cannot-mark"

# of decision tables
NOT_A_TABLE = "not-a-table"
UNSUPPORTED_TABLE = "unsupported-table"
UNSUPPORTED_EXPRESSION = "unsupported-expression"
UNSUPPORTED_CELL = "unsupported-cell"
UNMAPPED_COLUMN = "unmapped-column"
INVALID_HEADING = "invalid-heading"
CONFLICTING_ROWS = "conflicting-rows"
DEPENDS_ON_REJECTED = "depends-on-rejected"
DUPLICATE_DECISION = "duplicate-decision"
UNKNOWN_DECISION = "unknown-decision"
ROW_NEVER_APPLIES = "row-never-applies"
HIDDEN_CELLS = "hidden-cells"
MERGED_CELLS = "merged-cells"
IGNORED_PART = "ignored-part"
LEFTOVER_FILE = "leftover-file"
CIRCULAR_RULES = "circular-rules"

# of cases, comparisons and references
CONTRADICTORY_CASE = "contradictory-case"
CONTRADICTORY_ANSWERS = "contradictory-answers"
CANNOT_FORMAT = "cannot-format"
UNKNOWN_ID = "unknown-id"
UNKNOWN_VERSION = "unknown-version"
NO_PACK_HERE = "no-pack-here"
NOT_INSTALLED = "not-installed"
GIT_FAILED = "git-failed"

# of new rules
MISSING_OPTION = "missing-option"
NO_CONDITION = "no-condition"
NO_CONCLUSION = "no-conclusion"
NOT_IN_ONE_STAGE = "not-in-one-stage"
INVALID_LOCATOR = "invalid-locator"
NEVER_FIRES = "never-fires"
CASE_FAILS = "case-fails"
WRONG_STAGE_FILE = "wrong-stage-file"
