"""What to do about a text that is not valid YAML: where the parser gave up, and what its author may have meant.

Told from the lines at that place. Where no common slip is to be seen nothing is said, rather than something wrong.
"""

from __future__ import annotations

import re

MAX_LINES = 20
"""So many lines above the place may hold the slip."""
_ODD_BLANK = re.compile("(?:^[ \t-]*|:)[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""One that stands where YAML looks for a blank: in the indentation, or behind a dash or a colon."""
_KEY_PATTERN = re.compile(r"[ \t]*(?:- +)*[^\s:\"'{\[][^:]*: ")
"""A key with something behind it: what a further `: ` in the same line is part of is a text."""
_OPENING_SIGNS = {"'": "a quote", '"': "a quote", "{": "a brace", "[": "a bracket"}
_FORBIDDEN_STARTS = {"@": "`@`", "%": "`%`", "`": "a backquote"}


def suggest_fix(text: str, problem: str, line: int, column: int, start_line: int) -> str:
    """What mends it, as `; …`; "" where that is not known.

    `line` and `column` (from 0) are where the parser gave up, `first` the line in which what it was reading began.
    """
    lines = text.split("\n")
    at = lines[line] if line < len(lines) else ""
    for number in range(max(min(start_line, line - 1), line - MAX_LINES, 0), min(line + 1, len(lines))):
        if _ODD_BLANK.search(lines[number]):
            return f"; line {number + 1} holds a no-break space or the like, so put a plain blank in its place"
    return _suggest_for_problem(problem, at, column, start_line)


def _suggest_for_problem(problem: str, line_text: str, column: int, start_line: int) -> str:
    if "mapping values are not allowed" in problem:
        return (
            "; put the text in quotes, since `: ` begins a value"
            if _is_inside_text(line_text, column)
            else _suggest_indentation()
        )
    if "tab character" in problem or ("cannot start any token" in problem and line_text[column : column + 1] == "\t"):
        return "; put blanks in the place of the tab"
    if "cannot start any token" in problem:
        sign = _FORBIDDEN_STARTS.get(line_text[column : column + 1])
        return f"; put the text in quotes, since it cannot begin with {sign}" if sign else ""
    if "unexpected end of stream" in problem:
        return f"; close the quote that is opened in line {start_line + 1}"
    if "unknown escape" in problem:
        return "; put the text in single quotes, or write `\\\\` for a backslash"
    if "could not find expected ':'" in problem:
        return f"; line {start_line + 1} has no `: ` behind its key, or belongs further in, to the text above it"
    if "'}'" in problem or "']'" in problem:
        sign = "}" if "'}'" in problem else "]"
        quotes = "put a text that holds such signs or `: ` in quotes"
        return f"; close what is opened in line {start_line + 1} with `{sign}`, or {quotes}"
    if "sequence entries are not allowed" in problem:
        return "; begin the list in a line of its own"
    if "comment or" in problem and "line break" in problem:
        return "; put the text in quotes, or begin it in the next line, further in"
    if "expected key" in problem or "<block end>" in problem or "'-' indicator" in problem:
        return _suggest_quotes(line_text, column) or _suggest_indentation()
    return ""


def _is_inside_text(line_text: str, column: int) -> bool:
    key = _KEY_PATTERN.match(line_text)
    return key is not None and key.end() <= column


def _suggest_indentation() -> str:
    return "; indent this line as those that it belongs to"


def _suggest_quotes(line_text: str, column: int) -> str:
    """Where something stands behind a text that was closed already, as in `"a" and b`."""
    key = _KEY_PATTERN.match(line_text)
    begun = _OPENING_SIGNS.get(line_text[key.end() : key.end() + 1]) if key and key.end() < column else None
    return f"; the text begins with {begun}, which closes before its end, so put the whole in quotes" if begun else ""
