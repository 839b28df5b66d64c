"""Other DMN engines, run by Node.js; npm installs them once into a separate folder.

Without Node.js or the registry, tests that need them are skipped; with ADVISOR_NEEDS_NODE set, they fail.
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
INSTALL_SECONDS, RUN_SECONDS = 300, 300


def install_engines(folder: Path) -> Path:
    """Install the engines into a folder and return it."""
    for name in ("package.json", "engines.cjs"):
        shutil.copy(DATA / name, folder)
    try:
        subprocess.run(
            ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--fetch-retries=1"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=INSTALL_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        if os.environ.get("ADVISOR_NEEDS_NODE"):
            raise
        pytest.skip(f"no DMN engine: npm cannot install one ({type(error).__name__})")
    return folder


def run_engine(
    folder: Path, engine: str, model: Path, inputs: Sequence[Mapping[str, DmnValue]]
) -> list[dict[str, Any]]:
    """Run an engine (`feelin` or `imicros`) for each input; return the values of the decisions by name."""
    process = subprocess.run(
        ["node", "engines.cjs", str(model), engine],
        cwd=folder,
        input=json.dumps(inputs),
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    results: list[dict[str, Any]] = json.loads(process.stdout)
    return results
