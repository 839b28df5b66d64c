"""Lists instead of columns of yes or no: `reasons`, `steps` and `cautions` name those that are true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from advisor.portfolio.core.text_columns import SEPARATOR
from advisor.portfolio.runs.chosen_results import LISTS


def add_list_columns(frame: nw.LazyFrame[Any], lists: Sequence[str], flags: Sequence[str]) -> nw.LazyFrame[Any]:
    """Add for each list a text with the names of the true columns, joined by `;`; "" if none is true.

    Args:
        frame: a frame with the columns of yes or no.
        lists: the lists to add, such as `steps`.
        flags: the columns of yes or no.
    """
    return frame.with_columns(*(_join_names(name, flags).alias(name) for name in lists))


def list_flags(lists: Sequence[str], outputs: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of yes or no that some lists are made of."""
    prefixes = tuple(LISTS[name] for name in lists)
    return tuple(name for name in outputs if prefixes and name.startswith(prefixes))


def _join_names(name: str, flags: Sequence[str]) -> nw.Expr:
    prefix = LISTS[name]
    parts = [nw.when(nw.col(flag)).then(nw.lit(flag.removeprefix(prefix))) for flag in flags if flag.startswith(prefix)]
    return nw.concat_str(*parts, separator=SEPARATOR, ignore_nulls=True) if parts else nw.lit("")
