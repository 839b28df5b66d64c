"""DMN engines that are not ours, run by Node.js: fetched from npm once, into a folder of their own.

Where Node.js or the registry is out of reach, tests that need them are skipped, or fail if ADVISOR_NEEDS_NODE is set.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from advisor.authoring.dmn.export.expected_outcomes import DmnValue

DATA = Path(__file__).resolve().parents[2] / "data" / "dmn"
FETCHING, RUNNING = 180, 120


def fetched(folder: Path) -> Path:
    """A folder with the engines in it."""
    for name in ("package.json", "engines.cjs"):
        shutil.copy(DATA / name, folder)
    try:
        subprocess.run(
            ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--fetch-retries=1"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=FETCHING,
        )
    except (OSError, subprocess.SubprocessError) as error:
        if os.environ.get("ADVISOR_NEEDS_NODE"):
            raise
        pytest.skip(f"no DMN engine: npm could not fetch one ({type(error).__name__})")
    return folder


def run(folder: Path, engine: str, model: Path, inputs: Sequence[Mapping[str, DmnValue]]) -> list[dict[str, Any]]:
    """What an engine (`feelin` or `imicros`) comes to for each of the inputs: values by the names of decisions."""
    done = subprocess.run(
        ["node", "engines.cjs", str(model), engine],
        cwd=folder,
        input=json.dumps(inputs),
        capture_output=True,
        text=True,
        timeout=RUNNING,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
