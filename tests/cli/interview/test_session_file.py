"""The file of a session: copies, locks, rights, what a killed run leaves behind, and edits by somebody else."""

from __future__ import annotations

import os
import platform
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import patch

import pytest

from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.sessions.safe_files import _hash_computer, remove_leftovers, replace_file, write_copy
from advisor.sessions.session_file import BusyError, SessionFile
from advisor.sessions.session_lock import STALE_SECONDS
from tests.cli.command import CommandResult, begin, end, run
from tests.cli.interview.test_terminal import Terminal

RULES = load()
FIRST = "# first\nrelationship: defined\n"
SECOND = "# SECOND\nrelationship: aligned\n"
SESSIONS = {
    "answers of a thorough interview": """\
relationship: defined
market_commoditization: differentiated
market_customizing: yes
colocated: yes
lead_handoff_agreed: yes
roles_defined: yes
company_size: small
marketing_role: none

interview:
  rulebase: c0881eb56beeb22e
  order: [route, relationship, market_commoditization, market_customizing, colocated, lead_handoff_agreed,
    roles_defined, company_size, marketing_role]
  opening:
    route: stated
""",
    "a sign added by hand": """\
sign_roles_kept: yes
relationship: defined
market_commoditization: commoditized
colocated: yes
roles_defined: no

interview:
  rulebase: c0881eb56beeb22e
  order: [route, relationship, market_commoditization, colocated, roles_defined]
  opening:
    route: stated
""",
    "the opening deleted": """\
relationship: defined
market_commoditization: differentiated
market_customizing: yes

interview:
  rulebase: c0881eb56beeb22e
  order: [route, relationship, market_commoditization, market_customizing]
""",
    "a form without answers": "# a form\nrelationship: unknown\nemployees: unknown\n",
    "only a comment": "# nothing yet\n",
    "an empty file": "",
    "Windows lines, a mark and a comment": "\ufeff# a note\r\nrelationship: defined\r\n",
}


def resume(path: Path, *lines: str) -> CommandResult:
    return run("interview", "--resume", path, given="".join(f"{line}\n" for line in lines))


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", SESSIONS)
def test_to_quit_at_once_leaves_the_file_as_it_is(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(SESSIONS[name].encode())
    assert resume(path, "quit").code == 0
    assert path.read_bytes() == SESSIONS[name].encode()
    assert list_names(tmp_path) == ["a.yaml"]


@pytest.mark.parametrize("name", list(SESSIONS)[:3])
def test_an_answer_to_a_resumed_file_keeps_all_others(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(SESSIONS[name])
    before = read_facts(str(path), RULES)
    result = run(
        "interview", "--resume", path, "--thorough", given="employees: 40\nquit\n"
    )  # no question is usually left
    assert result.code == 0
    assert read_facts(str(path), RULES).stated == {**before.stated, "employees": 40}
    assert (tmp_path / "a.yaml.before").read_text() == SESSIONS[name]


def test_an_answer_that_the_user_went_back_to_still_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    run("interview", "--save", path, given="defined\nno\nback\nback\nquit\n")
    before = path.read_bytes()
    assert "relationship: defined" in path.read_text()
    assert resume(path, "back", "quit").code == 0
    assert path.read_bytes() == before


def test_each_copy_is_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FIRST)
    assert "kept as a.yaml.before." in resume(path, "differentiated", "quit").out
    path.write_text(SECOND)
    assert "kept as a.yaml.before-2." in resume(path, "yes", "quit").out
    assert (tmp_path / "a.yaml.before").read_text() == FIRST
    assert (tmp_path / "a.yaml.before-2").read_text() == SECOND
    path.write_text(FIRST)
    assert "kept as a.yaml.before." in resume(path, "differentiated", "quit").out  # it has this content
    path.write_bytes(b"\xef\xbb\xbf" + FIRST.replace("\n", "\r\n").encode())
    content = path.read_bytes()
    assert "kept as a.yaml.before-3." in resume(path, "differentiated", "quit").out
    assert (tmp_path / "a.yaml.before-3").read_bytes() == content
    assert list_names(tmp_path) == ["a.yaml", "a.yaml.before", "a.yaml.before-2", "a.yaml.before-3"]


def test_no_copy_is_needed_of_what_we_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for line in ("defined", "not sure", "yes", "no"):
        run("interview", *("--resume" if path.exists() else "--save", path), given=f"{line}\nquit\n")
    assert list_names(tmp_path) == ["a.yaml"]


def test_without_a_copy_the_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FIRST)
    with patch("advisor.sessions.session_file.write_copy", side_effect=OSError(28, "No space left on device")):
        result = resume(path, "differentiated", "quit")
    assert result.code == 2
    assert "market_commoditization: differentiated" in result.out
    assert path.read_text() == FIRST


def read_until(process: subprocess.Popen[bytes], words: bytes) -> bytes:
    assert process.stdout is not None
    seen = b""
    while words not in seen:
        more = os.read(process.stdout.fileno(), 65_536)
        assert more, seen
        seen += more
    return seen


def test_a_pipe_does_not_replace_an_edit_by_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FIRST)
    (tmp_path / "a-2.yaml").write_text("")
    process = begin("interview", "--resume", path)
    read_until(process, b"> ")
    path.write_text(SECOND)
    result = end(process, "differentiated\nyes\n")
    assert (result.code, result.err[: len(f"{path}: ")]) == (2, f"{path}: ")
    assert f"`{tmp_path / 'a-3.yaml'}`" in result.err
    assert " line 1 " in result.err
    assert path.read_text() == SECOND
    assert read_facts(str(tmp_path / "a-3.yaml"), RULES).stated == {
        "relationship": "defined",
        "market_commoditization": "differentiated",
        "market_customizing": "yes",  # what follows in the pipe is saved as well
    }
    assert list_names(tmp_path) == ["a-2.yaml", "a-3.yaml", "a.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_run_that_is_asked_to_end_leaves_its_answers_and_no_lock(name: str, tmp_path: Path) -> None:
    number = getattr(signal, name)
    process = begin("interview", "--save", tmp_path / "a.yaml")
    read_until(process, b"> ")
    assert process.stdin is not None
    process.stdin.write(b"defined\n")
    process.stdin.flush()
    read_until(process, b"\n> ")
    process.send_signal(number)
    result = end(process)
    assert result.code == (0 if name == "SIGINT" else 128 + number)
    assert "Traceback" not in result.err
    assert list_names(tmp_path) == ["a.yaml"]
    assert read_facts(str(tmp_path / "a.yaml"), RULES).stated == {"relationship": "defined"}


def test_a_new_session_does_not_replace_a_file_that_appears(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    process = begin("interview", "--save", path)
    read_until(process, b"> ")
    path.write_text(SECOND)
    assert end(process, "defined\n").code == 2
    assert path.read_text() == SECOND
    assert read_facts(str(tmp_path / "a-2.yaml"), RULES).stated == {"relationship": "defined"}


@pytest.mark.parametrize("prompt", ["menu", "plain"])
def test_on_a_terminal_the_user_decides_about_an_edit_by_somebody_else(tmp_path: Path, prompt: str) -> None:
    path, copy, other = tmp_path / "a.yaml", tmp_path / "a.yaml.before", tmp_path / "a-2.yaml"
    options = {"menu": {}, "plain": {"prompt": "Answer: "}}[prompt]
    flags = ["--plain"] if prompt == "plain" else []
    for choice in ("mine", "elsewhere", "theirs"):
        path.write_text(FIRST)
        terminal = Terminal("--resume", path, *flags, **options)  # type: ignore[arg-type]
        path.write_text(SECOND)
        assert str(path) in "".join(terminal.type("differentiated").split("\n"))
        terminal.type("perhaps")
        terminal.process.sendline(choice)
        if choice == "theirs":
            terminal.wait_for_end()
            assert path.read_text() == SECOND
            continue
        terminal.read_until_prompt()
        terminal.process.sendline("quit")
        terminal.wait_for_end()
        if choice == "mine":
            assert copy.read_text() == SECOND
            assert read_facts(str(path), RULES).stated["market_commoditization"] == "differentiated"
        else:
            assert path.read_text() == SECOND
            assert read_facts(str(other), RULES).stated["market_commoditization"] == "differentiated"
    assert list_names(tmp_path) == ["a-2.yaml", "a.yaml", "a.yaml.before"]


def test_an_existing_file_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FIRST)
    path.chmod(0o664)
    resume(path, "differentiated", "quit")
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    assert stat.S_IMODE((tmp_path / "a.yaml.before").stat().st_mode) == 0o664


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root may give files away")
def test_an_existing_file_keeps_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FIRST)
    os.chown(path, 12_345, 23_456)
    resume(path, "differentiated", "quit")
    assert (path.stat().st_uid, path.stat().st_gid) == (12_345, 23_456)
    assert "differentiated" in path.read_text()


def test_a_file_whose_owner_cannot_be_kept_is_written_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a long old text\n")
    inode = path.stat().st_ino
    with patch("advisor.sessions.safe_files._copy_rights", return_value=False):
        replace_file(path, "new\n", keep_mode=True)
    assert (path.read_text(), path.stat().st_ino) == ("new\n", inode)
    assert list_names(tmp_path) == ["a.yaml"]


def test_copies_of_answers_that_a_killed_run_left_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(FIRST)
    code = (
        "import os, sys; from pathlib import Path; import advisor.sessions.safe_files as files\n"
        "os.fsync = lambda descriptor: os.kill(os.getpid(), 9)\n"
        f"files.replace_file(Path({str(path)!r}), 'secret answers', keep_mode=True)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    left = [name for name in list_names(tmp_path) if name != "a.yaml"]
    assert len(left) == 1
    host = _hash_computer()
    foreign = [
        ".a.yaml.0a1b2c3d",  # another program's
        ".a.yaml.swp",
        f".a.yaml.{'0' * 8}-1-abcdefgh.advisor-tmp",  # another computer's
        f".a.yaml.{host}-1-abcdefgh.advisor-tmp",  # a process that runs
        f".b.yaml.{host}-999999999-abcdefgh.advisor-tmp",  # another session's
    ]
    for name in foreign:
        (tmp_path / name).write_text("not ours")
    (tmp_path / f".a.yaml.{host}-999999999-abcdefgi.advisor-tmp").symlink_to(path)
    resume(path, "quit")
    assert not (tmp_path / left[0]).exists()
    assert set(foreign) < set(list_names(tmp_path))
    old = time.time() - 100_000
    os.utime(tmp_path / foreign[2], (old, old))
    remove_leftovers(path)
    assert not (tmp_path / foreign[2]).exists()


def test_a_copy_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    (tmp_path / "a.yaml.before").symlink_to(tmp_path / "nowhere")
    (tmp_path / "a.yaml.before-2").mkdir()
    assert write_copy(path, b"x").name == "a.yaml.before-3"
    with patch.object(Path, "hardlink_to", side_effect=OSError(95, "not supported")):
        assert write_copy(path, b"y").name == "a.yaml.before-4"
    assert (tmp_path / "a.yaml.before-4").read_bytes() == b"y"
    assert not (tmp_path / "nowhere").exists()


def test_the_lock_lies_next_to_the_file_and_goes_with_the_session(tmp_path: Path) -> None:
    file = SessionFile(str(tmp_path / "a.yaml"))
    assert list_names(tmp_path) == [".a.yaml.lock"]
    assert (tmp_path / ".a.yaml.lock").read_text() == f"{platform.node()}\n{os.getpid()}\n"
    with pytest.raises(BusyError):
        SessionFile(str(tmp_path / "a.yaml"))
    file.close()
    assert list_names(tmp_path) == []


@pytest.mark.parametrize("text", ["", f"{platform.node()}\n999999999\n", f"{platform.node()}\n1\n", "\x00\xff\n-\n"])
def test_the_lock_of_a_dead_process_does_not_block(tmp_path: Path, text: str) -> None:
    (tmp_path / ".a.yaml.lock").write_text(text)
    if text.startswith("\x00"):
        os.utime(tmp_path / ".a.yaml.lock", (1, 1))
    SessionFile(str(tmp_path / "a.yaml")).close()
    assert list_names(tmp_path) == []


def test_a_lock_of_another_computer_blocks_as_long_as_it_is_renewed(tmp_path: Path) -> None:
    lock = tmp_path / ".a.yaml.lock"
    lock.write_text("elsewhere\n4711\n")
    for _ in range(2):
        with pytest.raises(BusyError, match="`elsewhere`"):
            SessionFile(str(tmp_path / "a.yaml"))
    stale = time.time() - STALE_SECONDS - 5
    os.utime(lock, (stale, stale))
    SessionFile(str(tmp_path / "a.yaml")).close()
    assert list_names(tmp_path) == []


def test_a_link_at_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("keep me")
    (tmp_path / ".a.yaml.lock").symlink_to(precious)
    assert run("interview", "--save", tmp_path / "a.yaml", given="defined\nquit\n").code == 0
    assert precious.read_text() == "keep me"
    assert (tmp_path / ".a.yaml.lock").is_symlink()


def test_a_session_runs_where_no_lock_can_be_made(tmp_path: Path) -> None:
    (tmp_path / ".a.yaml.lock").mkdir()
    assert run("interview", "--save", tmp_path / "a.yaml", given="defined\nquit\n").code == 0
    assert "relationship: defined" in (tmp_path / "a.yaml").read_text()


ESCAPES = """\
interview:
  rulebase: 0123456789abcdef
  order: []
  aside:
    relationship: defined
  no_longer_fitting:
    "x\\e]0;PWNED\\a\\e[2J": "\\e[31mred \\e[8mhidden\\u202e"
    "bad\\e[5mname": "\\e[31mvalue"
"""


def test_escape_codes_in_a_file_are_shown_as_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(ESCAPES)
    result = resume(path, "review", "quit")
    shown = " ".join(result.out.split())
    assert "`bad\\u001b[5mname: \\u001b[31mvalue`" in shown
    assert "hidden\\u202e" in shown
    assert not set(result.out) & set("\x1b\x07\u202e")
