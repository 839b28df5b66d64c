"""Options of an import that name no column or no value, and so would have no effect: each is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.authoring.dmn.importing.column_mapping import ColumnMapper, UnmappedError, match_list_contains
from advisor.authoring.dmn.importing.new_facts import NewColumn
from advisor.authoring.dmn.importing.output_values import normalize_output
from advisor.authoring.dmn.importing.table_model import ParsedFile
from advisor.errors import Finding, Place
from advisor.loading.documents.nodes import format_excerpt
from advisor.loading.finding_codes import INVALID_OPTION
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_some_quoted


def iter_idle_options(
    file: str, parsed: ParsedFile, columns: ColumnMapper, new_columns: Iterable[NewColumn]
) -> Iterator[Finding]:
    """Yield a finding for each `--map`, `--new-fact` or `--values` that had no effect.

    Args:
        file: The imported file.
        parsed: Its tables. Columns of tables that could not be read count as named.
        columns: The meaning of columns, after all tables were converted.
        new_columns: The columns that become facts.
    """
    headings = [heading for grid in parsed.grids for heading in (*grid.inputs, *grid.outputs)]
    names = dict.fromkeys(name for heading in headings for name in heading.names)
    names |= dict.fromkeys(call[0] for heading in headings if (call := match_list_contains(heading.text)))
    shown = [heading.text for heading in headings if heading.text]
    new = {column.column for column in new_columns}

    def describe(column: str) -> str:
        near = suggest_name(column, names) or (f"; the columns are {join_some_quoted(shown)}" if shown else "")
        return f"there is no column `{format_excerpt(column)}`{near}"

    for column, target in columns.mapping.items():
        option = f"--new-fact `{format_excerpt(column)}`" if column in new else f"--map `{column}={target}`"
        if column in columns.used or column in parsed.unread:
            continue
        if column in names:
            sentence = "another `--map` names the same column; leave one of them out"
        else:
            sentence = describe(column)
        yield Finding(Place(file), f"{option}: {sentence}", INVALID_OPTION)
    for column, value in columns.output_values.iter_unused():
        cells = [
            normalize_output(row.outputs[position])
            for grid in parsed.grids
            for position, heading in enumerate(grid.outputs)
            if column in heading.names
            for row in grid.rows
        ]
        if column in parsed.unread or (value in cells and not _is_boolean_output(column, parsed, columns)):
            continue
        option = f"--values `{format_excerpt(column)}:{format_excerpt(value)}`"
        if column not in names:
            sentence = describe(column)
        elif not cells:
            sentence = "this column is not an output; leave this option out"
        elif value in cells:
            sentence = "`--map` says already what true means in this column; leave this option out"
        else:
            sentence = "no cell of this column has this value; correct it, or leave this option out"
        yield Finding(Place(file), f"{option}: {sentence}", INVALID_OPTION)


def _is_boolean_output(column: str, parsed: ParsedFile, columns: ColumnMapper) -> bool:
    """Check whether an output column is one of true and false, for one value of a conclusion."""
    for grid in parsed.grids:
        for heading in grid.outputs:
            if column in heading.names:
                try:
                    return columns.find_target(heading)[1] is not None
                except UnmappedError:
                    return False
    return False
