"""The documents are true: every command in README prints what README says. `UPDATE_DOCS=1` writes it afresh."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[1]
README, EXTENDING = ROOT / "README.md", ROOT / "docs" / "extending.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def printed(command: str, folder: Path) -> str:
    """What a command prints in a shell in a folder, errors included."""
    scripts = str(Path(sys.executable).parent)
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "80"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout.rstrip("\n")


def transcript(block: str, folder: Path) -> str:
    """The block as it should stand: each command with what it prints now, in a folder that may be written to."""
    if not (folder / "examples").exists():
        (folder / "examples").symlink_to(ROOT / "examples")
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    told = [(command, printed(command, folder)) for command in commands]
    return "".join(f"$ {command}\n{out}\n" if out else f"$ {command}\n" for command, out in told)


@pytest.mark.parametrize("number", range(len(BLOCK.findall(README.read_text(encoding="utf-8")))))
def test_a_transcript_in_readme_is_what_the_commands_print(number: int, tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    block = BLOCK.findall(text)[number]
    current = transcript(block, tmp_path)
    if os.environ.get("UPDATE_DOCS"):
        README.write_text(text.replace(block, current), encoding="utf-8")
    else:
        assert block == current


def test_the_sitting_in_extending_goes_as_it_is_told(tmp_path: Path) -> None:
    """One block goes on where the one before it ended."""
    text = EXTENDING.read_text(encoding="utf-8")
    told = BLOCK.findall(text)
    current = [transcript(block, tmp_path) for block in told]
    if os.environ.get("UPDATE_DOCS"):
        for block, now in zip(told, current, strict=True):
            text = text.replace(block, now, 1)
        EXTENDING.write_text(text, encoding="utf-8")
    else:
        assert told == current


def test_the_picture_shows_what_the_interview_says(tmp_path: Path) -> None:
    drawn = ElementTree.parse(ROOT / "docs" / "interview.svg").iter("{http://www.w3.org/2000/svg}text")
    shown = [" ".join((text.text or "").split()) for text in drawn]
    typed = [line[2:] for line in shown if line.startswith("> ")]
    command = shlex.join(["printf", "%s\\n", *typed]) + " | " + shown[0].removeprefix("$ ")
    said = [" ".join(line.split()) for line in printed(command, tmp_path).splitlines()]
    assert shown[1:] == [line for line in said if line], "made anew by `python docs/picture.py`"


def test_readme_opens_with_two_commands_that_ci_runs_word_for_word() -> None:
    first = re.search(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert first
    install, test = first[1].strip().splitlines()
    assert "pip install ." in install
    assert "advisor advise examples/" in install
    assert '-e ".[test]"' in test
    assert "pytest" in test
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_command_has_help_and_a_line_in_the_readme() -> None:
    readme = README.read_text(encoding="utf-8")
    for command in ("interview", "advise", "rules check", "rules test"):
        assert "Usage: advisor" in printed(f"advisor {command} --help", ROOT)
        assert f"advisor {command}" in readme


def test_every_file_a_document_links_to_is_there() -> None:
    for document in (README, *sorted((ROOT / "docs").glob("*.md"))):
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"
