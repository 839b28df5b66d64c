"""The output of commands, in one golden file for each command: tests/wording/<command>.txt.

Only these tests check wording; all other tests assert codes, places and values.
`UPDATE_GOLDEN=1 pytest tests/wording` rewrites the files; read the difference before you keep it.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.cli.command import run

GOLDEN = Path(__file__).parent


class Scenario(NamedTuple):
    """One run of a command in a new folder with `files`; the transcript shows it under `title`."""

    title: str
    args: tuple[str | Path, ...]
    files: Mapping[str, str | bytes] = {}
    given: str | None = None


def write_transcript(scenarios: Iterable[Scenario], folder: Path) -> str:
    """Run the scenarios one after the other; return their output, with errors after `!`, and exit codes."""
    parts = []
    for number, scenario in enumerate(scenarios):
        scenario_folder = folder / str(number)
        scenario_folder.mkdir(parents=True)
        for name, content in scenario.files.items():
            path = scenario_folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        result = run(*scenario.args, given=scenario.given, folder=scenario_folder)
        command = shlex.join(["advisor", *map(str, scenario.args)])
        errors = "".join(f"! {line}\n" for line in (*result.err.splitlines(), *filter(None, [result.following])))
        exit_code = f"exit code {result.code}\n" if result.code else ""
        text = f"## {scenario.title}\n$ {command}\n{result.out}{errors}{exit_code}"
        text = text.replace(str(scenario_folder.resolve()), "FOLDER").replace(str(scenario_folder), "FOLDER")
        parts.append(text.replace(str(folder.resolve()), "FOLDERS").replace(str(folder), "FOLDERS"))
    return "\n".join(parts)


def check_wording(command: str, scenarios: Iterable[Scenario], folder: Path) -> None:
    """Compare the transcript of a command with its golden file, or rewrite the file if UPDATE_GOLDEN is 1."""
    text = write_transcript(scenarios, folder)
    golden = GOLDEN / f"{command}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8"), "read the difference; UPDATE_GOLDEN=1 keeps it"
