"""The documents are correct: every command in them prints what they show. `UPDATE_DOCS=1` rewrites the transcripts."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
CONTINUED_PAGES = [ROOT / "docs" / name for name in ("batch.md", "explain.md", "extending.md", "facts.md")]
"""The pages where each block continues from the one before, in the same folder."""
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def run_in_folder(command: str, folder: Path) -> str:
    """Return what a command prints in a shell in a folder, errors included."""
    scripts = str(Path(sys.executable).parent)
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "80"}
    process = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return process.stdout.rstrip("\n")


def build_transcript(block: str, folder: Path) -> str:
    """Run the commands of a block in a writable folder; return the block with what they print now."""
    if not (folder / "examples").exists():
        (folder / "examples").symlink_to(ROOT / "examples")
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    outputs = [(command, run_in_folder(command, folder)) for command in commands]
    return "".join(f"$ {command}\n{out}\n" if out else f"$ {command}\n" for command, out in outputs)


@pytest.mark.parametrize("number", range(len(BLOCK.findall(README.read_text(encoding="utf-8")))))
def test_a_transcript_in_readme_is_what_the_commands_print(number: int, tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    block = BLOCK.findall(text)[number]
    current = build_transcript(block, tmp_path)
    if os.environ.get("UPDATE_DOCS"):
        README.write_text(text.replace(block, current), encoding="utf-8")
    else:
        assert block == current


@pytest.mark.parametrize("page", CONTINUED_PAGES, ids=lambda page: page.stem)
def test_transcripts_of_a_page_are_what_the_commands_print(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    current = [build_transcript(block, tmp_path) for block in blocks]
    if os.environ.get("UPDATE_DOCS"):
        for block, now in zip(blocks, current, strict=True):
            text = text.replace(block, now, 1)
        page.write_text(text, encoding="utf-8")
    else:
        assert blocks == current


def test_the_picture_shows_what_the_interview_says(tmp_path: Path) -> None:
    drawn = ElementTree.parse(ROOT / "docs" / "interview.svg").iter("{http://www.w3.org/2000/svg}text")
    shown = [" ".join((text.text or "").split()) for text in drawn]
    menu = next(place for place, line in enumerate(shown) if line.startswith("["))
    typed = [line[2:] for line in shown[:menu] if line.startswith("> ")]
    command = shlex.join(["printf", "%s\\n", *typed]) + " | " + shown[0].removeprefix("$ ")
    lines = iter([" ".join(line.split()) for line in run_in_folder(command, tmp_path).splitlines()])
    # a menu lasts until it is answered; a pipe shows its options for good, with the same words
    assert [line for line in shown[1:menu] if line not in lines] == [], "`python docs/picture.py` rewrites it"
    options = [re.sub(r"^(?:> )?\[[x ]\] ", "", line) for line in shown[menu:] if "] " in line]
    assert len(options) > 5


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
        assert "Usage: advisor" in run_in_folder(f"advisor {command} --help", ROOT)
        assert f"advisor {command}" in readme


def test_every_file_a_document_links_to_is_there() -> None:
    for document in (README, *sorted((ROOT / "docs").glob("*.md"))):
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


OLD_WORDS = re.compile(
    r"\b(?:told|tell(?:s|ing)?|whence|anew|nought|lest|mend(?:s|ed|ing)?|beside|stands?|comes? to|in the place of"
    r"|leans?|so many)\b",
    re.IGNORECASE,
)
"""Words that have a plainer one. Transcripts are left out: some of their sentences come from the rule base."""


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "docs").glob("*.md")), *ROOT.glob("*.md")], ids=lambda path: path.name
)
def test_documents_use_plain_words(path: Path) -> None:
    prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert OLD_WORDS.findall(prose) == []


@pytest.mark.parametrize("path", sorted((ROOT / "advisor").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_docstrings_use_plain_words(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    texts = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, documented)]
    assert OLD_WORDS.findall("\n".join(texts)) == []


def test_architecture_names_every_room_and_no_other_file() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    top = {path.stem for path in (ROOT / "advisor").iterdir() if path.stem != "__init__" and path.stem[0] != "_"}
    inner = {path.name for path in (ROOT / "advisor" / "authoring").iterdir() if path.is_dir() and path.name[0] != "_"}
    assert set(re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE)) == top | inner
    for name in re.findall(r"`([\w/]+\.(?:py|yaml))`", text):
        assert any((ROOT / start / name).exists() for start in ("", "advisor", "advisor/authoring")), name


def test_contributing_names_files_that_are_there() -> None:
    for name in re.findall(
        r"`((?:advisor|docs|tests|knowledge)/[\w/.]*)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    ):
        assert (ROOT / name).exists(), name
