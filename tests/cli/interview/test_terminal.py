"""`advisor interview` at a terminal: typing, going back, resizing, and losing the terminal."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pexpect
import pytest

from advisor.interview.opening_questions import build_opening_questions
from advisor.loading.load_rulebase import load
from advisor.loading.saved_interview import Session, read_session
from tests.cli.command import ROOT, SECONDS, START

RULES = load()
OPENERS = build_opening_questions(RULES)
PROMPT = "\n> "


class Terminal:
    """One interview in a pseudo-terminal of 80 columns."""

    def __init__(self, *args: str | Path, prompt: str = PROMPT, **env: str) -> None:
        self.prompt = prompt
        self.process: pexpect.spawn[str] = pexpect.spawn(
            START[0],
            [*START[1:], "interview", *map(str, args)],
            cwd=str(ROOT),
            env={**os.environ, "TERM": "xterm", "NO_COLOR": "", **env},
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=SECONDS,
        )
        self.process.delaybeforesend = None
        self.everything = ""
        self.output = self.read_until_prompt()

    def read_until_prompt(self) -> str:
        self.process.expect_exact(self.prompt)
        return self._collect_output()

    def type(self, line: str) -> str:
        """Type a line and return the output up to the next prompt."""
        self.process.sendline(line)
        self.output = self.read_until_prompt()
        return self.output

    def wait_for_end(self, code: int = 0) -> str:
        """Return the output up to the end."""
        self.process.expect_exact(pexpect.EOF)
        seen = self._collect_output()
        self.process.close()
        assert self.process.exitstatus == code, self.everything
        assert "Traceback" not in self.everything
        return seen

    def kill(self, sign: int) -> None:
        self.process.kill(sign)
        self.process.expect_exact(pexpect.EOF)
        self._collect_output()
        self.process.close()
        assert "Traceback" not in self.everything

    def _collect_output(self) -> str:
        text = str(self.process.before).replace("\r\n", "\n")
        self.everything += text
        return text


def find_question_number(output: str) -> int:
    return int(re.findall(r"Question (\d+),", output)[-1])


def read_saved(path: Path) -> Session:
    return read_session(str(path), RULES, OPENERS)


def test_a_whole_conversation(tmp_path: Path) -> None:
    path, report = tmp_path / "s.yaml", tmp_path / "r.txt"
    terminal = Terminal("--save", path, "--report", report)
    assert find_question_number(terminal.output) == 1
    assert "\x1b[1m" in terminal.output
    assert "`perhaps`" in terminal.type("perhaps")
    assert "Question" not in terminal.type("back")  # this is the first one
    assert ":" not in terminal.type("review").replace("review", "")  # there is no answer yet
    assert find_question_number(terminal.type("1")) == 2
    assert "  * " in terminal.type("why")
    assert "  back: " in terminal.type("help")
    assert find_question_number(terminal.type("UNKNOWN")) == 3
    assert find_question_number(terminal.type("y")) == 4
    output = terminal.type("back")
    assert find_question_number(output) == 3
    assert ": yes" in output
    output = terminal.type("back")
    assert ": unknown" in output
    output = terminal.type("def")
    assert find_question_number(output) == 3
    assert "verdict" in output
    output = terminal.type("review")
    assert "relationship: defined" in output
    assert "sign_rules_agreed" in output
    output = terminal.type("relationship: undefined")
    assert find_question_number(output) == 3
    output = terminal.type("relationship: unknown")
    assert find_question_number(output) == 4
    assert read_saved(path).answers == {"route": "stated", "relationship": None, "sign_rules_agreed": "yes"}
    terminal.process.sendline("stop")
    output = terminal.wait_for_end()
    assert str(report) in " ".join(output.split())
    assert f"  advisor advise {path}\n" in output
    assert report.exists()


@pytest.mark.parametrize("key", ["\x04", "\x03"])
def test_control_d_and_control_c_save_and_exit(tmp_path: Path, key: str) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    terminal.type("signs")
    terminal.type("yes")
    if key == "\x03":
        terminal.process.send("half an ans")
        terminal.process.expect_exact("half an ans")
    time.sleep(0.2)  # Python misses a Ctrl-C that comes while readline still takes in the letters before it
    terminal.process.send(key)
    assert f"  advisor interview --resume {path}\n" in terminal.wait_for_end()
    assert read_saved(path).answers == {"route": "signs", "sign_rules_agreed": "yes"}


def test_wraps_to_the_current_width_of_the_window(tmp_path: Path) -> None:
    terminal = Terminal("--save", tmp_path / "s.yaml")
    for columns in (40, 200, 10, 80):
        terminal.process.setwinsize(24, columns)
        lines = [re.sub(r"\x1b\[[?\d;]*\w", "", line) for line in terminal.type("help").splitlines()[1:]]
        assert max(map(len, lines)) <= max(20, min(columns - 1, 79))
    assert find_question_number(terminal.type("signs")) == 2
    terminal.process.sendline("quit")
    terminal.wait_for_end()


@pytest.mark.parametrize(
    ("args", "env"), [(["--plain"], {}), ([], {"TERM": "dumb"}), ([], {"NO_COLOR": "1", "INPUTRC": os.devnull})]
)
def test_uses_no_colour_if_the_user_wants_none(tmp_path: Path, args: list[str], env: dict[str, str]) -> None:
    prompt = "route: " if args else PROMPT
    terminal = Terminal("--save", tmp_path / "s.yaml", *args, prompt=prompt, **env)
    terminal.type("why")
    terminal.type("nonsense")
    terminal.process.sendline("quit")
    terminal.wait_for_end()
    colours = re.findall(r"\x1b\[[\d;]*m", terminal.everything)
    assert colours == []
    if "NO_COLOR" not in env:
        assert "\x1b" not in terminal.everything


def test_closing_the_terminal_loses_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    terminal.type("signs")
    terminal.type("yes")
    terminal.kill(signal.SIGHUP)
    assert read_saved(path).answers == {"route": "signs", "sign_rules_agreed": "yes"}
    terminal = Terminal("--resume", path)
    assert find_question_number(terminal.output) == 3
    terminal.type("no")
    terminal.process.close(force=False)  # the whole terminal disappears
    assert len(read_saved(path).answers) == 3


def test_a_lost_terminal_ends_the_interview_even_if_hangups_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    process: pexpect.spawn[str] = pexpect.spawn(
        START[0],
        [*START[1:], "interview", "--save", str(path)],
        cwd=str(ROOT),
        encoding="utf-8",
        timeout=SECONDS,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    process.expect_exact(PROMPT)
    process.sendline("signs")
    process.expect_exact(PROMPT)
    process.ptyproc.fileobj.close()
    _, status = os.waitpid(process.pid, 0)
    process.ptyproc.terminated = process.terminated = process.closed = process.ptyproc.closed = True
    assert os.WIFEXITED(status)
    assert os.WEXITSTATUS(status) in (0, 2)
    assert read_saved(path).answers == {"route": "signs"}


@pytest.mark.parametrize("route", ["stated", "scores"])
def test_a_killed_interview_continues_with_the_next_question(tmp_path: Path, route: str) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    answers = {"stated": ["stated", "unknown", "no", "2", "unknown", "1"], "scores": ["scores", "1", "2", "3", "4"]}
    for count, line in enumerate(answers[route], 1):
        next_question = terminal.type(line).split("Question ")[-1]
        terminal.kill(signal.SIGKILL)
        terminal = Terminal("--resume", path)
        assert len(read_saved(path).answers) == count
        assert terminal.output.split("Question ")[-1] == next_question
    terminal.kill(signal.SIGKILL)
    assert [each.name for each in tmp_path.iterdir()] == ["s.yaml"]


def test_refuses_a_second_terminal(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    first = Terminal("--save", path)
    second = pexpect.spawn(
        START[0], [*START[1:], "interview", "--resume", str(path)], cwd=str(ROOT), encoding="utf-8", timeout=SECONDS
    )
    second.expect_exact(f"{path}: ")
    second.expect_exact(pexpect.EOF)
    second.close()
    assert second.exitstatus == 2
    first.type("stated")
    first.process.sendline("quit")
    first.wait_for_end()


def answer_all(terminal: Terminal) -> None:
    """Type "unknown" until the interview ends and offers the report."""
    terminal.type("stated")
    terminal.type("aligned")
    while "Write the whole recommendation to a file?" not in terminal.output:
        terminal.type("stop" if "Question" in terminal.output else "unknown")


def test_the_end_offers_the_report_as_a_file(tmp_path: Path) -> None:
    path, report, taken = tmp_path / "s.yaml", tmp_path / "report.md", tmp_path / "mine.md"
    taken.write_text("mine")
    terminal = Terminal("--save", path)
    answer_all(terminal)
    assert "`report.xyz`" in terminal.type("report.xyz")
    assert "already exists" in " ".join(terminal.type(str(taken)).split())
    terminal.process.sendline(str(report))
    output = terminal.wait_for_end()
    assert str(report) in " ".join(output.split())
    assert report.read_text().startswith("# Sales and Marketing")
    assert taken.read_text() == "mine"


@pytest.mark.parametrize("line", ["", "no"])
def test_the_offered_report_can_be_skipped(tmp_path: Path, line: str) -> None:
    terminal = Terminal("--save", tmp_path / "s.yaml")
    answer_all(terminal)
    terminal.process.sendline(line)
    assert "advisor advise" in terminal.wait_for_end()
    assert [each.name for each in tmp_path.iterdir()] == ["s.yaml"]
