"""Check the letters and numbers of columns in a mapping file, which count in every file of a command.

A letter is easily right for one file and wrong for the next. So it is refused if it means a column with another heading
in another file, or a column whose heading has the wording of another statement.
"""

from __future__ import annotations

from advisor.errors import Finding, Place
from advisor.loading.documents.nodes import format_excerpt
from advisor.loading.finding_codes import AMBIGUOUS_COLUMN
from advisor.survey.heading_matching import StatementMatcher
from advisor.survey.layout import Layout
from advisor.survey.mapping_file import IGNORE, ColumnMeaning
from advisor.survey.text_normalization import build_key
from advisor.tabular.tables import TextTable, format_column


class UsedNames:
    """The names of a mapping that some file has a column for; `positions` has the first column of each letter."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.positions: dict[str, tuple[Place, str]] = {}


class PositionSlips:
    """The letters and numbers of a mapping that cannot be right for one table."""

    def __init__(self, table: TextTable, layout: Layout, matcher: StatementMatcher, used: UsedNames) -> None:
        self._table, self._layout, self._matcher, self._used = table, layout, matcher, used
        self._other_headings: list[tuple[Place, str]] = []
        self._other_wordings: list[tuple[Place, str]] = []

    def check(self, meaning: ColumnMeaning, column: int) -> None:
        """Check the column that a letter or a number means in this table."""
        label, quoted = self._layout.headers[column].label, f"`{format_excerpt(meaning.name)}`"
        place, first = self._used.positions.setdefault(meaning.name, (self._table.locate(), label))
        if build_key(first) != build_key(label):
            sentence = (
                f"{quoted} is column `{format_excerpt(first)}` in {place} and column `{format_excerpt(label)}` in "
                f"{self._table.locate()}; write the headings of both files instead"
            )
            self._other_headings.append((meaning.place, sentence))
        elif wording := self._find_other_wording(meaning, column):
            name = f"column {format_column(column)} of {self._table.locate()}"
            sentence = (
                f"{quoted} is mapped to {meaning.content}, but {name} has the wording of statement {wording}; leave it "
                f"out, or write its heading instead of {quoted}"
            )
            self._other_wordings.append((meaning.place, sentence))

    def _find_other_wording(self, meaning: ColumnMeaning, column: int) -> int | None:
        """Find the statement whose wording a column has, if it is not what the mapping says."""
        texts = self._layout.headers[column].texts
        wordings = {wording for text in texts if (wording := self._matcher.match_heading(text).wording)}
        return min(wordings, default=None) if meaning.content not in (IGNORE, *wordings) else None

    def build_finding(self) -> Finding | None:
        """Build one finding for all slips of this table; None if there are none."""
        slips = self._other_headings or self._other_wordings
        if not slips:
            return None
        more = f" (the same for {len(slips) - 1} more)" if slips[1:] else ""
        return Finding(slips[0][0], slips[0][1] + more, AMBIGUOUS_COLUMN)
