"""Targets that are written piece by piece; an error of writing a piece stops the run."""

from __future__ import annotations

from abc import abstractmethod

import polars as pl

from advisor.portfolio.files.meter import Meter
from advisor.portfolio.files.targets.table_target import TableTarget


class BatchTarget(TableTarget):
    """A table that takes pieces, one at a time."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    @abstractmethod
    def write(self, piece: pl.DataFrame) -> None:
        """Write a piece."""

    def sink(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return a lazy frame that hands another one over in pieces."""

        def take(piece: pl.DataFrame) -> bool:
            try:
                self._meter.check()
                self.write(piece)
            except Exception as error:
                if self._meter.problem is None:
                    self._meter.problem, self._meter.is_output_problem = error, True
                raise
            return False

        sink = frame.sink_batches(take, lazy=True)
        assert sink is not None  # with `lazy`, a sink is a frame
        return sink
