"""Control characters never reach a terminal: those in answers, names of files, options and packs are shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import HIDDEN_CHARACTERS, show_hidden_characters
from advisor.loading.documents.nodes import ScalarNode
from advisor.loading.documents.yaml_reader import try_read_yaml
from advisor.loading.documents.yaml_writer import quote_text
from tests.cli.command import EXAMPLES, ROOT, CommandResult, run

ESCAPES = "\x1b]0;PWNED\x07\x1b[2J\x1b[31mred\u202e\u200b\x9b8m"
SESSION = """\
interview:
  rulebase: c0881eb56beeb22e
  order: []
  aside:
    relationship: defined
  no_longer_fitting:
    "x\\e]0;PWNED\\a\\e[2J": "\\e[31mred \\e[8mhidden\\U0000202e"
    "bad\\e[5mname": "\\e[31mvalue"
"""


def check_shown(result: CommandResult) -> None:
    """Check that nothing hidden was printed, and that it was shown instead."""
    printed = result.out + result.err
    assert not HIDDEN_CHARACTERS.search(printed), printed
    assert "\\u001b" in printed


def test_an_interview_shows_the_escapes_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(SESSION)
    check_shown(run("interview", "--resume", file, given="quit\n"))
    assert not HIDDEN_CHARACTERS.search(file.read_text())
    assert "PWNED" in file.read_text()


@pytest.mark.parametrize("writable", [True, False])
def test_a_session_in_a_file_with_a_bad_name(writable: bool, tmp_path: Path) -> None:
    file = tmp_path / f"a{ESCAPES.replace('/', '')}.yaml"
    if not writable:
        file.mkdir()
    check_shown(run("interview", "--resume" if not writable else "--save", file, given="stated\nquit\n"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["advise", ESCAPES],
        ["advise", EXAMPLES / "maintain-integrated.yaml", "--format", ESCAPES],
        ["advise", EXAMPLES / "maintain-integrated.yaml", "-o", f"{ESCAPES}.yaml"],
        ["advise", EXAMPLES / "maintain-integrated.yaml", "--pack", ESCAPES],
        ["advise", "-"],
        [ESCAPES],
        ["rules", "show", ESCAPES],
        ["rules", "check", "--pack", ESCAPES],
        ["rules", "list", "--source", ESCAPES],
        ["survey", "read", ESCAPES],
        ["plan", ESCAPES],
    ],
    ids=lambda each: " ".join(map(str, each)).encode("unicode_escape").decode()[:40],
)
def test_a_refusal_shows_the_escapes_of_its_input(arguments: list[str | Path], tmp_path: Path) -> None:
    result = run(*arguments, folder=tmp_path, given=f'"{ESCAPES}": 1\n')
    printed = result.out + result.err
    assert not HIDDEN_CHARACTERS.search(printed), printed


def test_a_written_file_with_a_bad_name_is_named_visibly(tmp_path: Path) -> None:
    check_shown(run("rules", "schema", "--out", f"{ESCAPES}out", folder=tmp_path))


@given(st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from([ESCAPES]))
def test_quoted_text_hides_nothing_and_is_read_again(text: str) -> None:
    quoted = quote_text(text)
    assert not HIDDEN_CHARACTERS.search(quoted)
    node = try_read_yaml(f"a: {quoted}\n")
    assert node is not None
    assert node.get("a")._replace(place=None) == ScalarNode(text, None, quoted=True)  # type: ignore[union-attr, arg-type]


def test_only_one_module_prints() -> None:
    # its `echo` shows hidden characters; the others print what they have styled themselves, or names of their own
    printing = {
        path.name
        for path in (ROOT / "advisor").rglob("*.py")
        if re.search(r"\bclick\.echo\b(?!`)|(?<![\w.\"`])print\(", path.read_text("utf-8"))
    }
    assert printing <= {"echo.py", "terminal.py", "terminal_page.py", "__init__.py", "crashes.py", "server.py"}


def test_hidden_characters_are_shown() -> None:
    assert show_hidden_characters("a\tb\n\x1b[2J\u202e") == "a\tb\n\\u001b[2J\\u202e"
