"""The page of `--summary`: where it goes, and in which form."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import NamedTuple

import click

from advisor.cli.batch.places import is_same_file
from advisor.errors import MissingExtraError, OutputError
from advisor.loading.finding_codes import WOULD_OVERWRITE


class SummaryPage(NamedTuple):
    """A page to write: its file, its format, and the size from which a group of companies is shown."""

    path: str
    form: str
    min_group: int


def plan_page(path: str, min_group: int, engine: str, others: Iterable[str]) -> SummaryPage:
    """Check that a page can be written, before the table is read.

    Raises:
        UsageError: the ending names no format of the page, or the engine cannot count for it.
        OutputError: the page would replace another file of this run.
        MissingExtraError: the library for its pictures is not installed.
    """
    from advisor.reporting.render.portfolio import detect_portfolio_format

    form = detect_portfolio_format(path)
    if form is None:
        raise click.UsageError(f"`--summary {path}` must end in `.html` or `.md`")
    if engine != "polars":
        raise click.UsageError(f"`--summary` is made with Polars; leave out `--engine {engine}`")
    if any(is_same_file(path, other) for other in others):
        raise OutputError.at(path, "another file of this run has this name; name another one", WOULD_OVERWRITE)
    if form == "html" and find_spec("matplotlib") is None:
        raise MissingExtraError("--summary", "report")
    return SummaryPage(path, form, min_group)
