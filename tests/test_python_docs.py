"""The examples in docs/python.md run and print what the page shows. `UPDATE_DOCS=1` rewrites what they print."""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "python.md"
EXAMPLE = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def test_the_examples_print_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # each example continues where the previous one ended
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    names: dict[str, object] = {}
    printed = []
    for code, _ in EXAMPLE.findall(text):
        with contextlib.redirect_stdout(io.StringIO()) as output:
            exec(compile(code, PAGE.name, "exec"), names)
        printed.append(output.getvalue())
    if os.environ.get("UPDATE_DOCS"):
        outputs = iter(printed)
        PAGE.write_text(EXAMPLE.sub(lambda each: build_example(each[1], next(outputs)), text), encoding="utf-8")
    else:
        assert [shown for _, shown in EXAMPLE.findall(text)] == printed


def test_every_example_shows_what_it_prints() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("```python") == len(EXAMPLE.findall(text))


def test_the_examples_use_only_public_names() -> None:
    from advisor import __all__ as public

    text = PAGE.read_text(encoding="utf-8")
    imported = [
        name for line in re.findall(r"^from advisor import (.*)$", text, re.MULTILINE) for name in line.split(", ")
    ]
    assert imported
    assert set(imported) <= set(public)
    assert not re.search(r"^\s*(?:from|import) advisor\.", text, re.MULTILINE)


def build_example(code: str, output: str) -> str:
    """Return an example with what it prints, as the page has it."""
    return f"```python\n{code}```\n\n```text\n{output}```"
