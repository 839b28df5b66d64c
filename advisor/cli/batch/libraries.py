"""The libraries for whole tables: one sentence says what to install where they are missing."""

from __future__ import annotations

from importlib.util import find_spec

from advisor.errors import MissingExtraError

EXTRA, SPARK_EXTRA = "batch", "spark"
_LIBRARIES = ("duckdb", "narwhals", "polars", "pyarrow", "python_calamine", "rich", "xlsxwriter")


def check_libraries(path: str, *, needs_spark: bool) -> None:
    """Raise MissingExtraError if a library for whole tables is not installed; none of them is loaded for that."""
    if any(find_spec(name) is None for name in _LIBRARIES):
        raise MissingExtraError(path, EXTRA)
    if needs_spark and find_spec("pyspark") is None:
        raise MissingExtraError(path, f"{EXTRA},{SPARK_EXTRA}")
