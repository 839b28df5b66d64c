"""What a run has read so far: the reader counts, the progress bar shows it, and an interrupted run is stopped by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class StoppedError(Exception):
    """The run was interrupted; the engine ends it as soon as it reads the next piece."""


@dataclass
class Meter:
    """The rows and bytes read, and how many there are if that is known.

    `problem` is the error that stopped the reading; engines show only a part of it;
    `is_output_problem` says that writing failed. An engine that counts itself sets
    `measure`, which returns the share, and `interrupt`, which ends its work.
    """

    rows: int = 0
    total_rows: int | None = None
    read_bytes: int = 0
    total_bytes: int | None = None
    is_stopped: bool = False
    problem: Exception | None = None
    is_output_problem: bool = False
    measure: Callable[[], float | None] | None = None
    interrupt: Callable[[], None] | None = None

    def check(self) -> None:
        """Raise StoppedError if the run was interrupted."""
        if self.is_stopped:
            raise StoppedError

    def stop(self) -> None:
        """Let the run end as soon as possible."""
        self.is_stopped = True
        if self.interrupt:
            self.interrupt()

    @property
    def share(self) -> float | None:
        """The part of the table that is read, from 0 to 1; None if that is not known."""
        if self.measure:
            return self.measure()
        if self.total_rows is not None:
            return min(self.rows / self.total_rows, 1.0) if self.total_rows else 1.0
        if self.total_bytes:
            return min(self.read_bytes / self.total_bytes, 1.0)
        return None
