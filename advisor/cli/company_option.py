"""The `--company` option."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from advisor.loading.facts.facts_file import MAX_NAME_LENGTH


def company_option(purpose: str) -> Callable[[Any], Any]:
    """Build the option; its value is the name without extra spaces, or "". `purpose` is its line of help."""
    return click.option("--company", metavar="NAME", default="", callback=_normalize_name, help=purpose)


def _normalize_name(context: click.Context, _: click.Parameter, value: str) -> str:
    name = " ".join(value.split())
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        problem = f"`--company` is too long or not printable; use at most {MAX_NAME_LENGTH} printable characters"
        raise click.UsageError(problem, context)
    return name
