"""A run in the background: the foreground shows how far it is, and stops it on Ctrl-C or when the system ends it."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from advisor.portfolio.files.meter import Meter

_TICK_SECONDS = 0.1
_STOP_SECONDS = 10.0
"""The longest time that an engine gets to end its run; its files are removed in any case."""
Result = TypeVar("Result")


def watch_run(work: Callable[[], Result], meter: Meter) -> Result:
    """Do some work in a thread, with a progress bar if standard error is a terminal; return its result.

    Raises:
        KeyboardInterrupt: the user pressed Ctrl-C, or the system ended the program; the work has stopped.
        Exception: what the work raised.
    """
    outcome: list[Result] = []
    errors: list[BaseException] = []

    def do_work() -> None:
        try:
            outcome.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=do_work, daemon=True)
    with _ending_as_interrupt(), _show_progress(meter) as show:
        thread.start()
        try:
            while thread.is_alive():
                thread.join(_TICK_SECONDS)
                show()
        except KeyboardInterrupt:
            meter.stop()
            thread.join(_STOP_SECONDS)
            raise
    if errors:
        raise errors[0]
    return outcome[0]


@contextlib.contextmanager
def _ending_as_interrupt() -> Iterator[None]:
    """Treat the signal that ends a program (SIGTERM) like Ctrl-C, so that nothing is left over."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [each for name in ("SIGTERM", "SIGHUP") if (each := getattr(signal, name, None)) is not None]
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _show_progress(meter: Meter) -> Iterator[Callable[[], None]]:
    """Show a bar with rows, rows per second and the time left; the block calls what it gets to renew it."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.fields[rows]}"),
        BarColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None, rows="0 rows", speed="")

        def show() -> None:
            share, seconds = meter.share, progress.tasks[0].elapsed or 0.0
            speed = f"{meter.rows / seconds:,.0f} rows per second" if seconds > 0.5 else ""
            total = None if share is None else 1.0
            progress.update(task, total=total, completed=share or 0.0, rows=f"{meter.rows:,} rows", speed=speed)

        yield show
