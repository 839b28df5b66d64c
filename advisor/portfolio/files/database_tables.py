"""The tables of a database file: which ones there are, and the one that is meant."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.errors import BatchError
from advisor.loading import finding_codes as codes
from advisor.model.name_suggestion import suggest_name
from advisor.model.word_lists import join_some_quoted


def choose_table(tables: Sequence[str], wanted: str | None, path: str) -> str:
    """Return the name of the table to read: the one named, or the only one.

    Raises:
        BatchError: there is no such table, or none is named and there are several.
    """
    if not tables:
        raise BatchError.at(path, "this database has no table; name another file", codes.UNKNOWN_SHEET)
    if wanted is None:
        if len(tables) == 1:
            return tables[0]
        sentence = f"this database has several tables; add `--table` and one of {join_some_quoted(tables)}"
        raise BatchError.at(path, sentence, codes.UNKNOWN_SHEET)
    found = [name for name in tables if name == wanted] or [name for name in tables if name.lower() == wanted.lower()]
    if found:
        return found[0]
    hint = suggest_name(wanted, tables)
    listed = f"its tables are {join_some_quoted(tables, ' and ')}"
    more = f"{hint} ({listed})" if hint else f"; {listed}"
    raise BatchError.at(path, f"this database has no table `{wanted}`{more}", codes.UNKNOWN_SHEET)


def quote_name(name: str) -> str:
    """Return a name as SQL needs it, in quotation marks."""
    return '"' + name.replace('"', '""') + '"'


def find_free_table(table: str, tables: Sequence[str]) -> str:
    """Return a name for a copy of a table that no table has: `advice.before`, `advice.before-2` and so on."""
    taken = {name.lower() for name in tables}
    names = (f"{table}.before{f'-{number}' * (number > 1)}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name.lower() not in taken)
