"""`advisor interview` with input from a pipe: its questions, the session on disk, and how it ends."""

from __future__ import annotations

import os
import re
import resource
import shutil
import stat
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.interview.opening_questions import build_opening_questions
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.facts.saved_interview import Session, compute_rulebase_digest, read_session
from advisor.loading.packs.load_rulebase import load
from tests.cli.command import EXAMPLES, ROOT, SECONDS, START, CommandResult, begin, end, run

RULES = load()
OPENERS = build_opening_questions(RULES)
TIGHTEN = ("defined", "much alike")
"""Answers that settle the verdict."""
MANY = 120
TITLE = RULES.entries["verdicts/tighten"].title
SETTLED = f'settled: "{TITLE.rstrip(".")}"'
SO_FAR = "The main advice so far"


def type_lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def run_interview(*args: str | Path, given: str | bytes = "") -> CommandResult:
    """Run one interview, and check that it prints no traceback."""
    result = run("interview", *args, given=given)
    assert "Traceback" not in result.out + result.err
    assert result.code in (0, 1, 2)
    return result


def read_saved(path: Path) -> Session:
    return read_session(str(path), RULES, OPENERS)


def check_refusal(result: CommandResult, place: str | Path, word: str = "") -> None:
    assert result.code == 2
    assert result.out == ""
    assert result.err.count("\n") == 1
    assert result.err.startswith(str(place))
    assert word in result.err


def list_question_numbers(result: CommandResult) -> list[int]:
    return [int(number) for number in re.findall(r"\nQuestion (\d+),", result.out)]


def join_lines(text: str) -> str:
    return " ".join(text.split())


def test_saves_and_advises_if_the_input_ends_early(tmp_path: Path) -> None:
    path, report = tmp_path / "s.yaml", tmp_path / "r.md"
    result = run_interview("--save", path, "--report", report, "--company", "Söhne", given=type_lines("2", "3"))
    assert result.code == 0, result.err
    assert result.err == ""
    assert f"  advisor advise {path}\n" in result.out
    assert f"  advisor interview --resume {path}\n" in result.out
    assert read_saved(path).answers == {
        "route": "stated",
        "relationship": "defined",
        "market_commoditization": "commoditized",
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Söhne" in report.read_text(encoding="utf-8")
    second = tmp_path / "again.md"
    assert run("advise", path, "-o", second).code == 0
    assert second.read_text(encoding="utf-8") == report.read_text(encoding="utf-8")


def test_an_empty_input_ends_without_an_error(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    result = run_interview("--save", path)
    assert (result.code, result.err) == (0, "")
    assert read_saved(path).answers == {}
    process = subprocess.run(
        [*START, "interview", "--resume", str(path)],
        preexec_fn=lambda: os.close(0),
        capture_output=True,
        cwd=ROOT,
        timeout=SECONDS,
    )
    assert (process.returncode, process.stderr) == (0, b"")


def test_brief_stops_at_a_settled_verdict_and_thorough_continues(tmp_path: Path) -> None:
    brief = run_interview("--save", tmp_path / "b.yaml", "--brief", given=type_lines(*TIGHTEN, *["unknown"] * MANY))
    usual = run_interview("--save", tmp_path / "u.yaml", given=type_lines(*TIGHTEN, *["unknown"] * MANY))
    thorough = run_interview(
        "--save", tmp_path / "t.yaml", "--thorough", given=type_lines(*TIGHTEN, *["unknown"] * MANY)
    )
    assert [result.code for result in (brief, usual, thorough)] == [0, 0, 0]
    counts = [len(list_question_numbers(result)) for result in (brief, usual, thorough)]
    assert counts[0] < counts[1] < counts[2]
    assert [join_lines(result.out).count(SETTLED) for result in (brief, usual)] == [0, 1]
    assert "`stop`" in usual.out.split("is settled")[1].split("\nQuestion ")[0]
    for result in (brief, usual, thorough):
        assert "--resume" not in result.out.replace("--thorough --resume", "")
        assert max(len(line) for line in result.out.splitlines() if str(tmp_path) not in line) < 80
        assert "\x1b" not in result.out
    headline = TITLE
    assert all(headline in result.out.split("Question ")[-1] for result in (brief, usual))


def test_stop_ends_with_the_advice_and_the_next_commands(tmp_path: Path) -> None:
    path = tmp_path / "with space.yaml"
    result = run_interview("--save", path, given=type_lines(*TIGHTEN, "stop", "this is not read"))
    assert result.code == 0
    assert f"  advisor advise '{path}'\n" in result.out
    assert "not read" not in result.out


WRONG = ["5 6", "0", "-1", "1.5", "maybe", "s" * 5_000, "1 2", "sales_cycl: long", "sales_cycle: longish", "change 9"]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_refused_line_of_a_pipe_ends_the_run_and_keeps_the_answers_before_it(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "s.yaml"
    result = run_interview("--save", path, given=type_lines("2", "why", wrong, "3", "1", "1"))
    assert result.code == 2
    assert result.err.startswith("<stdin>:3: ")
    assert result.err.count("\n") == 1
    assert f'(question 2: "{RULES.facts["market_commoditization"].question}")' in result.err
    assert f"  advisor interview --resume {path}\n" in result.out
    assert "advisor advise" not in result.out
    assert list_question_numbers(result) == [1, 2]
    assert len(result.out) < 5_000
    assert read_saved(path).answers == {"route": "stated", "relationship": "defined"}
    again = run_interview("--resume", path, given=type_lines("3", "quit"))
    assert again.code == 0
    assert read_saved(path).answers["market_commoditization"] == "commoditized"


def test_an_empty_line_of_a_pipe_is_refused_unless_the_input_ends_with_it(tmp_path: Path) -> None:
    result = run_interview("--save", tmp_path / "a.yaml", given="defined\n\n  \n3\n")
    assert (result.code, result.err[:11]) == (2, "<stdin>:2: ")
    result = run_interview("--save", tmp_path / "b.yaml", given="defined\n3\n\n  \n")
    assert (result.code, result.err) == (0, "")
    assert len(read_saved(tmp_path / "b.yaml").answers) == 3


def test_a_contradiction_in_a_pipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    given = type_lines("defined", "common funnel in use: yes", "common_funnel_possible: no", "1")
    result = run_interview("--save", path, given=given)
    assert (result.code, result.err[:11]) == (2, "<stdin>:3: ")
    clauses = (RULES.facts["common_funnel_in_use"].values["yes"], RULES.facts["common_funnel_possible"].values["no"])
    assert all(clause in result.err for clause in clauses)
    assert read_saved(path).company.stated == {"common_funnel_in_use": "yes"}


@given(st.lists(st.sampled_from(["1", "2", "3", "no", "not sure", "back", "why", "4", "often", ""]), max_size=12))
@settings(max_examples=25, deadline=None)
def test_no_answer_of_a_pipe_slips(lines: list[str]) -> None:
    """Each saved answer is that of the line which was typed at its question, as a reader of the transcript sees it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.yaml"
        result = run_interview("--save", path, given=type_lines("aligned", *lines))
        refused = re.match(r"<stdin>:(\d+): ", result.err)
        assert result.code == (2 if refused else 0)
        heard = ["aligned", *lines][: int(refused[1]) - 1] if refused else ["aligned", *lines]
        while heard and not heard[-1]:
            heard.pop()
        again = Path(folder) / "again.yaml"
        assert run_interview("--save", again, given=type_lines(*heard)).code == 0
        assert read_saved(again).answers == read_saved(path).answers


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_answer_files_in_any_unicode_encoding_are_read(tmp_path: Path, coding: str, line_end: str) -> None:
    path, answers = tmp_path / "s.yaml", tmp_path / "answers.txt"
    lines = ["defined", "I don\u2019t know", "no", "x\u00e9"]
    answers.write_bytes(line_end.join(lines).encode(coding))
    result = run_interview("--save", path, given=answers.read_bytes())
    assert result.err.startswith("<stdin>:4: `x\u00e9` ")
    assert len(read_saved(path).answers) == 4


def test_invalid_bytes_affect_only_their_own_line(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    for data in (
        b"defined\n\xff\xfe\n1\n",
        b"defined\n" + bytes(range(14, 256)) + b"\n",
        b"defined\n" + b"z" * 3_000_000,
    ):
        result = run_interview("--save", path, given=data)
        assert (result.code, result.err[:11]) == (2, "<stdin>:2: ")
        assert read_saved(path).answers == {"route": "stated", "relationship": "defined"}
        path.unlink()


@pytest.mark.parametrize("keys", ["\x1b[A", "\x1b[D\x1b[C", "\x1bOA", "\x07", "\x1b[1;5D"])
def test_keys_without_letters_never_become_part_of_an_answer(tmp_path: Path, keys: str) -> None:
    path = tmp_path / "s.yaml"
    run_interview("--save", path, given=f"{keys}def{keys}ined{keys}\n")
    assert read_saved(path).answers["relationship"] == "defined"


@pytest.mark.parametrize("coding", ["cp1252", "cp437"])
def test_reads_the_same_on_any_code_page(tmp_path: Path, coding: str) -> None:
    path = tmp_path / "s.yaml"
    process = subprocess.run(
        [*START, "interview", "--save", str(path), "--plain"],
        input=b"help\nwhy\ndefined\nwhy\n2\nnot sure\nunknown\n",
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": coding, "NO_COLOR": "1"},
        timeout=SECONDS,
    )
    assert (process.returncode, process.stderr) == (0, b"")
    text = process.stdout.decode(coding)
    assert not re.search(r"\w\?\w| \? ", text)
    assert "\r" not in text.replace("\r\n", "\n")
    asked_part = text[: text.rindex("\nAnswer: ")]
    assert not re.search(r"(?m)^-{5,}|^ ", asked_part)
    assert len(read_saved(path).answers) == 5


def test_the_commands_work_from_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    lines = ["2", "why", "example", "?", "help commands", "unknown", "back", "back", "back", "review"]
    result = run_interview("--save", path, given=type_lines(*lines, "aligned", "review", "change 1", "back", "QUIT"))
    assert result.code == 0
    assert list_question_numbers(result)[:5] == [1, 2, 3, 2, 1]
    assert "Your answer was: defined: " in result.out
    assert "Relationship today: aligned" in result.out
    assert result.out.rstrip().endswith(f"advisor interview --resume {path}")
    assert read_saved(path).answers["relationship"] == "aligned"
    assert read_saved(path).answers["market_commoditization"] is None


def test_identifiers_appear_only_if_the_user_wants_them(tmp_path: Path) -> None:
    lines = ["2", "why", "help", "not sure", "conflict topics: all", "review", "why all", "back", "change 1", "back"]
    usual = run_interview("--save", tmp_path / "s.yaml", given=type_lines(*lines, "quit"))
    verbose = run_interview("--save", tmp_path / "v.yaml", "--verbose", given=type_lines(*lines, "quit"))
    for text in ("[market_commoditization]", "[table/defined/tighten/2]"):
        assert text in verbose.out
        assert text not in usual.out
    shown = usual.out.replace(str(tmp_path), "")
    assert not re.search(r"[a-z]_[a-z]|\[\w+/", shown)
    assert "tighten" not in shown


def test_help_is_short_and_lists_the_commands_once(tmp_path: Path) -> None:
    result = run_interview(
        "--save", tmp_path / "s.yaml", given=type_lines("2", "help", "help", "help commands", "quit")
    )
    assert result.out.count("back: ") == 2
    assert result.out.count("\n  quit: ") == 2


def test_an_option_with_a_colon_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    lines = ["Defined: clear roles and rules", "not sure", "No: your market is not moving toward custom products"]
    result = run_interview("--save", path, given=type_lines(*lines, "quit"))
    assert all(f"  {number}  {lines[place]}\n" in result.out for number, place in ((2, 0), (2, 2)))
    assert list(read_saved(path).answers.values()) == ["stated", "defined", None, "no"]


def test_a_label_names_a_question(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    run_interview("--save", path, given=type_lines("2", "Length of the sales cycle: long", "quit"))
    assert read_saved(path).company.stated == {"sales_cycle": "long"}


def test_going_back_without_a_new_answer_keeps_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    result = run_interview("--save", path, given=type_lines(*TIGHTEN, "back", "back", "stop"))
    assert TITLE in result.out
    assert len(read_saved(path).answers) == 3


def test_the_statements_are_counted_and_end_with_the_score(tmp_path: Path) -> None:
    result = run_interview("--save", tmp_path / "s.yaml", given=type_lines("scores", "sales", "head", *["agree"] * 20))
    numbers = [int(number) for number in re.findall(r"\nStatement (\d+) of 20\n", result.out)]
    assert numbers == list(range(1, 21))
    assert result.out.count("Your score is 80 of 100 points. Level: integrated.") == 1
    assert run_interview("--save", tmp_path / "t.yaml", given="2\n").out.count("Your score") == 0


def test_who_is_not_sure_of_the_level_is_asked_for_signs(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    run_interview("--save", path, given=type_lines("not sure", "yes"))
    assert read_saved(path).answers == {"route": "signs", "sign_rules_agreed": "yes"}


@pytest.mark.parametrize("lines", [["signs"], ["scores", "sales", "head", "3"], ["stated", "not sure"]])
def test_after_an_undetermined_interview_the_level_is_the_first_open_question(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "s.yaml"
    result = run_interview("--save", path, given=type_lines(*lines, *["not sure"] * MANY))
    still_open = join_lines(result.out.split("\nStill open\n")[1])
    assert still_open.startswith(f"- {RULES.facts['relationship'].question}")
    advice = Consultation(RULES).advise(read_facts(str(path), RULES))
    assert advice.open_questions[0].fact == "relationship"


def test_a_session_resumes_and_answers_that_apply_again_are_restored(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    run_interview("--save", path, given=type_lines(*TIGHTEN, "yes", "quit"))
    before = read_saved(path)
    result = run_interview("--resume", path, given=type_lines("route: signs", "quit"))
    assert " 3 answers" in result.out
    assert len(before.answers) in list_question_numbers(result)
    assert dict(read_saved(path).answers) == {**before.answers, "route": "signs"}
    run_interview("--resume", path, given=type_lines("route: stated", "quit"))
    assert read_saved(path) == before


def test_rating_statements_resumes_after_any_answer(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    run_interview("--save", path, given=type_lines("scores"))
    for number, line in enumerate(["sales", "head", "1", "unknown"]):
        result = run_interview("--resume", path, given=type_lines(line))
        assert list_question_numbers(result) == [[2, 3], [3], [], []][number]
        assert re.findall(r"Statement (\d+) of", result.out) == [[], ["1"], ["1", "2"], ["2", "3"]][number]
    assert list(read_saved(path).answers) == [
        "route",
        "respondent_function",
        "respondent_role",
        "statement_1",
        "statement_2",
    ]
    assert run("advise", path).code == 0


def test_continues_from_a_plain_facts_file(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("company: Old Co\nrelationship: defined\nemployees: 40\n", encoding="utf-8")
    result = run_interview("--resume", path, given=type_lines("1", "employees: 50"))
    assert result.code == 0
    company = read_facts(str(path), RULES)
    assert (company.name, company.stated["relationship"], company.stated["employees"]) == ("Old Co", "defined", 50)
    assert " 2 answers" in result.out


def test_an_example_resumes_with_its_advice(tmp_path: Path) -> None:
    path, example = tmp_path / "facts.yaml", EXAMPLES / "hard-small-firm-in-conflict.yaml"
    path.write_bytes(example.read_bytes())
    assert run_interview("--resume", path).code == 0
    assert run("advise", path).out == run("advise", example).out


def test_refuses_facts_files_in_other_formats(tmp_path: Path) -> None:
    for name, text in (("f.json", '{"employees": 4}'), ("f.toml", "employees = 4\n"), ("F.JSON", "{}")):
        path = tmp_path / name
        path.write_text(text)
        check_refusal(run_interview("--resume", path, given="1\n"), path, "`.yaml`")
        assert path.read_text() == text
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "f.json")
    check_refusal(run_interview("--resume", link), link, "`.yaml`")
    check_refusal(run_interview("--save", tmp_path / "new.toml"), tmp_path / "new.toml", "`.yaml`")


def test_refuses_files_that_cannot_be_a_session(tmp_path: Path) -> None:
    broken, odd, pipe = tmp_path / "broken.yaml", tmp_path / "odd.yaml", tmp_path / "pipe"
    broken.write_text("relationship: [defined\n")
    odd.write_text("relatonship: defined\n")
    os.mkfifo(pipe)
    check_refusal(run_interview("--resume", broken), f"{broken}:2:1")
    check_refusal(run_interview("--resume", odd), f"{odd}:1:1", "`relationship`")
    check_refusal(run_interview("--resume", pipe), pipe)
    check_refusal(run_interview("--resume", "/dev/null"), "/dev/null")
    check_refusal(run_interview("--resume", tmp_path), tmp_path)
    check_refusal(run_interview("--resume", tmp_path / "nope.yaml"), tmp_path / "nope.yaml")
    check_refusal(run_interview("--resume", "-", given="1\n"), "-: ", "`interview.yaml`")
    check_refusal(run_interview("--save", "x" * 300), "xxx")
    check_refusal(run_interview("--save", odd), odd, "`--resume`")
    check_refusal(run_interview("--save", tmp_path / "no" / "s.yaml"), tmp_path / "no", f"`{tmp_path / 'no'}`")
    check_refusal(run_interview("--resume", odd, "--save", "x.yaml"), "`--resume` and `--save`")
    check_refusal(run_interview("--save", tmp_path / "s.yaml", "--company", "a\x07"), "`--company`", "200")
    check_refusal(run_interview("--save", tmp_path / "s.yaml", "--report", tmp_path / "s.yaml"), "`--report`")
    assert broken.read_text() == "relationship: [defined\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.yaml", "odd.yaml", "pipe"]


def test_a_session_of_older_rules_lists_answers_that_no_longer_fit(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    run_interview("--save", path, given=type_lines(*TIGHTEN))
    text = path.read_text().replace(compute_rulebase_digest(RULES), "0123456789abcdef")
    text = text.replace(
        "relationship: defined", "relationship: defined\nold_fact: yes\nsales_cycle: eternal\nemployees: 9"
    )
    text = 'odd: "\\x7f\\u2028\\""\n' + text
    path.write_text(text + "  aside:\n    older_fact: [a, b]\n    employees: many\n    company_age: 3\n")
    edited = path.read_bytes()
    assert run_interview("--resume", path, given=type_lines("quit")).code == 0
    assert path.read_bytes() == edited
    result = run_interview("--resume", path, given=type_lines("not sure", "quit"))
    assert result.code == 0, result.err
    assert (tmp_path / "s.yaml.before").read_bytes() == edited
    shown = join_lines(result.out)
    for entry in ("old_fact: yes", "sales_cycle: eternal", "older_fact: a, b", "employees: many"):
        assert f"`{entry}`" in shown
    assert read_saved(path).answers["market_commoditization"] == "commoditized"
    assert compute_rulebase_digest(RULES) in path.read_text()
    assert run("advise", path).code == 0
    second = run_interview("--resume", path, given=type_lines("quit"))
    assert re.findall(r"`\w+: [^`]*`", join_lines(second.out)) == re.findall(r"`\w+: [^`]*`", shown)


def test_a_link_to_a_session_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "s.yaml", tmp_path / "link.yaml"
    run_interview("--save", path, given=type_lines("stated"))
    link.symlink_to(path)
    run_interview("--resume", link, given=type_lines("defined"))
    assert link.is_symlink()
    assert read_saved(path).answers == {"route": "stated", "relationship": "defined"}


def test_prints_the_verdict_and_keeps_answers_if_the_report_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    result = run_interview("--save", path, "--report", tmp_path / "no" / "r.md", given=type_lines(*TIGHTEN, "stop"))
    assert result.code == 2
    assert result.err.startswith(f"{tmp_path / 'no' / 'r.md'}: ")
    assert TITLE in result.out
    assert f"advisor advise -o FILE {path}" in result.out
    assert read_saved(path).answers["market_commoditization"] == "commoditized"


def test_reports_a_full_disk_at_once_and_prints_the_answers_at_the_end(tmp_path: Path) -> None:
    def limit_file_size() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    process = subprocess.Popen(
        [*START, "interview", "--save", str(tmp_path / "s.yaml")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        preexec_fn=limit_file_size,
    )
    result = end(process, type_lines(*TIGHTEN, "stop"))
    assert result.code == 2
    assert "Traceback" not in result.err
    assert join_lines(result.out).count("file too large") == 1
    assert "file too large" in join_lines(result.out.split("Question 1,")[0])
    assert "\nrelationship: defined\n" in result.out
    assert TITLE in result.out
    assert re.fullmatch(rf"{tmp_path}/s\.yaml: .*: file too large; .*\n", result.err)
    assert list(tmp_path.iterdir()) == []


def test_loses_no_answer_if_the_output_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    with Path("/dev/full").open("wb") as device:
        command = [*START, "interview", "--save", str(path)]
        result = subprocess.run(
            command, input=b"stated\n", stdout=device, stderr=subprocess.PIPE, cwd=ROOT, timeout=SECONDS
        )
    assert result.returncode == 2
    expected = rf"<stdout>: .*: no space left on device; .*`advisor interview --resume {path}`\n"
    assert re.fullmatch(expected, result.stderr.decode())
    assert path.exists()


def test_refuses_a_second_process_and_saves_every_answer_before_the_next_question(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    first = begin("interview", "--save", path)
    assert first.stdin is not None
    assert first.stdout is not None
    given: list[str] = []
    for number, line in enumerate(("signs", "unknown", "1", "no", "y"), 1):
        seen = b""
        while not seen.endswith(b"> "):
            more = os.read(first.stdout.fileno(), 65_536)
            assert more, seen
            seen += more
        assert b"Question %d," % number in seen
        assert len(given := list(read_saved(path).answers)) == number - 1
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        if number < 5:
            first.stdin.write(line.encode() + b"\n")
            first.stdin.flush()
    check_refusal(run_interview("--resume", path, given="1\n"), path, "interview")
    first.kill()
    end(first)
    assert list(read_saved(path).answers) == given
    assert run_interview("--resume", path, given=type_lines("quit")).code == 0
    assert [each.name for each in tmp_path.iterdir()] == ["s.yaml"]


def test_sessions_started_in_one_folder_get_different_names(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen([*START, "interview"], cwd=tmp_path, env=env, stdin=pipe, stdout=pipe, stderr=pipe)
        for _ in range(3)
    ]
    assert [end(each, type_lines("stated")).code for each in started] == [0, 0, 0]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["interview-2.yaml", "interview-3.yaml", "interview.yaml"]
    assert all(read_saved(tmp_path / name).answers == {"route": "stated"} for name in names)


def test_a_new_interview_names_earlier_ones_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "interview-2.yaml").write_text("relationship: defined\n")  # no interview
    first = run("interview", given=type_lines("stated", "quit"), folder=tmp_path)
    assert "earlier interview" not in first.out
    second = run("interview", given=type_lines("stated", "quit"), folder=tmp_path)
    greeting = second.out.partition("saved in interview-3.yaml")[0]
    assert "`interview.yaml` holds an earlier interview." in greeting
    assert "  advisor interview --resume interview.yaml\n" in greeting
    os.utime(tmp_path / "interview.yaml", (1, 1))
    third = run("interview", given="", folder=tmp_path)
    greeting = third.out.partition("saved in interview-4.yaml")[0]
    assert "`interview-3.yaml` and `interview.yaml` hold earlier" in " ".join(greeting.split())
    assert "  advisor interview --resume interview-3.yaml\n" in greeting
    assert "earlier" not in run("interview", "--save", "own.yaml", given="", folder=tmp_path).out


def test_follows_a_session_edited_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    run_interview("--save", path, given=type_lines("stated", "defined", "unknown", "route: signs"))
    text = path.read_text()
    assert "    relationship: defined\n" in text  # it does not count now
    path.write_text("relationship: aligned\n" + text)
    assert read_saved(path).answers == {"route": "signs", "market_commoditization": None}
    assert read_saved(path).company.stated == {"relationship": "aligned"}
    run_interview("--save", tmp_path / "t.yaml", given=type_lines("stated", "defined", "commoditized"))
    text = (tmp_path / "t.yaml").read_text()
    path.write_text(text.replace("market_commoditization: commoditized\n", ""))
    assert read_saved(path).answers == {"route": "stated", "relationship": "defined"}
    path.write_text(text.replace(": commoditized\n", ": sold_out\n").replace(compute_rulebase_digest(RULES), "older"))
    result = run_interview("--resume", path, given=type_lines("unknown"))
    assert result.out.index("`market_commoditization: sold_out`") < result.out.index("\nQuestion ")
    assert read_saved(path).answers["market_commoditization"] is None


def test_leaves_a_facts_file_without_new_answers_as_it_is(tmp_path: Path) -> None:
    path, before = tmp_path / "facts.yaml", tmp_path / "facts.yaml.before"
    text = "# a note of the board\nrelationship: defined  # in May\n"
    path.write_text(text)
    assert run_interview("--resume", path, given=type_lines("why", "quit")).code == 0
    assert path.read_text() == text
    assert not before.exists()
    result = run_interview("--resume", path, "--company", "Known Co")
    assert read_facts(str(path), RULES).name == "Known Co"
    assert "facts.yaml.before" in join_lines(result.out)
    assert before.read_text() == text
    run_interview("--resume", path, given=type_lines("unknown"))
    assert before.read_text() == text


def test_no_answer_is_lost_if_the_folder_disappears_and_returns(tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    process = begin("interview", "--save", folder / "s.yaml")
    assert process.stdin is not None
    assert process.stdout is not None

    def send(line: str) -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line.encode())
        process.stdin.flush()
        seen = b""
        while not seen.endswith(b"> "):
            more = os.read(process.stdout.fileno(), 65_536)
            assert more, seen
            seen += more
        return join_lines(seen.decode())

    send("")
    shutil.rmtree(folder)
    assert f"{folder / 's.yaml'} cannot be written: no such file or directory" in send("signs\n")
    assert "no such file" not in send("yes\n")
    folder.mkdir()
    assert f"saved in {folder / 's.yaml'} again" in send("no\n")
    assert end(process, "quit\n").code == 0
    assert read_saved(folder / "s.yaml").answers == {
        "route": "signs",
        "sign_rules_agreed": "yes",
        "sign_roles_kept": "no",
    }


def test_a_person_who_rates_statements_must_give_a_function(tmp_path: Path) -> None:
    result = run_interview("--save", tmp_path / "r.yaml", given=type_lines("scores", "unknown", "2", "2", "4", "stop"))
    assert (result.code, result.err[:11]) == (2, "<stdin>:2: ")
    assert "from 1 to 3" in result.err
    run_interview("--save", tmp_path / "s.yaml", given=type_lines("scores", "2", "2", "4", "stop"))
    saved = (tmp_path / "s.yaml").read_text(encoding="utf-8")
    assert "function: marketing" in saved
    assert "min_group: 1" in saved


def test_the_questions_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    # an answer file may hold the same `no` for whatever question comes next
    answers = type_lines("6", "yes", "yes", "no", "becoming", *["not sure"] * 6, "no", "stop")
    saved = []
    for seed in ("1", "9"):
        path = tmp_path / f"{seed}.yaml"
        command = [*START, "interview", "--save", str(path)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=ROOT, env=environment, input=answers.encode(), capture_output=True, check=True)
        saved.append(read_saved(path).answers)
    assert saved[0] == saved[1]


def test_an_answer_that_denies_the_level_changes_the_settled_advice_aloud(tmp_path: Path) -> None:
    answers = type_lines("6", "yes", "yes", "no", "becoming", "no", "stop")
    result = run_interview("--save", tmp_path / "s.yaml", given=answers)
    prepare = RULES.entries["verdicts/prepare"].title.removesuffix(".")
    before, _, after = result.out.partition("Are the roles of both teams clearly defined")
    assert SO_FAR in " ".join(before.split())
    assert "for the advice" in before.rpartition("Question ")[2]
    assert f'changes the main advice: "{prepare}"' in " ".join(after.split())
