"""Notes about a table that was read: what was left out, ignored or recognized only by number.

They contain headings and the names of other departments, never what a person answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from advisor.loading.documents.nodes import format_excerpt
from advisor.model.word_lists import format_count, join_words
from advisor.survey.column_matching import SurveyColumns
from advisor.survey.column_names import format_statements
from advisor.survey.completion import UNFINISHED
from advisor.survey.layout import Layout
from advisor.survey.tool_formats import FORM, FORMAT_NAMES, TOOLS_WITH_STATUS
from advisor.tabular.tables import format_column

_MAX_IGNORED_HEADINGS = 60
"""Maximum number of ignored headings that a note lists."""
_MAX_DEPARTMENTS = 10
"""Maximum number of other departments that a note lists."""


def iter_layout_notes(layout: Layout, columns: SurveyColumns, status_columns: Collection[int]) -> Iterator[str]:
    """Yield notes on the tool that a table comes from; `status_columns` say whether a response counts."""
    if layout.format != FORM:
        yield f"read as {FORMAT_NAMES[layout.format]}"
    if layout.format in TOOLS_WITH_STATUS and not status_columns:
        yield "no column says which responses were finished, so all count"
    joins = [join for join in columns.joins if len(join.columns) > 1]
    if joins:
        names = join_words([format_column(column) for column in joins[0].columns])
        content = joins[0].content
        subject = f"statement {content}" if isinstance(content, int) else f"the {content}"
        more = f" ({len(joins) - 1} more such cases, see `--dry-run`)" if joins[1:] else ""
        yield f"columns {names} together hold {subject}{more}"


def iter_left_out_notes(
    left_out: Mapping[str, int], departments: Mapping[str, int], unanswered_count: int
) -> Iterator[str]:
    """Yield how many responses were left out, by reason and by department."""
    for reason, count in sorted(left_out.items()):
        hint = f"; add `--include-unfinished` to include {'it' if count == 1 else 'them'}"
        yield f"{format_count(count, 'response')} left out as {reason}{hint if reason == UNFINISHED else ''}"
    if departments:
        names = [f"`{format_excerpt(name)}`" for name in sorted(departments)]
        more = [f"{len(names) - _MAX_DEPARTMENTS} more"] if names[_MAX_DEPARTMENTS:] else []
        listed = join_words([*names[:_MAX_DEPARTMENTS], *more])
        count = sum(departments.values())
        yield f"{format_count(count, 'response')} left out as from other departments: {listed}"
    if unanswered_count:
        yield f"{format_count(unanswered_count, 'response')} left out because no statement is answered"


def iter_column_notes(layout: Layout, columns: SurveyColumns, status_columns: Collection[int]) -> Iterator[str]:
    """Yield notes on columns that were recognized in another way than by a wording, or not at all."""
    if columns.is_renumbered:
        yield "the tool numbers the questions differently, so they were matched by their wording"
    if columns.numbered and layout.format != FORM:
        verb = "is" if len(columns.numbered) == 1 else "are"
        numbered = format_statements(columns.numbered)
        yield f"{numbered} {verb} known only by number; check with `--dry-run` that the numbers are ours"
    known = {*layout.metadata_columns, *status_columns}
    headings = [use.label for use in columns.uses if not use.content and use.column not in known and use.label.strip()]
    if headings:
        listed = ", ".join(f"`{format_excerpt(heading)}`" for heading in headings[:_MAX_IGNORED_HEADINGS])
        more_count = len(headings) - _MAX_IGNORED_HEADINGS
        yield f"columns ignored: {listed}{f' and {more_count} more' if more_count > 0 else ''}"
