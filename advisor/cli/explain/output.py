"""The output of an explanation: text, Markdown, JSON or a picture, in the terminal or in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from advisor.cli.output_files import check_output_path, write_output
from advisor.cli.terminal_page import choose_report_width, is_terminal
from advisor.explain.data import format_json
from advisor.explain.document import Document, format_markdown, format_text
from advisor.model.word_lists import join_quoted

FORMATS = ("text", "md", "json")
_WIDTH = 80
_FORMS_BY_SUFFIX = {".txt": "text", ".md": "md", ".json": "json"}
_PICTURES = {".svg": "svg", ".png": "png"}
PICTURE_FORMS = tuple(_PICTURES.values())


def output_options(*, picture: bool = False) -> Callable[[Any], Any]:
    """Build the options `--format` and `-o`."""
    endings = "`.txt`, `.md`, `.json`, or `.svg` and `.png` for a picture" if picture else "`.txt`, `.md` or `.json`"

    def add_options(command: Any) -> Any:
        output = click.option(
            "-o", "--output", metavar="FILE", help=f"Write to FILE instead of the terminal; it ends in {endings}."
        )
        form = click.option("--format", "form", type=click.Choice(FORMATS), help="Output format; by default text.")
        return form(output(command))

    return add_options


def choose_form(form: str | None, output: str | None, facts: str, *, picture: bool = False) -> str:
    """Choose the form by `--format`, else by the file's ending, else text. Raises UsageError, OutputError."""
    check_output_path(output, (facts,))
    suffix = Path(output or "").suffix.lower()
    known: Mapping[str, str] = {**_FORMS_BY_SUFFIX, **(_PICTURES if picture else {})}
    by_suffix = known.get(suffix)
    if suffix and by_suffix is None and form is None:
        raise click.UsageError(f"`{suffix}` is not the ending of a form of this; use {join_quoted(known)}")
    if by_suffix in _PICTURES.values() and form is not None:
        raise click.UsageError(f"`{output}` is a picture; leave out `--format`")
    return form or by_suffix or "text"


def write_explanation(
    form: str, output: str | None, build_data: Callable[[], dict[str, Any]], build_document: Callable[[], Document]
) -> None:
    """Write an explanation as text, Markdown or JSON, to the terminal or to a file. Raises OutputError."""
    if form == "json":
        write_file(format_json(build_data()), output)
    elif form == "md":
        write_file(format_markdown(build_document()), output)
    else:
        width = choose_report_width() if output in (None, "-") and is_terminal() else _WIDTH
        write_file(format_text(build_document(), width), output)


def write_file(content: str | bytes, output: str | None) -> None:
    """Write an explanation that is ready. Raises OutputError."""
    write_output(content, output, "the explanation")
