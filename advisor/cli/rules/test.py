"""`advisor rules test`: run the cases that lie beside the rules, and tell what they have shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from advisor.authoring.cases.runner import iter_run_lines, render_run_json, run_cases
from advisor.cli.pack_option import load_or_exit, pack_option
from advisor.errors import AdvisorError, MissingExtraError
from advisor.loading.load_rulebase import find_builtin_folder
from advisor.loading.pack_discovery import discover_packs

HEADER_FILE, WATCHED_FOLDERS = "pack.yaml", ("knowledge", "rules", "templates")


@click.command("test")
@pack_option
@click.option(
    "--coverage", is_flag=True, help="Tell which rules, tests and verdicts the cases have shown, and where one is not."
)
@click.option(
    "--min",
    "least",
    type=click.IntRange(0, 100),
    metavar="N",
    help="End with 1 if less than N percent of a pack was seen.",
)
@click.option("--watch", is_flag=True, help="Run again whenever a file of a pack changes, until stopped with Ctrl-C.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to tell it.",
)
def command(packs: tuple[str, ...], coverage: bool, least: int | None, watch: bool, format_: str) -> None:
    """Run the cases that lie beside the rules; end with 1 if one fails.

    Of a case that fails it tells what was expected and what came, which rules could have brought it and what they lack,
    which brought something else, and which may yet. The cases of each pack are run on the rules of that pack and of
    those before it; what they have shown is told of the packs given, or of the built-in one where none is given.
    """
    covering = coverage or least is not None
    if watch:
        _watch_packs(packs, covering, least, format_)
    elif not _run_cases(discover_packs(packs), covering, least, format_):
        raise click.exceptions.Exit(1)


def _run_cases(folders: tuple[str, ...], covering: bool, min_percent: int | None, format_: str) -> bool:
    """Run and tell once; whether all is well."""
    load_or_exit(folders)
    run = run_cases(folders, with_coverage=covering)
    if format_ == "json":
        click.echo(render_run_json(run, min_percent), nl=False)
    else:
        for line in iter_run_lines(run, min_percent):
            click.echo(line)
    return not run.failed and not (min_percent is not None and run.find_packs_below(min_percent))


def _watch_packs(packs: tuple[str, ...], covering: bool, min_percent: int | None, format_: str) -> None:
    """Run now and after every change. A pack that cannot be read meanwhile is told of, and waited for."""
    try:
        for _ in _iter_changes(packs):
            try:
                _run_cases(discover_packs(packs), covering, min_percent, format_)
            except click.exceptions.Exit:
                pass  # the findings are told already
            except AdvisorError as error:
                for finding in error.findings:
                    click.echo(str(finding))
            click.echo("watching for changes; Ctrl-C ends", err=True)
            sys.stdout.flush()
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def _iter_changes(packs: tuple[str, ...]) -> Iterator[None]:
    """Once at the start, and then each time files of the packs have changed."""
    try:
        from watchfiles import watch
    except ImportError:
        raise MissingExtraError("--watch", "authoring") from None
    while True:
        folders = [Path(each) for each in (find_builtin_folder(), *discover_packs(packs))]
        watched = [
            path
            for each in folders
            for path in (each / HEADER_FILE, *(each / part for part in WATCHED_FOLDERS))
            if path.exists()
        ]
        changes = watch(*watched, yield_on_timeout=True, rust_timeout=200, debounce=400, raise_interrupt=True)
        next(changes)  # from here on nothing is missed, whatever happens during a run
        yield
        for changed in changes:
            if any(Path(path).name == HEADER_FILE for _, path in changed):
                break  # an editor may have put another file in its place, which has to be watched anew
            if changed:
                yield
