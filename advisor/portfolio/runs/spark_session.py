"""The Spark session of a run: the one that the environment configures, or one on this machine; it keeps quiet."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

from advisor.errors import BatchError
from advisor.loading import finding_codes as codes


@contextlib.contextmanager
def _silencing_children() -> Iterator[None]:
    """Start programs without standard error: Java writes notes there that say nothing to our user."""
    sys.stderr.flush()
    kept = os.dup(2)
    silent = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(silent, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(silent)


def start_spark() -> Any:
    """Start Spark. Raises BatchError if there is no Java for it."""
    if not (os.environ.get("JAVA_HOME") or shutil.which("java") or os.environ.get("SPARK_REMOTE")):
        sentence = "Spark needs Java; install it (such as `default-jre-headless`), or use another engine"
        raise BatchError.at("--engine spark", sentence, codes.NOT_INSTALLED)
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    if not (os.environ.get("SPARK_REMOTE") or os.environ.get("SPARK_CONF_DIR") or os.environ.get("MASTER")):
        builder = builder.master("local[*]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    settings = {
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.caseSensitive": "true",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        with _silencing_children():
            session = builder.appName("advisor batch").getOrCreate()
            session.sparkContext.setLogLevel("OFF")
    except Exception:
        sentence = "Spark did not start; check that `java -version` works, or use another engine"
        raise BatchError.at("--engine spark", sentence, codes.NOT_INSTALLED) from None
    return session
