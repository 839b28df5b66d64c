"""`advisor batch IN -o OUT`: the advice for each row of a table, one company a row."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.batch.libraries import check_libraries
from advisor.cli.batch.places import check_names, check_places, choose_reject_path, describe_old_rejects, is_same_file
from advisor.cli.batch.summary_page import SummaryPage, plan_page
from advisor.cli.echo import echo
from advisor.cli.group_option import min_group_option
from advisor.cli.large_files import write_large_file
from advisor.cli.output_files import write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.model.word_lists import format_count

if TYPE_CHECKING:
    from advisor.portfolio.runs.batch_request import BatchCounts, BatchRequest

ENGINES = ("polars", "duckdb", "spark")


def _read_mapping(context: click.Context, _: click.Parameter, values: Sequence[str]) -> list[tuple[str, str]]:
    """Read `FACT=COLUMN` as two parts; the second can have more of these signs."""
    pairs = []
    for text in values:
        fact, sign, column = text.partition("=")
        if not (fact.strip() and sign and column):
            problem = f"`--map {text}` does not say which column answers which fact"
            raise click.UsageError(f"{problem}; write it like this: `--map sales_cycle=Cycle`", context)
        pairs.append((fact.strip(), column))
    return pairs


@click.command("batch")
@click.argument("source", metavar="IN")
@click.option(
    "-o", "--output", metavar="OUT", required=True, help="Write the table to OUT; its ending decides the kind."
)
@click.option(
    "--map",
    "mapping",
    metavar="FACT=COLUMN",
    multiple=True,
    callback=_read_mapping,
    help="Take the answers to FACT from COLUMN; can be repeated. By default, columns are named as facts.",
)
@click.option(
    "--columns",
    metavar="NAMES",
    help="Write only these results, such as `verdict,step:*`. By default all: `state`, `verdict`, `possible_verdicts`, "
    "`strength`, `move_to`, `reason:*`, `step:*` and `caution:*`.",
)
@click.option(
    "--lists",
    "as_lists",
    is_flag=True,
    help="Write `reasons`, `steps` and `cautions` as lists instead of a column of yes or no for each.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="What does the work: `duckdb` takes Parquet, CSV and DuckDB, `spark` takes Parquet and CSV.",
)
@click.option("--table", metavar="NAME", help="The table of a database, or the sheet of a workbook, to read.")
@click.option(
    "--out-table", metavar="NAME", default="advice", show_default=True, help="The table or sheet to write, likewise."
)
@click.option("--encoding", metavar="NAME", help="The encoding of a CSV file that is not UTF-8, such as cp1252.")
@click.option(
    "--reject", metavar="FILE", help="Write rows that cannot be read to FILE (CSV); by default OUT-rejects.csv."
)
@click.option("--summary", metavar="PAGE", help="Also write a page about all companies to PAGE (.html or .md).")
@min_group_option("On PAGE, hold back groups of fewer companies.", default=5, least=1)
@click.option("--force", is_flag=True, help="Replace OUT without keeping a file or table of this name.")
@pack_option
def command(
    source: str,
    output: str,
    mapping: list[tuple[str, str]],
    columns: str | None,
    as_lists: bool,
    engine: str,
    table: str | None,
    out_table: str,
    encoding: str | None,
    reject: str | None,
    summary: str | None,
    min_group: int,
    force: bool,
    packs: tuple[str, ...],
) -> None:
    """Advise every company of the table IN, one a row, and write the results as columns of the table OUT.

    IN and OUT can be Parquet, Arrow, CSV, XLSX, JSON lines, DuckDB or SQLite files. Columns of IN are named as facts;
    an empty cell is unknown. All other columns are copied to OUT. Rows with a wrong answer go to a file of their own,
    and the exit code is 1.
    """
    check_libraries(source, needs_spark=engine == "spark")
    from advisor.portfolio.files.kinds import detect_kind
    from advisor.portfolio.runs.batch_request import BatchRequest

    check_names(source, output)
    kind = detect_kind(source, engine)
    out_kind = detect_kind(output, engine, is_output=True)
    reject_path = choose_reject_path(output, reject)
    check_places(source, output, reject_path, kind, out_kind)
    page = plan_page(summary, min_group, engine, (source, output, reject_path)) if summary else None
    gc.enable()  # a large table makes garbage
    others = os.umask(0o077)  # the output is for its owner alone, from the first byte
    click.get_current_context().call_on_close(partial(os.umask, others))
    is_shared = is_same_file(source, output)
    request = BatchRequest(source, kind, table, encoding, mapping, columns, as_lists, is_shared)
    try:
        counts, seconds = _run(request, output, out_table, reject_path, engine, packs, page, force=force)
    except KeyboardInterrupt:
        echo("stopped", err=True)
        sys.stderr.flush()
        os._exit(2)  # threads of the engine may still work, and would fail without Python
    _report(counts, seconds, output, reject_path)
    if counts.rejected:
        raise click.exceptions.Exit(1)


def _run(
    request: BatchRequest,
    output: str,
    out_table: str,
    reject_path: str,
    engine: str,
    packs: tuple[str, ...],
    page: SummaryPage | None,
    *,
    force: bool,
) -> tuple[BatchCounts, float]:
    from advisor.cli.batch.watching import watch_run
    from advisor.portfolio.files.kinds import detect_kind
    from advisor.portfolio.files.meter import StoppedError
    from advisor.portfolio.files.targets.earlier_tables import is_earlier_rejects, is_earlier_table
    from advisor.portfolio.files.targets.open_target import Destination
    from advisor.portfolio.runs.batch import plan_batch

    rulebase = load_rulebase(packs)
    batch = plan_batch(request, rulebase, engine)
    out_kind = detect_kind(output, engine, is_output=True)
    try:
        for note in batch.plan.notes:
            echo(note, err=True)
        begin = time.monotonic()
        with ExitStack() as stack:
            if out_kind.is_database and Path(output).exists():
                path = output  # a new table in a database, in one transaction
            else:
                writing = write_large_file(output, "the table", is_earlier_table, replaces_any=force)
                path = str(stack.enter_context(writing))
            rejects = stack.enter_context(write_large_file(reject_path, "the list of rejects", is_earlier_rejects))
            destination = Destination(path, output, out_kind, out_table, force)
            try:
                counts = watch_run(lambda: batch.run(destination, rejects), batch.meter)
            except StoppedError:
                raise KeyboardInterrupt from None
            if not counts.rejected:
                rejects.unlink()
        seconds = time.monotonic() - begin
        if page:
            from advisor.portfolio.runs.batch import PolarsBatch

            assert isinstance(batch, PolarsBatch)  # the page asks for this engine
            write_output(batch.summarize(page.form, page.min_group), page.path, "the page", replaces_any=force)
        return counts, seconds
    finally:
        batch.close()


def _report(counts: BatchCounts, seconds: float, output: str, reject_path: str) -> None:
    """Say what was done, and where the rejected rows are."""
    if counts.kept_as:
        echo(f"{output}: another table had this name; it is now `{counts.kept_as}`", err=True)
    speed = f"{counts.read / max(seconds, 0.001):,.0f} rows per second"
    echo(
        f"{output}: {format_count(counts.read, 'row')} read, {counts.advised:,} advised, {counts.rejected:,} rejected, "
        f"in {seconds:.1f} seconds ({speed})",
        err=True,
    )
    if counts.rejected:
        echo(f"next: {reject_path} lists the rejected rows; correct them, and run this again", err=True)
    else:
        describe_old_rejects(reject_path)
