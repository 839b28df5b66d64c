"""`advisor rules test`: run the cases of rule packs, and print failures and coverage."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from advisor.authoring.cases.run_cases import iter_run_lines, render_run_json, run_cases
from advisor.cli.echo import echo
from advisor.cli.finding_lines import list_finding_lines
from advisor.cli.pack_option import load_or_exit, pack_option
from advisor.errors import AdvisorError, MissingExtraError
from advisor.loading.packs.load_rulebase import find_builtin_folder
from advisor.loading.packs.pack_discovery import HEADER_FILE, PACK_FOLDERS, discover_packs

DEFAULT_LIMIT = 1_000
"""Maximum number of mutants unless the user asks for more; the built-in pack has about 8,600."""


@click.command("test")
@pack_option
@click.option(
    "--coverage", is_flag=True, help="Print which rules, tests and verdicts the cases cover, and what they miss."
)
@click.option(
    "--min",
    "min_percent",
    type=click.IntRange(0, 100),
    metavar="N",
    help="Make the exit code 1 if the cases cover less than N percent of a pack.",
)
@click.option(
    "--mutate", is_flag=True, help="Change the rules in small ways, and print the changes that no case notices."
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"With --mutate: try at most N changes, drawn at random.  [default: {DEFAULT_LIMIT:,}]",
)
@click.option("--seed", type=int, metavar="N", help="With --mutate: draw other changes.  [default: 0]")
@click.option("--watch", is_flag=True, help="Run again whenever a file of a pack changes, until you press Ctrl-C.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
def command(
    packs: tuple[str, ...],
    coverage: bool,
    min_percent: int | None,
    mutate: bool,
    limit: int | None,
    seed: int | None,
    watch: bool,
    format_: str,
) -> None:
    """Run the cases of rule packs. The exit code is 1 if a case fails.

    For each failing case, print the expected and the actual result, the rules that were expected to fire and what they
    lacked, and the rules that fired instead.

    The cases of a pack run with the rules of that pack and of earlier packs. Coverage counts the packs that the command
    loads, or the built-in pack if there are none.

    With --mutate, the exit code is 1 if a small change of a rule passes all cases, although a company would get other
    advice. For each such change, print a case that would notice it.
    """
    coverage = coverage or min_percent is not None
    if mutate:
        if coverage or watch:
            raise click.UsageError("--mutate goes with --pack, --limit, --seed and --format only; leave the others out")
        if not _run_mutants(discover_packs(packs), limit or DEFAULT_LIMIT, seed or 0, format_):
            raise click.exceptions.Exit(1)
    elif limit is not None or seed is not None:
        raise click.UsageError("--limit and --seed have no effect without --mutate; add it, or leave them out")
    elif watch:
        _watch_packs(packs, coverage, min_percent, format_)
    elif not _run_cases(discover_packs(packs), coverage, min_percent, format_):
        raise click.exceptions.Exit(1)


def _run_cases(folders: tuple[str, ...], coverage: bool, min_percent: int | None, format_: str) -> bool:
    """Run the cases once and print the results; return whether all passed with enough coverage."""
    load_or_exit(folders)
    run = run_cases(folders, with_coverage=coverage)
    if format_ == "json":
        echo(render_run_json(run, min_percent), nl=False)
    else:
        for line in iter_run_lines(run, min_percent):
            echo(line)
    return not run.failed and not (min_percent is not None and run.find_packs_below(min_percent))


def _run_mutants(folders: tuple[str, ...], limit: int, seed: int, format_: str) -> bool:
    """Run the cases on mutants and print the survivors; return whether every mutant was noticed or is equivalent."""
    from advisor.authoring.mutate.report import iter_mutant_lines, render_mutants_json
    from advisor.authoring.mutate.run_mutants import run_mutants

    load_or_exit(folders)
    is_shown = sys.stderr.isatty()

    def report_progress(done: int, total: int) -> None:
        if is_shown and (done % 10 == 0 or done == total):
            end = "\n" if done == total else ""
            sys.stderr.write(f"\r{done} of {total} changes tried{end}")
            sys.stderr.flush()

    run = run_mutants(folders, limit=limit, seed=seed, report_progress=report_progress)
    if format_ == "json":
        echo(render_mutants_json(run, seed), nl=False)
    else:
        for line in iter_mutant_lines(run, seed):
            echo(line)
    return not run.has_missed


def _watch_packs(packs: tuple[str, ...], coverage: bool, min_percent: int | None, format_: str) -> None:
    """Run now and after every change; report a pack that cannot be read, and wait for the next change."""
    try:
        for _ in _iter_changes(packs):
            try:
                _run_cases(discover_packs(packs), coverage, min_percent, format_)
            except click.exceptions.Exit:
                pass  # the findings are printed already
            except AdvisorError as error:
                for line in list_finding_lines(error.findings, error.rest):
                    echo(line)
            echo("watching for changes; Ctrl-C ends", err=True)
            sys.stdout.flush()
    except KeyboardInterrupt:
        echo("stopped", err=True)


def _iter_changes(packs: tuple[str, ...]) -> Iterator[None]:
    """Yield once at the start, and again each time files of the packs have changed."""
    try:
        from watchfiles import watch
    except ImportError:
        raise MissingExtraError("--watch", "authoring") from None
    while True:
        folders = (find_builtin_folder(), *discover_packs(packs))
        names = (HEADER_FILE, *PACK_FOLDERS)
        paths = [path for folder in folders for name in names if (path := Path(folder, name)).exists()]
        changes = watch(*paths, yield_on_timeout=True, rust_timeout=200, debounce=400, raise_interrupt=True)
        next(changes)  # from here on no change is missed, even during a run
        yield
        for changed in changes:
            if any(Path(path).name == HEADER_FILE for _, path in changed):
                break  # an editor may have replaced the file; watch the new one
            if changed:
                yield
