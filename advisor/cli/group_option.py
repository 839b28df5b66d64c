"""The option `--min-group` of the commands that show or promise figures of groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from advisor.model.responses import MIN_ALLOWED_GROUP


def min_group_option(words: str, default: int | None = None, least: int = MIN_ALLOWED_GROUP) -> Callable[[Any], Any]:
    """Build the option; `words` say what it does for this command. Without a default, the value is None."""
    return click.option(
        "--min-group",
        type=click.IntRange(min=least),
        default=default,
        show_default=default is not None,
        metavar="N",
        help=words,
    )
