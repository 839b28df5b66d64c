"""`advisor interview` at a terminal: typing, going back, resizing, and losing the terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from advisor.interview.opening_questions import build_opening_questions
from advisor.loading.facts.saved_interview import Session, read_session
from advisor.loading.packs.load_rulebase import load
from tests.cli.command import ROOT, SECONDS, START

RULES = load()
OPENERS = build_opening_questions(RULES)
PROMPT = "\x1b[?2004h"
"""What a terminal gets at the beginning of each menu (it asks for pasted text to be marked)."""
PLAIN_PROMPT = "Answer: "
ESCAPE = re.compile(r"\x1b(?:\[[?\d;]*[a-zA-Z]|[=>])")
DOWN, UP, PASTE, PASTE_END = "\x1b[B", "\x1b[A", "\x1b[200~", "\x1b[201~"


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
        """Return the output up to the next prompt, without the control sequences of the terminal."""
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
        return ESCAPE.sub("", text)


def find_question_number(output: str) -> int:
    return int(re.findall(r"Question (\d+),", output)[-1])


def read_saved(path: Path) -> Session:
    return read_session(str(path), RULES, OPENERS)


def test_a_whole_conversation(tmp_path: Path) -> None:
    path, report = tmp_path / "s.yaml", tmp_path / "r.txt"
    terminal = Terminal("--save", path, "--report", report)
    assert find_question_number(terminal.output) == 1
    assert "\x1b[1m" in terminal.everything
    assert "`perhaps`" in terminal.type("perhaps")
    assert "Question" not in terminal.type("back")  # this is the first one
    assert "Relationship" not in terminal.type("review")  # there is no answer yet
    assert find_question_number(terminal.type("signs")) == 2
    assert "  * " in terminal.type("why")
    assert "  back: " in terminal.type("help")
    assert find_question_number(terminal.type("UNKNOWN")) == 3
    assert find_question_number(terminal.type("y")) == 4
    output = terminal.type("back")
    assert find_question_number(output) == 3
    assert ": yes" in output
    output = terminal.type("back")
    assert ": not sure" in output
    assert find_question_number(terminal.type("back")) == 1
    output = terminal.type("def")
    assert find_question_number(output) == 2
    assert "for the advice" in output
    output = terminal.type("review")
    assert "Relationship today: defined" in output
    assert RULES.facts["sign_rules_agreed"].label in output
    output = terminal.type("change 1")
    assert "Your answer was: defined" in output
    output = terminal.type("undefined")
    assert find_question_number(output) == 2
    output = terminal.type("relationship: unknown")
    assert read_saved(path).answers["relationship"] is None
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
    terminal.process.send(key)
    assert f"  advisor interview --resume {path}\n" in terminal.wait_for_end()
    assert read_saved(path).answers == {"route": "signs", "sign_rules_agreed": "yes"}


def test_wraps_to_the_current_width_of_the_window(tmp_path: Path) -> None:
    terminal = Terminal("--save", tmp_path / "s.yaml")
    for columns in (40, 200, 10, 80):
        terminal.process.setwinsize(24, columns)
        terminal.process.sendline("help")
        terminal.process.expect_exact("> help")
        terminal.output = terminal.read_until_prompt()
        lines = terminal.output.splitlines()[1:]
        assert max(map(len, lines)) <= max(20, min(columns - 1, 79))
    assert find_question_number(terminal.type("signs")) == 2
    terminal.process.sendline("quit")
    terminal.wait_for_end()


@pytest.mark.parametrize(
    ("args", "env"), [(["--plain"], {}), ([], {"TERM": "dumb"}), ([], {"NO_COLOR": "1", "INPUTRC": os.devnull})]
)
def test_uses_no_colour_if_the_user_wants_none(tmp_path: Path, args: list[str], env: dict[str, str]) -> None:
    prompt = PLAIN_PROMPT if args else "\n> " if env.get("TERM") == "dumb" else PROMPT
    terminal = Terminal("--save", tmp_path / "s.yaml", *args, prompt=prompt, **env)
    terminal.type("why")
    terminal.type("nonsense")
    terminal.process.sendline("quit")
    terminal.wait_for_end()
    assert set(re.findall(r"\x1b\[[\d;]*m", terminal.everything)) <= {"\x1b[0m"}
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
    answers = {"stated": ["2", "unknown", "no", "2", "unknown"], "scores": ["scores", "1", "2", "3", "4"]}
    for count, line in enumerate(answers[route], 1):
        next_question = terminal.type(line).split("-" * 40)[-1]
        terminal.kill(signal.SIGKILL)
        terminal = Terminal("--resume", path)
        assert len(read_saved(path).answers) == count + (route == "stated")  # the level says the way to find it, too
        assert terminal.output.split("-" * 40)[-1] == next_question
    terminal.kill(signal.SIGKILL)
    last = Terminal("--resume", path)  # it removes the lock that the killed one has left
    last.process.sendline("quit")
    last.wait_for_end()
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
    first.type("defined")
    first.process.sendline("quit")
    first.wait_for_end()


def answer_all(terminal: Terminal) -> None:
    """Type "unknown" until the interview ends and offers the report."""
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
    assert "interview --thorough --resume" in " ".join(terminal.type("review").split())
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


def press(terminal: Terminal, keys: str) -> str:
    """Press keys that end in an answer; return the output up to the next menu."""
    terminal.process.send(keys)
    terminal.output = terminal.read_until_prompt()
    return terminal.output


def test_arrow_keys_and_enter_choose(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    assert "> Defined: " in press(terminal, f"{DOWN}{DOWN}\r")
    assert "> not sure" in press(terminal, f"{UP}\r")
    assert read_saved(path).answers == {"route": "stated", "relationship": "defined", "market_commoditization": None}
    press(terminal, f"{DOWN}{DOWN}{UP}\r")
    assert read_saved(path).answers["market_customizing"] == "yes"
    terminal.process.close(force=True)


def test_enter_without_a_choice_answers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    assert find_question_number(press(terminal, "\r\r \r2\r")) == 2
    assert read_saved(path).answers["relationship"] == "defined"
    terminal.process.close(force=True)


def test_arrow_keys_never_end_up_in_a_typed_answer(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    press(terminal, f"efined\x1b[Hd{UP}{DOWN}\x1b[F\x1bOC\r")  # Home and End edit the line
    assert read_saved(path).answers["relationship"] == "defined"
    terminal.process.close(force=True)
    plain = Terminal("--save", tmp_path / "p.yaml", "--plain", prompt=PLAIN_PROMPT)
    plain.type(f"def{UP}ined\x1b[D")
    assert read_saved(tmp_path / "p.yaml").answers["relationship"] == "defined"
    plain.process.close(force=True)


def test_checkboxes_choose_several_and_keep_an_earlier_choice(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    terminal.type("topics of conflict: lead quality")
    terminal.type("change 1")
    press(terminal, f"{DOWN} {DOWN}{DOWN} \r")
    assert read_saved(path).company.stated["conflict_topics"] == {"lead_quality", "pricing", "product"}
    terminal.type("change 1")
    press(terminal, f"{UP}{UP}\r 1-2\x15all\r")  # "None of these" does not fit the ticks; typing still works
    assert len(read_saved(path).company.stated["conflict_topics"]) == 10  # type: ignore[arg-type]
    terminal.process.close(force=True)


def test_tab_completes_words_of_the_screen_and_commands(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    terminal.process.send("def\t\r")
    terminal.output = terminal.read_until_prompt()
    assert read_saved(path).answers["relationship"] == "defined"
    press(terminal, "rev\t\r")
    assert "Relationship today" in terminal.output
    terminal.process.close(force=True)


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("marked", [False, True])
def test_a_pasted_block_stops_at_a_refusal(tmp_path: Path, plain: bool, marked: bool) -> None:
    path = tmp_path / "s.yaml"
    args, prompt = (["--plain"], PLAIN_PROMPT) if plain else ([], PROMPT)
    terminal = Terminal("--save", path, *args, prompt=prompt)
    block = "defined\nnonsense\n1\n2\n1\n2"
    terminal.process.send(f"{PASTE}{block}{PASTE_END}" if marked else block + "\n")
    terminal.process.expect_exact("What you pasted or typed after it is not used.")
    assert read_saved(path).answers == {"route": "stated", "relationship": "defined"}
    terminal.read_until_prompt()
    assert find_question_number(terminal.type("3")) == 3
    assert read_saved(path).answers["market_commoditization"] == "commoditized"
    terminal.process.close(force=True)


def test_a_pasted_block_without_a_refusal_answers_its_questions(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    terminal.process.send(f"{PASTE}defined\r\nnot sure\r\nye{PASTE_END}")
    assert find_question_number(terminal.read_until_prompt()) == 3
    assert list(read_saved(path).answers.values()) == ["stated", "defined", None]
    press(terminal, "s\r")  # the line that was pasted without its end can be completed
    assert read_saved(path).answers["market_customizing"] == "yes"
    terminal.process.close(force=True)


@pytest.mark.parametrize(("choice", "expected"), [("1", "no"), ("earlier", None), ("not sure", None)])
def test_a_contradiction_is_asked_about_at_once(tmp_path: Path, choice: str, expected: str | None) -> None:
    path = tmp_path / "s.yaml"
    terminal = Terminal("--save", path)
    terminal.type("defined")
    terminal.type("common funnel in use: yes")
    assert "Which is right?" in terminal.type("common_funnel_possible: no")
    assert "`perhaps`" in terminal.type("perhaps")
    terminal.type(choice)
    stated = read_saved(path).company.stated
    assert stated.get("common_funnel_possible") == expected
    assert stated.get("common_funnel_in_use") == (None if expected else "yes")
    terminal.process.close(force=True)


def test_a_pipe_and_other_commands_do_not_load_the_terminal_library() -> None:
    program = (
        "import sys\nsys.argv = ['advisor', 'interview', '--save', '/dev/null/x']\n"
        "from advisor.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert not [name for name in sys.modules if name.startswith(('prompt_toolkit', 'asyncio'))]"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.DEVNULL, check=True, timeout=SECONDS)
