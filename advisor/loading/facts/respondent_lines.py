"""Respondents as lines of one text, `sales staff 35-41243…`: the form for very many of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.loading.documents.nodes import FindingList, ScalarNode, format_excerpt
from advisor.model.responses import (
    BOTH_FUNCTIONS,
    FUNCTIONS,
    MAX_RATING,
    MIN_RATING,
    ROLES,
    STATEMENT_COUNT,
    Respondent,
)
from advisor.model.word_lists import join_quoted

_COMPACT = rf"[{MIN_RATING}-{MAX_RATING}-]{{{STATEMENT_COUNT}}}"
_COMPACT_PATTERN = re.compile(rf"{_COMPACT}\Z")
_LINE_PATTERN = re.compile(
    rf"[ \t]*({'|'.join((*FUNCTIONS, BOTH_FUNCTIONS))})(?:[ \t]+({'|'.join(ROLES)}))?[ \t]+({_COMPACT})[ \t]*\Z"
)
_VALUES = {sign: None if sign == "-" else int(sign) for sign in ("-", *map(str, range(MIN_RATING, MAX_RATING + 1)))}


def parse_compact_answers(text: str) -> tuple[int | None, ...] | None:
    """Parse the answers in a text such as `35-4…`, with `-` for a missing one; None if it is something else."""
    return tuple(map(_VALUES.__getitem__, text)) if _COMPACT_PATTERN.match(text) else None


def has_respondent_lines(text: str) -> bool:
    """Return whether a text can be lines of respondents, right or wrong: it has several words."""
    return len(text.split(maxsplit=1)) > 1


def read_respondent_lines(node: ScalarNode, findings: FindingList) -> Iterator[Respondent]:
    """Read a text with one respondent in each line: function, role (if known) and the 20 answers.

    A wrong line becomes a finding with its number within the text.
    """
    for number, line in enumerate(node.text.splitlines(), 1):
        if match := _LINE_PATTERN.match(line):
            function, role, answers = match.groups()
            yield Respondent(function, role, tuple(map(_VALUES.__getitem__, answers)))
        elif line.strip() and not findings.count_only():
            sentence = (
                f"line {number} of `respondents`, `{format_excerpt(line.strip())}`, must have "
                f"{join_quoted((*FUNCTIONS, BOTH_FUNCTIONS))}, then {join_quoted(ROLES)} if it is known, then "
                f"{STATEMENT_COUNT} characters from {MIN_RATING} to {MAX_RATING} (`-` for a gap)"
            )
            findings.add(node, sentence)
