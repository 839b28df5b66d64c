"""Hints for a text that is not valid YAML: what its author probably meant at the place of the error.

A hint comes from the lines at that place. If they show no common mistake there is no hint, rather than a wrong one.
"""

from __future__ import annotations

import re

MAX_LINES = 20
"""Maximum number of lines above the place that are searched for the mistake."""
_ODD_BLANK = re.compile("(?:^[ \t-]*|:)[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""A special blank where YAML expects a plain one: in the indentation, or after a dash or a colon."""
_KEY_PATTERN = re.compile(r"[ \t]*(?:- +)*[^\s:\"'{\[][^:]*: ")
"""A key with something after it: a further `: ` in the same line is part of a text."""
_OPENING_SIGNS = {"'": "a quote", '"': "a quote", "{": "a brace", "[": "a bracket"}
_FORBIDDEN_STARTS = {"@": "`@`", "%": "`%`", "`": "a backquote"}
_INDENTATION_HINT = "; indent this line like the lines it belongs to"


def suggest_fix(text: str, problem: str, line: int, column: int, start_line: int) -> str:
    """Return what to do, as `; put the text in quotes`, or "" if that is not known.

    Args:
        text: the whole text.
        problem: the parser's words.
        line: the line of the error, from 0.
        column: its column, from 0.
        start_line: the line, from 0, in which the parser began what it could not finish.
    """
    lines = text.split("\n")
    line_text = lines[line] if line < len(lines) else ""
    for number in range(max(min(start_line, line - 1), line - MAX_LINES, 0), min(line + 1, len(lines))):
        if _ODD_BLANK.search(lines[number]):
            return f"; line {number + 1} has a no-break space or the like, so replace it with a plain space"
    return _suggest_for_problem(problem, line_text, column, start_line + 1)


def _suggest_for_problem(problem: str, line_text: str, column: int, start_line: int) -> str:
    """Return the hint for the parser's words; `start_line` counts from 1."""
    sign = line_text[column : column + 1]
    if "mapping values are not allowed" in problem:
        key = _KEY_PATTERN.match(line_text)
        is_in_text = key is not None and key.end() <= column
        return "; put the text in quotes, since `: ` begins a value" if is_in_text else _INDENTATION_HINT
    if "tab character" in problem or ("cannot start any token" in problem and sign == "\t"):
        return "; use spaces instead of the tab"
    if "cannot start any token" in problem:
        start = _FORBIDDEN_STARTS.get(sign)
        return f"; put the text in quotes, since it cannot begin with {start}" if start else ""
    if "unexpected end of stream" in problem:
        return f"; close the quote that opens in line {start_line}"
    if "unknown escape" in problem:
        return "; put the text in single quotes, or write `\\\\` for a backslash"
    if "could not find expected ':'" in problem:
        return f"; line {start_line} has no `: ` after its key, or needs more indentation to belong to the text above"
    for bracket in "}]":
        if f"'{bracket}'" in problem:
            quotes = "put a text that contains such signs or `: ` in quotes"
            return f"; close the bracket of line {start_line} with `{bracket}`, or {quotes}"
    if "sequence entries are not allowed" in problem:
        return "; begin the list in a new line"
    if "comment or" in problem and "line break" in problem:
        return "; put the text in quotes, or begin it in the next line with more indentation"
    if "expected key" in problem or "<block end>" in problem or "'-' indicator" in problem:
        return _suggest_quotes(line_text, column) or _INDENTATION_HINT
    return ""


def _suggest_quotes(line_text: str, column: int) -> str:
    """Return the hint for words after a text that is closed already, as in `"a" and b`."""
    key = _KEY_PATTERN.match(line_text)
    sign = _OPENING_SIGNS.get(line_text[key.end() : key.end() + 1]) if key and key.end() < column else None
    return f"; the text begins with {sign} that closes before its end, so put the whole text in quotes" if sign else ""
