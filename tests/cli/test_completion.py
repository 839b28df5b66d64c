"""Completion with Tab: what each shell asks and gets, and what real shells put into the line."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from unittest.mock import patch

import pexpect
import pytest

from tests.cli.command import ROOT, START, run

SHELLS = ("bash", "zsh", "fish")
ASKED = {
    "a command": (["fa"], {"facts"}),
    "all commands": (
        [""],
        {"interview", "serve", "mcp", "packs", "facts", "advise", "batch", "explain", "survey", "plan", "rules"},
    ),
    "a command of a group": (["facts", ""], {"list", "new", "check"}),
    "an option of the list of facts": (["facts", "--st"], {"--state"}),
    "a level": (["facts", "--state", "d"], {"defined"}),
    "a level for a new file": (
        ["facts", "new", "a.yaml", "--state", ""],
        {"undefined", "defined", "aligned", "integrated"},
    ),
    "a fact to search": (["facts", "--search", "funnel_led"], {"funnel_led_by_marketing", "funnel_led_by_sales"}),
    "a fact to set": (["facts", "new", "a.yaml", "--set", "current_c"], {"current_conflicts="}),
    "a fact that a rule reads": (["rules", "list", "--reads", "current_c"], {"current_conflicts"}),
    "the id of a rule": (["rules", "show", "infer/funnel-in"], {"infer/funnel-in-use"}),
    "a fact of a pack": (["facts", "--pack", "packs/revops", "--search", "start_"], {"start_agreed"}),
    "nothing": (["facts", "--state", "x"], set()),
}
SETTINGS = {
    "a value": ("current_conflicts=fr", {"frequent"}),
    "all values": ("current_conflicts=", {"none", "occasional", "frequent", "unknown"}),
    "another value of a list": ("conflict_topics=pricing,bud", {"pricing,budget"}),
    "not twice the same": ("conflict_topics=pricing,pri", set()),
    "of no fact": ("conflict=x", set()),
}


def ask(shell: str, words: list[str]) -> list[str]:
    """Ask as the script of a shell does, and return the values that are offered."""
    split = [part for word in words for part in (re.findall("=|[^=]+", word) or [""])]
    tokens = ["advisor", *(split if shell == "bash" else words)]  # bash splits words at the sign
    cword = tokens[-1] if shell == "fish" else str(len(tokens) - 1)
    given = {"_ADVISOR_COMPLETE": f"{shell}_complete", "COMP_WORDS": "\n".join(tokens), "COMP_CWORD": cword}
    with patch.dict(os.environ, given):
        result = run()
    assert result.err == ""
    assert result.code in (0, 1)
    lines = result.out.splitlines()
    if shell == "zsh":  # three lines for each: type, value, help
        return lines[1::3]
    return [each.partition(",")[2].partition("\t")[0] for each in lines if each]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("words", "offered"), ASKED.values(), ids=ASKED)
def test_a_shell_is_offered_names(shell: str, words: list[str], offered: set[str]) -> None:
    assert set(ask(shell, words)) == offered


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("setting", "offered"), SETTINGS.values(), ids=SETTINGS)
def test_a_shell_is_offered_the_values_of_a_fact(shell: str, setting: str, offered: set[str]) -> None:
    start = "" if shell == "bash" else f"{setting.partition('=')[0]}="  # bash replaces only what follows the sign
    assert set(ask(shell, ["facts", "new", "a.yaml", "--set", setting])) == {f"{start}{value}" for value in offered}


@pytest.mark.parametrize(
    ("shell", "offered"), [("bash", "defined"), ("zsh", "--state=defined"), ("fish", "--state=defined")]
)
def test_a_value_after_a_sign_keeps_its_option(shell: str, offered: str) -> None:
    assert ask(shell, ["facts", "--state=def"]) == [offered]


@pytest.mark.parametrize(
    "words", [["advise", "x"], ["facts", "check", "x"], ["advise", "a.yaml", "-o", "x"], ["plan", "x"]]
)
def test_files_are_offered_where_a_file_belongs(words: list[str]) -> None:
    with patch.dict(
        os.environ,
        _ADVISOR_COMPLETE="zsh_complete",
        COMP_WORDS=f"advisor {' '.join(words)}",
        COMP_CWORD=str(len(words)),
    ):
        assert run().out.splitlines()[:2] == ["file", "x"]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Write a command `advisor` into a folder of its own."""
    path = tmp_path / "bin" / "advisor"
    path.parent.mkdir()
    command = shlex.join([*START[:-1], f"import sys; sys.path.insert(0, {str(ROOT)!r}); {START[-1]}"])
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    path.chmod(0o755)
    return path


def build_environment(script: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{script.parent}:{os.environ['PATH']}"}


TYPED = {
    "advisor fac\t": "advisor facts ",
    "advisor facts --state def\t": "advisor facts --state defined ",
    "advisor facts new a.yaml --set current_c\tfr\t": "advisor facts new a.yaml --set current_conflicts=frequent ",
    "advisor facts new a.yaml --state=int\t": "advisor facts new a.yaml --state=integrated ",
    "advisor facts new a.yaml --set conflict_topics=pricing,bud\t": (
        "advisor facts new a.yaml --set conflict_topics=pricing,budget "
    ),
    "advisor advise examples/stay\t": "advisor advise examples/stay-settled-distributor.yaml ",
}


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_the_line(script: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{script.parent}:{os.environ['PATH']}",
        "TERM": "dumb",
        "INPUTRC": "/dev/null",
    }
    shell = pexpect.spawn(
        "bash",
        ["--norc", "--noprofile"],
        env=environment,
        cwd=str(ROOT),
        encoding="utf-8",
        dimensions=(40, 250),
        timeout=300,
    )
    shell.sendline('bind "set bell-style none"; bind "set enable-bracketed-paste off"; PS1="READY "')
    shell.sendline('eval "$(_ADVISOR_COMPLETE=bash_source advisor)"; echo lo""aded')
    shell.expect("loaded\r\nREADY ")
    for typed, completed in TYPED.items():
        shell.send(typed)
        shell.send("\x01echo '\x05'\r")
        shell.expect("\r\n(advisor[^\r]*)\r\nREADY ")
        assert shell.match
        assert shell.match[1] == completed
    shell.close()


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_completes_the_line(script: Path) -> None:
    for typed, completed in TYPED.items():
        if typed.count("\t") == 1:
            asked = f'_ADVISOR_COMPLETE=fish_source advisor | source; complete -C "{typed.strip()}"'
            command = ["fish", "--no-config", "-c", asked]
            environment = build_environment(script)
            process = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
            assert process.stdout.partition("\t")[0].strip() == completed.split()[-1]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_loads_the_script(script: Path) -> None:
    source = 'eval "$(_ADVISOR_COMPLETE=zsh_source advisor)"'
    command = ["zsh", "-f", "-c", f"autoload -U compinit; compinit -u -D; {source}; print $_comps[advisor]"]
    process = subprocess.run(command, env=build_environment(script), capture_output=True, text=True, check=True)
    assert process.stdout.strip() == "_advisor_completion"


@pytest.mark.parametrize("shell", SHELLS)
def test_our_changes_reach_the_scripts_of_click(shell: str) -> None:
    with patch.dict(os.environ, _ADVISOR_COMPLETE=f"{shell}_source"):
        source = run().out
    assert {"bash": "compopt -o nospace", "zsh": 'ending=(-S "")', "fish": 'split -m 1 ","'}[shell] in source
