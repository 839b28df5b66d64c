"""`advisor advise` at a terminal: its width, bold headings, the pager; none of that in a pipe or with `--plain`."""

from __future__ import annotations

import os
import re
import shlex

import pexpect
import pytest

from tests.cli.command import ROOT, SECONDS, START

EXAMPLE = "examples/tighten-changing-market.yaml"
ESCAPE = "\x1b["
BOLD = "\x1b[1m"
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def run_in_terminal(*args: str, columns: int = 80, rows: int = 4000, **env: str) -> str:
    """Return what a command prints on a terminal of so many columns and rows."""
    names = {"TERM": "xterm", "NO_COLOR": "", "PAGER": "cat", **env}
    # the size arrives a moment after the start, which matters on a busy machine
    wait = f'until [ "$(stty size)" = "{rows} {columns}" ]; do sleep 0.05; done; exec "$@"'
    output, status = pexpect.run(
        shlex.join(["sh", "-c", wait, "sh", *START, "advise", *args]),
        cwd=str(ROOT),
        env={**os.environ, **names},
        timeout=SECONDS,
        withexitstatus=True,
        encoding="utf-8",
        dimensions=(rows, columns),
    )
    assert status == 0, output
    return str(output).replace("\r\n", "\n")


def strip_codes(text: str) -> str:
    return _CODES.sub("", text)


def list_words(report: str) -> list[str]:
    """List the words of a report in order; lines below headings are none."""
    return re.findall(r"[\w.,:;\[\]()]+", re.sub(r"(?m)^[-=]+$", "", report))


@pytest.mark.parametrize(("columns", "width"), [(40, 60), (60, 60), (72, 71), (100, 99), (240, 100)])
def test_lines_use_the_width_of_the_terminal_and_break_no_word(columns: int, width: int) -> None:
    report = strip_codes(run_in_terminal(EXAMPLE, columns=columns))
    longest = max(map(len, report.splitlines()))
    assert width - 8 <= longest <= width
    usual = strip_codes(run_in_terminal(EXAMPLE, "--plain", columns=columns))
    assert list_words(report) == list_words(usual)


def test_headings_are_bold_on_a_terminal() -> None:
    report = run_in_terminal(EXAMPLE)
    assert f"{BOLD}Steps" in report
    assert f"{BOLD}FIRST:" in report


@pytest.mark.parametrize(
    ("args", "env"), [((), {"NO_COLOR": "1"}), (("--plain",), {}), ((), {"TERM": "dumb"}), (("-o", "-"), {})]
)
def test_no_colour_where_it_is_not_wanted(args: tuple[str, ...], env: dict[str, str]) -> None:
    assert ESCAPE not in run_in_terminal(EXAMPLE, *args, **env)


def test_a_report_that_does_not_fit_opens_in_the_pager() -> None:
    shown = run_in_terminal(EXAMPLE, rows=24, PAGER="sed s/^/paged:/")
    assert all(line.startswith("paged:") for line in shown.splitlines())
    assert "paged:" not in run_in_terminal(EXAMPLE, "--summary", rows=60, PAGER="sed s/^/paged:/")
    assert "paged:" not in run_in_terminal(EXAMPLE, "--plain", rows=24, PAGER="sed s/^/paged:/")
